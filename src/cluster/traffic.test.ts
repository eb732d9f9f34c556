import { beforeAll, describe, expect, it } from 'vitest';
import { startFault } from './index';
import { Story } from './testing/story';
import type { Call } from './testing/traffic';
import { callsOf, callText, Plain } from './testing/traffic';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      topologySpreadConstraints:
      - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}
      containers: [{name: main, image: "nginx:1.25"}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, nodePort: 30080}]
`;

/** A pod that asks once a second. */
function client(name: string, command: string, node?: string): string {
  const placed = node === undefined ? '' : `nodeName: ${node}, `;
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec: {${placed}containers: [{name: main, image: "busybox:1.36", command: [sh, -c, ${JSON.stringify(command)}]}]}
`;
}

const ASKING = 'while true; do wget -qO /dev/null -T 1 http://web && echo ok || echo failed; sleep 1; done';

function up(seed: string): Story {
  const story = new Story({ seed, dns: true }).boot();
  story.until(() => story.readyPods('kube-system') === 2, 60_000, 'name servers');
  return story;
}

function http(calls: readonly Call[]): readonly Call[] {
  return calls.filter(({ traffic }) => traffic.kind === 'http');
}

/** How often each pod answered, and how often nobody did, in ten seconds each. */
function tally(calls: readonly Call[], plain: Plain, start: number, seconds: number): string {
  const lines: string[] = [];
  for (let from = 0; from < seconds; from += 10) {
    const own = http(calls).filter(
      ({ request }) => request.sentAt >= start + from * 1000 && request.sentAt < start + (from + 10) * 1000,
    );
    const counts = new Map<string, number>();
    for (const { by } of own) counts.set(plain.pod(by), (counts.get(plain.pod(by)) ?? 0) + 1);
    const words = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([who, count]) => `${who} ${count}`);
    lines.push(`${String(from).padStart(5)} s  ${words.join(', ')}`);
  }
  return lines.join('\n');
}

describe('a service', () => {
  it('is called by name, loses an endpoint with its machine, and traffic moves', async () => {
    const story = up('traffic');
    story.apply('web.yaml', WEB);
    story.until(() => story.readyPods() === 2, 60_000, 'two pods');
    story.run(2000);
    const [lost, stays] = story.pods().map(({ spec }) => spec.nodeName as string);
    story.apply('client.yaml', client('client', ASKING, stays));
    story.until(() => story.readyPods() === 3, 60_000, 'the client');
    const start = story.simulation.now;
    const since = story.simulation.trace.nextHop;
    story.run(20_000);
    startFault(story.cluster, { action: 'power-off', machine: lost! });
    story.run(70_000);
    startFault(story.cluster, { action: 'power-on', machine: lost! });
    story.run(30_000);
    const calls = callsOf(story.simulation, 'default/client', since);
    const plain = new Plain();
    const first = calls.slice(0, 6).map((call) => callText(call, plain));
    const text = [
      'the first messages',
      '',
      ...first,
      '',
      'who answered; the machine of one of the two is off from 20 s to 90 s',
      '',
    ];
    await expect(`${[...text, tally(calls, plain, start, 120)].join('\n')}\n`).toMatchFileSnapshot(
      'testdata/traffic-moves.txt',
    );
  });
});

