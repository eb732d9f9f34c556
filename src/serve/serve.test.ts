import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseYaml } from '../apimachinery';
import { serve } from './serve';
import { eventually, ForeignClient, Watched } from './testing/foreign-client';

const configMap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const configMaps = '/api/v1/namespaces/default/configmaps';

let client: ForeignClient;
beforeAll(async () => {
  client = await ForeignClient.start('the port');
}, 60_000);
afterAll(() => client.close());

describe('the port', () => {
  it.each(['/api/v1/nodes', '/healthz', '/version', '/wheelhouse/clock', '/nowhere'])(
    'needs a token: %s',
    async (path) => {
      const { status, body } = await client.ask(path, { headers: { authorization: undefined } });
      expect({ status, ...body }).toMatchObject({ status: 'Failure', reason: 'Unauthorized', code: 401 });
    },
  );

  it('leaves tokens that are not the administrator’s to the API server, and lets none of them at the clock', async () => {
    const headers = { authorization: 'Bearer wrong' };
    expect(await client.ask('/api/v1/nodes', { headers })).toMatchObject({ status: 401 });
    const account = '/api/v1/namespaces/default/serviceaccounts/default/token';
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
    const { token } = (await client.post(account, request)).body.status;
    const asAccount = { headers: { authorization: `Bearer ${token}` } };
    expect(await client.ask('/version', asAccount)).toMatchObject({ status: 200 });
    expect(await client.ask('/api/v1/nodes', asAccount)).toMatchObject({ status: 403 });
    const clock = '/wheelhouse/clock?milliseconds=1';
    expect(await client.ask(clock, { ...asAccount, method: 'POST' })).toMatchObject({ status: 401 });
  });

  it('is called loopback and nothing else, and by no page of another origin', async () => {
    const asked = async (headers: Record<string, string>) => (await client.ask('/version', { headers })).status;
    const { port } = client;
    expect(await asked({ host: `evil.example:${port}` })).toBe(403);
    expect(await asked({ host: '192.168.1.20' })).toBe(403);
    expect(await asked({ host: `localhost:${port}` })).toBe(200);
    expect(await asked({ host: [`localhost:${port}`, 'evil.example'] as any })).toBe(400);
    expect(await asked({ origin: 'https://evil.example' })).toBe(403);
    expect(await asked({ origin: 'null' })).toBe(403);
    expect(await asked({ origin: 'https://127.0.0.1:1' })).toBe(403);
    expect(await asked({ origin: `http://127.0.0.1:${port}` })).toBe(200);
    expect(await asked({ host: `127.0.0.1:${port}`, origin: `https://127.0.0.1:${port}` })).toBe(200);
  });

  it('does not let a client say that it has a certificate', async () => {
    const headers = { authorization: 'Bearer wrong', 'x-client-certificate': 'CN=admin,O=system:masters' };
    expect(await client.ask('/api/v1/nodes', { headers })).toMatchObject({ status: 401 });
  });

  it('says so when it is taken', async () => {
    await client.ask('/version');
    const files = [client.auditFile, client.kubeconfigFile];
    const before = files.map((file) => readFileSync(file, 'utf8'));
    const options = { token: 't', workers: 1, seed: 's', clock: 'stepped' } as const;
    const [auditLog, kubeconfig] = [client.auditFile, client.kubeconfigFile];
    await expect(serve({ ...options, port: client.port, auditLog, kubeconfig })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(before);
  });

  it('is given back when a file can’t be written', async () => {
    const options = { token: 't', workers: 1, seed: 's', clock: 'stepped', port: 0 } as const;
    const auditLog = join(client.kubeconfigFile, 'audit.log');
    await expect(serve({ ...options, auditLog, kubeconfig: undefined })).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it('refuses methods it has no word for, and what is too large', async () => {
    expect(await client.ask('/api/v1/nodes', { method: 'OPTIONS' })).toMatchObject({ status: 405 });
    expect(await client.post(configMaps, 'x'.repeat(3_200_000))).toMatchObject({ status: 413 });
    expect(await client.ask('/version')).toMatchObject({ status: 200 });
  });
});

describe('a kubeconfig', () => {
  it('is readable by its owner alone and names server, authority and token', () => {
    expect(statSync(client.kubeconfigFile).mode & 0o777).toBe(0o600);
    const {
      clusters,
      users,
      contexts,
      'current-context': current,
    } = parseYaml(readFileSync(client.kubeconfigFile, 'utf8')) as any;
    expect(clusters[0].cluster.server).toBe(client.served.address);
    expect(Buffer.from(clusters[0].cluster['certificate-authority-data'], 'base64').toString()).toBe(
      client.served.certificate,
    );
    expect(users[0].user).toEqual({ token: 'secret' });
    expect(contexts[0].name).toBe(current);
  });
});

describe('requests from outside', () => {
  it('go through the simulated network, to the balancer and on', async () => {
    const { simulation } = client.served.cluster;
    const since = simulation.trace.nextHop;
    expect(await client.post(configMaps, configMap('seen', { a: 'b' }))).toMatchObject({ status: 201 });
    const hops = simulation.trace.hopsSince(since).filter(({ payload }: any) => payload?.path === configMaps);
    expect(hops.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'outside/client → balancer/load-balancer',
      expect.stringMatching(/^balancer\/load-balancer → cp-\d\/kube-apiserver$/),
    ]);
    expect((hops[0]!.payload as any).body).toEqual(configMap('seen', { a: 'b' }));
  });

  it('are answered line by line where people read', async () => {
    const lines = async (path: string, agent?: string) =>
      (await client.ask(path, { headers: { 'user-agent': agent } })).text.trimEnd().split('\n').length;
    expect(await lines('/api/v1/namespaces/default')).toBe(1);
    expect(await lines('/api/v1/namespaces/default', 'curl/8.14')).toBeGreaterThan(10);
    expect(await lines('/api/v1/namespaces/default?pretty=false', 'curl/8.14')).toBe(1);
    expect(await lines('/api/v1/namespaces/nowhere?pretty=true')).toBeGreaterThan(5);
  });

  it('are told what is wrong with their text in the API server’s words', async () => {
    const { status, body } = await client.post(configMaps, '{"kind":');
    expect(status).toBe(400);
    expect(body.message).toContain('unexpected end of JSON input');
  });

  it('may be as deep as objects are, and no deeper', async () => {
    const deep = (levels: number) => `{"data":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
    expect((await client.post(configMaps, deep(900))).body).toMatchObject({ reason: 'BadRequest' });
    expect((await client.post(configMaps, deep(20_000))).body.message).toContain('exceeded max depth');
    expect(await client.post(configMaps, configMap('brackets', { a: '["[{'.repeat(5000) }))).toMatchObject({
      status: 201,
    });
  });

  const hostile = join(import.meta.dirname, '..', '..', '..', 'shared', 'yardsticks', 'hostile');
  it.skipIf(!existsSync(hostile))('are answered within a second, whatever others made to break servers', async () => {
    for (const file of readdirSync(hostile)) {
      const text = gunzipSync(readFileSync(join(hostile, file)));
      const bodies = file.includes('jsonl') ? text.toString().split('\n').filter(Boolean) : [text];
      const type = file.includes('json') ? 'application/json' : 'application/yaml';
      for (const body of bodies) {
        const began = process.cpuUsage();
        const asked = { method: 'POST', body, headers: { 'content-type': type } };
        const { status } = await client.ask(configMaps, asked);
        expect({ file, status: status < 500 }).toEqual({ file, status: true });
        expect({ file, quick: process.cpuUsage(began).user < 1_000_000 }).toEqual({ file, quick: true });
      }
    }
    expect(({} as any).polluted).toBeUndefined();
    expect(await client.ask('/version')).toMatchObject({ status: 200 });
  });

  it('move the stepped clock no further than their answers, and the clock’s own endpoint as far as it is told', async () => {
    const { simulation } = client.served.cluster;
    const before = simulation.now;
    await client.ask('/api/v1/nodes');
    expect(simulation.now - before).toBeLessThan(100);
    const then = simulation.now;
    await new Promise((done) => setTimeout(done, 50));
    expect(simulation.now).toBe(then);
    await client.pass(1234);
    expect(simulation.now).toBe(then + 1234);
    expect(await client.post('/wheelhouse/clock?milliseconds=-1', undefined)).toMatchObject({ status: 400 });
    expect(await client.post('/wheelhouse/clock', undefined)).toMatchObject({ status: 400 });
  });
});

describe('the audit log', () => {
  it('has a request’s whole line before its answer leaves', async () => {
    for (let number = 0; number < 20; number++) {
      const name = `audited-${number}`;
      await client.ask(configMaps, { method: 'POST', body: configMap(name), headers: { 'user-agent': 'tester/1' } });
      expect(client.auditLines.at(-1)).toMatchObject({
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        level: 'Metadata',
        stage: 'ResponseComplete',
        requestURI: configMaps,
        verb: 'create',
        user: { username: 'admin', groups: ['system:masters', 'system:authenticated'] },
        userAgent: 'tester/1',
        objectRef: { resource: 'configmaps', namespace: 'default', name, apiVersion: 'v1' },
        responseStatus: { code: 201 },
        requestReceivedTimestamp: expect.stringMatching(/^2026-01-01T00:\d\d:\d\d\.\d{6}Z$/),
      });
    }
  });

  it('tells of the components’ requests, of refusals, of whom somebody acts as, and of a watch twice', async () => {
    expect(client.auditLines.map(({ user }) => user.username)).toContain('system:node:worker-1');
    await client.ask('/api/v1/nodes', { headers: { authorization: 'Bearer wrong' } });
    expect(client.auditLines.at(-1)).toMatchObject({ user: {}, responseStatus: { code: 401 } });
    await client.ask(configMaps, { headers: { 'impersonate-user': 'jane' } });
    expect(client.auditLines.at(-1)).toMatchObject({
      user: { username: 'admin' },
      impersonatedUser: { username: 'jane' },
      responseStatus: { code: 403 },
    });
    const watch = client.ask(`${configMaps}?watch=true&timeoutSeconds=1&resourceVersion=0`, {});
    await eventually(() => client.auditLines.at(-1).verb === 'watch');
    await client.pass(1100);
    await watch;
    const watches = client.auditLines.filter(({ verb, user }) => verb === 'watch' && user.username === 'admin');
    expect(watches.map(({ stage }) => stage)).toEqual(['ResponseStarted', 'ResponseComplete']);
  });
});

describe('the terminal', () => {
  const type = async (command: string, more: object = {}) =>
    (await client.post('/wheelhouse/terminal', { command, namespace: 'default', ...more })).body;

  it('runs a command line of the laptop’s kubectl in a folder that stays', async () => {
    const files = { 'c.yaml': JSON.stringify(configMap('typed')) };
    expect(await type('kubectl apply -f c.yaml', { files })).toEqual({
      stdout: 'configmap/typed created\n',
      stderr: '',
      code: 0,
    });
    expect(await type('kubectl delete -f c.yaml')).toMatchObject({ code: 0 });
    expect(await type('kubectl get configmap typed')).toEqual({
      stdout: '',
      stderr: 'Error from server (NotFound): configmaps "typed" not found\n',
      code: 1,
    });
  });

  it('breaks off what takes longer than it may', async () => {
    const waiting = 'kubectl wait --for=condition=Ready node/worker-1 --timeout=60s';
    expect(await type(waiting)).toMatchObject({ code: 0 });
    const before = client.served.cluster.simulation.now;
    const never = 'kubectl wait --for=condition=Never node/worker-1 --timeout=60s';
    expect(await type(never, { timeoutMilliseconds: 2000 })).toMatchObject({ code: 124 });
    expect(client.served.cluster.simulation.now - before).toBe(2000);
    expect((await client.post('/wheelhouse/terminal', { files: 1 })).status).toBe(400);
  });
});

describe('watches', () => {
  const watch = async (query = '') =>
    new Watched(await client.open(`${configMaps}?watch=true${query}`, { headers: { accept: 'application/json' } }));
  const freed = (before: number) => {
    const server = client.served.cluster.components.filter(({ name }) => name === 'kube-apiserver');
    return before - server.reduce((sum, { facts }) => sum + Number(facts['watches'] ?? 0), 0);
  };

  it('open at once, tell what changes, and end when the client hangs up', async () => {
    const { resourceVersion } = (await client.ask(configMaps)).body.metadata;
    const watched = await watch(`&resourceVersion=${resourceVersion}`);
    expect(watched.response.statusCode).toBe(200);
    await client.post(configMaps, configMap('told'));
    await eventually(() => watched.events.length === 1);
    expect(watched.events[0]).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'told' } } });
    await client.pass(1100);
    const open = -freed(0);
    watched.response.destroy();
    await new Promise((done) => setTimeout(done, 50));
    await client.pass(1100);
    expect(freed(open)).toBe(1);
  });

  it('are alone in ending with a connection of which the client closes its half: an answer still comes', async () => {
    const socket = await client.socket();
    let heard = '';
    let closed = false;
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('close', () => (closed = true));
    socket.end('GET /version HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer secret\r\n\r\n');
    await eventually(() => closed);
    expect(heard).toContain('"minor":"36"');
  });

  it('end with a connection of which the client closes its half', async () => {
    const socket = await client.socket();
    socket.write(`GET ${configMaps}?watch=true HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer secret\r\n\r\n`);
    let heard = '';
    let closed = false;
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('close', () => (closed = true));
    await eventually(() => heard.includes('ADDED'));
    await client.pass(1100);
    const open = -freed(0);
    socket.end();
    await eventually(() => closed);
    await client.pass(1100);
    expect(freed(open)).toBe(1);
  });

  it('end for a reader that reads nothing, and for nobody else', async () => {
    const deaf = await client.socket();
    deaf.pause();
    deaf.write(`GET ${configMaps}?watch=true HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer secret\r\n\r\n`);
    const hearing = await watch('&resourceVersion=0&fieldSelector=metadata.name%3Dlarge');
    await client.pass(1100);
    const open = -freed(0);
    await client.post(configMaps, configMap('large', { text: '' }));
    for (let number = 0; number < 24; number++) {
      const patch = { data: { text: String(number).repeat(900_000 / String(number).length) } };
      const headers = { 'content-type': 'application/merge-patch+json' };
      await client.ask(`${configMaps}/large`, { method: 'PATCH', body: patch, headers });
    }
    await client.pass(1100);
    expect(freed(open)).toBe(1);
    await eventually(() => hearing.events.length === 25);
    deaf.destroy();
    hearing.response.destroy();
  }, 60_000);

  it('may be thousands', async () => {
    const all: Watched[] = [];
    const query = '&resourceVersion=0&fieldSelector=metadata.name%3Dfor-all';
    while (all.length < 2000) all.push(...(await Promise.all(Array.from({ length: 50 }, () => watch(query)))));
    await client.post(configMaps, configMap('for-all'));
    await eventually(() => all.every(({ events }) => events.length === 1), 30_000);
    for (const { response } of all) response.destroy();
    await new Promise((done) => setTimeout(done, 200));
    await client.pass(1100);
    expect(await client.ask('/version')).toMatchObject({ status: 200 });
  }, 240_000);
});

describe('with a real clock', () => {
  it('simulated time passes as real time does, and costs little of it', async () => {
    const real = await ForeignClient.start('the real clock', { clock: 'real' });
    const { simulation } = real.served.cluster;
    const [from, began, used] = [simulation.now, performance.now(), process.cpuUsage()];
    await new Promise((done) => setTimeout(done, 2000));
    const elapsed = performance.now() - began;
    expect(simulation.now - from).toBeGreaterThan(elapsed * 0.5);
    expect(simulation.now - from).toBeLessThan(elapsed + 100);
    expect(process.cpuUsage(used).user / 1000).toBeLessThan(elapsed * 0.7);
    expect(await real.ask('/wheelhouse/clock?milliseconds=5', { method: 'POST' })).toMatchObject({ status: 409 });
    expect(await real.ask('/api/v1/nodes')).toMatchObject({ status: 200 });
    // By the machine's own clock: clients that reckon an age find it right.
    const { body } = await real.post('/api/v1/namespaces', { metadata: { name: 'now' } });
    const secondsAgo = (Date.now() - Date.parse(body.metadata.creationTimestamp)) / 1000;
    expect(secondsAgo).toBeGreaterThan(-1);
    expect(secondsAgo).toBeLessThan(10);
    await real.close();
  });
});
