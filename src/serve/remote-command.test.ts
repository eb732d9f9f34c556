import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually, ForeignClient } from './testing/foreign-client';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'box' },
  spec: { containers: [{ name: 'box', image: 'busybox', command: ['sleep', 'infinity'] }] },
};
const pods = '/api/v1/namespaces/default/pods';

let client: ForeignClient;
beforeAll(async () => {
  client = await ForeignClient.start('remote commands');
  await client.post(pods, pod);
  await client.pass(10_000);
}, 60_000);
afterAll(() => client.close());

/** A remote command as a client library holds it: what came on each channel, and how to say something on one. */
function execute(
  query: string,
  { protocol = 'v5.channel.k8s.io', authorization = 'Bearer secret', to = 'box/exec' } = {},
) {
  const url = `wss://localhost:${client.port}${pods}/${to}?${query}`;
  const headers = { authorization };
  const socket = new WebSocket(url, [protocol], { ca: client.served.certificate, headers });
  const channels: Record<number, string> = {};
  const ended: { refused?: number; reason?: string; code?: number } = {};
  socket.on('message', (frame: Buffer) => {
    channels[frame[0]!] = (channels[frame[0]!] ?? '') + frame.subarray(1).toString('utf8');
  });
  socket.on('unexpected-response', (_request, response) => {
    ended.refused = response.statusCode ?? 0;
    response.on('data', (chunk: Buffer) => (ended.reason = (ended.reason ?? '') + chunk.toString('utf8')));
    response.on('end', () => (ended.code = 0));
  });
  socket.on('close', (code) => (ended.code = code));
  return {
    channels,
    ended,
    opened: async () => {
      await eventually(() => socket.readyState === WebSocket.OPEN || ended.code !== undefined);
      expect(ended).toEqual({});
    },
    say: (channel: number, text: string | Buffer) =>
      socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text)])),
    over: () => eventually(() => ended.code !== undefined),
    close: () => socket.close(),
  };
}