describe('rules of a machine', () => {
  let story: Story;
  let address = '';
  const exec = (command: string) => {
    const { text, code } = story.kubectl(`kubectl exec client -- ${command}`);
    return { said: text.stdout + text.stderr.replace(/command terminated.*\n/, ''), code };
  };

  beforeAll(() => {
    story = up('rules');
    story.apply('web.yaml', WEB);
    story.apply('client.yaml', client('client', 'sleep infinity', 'worker-1'));
    story.until(() => story.readyPods() === 3, 60_000, 'three pods');
    story.run(2000);
    address = story.objects.get('/registry/services/specs/default/web' as never)!['spec' as never]['clusterIP'];
  });

  it('lead to the pods behind a service, by name, address and node port', () => {
    for (const host of [
      'web',
      'web.default',
      'web.default.svc.cluster.local',
      address,
      '10.0.0.22:30080',
      '10.0.0.21:30080',
    ])
      expect(exec(`wget -qO- http://${host}`).said, host).toContain('Welcome to nginx!');
    expect(exec('nc -z web 80').code).toBe(0);
  });

  it('lead from the laptop to node ports, over any worker, and to no cluster address', () => {
    for (const host of ['worker-1', '10.0.0.23'])
      expect(story.kubectl(`curl -s http://${host}:30080 | grep title`).stdout).toEqual([
        '<title>Welcome to nginx!</title>',
      ]);
    expect(story.kubectl('curl -m 1 http://worker-1:30081').text.stderr).toMatch(/Could not connect to server/);
    expect(story.kubectl(`curl -sS -m 1 http://${address}`).text.stderr).toMatch(/timed out/);
  });

  it('lead to the API servers, which ask who it is', () => {
    const token = '$(cat /var/run/secrets/kubernetes.io/serviceaccount/token)';
    const ask = (path: string, who: string) =>
      exec(`sh -c 'curl -sk ${who} https://kubernetes.default.svc${path}'`).said;
    expect(ask('/healthz', '')).toBe('ok');
    const known = `-H "Authorization: Bearer ${token}"`;
    expect(JSON.parse(ask('/api/v1/namespaces/default/pods', known)).message).toMatch(
      /^pods is forbidden: User "system:serviceaccount:default:default" cannot list/,
    );
    expect(exec('curl -sS https://kubernetes.default').code).toBe(60);
  });

  it('are told to programs as variables too', () => {
    const said = exec('env').said;
    expect(said).toContain(`WEB_SERVICE_HOST=${address}\n`);
    expect(said).toContain('WEB_PORT_80_TCP_PROTO=tcp\n');
    expect(said).toContain('KUBERNETES_SERVICE_PORT_HTTPS=443\n');
  });

  it('say no where there is nothing', () => {
    expect(exec('wget -qO- -T 2 http://nosuch').said).toBe("wget: bad address 'nosuch'\n");
    expect(exec('curl -sS -m 2 http://10.96.200.200').said).toBe(
      'curl: (28) Connection timed out after 2000 milliseconds\n',
    );
    expect(exec('curl -sS -m 2 http://web:81').said).toMatch(
      /^curl: \(28\) Connection timed out after 200\d milliseconds\n$/,
    );
    story.kubectl('kubectl create service clusterip empty --tcp=80:80');
    story.run(2000);
    expect(exec('wget -qO- http://empty').said).toMatch(
      /^wget: can't connect to remote host \(10\.[\d.]+\): Connection refused\n$/,
    );
  });

  it('stay while kube-proxy is dead, and follow the state again when it is back', () => {
    const proxy = story.cluster.component('worker-1/kube-proxy');
    proxy.kill();
    expect(exec(`wget -qO- http://${address}`).code).toBe(0);
    story.kubectl('kubectl create service clusterip late --tcp=80:80');
    story.kubectl('kubectl set selector service late app=web');
    story.run(3000);
    expect(exec('wget -qO- -T 2 http://late').said).toBe('wget: download timed out\n');
    proxy.start();
    story.run(3000);
    expect(exec('wget -qO- -T 2 http://late').said).toContain('Welcome to nginx!');
  });

  it('answer in the trace from pod to pod, each message caused by the one before', () => {
    const since = story.simulation.trace.nextHop;
    exec('wget -qO- http://web');
    const [question, call] = callsOf(story.simulation, 'default/client', since);
    expect(question!.by).toMatch(/^kube-system\/coredns-/);
    expect(call!.by).toMatch(/^default\/web-/);
    expect(call!.request.root).toBeGreaterThan(0);
    expect(question!.request.root).toBe(call!.request.root);
  });
});

const WAITING = `apiVersion: v1
kind: Pod
metadata: {name: app}
spec:
  initContainers:
  - {name: wait, image: "busybox:1.36", command: [sh, -c, "until nslookup mydb; do echo waiting for mydb; sleep 2; done"]}
  containers: [{name: main, image: "busybox:1.36", command: [sleep, infinity]}]
`;

const STATEFUL = `apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, ports: [{name: sql, port: 5432}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
      - name: main
        image: postgres:16
        env: [{name: POSTGRES_PASSWORD, value: secret}]
        readinessProbe: {exec: {command: [pg_isready]}, periodSeconds: 1}
`;

describe('names', () => {
  it('let a pod wait until a service is there', () => {
    const story = up('waiting');
    story.apply('app.yaml', WAITING);
    story.run(20_000);
    expect(story.kubectl('kubectl logs app -c wait').stdout.at(-1)).toBe('waiting for mydb');
    expect(story.pods()[0].status.phase).toBe('Pending');
    story.kubectl('kubectl create service clusterip mydb --tcp=5432:5432');
    story.until(() => story.readyPods() === 1, 20_000, 'the pod');
    expect(story.kubectl('kubectl logs app -c wait').text.stdout).toMatch(
      /Name:\tmydb.default.svc.cluster.local\nAddress: 10\./,
    );
  });

  it('lead to each pod of a stateful set', () => {
    const story = up('stateful');
    story.apply('db.yaml', STATEFUL);
    story.apply('client.yaml', client('client', 'sleep infinity'));
    story.until(() => story.readyPods() === 3, 90_000, 'two databases and a client');
    story.run(2000);
    const addresses = story
      .pods()
      .filter(({ metadata }) => metadata.name.startsWith('db-'))
      .map(({ status }) => status.podIP);
    const said = (command: string) => story.kubectl(`kubectl exec client -- ${command}`).stdout;
    expect(said('dig +short db-1.db.default.svc.cluster.local')).toEqual([addresses[1]]);
    expect([...said('dig +short db.default.svc.cluster.local')].sort()).toEqual([...addresses].sort());
    const asked = story.kubectl('kubectl exec db-1 -- pg_isready -h db-0.db').stdout;
    expect(asked).toEqual(['db-0.db:5432 - accepting connections']);
  });
});