describe('a remote command', () => {
  it('is waited for where time passes by requests alone, as soon as nobody can say more to it', async () => {
    const slow = 'command=sh&command=-c&command=sleep+5;+cat;+sleep+5;+echo+late&stdout=true';
    const deaf = execute(slow);
    await deaf.over();
    expect(deaf.channels[1]).toBe('late\n');
    const told = execute(`${slow}&stdin=true`);
    await told.opened();
    told.say(0, 'early\n');
    told.say(255, Buffer.from([0]));
    await told.over();
    expect(told.channels[1]).toBe('early\nlate\n');
  });

  it('tells output, errors and its end on channels of their own', async () => {
    const command = execute('command=sh&command=-c&command=echo+out;+echo+err+>%262;+exit+7&stdout=true&stderr=true');
    await command.over();
    expect(command.channels).toMatchObject({ 1: 'out\n', 2: 'err\n' });
    expect(JSON.parse(command.channels[3]!)).toMatchObject({ status: 'Failure', reason: 'NonZeroExitCode' });
    expect(command.ended.code).toBe(1000);
  });

  it('reads what the client sends until it closes that channel, cut anywhere', async () => {
    const command = execute('command=cat&stdin=true&stdout=true');
    await command.opened();
    const text = Buffer.from('안녕\n', 'utf8');
    command.say(0, text.subarray(0, 2));
    command.say(0, text.subarray(2));
    command.say(255, Buffer.from([0]));
    await command.over();
    expect(command.channels[1]).toBe('안녕\n');
    expect(JSON.parse(command.channels[3]!)).toMatchObject({ status: 'Success' });
  });

  it('is a shell that runs each command as it comes through a pipe, whatever words for "true" a library knows', async () => {
    const shell = execute('command=sh&stdin=True&stdout=True&tty=False', { protocol: 'v4.channel.k8s.io' });
    await shell.opened();
    shell.say(0, 'echo one\n');
    await eventually(() => shell.channels[1] === 'one\n');
    shell.say(0, 'for i in 2 3\ndo echo $i; done\ncat\n');
    shell.say(0, 'not a command\n');
    await eventually(() => shell.channels[1] === 'one\n2\n3\nnot a command\n');
    shell.close();
    await shell.over();
  });

  it('speaks base64 with who does, and tells the oldest clients how it ended in plain words', async () => {
    const failing = 'command=sh&command=-c&command=echo+out;+exit+7&stdout=true';
    const packed = execute(failing, { protocol: 'v4.base64.channel.k8s.io' });
    await packed.over();
    const text = (channel: number) => Buffer.from(packed.channels[48 + channel] ?? '', 'base64').toString('utf8');
    expect(text(1)).toBe('out\n');
    expect(JSON.parse(text(3))).toMatchObject({ reason: 'NonZeroExitCode' });
    const old = execute(failing, { protocol: 'channel.k8s.io' });
    await old.over();
    expect(old.channels).toEqual({ 1: 'out\n', 3: 'command terminated with non-zero exit code: exit status 7' });
  });

  it('is a shell at a terminal: prompt, echo, variables that stay, lines that go on, Ctrl-C', async () => {
    const shell = execute('command=sh&stdin=true&stdout=true&tty=true');
    await shell.opened();
    shell.say(4, '{"Width":80,"Height":24}');
    for (const line of ['X=5', 'for i in 1 2', 'do echo $X$i; done', 'sleep 100']) shell.say(0, `${line}\r`);
    await eventually(() => shell.channels[1]?.includes('sleep 100') ?? false);
    shell.say(0, '\u0003');
    shell.say(0, 'exit 4\r');
    await shell.over();
    expect(shell.channels[1]).toBe(
      '# X=5\r\n# for i in 1 2\r\n> do echo $X$i; done\r\n51\r\n52\r\n# sleep 100\r\n^C\r\n# exit 4\r\n',
    );
    expect(JSON.parse(shell.channels[3]!).details.causes[0].message).toBe('4');
  });

  it('attaches to what a container runs, whose input stays open until the first one leaves', async () => {
    const container = { name: 'shell', image: 'busybox', stdin: true, stdinOnce: true, tty: true };
    await client.post(pods, {
      ...pod,
      metadata: { name: 'shell' },
      spec: { restartPolicy: 'Never', containers: [container] },
    });
    await client.pass(10_000);
    const phase = async () => (await client.ask(`${pods}/shell`)).body.status.phase;
    expect(await phase()).toBe('Running');
    const attached = execute('stdin=true&stdout=true&tty=true', { to: 'shell/attach' });
    await attached.opened();
    attached.say(0, 'hostname\r');
    await eventually(() => attached.channels[1]?.includes('shell\r\n') ?? false);
    attached.close();
    await attached.over();
    await client.pass(5000);
    expect(await phase()).toBe('Succeeded');
    expect((await client.ask(`${pods}/shell/log`)).text).toBe('# hostname\nshell\n# \n');
  });

  it('ends when the client hangs up, in the container too', async () => {
    const command = execute('command=sleep&command=3600&stdout=true');
    await command.opened();
    command.close();
    await command.over();
    await client.pass(1000);
    const resets = client.served.cluster.simulation.trace.hopsSince(0).filter(({ kind }) => kind === 'reset');
    expect(resets.some(({ from, to }) => from === 'worker-1/kubelet' && to === 'worker-1/containerd')).toBe(true);
  });

  it.each([
    ['of no token', 'command=ls', 'v5.channel.k8s.io', '', 401, 'Unauthorized'],
    ['of another protocol', 'command=ls', 'v9.channel.k8s.io', 'Bearer secret', 400, 'none of the protocols'],
    [
      'that names a container that is not there',
      'command=ls&container=x',
      'v5.channel.k8s.io',
      'Bearer secret',
      400,
      'x is not valid',
    ],
  ])('is refused in plain words: one %s', async (_what, query, protocol, authorization, status, words) => {
    const command = execute(query, { protocol, authorization });
    await command.over();
    expect(command.ended).toMatchObject({ refused: status, reason: expect.stringContaining(words) });
  });
});

describe('ports forwarded over channels, as client libraries ask for it', () => {
  it('answer on two channels a port, on which the port comes first, and end when all have', async () => {
    const web = { name: 'web', image: 'nginx:1.25', ports: [{ containerPort: 80 }] };
    await client.post(pods, { ...pod, metadata: { name: 'web' }, spec: { containers: [web] } });
    await client.pass(20_000);
    const forwarded = execute('ports=80,81', { protocol: 'v4.channel.k8s.io', to: 'web/portforward' });
    await forwarded.opened();
    forwarded.say(0, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    forwarded.say(2, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await forwarded.over();
    expect(forwarded.channels[0]).toMatch(/^P\0HTTP\/1\.1 200 OK\r\n/);
    expect(forwarded.channels[1]).toBe('P\0');
    expect(forwarded.channels[2]).toBe('Q\0');
    expect(forwarded.channels[3]).toMatch(/^Q\0error forwarding port 81 to pod .*connection refused/);
    expect(forwarded.ended.code).toBe(1000);
  });

  it.each([
    ['', String.raw`query parameter \"port\" is required`],
    ['ports=http', String.raw`strconv.ParseInt: parsing \"http\": invalid syntax`],
  ])('are refused where "%s" names none', async (query, words) => {
    const forwarded = execute(query, { protocol: 'v4.channel.k8s.io', to: 'box/portforward' });
    await forwarded.over();
    expect(forwarded.ended).toMatchObject({ refused: 400, reason: expect.stringContaining(words) });
  });
});
