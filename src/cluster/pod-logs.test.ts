import { describe, expect, it } from 'vitest';
import { administrator } from '../kubectl';
import type { Process } from '../simulation';
import { BALANCER_ADDRESS } from './index';
import { Story } from './testing/story';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: clock
spec:
  containers:
  - name: main
    image: busybox:1.36
    command: ["sh", "-c", "echo hello; while true; do sleep 5; echo tick; done"]
`;

/** What the administrator's client gets for the request within that time: the head's status, and all text of it. */
function asks(story: Story, path: string, milliseconds: number, method: 'GET' | 'POST' = 'GET') {
  const laptop = story.cluster.component('laptop/kubectl');
  const headers = { 'x-client-certificate': administrator.certificate!, 'user-agent': 'test' };
  const heard: unknown[] = [];
  let status = 0;
  function* asking(): Process<void> {
    const stream = yield* laptop.open<object, any, unknown>(BALANCER_ADDRESS, { method, path, headers });
    status = stream.head.status;
    if (stream.head.body !== undefined) heard.push(stream.head.body);
    for (let item = yield* stream.next(); item !== undefined; item = yield* stream.next()) heard.push(item);
  }
  laptop.spawn('asking', asking());
  story.run(milliseconds);
  return { status, heard };
}

const LOG = '/api/v1/namespaces/default/pods/clock/log';

describe('a pod on the whole cluster', () => {
  const story = new Story({ seed: 'logs' }).boot();
  story.apply('pod.yaml', POD);

  story.run(500);
  const waiting = asks(story, LOG, 100);
  story.until(() => story.readyPods() === 1, 30_000, 'a ready pod');
  story.run(6000);

  it('has no log before it runs, and says so as a real one does', () => {
    expect(waiting).toMatchObject({
      status: 400,
      heard: [
        { message: 'container "main" in pod "clock" is waiting to start: ContainerCreating', reason: 'BadRequest' },
      ],
    });
  });

  it('shows its log through the API server and its kubelet', () => {
    expect(asks(story, LOG, 100)).toEqual({ status: 200, heard: ['hello\ntick\n'] });
    expect(asks(story, `${LOG}?tailLines=1`, 100).heard).toEqual(['tick\n']);
    expect(asks(story, `${LOG}?timestamps=true&tailLines=1`, 100).heard[0]).toMatch(
      /^2026-01-01T00:\d\d:\d\d\.\d{9}Z tick\n$/,
    );
    expect(asks(story, `${LOG}?previous=true`, 100)).toMatchObject({
      status: 400,
      heard: [{ message: 'previous terminated container "main" in pod "clock" not found' }],
    });
    expect(asks(story, `${LOG}?container=other`, 100)).toMatchObject({
      status: 400,
      heard: [{ message: 'container other is not valid for pod clock' }],
    });
  });

  it('is followed line by line', () => {
    const { status, heard } = asks(story, `${LOG}?follow=true&tailLines=0`, 11_000);
    expect(status).toBe(200);
    expect(heard).toEqual(['tick\n', 'tick\n']);
  });

  it('executes commands', () => {
    const exec = '/api/v1/namespaces/default/pods/clock/exec?stdout=true&stderr=true';
    expect(asks(story, `${exec}&command=hostname`, 100, 'POST').heard).toEqual([
      { stdout: 'clock\n' },
      { status: { metadata: {}, status: 'Success' } },
    ]);
    expect(asks(story, `${exec}&command=cat&command=nothing`, 100, 'POST').heard).toMatchObject([
      { stderr: "cat: can't open 'nothing': No such file or directory\n" },
      { status: { reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: '1' }] } } },
    ]);
    expect(asks(story, `${exec}&command=psql`, 100, 'POST')).toMatchObject({
      status: 200,
      heard: [
        { status: { code: 500, message: expect.stringContaining('exec: "psql": executable file not found in $PATH') } },
      ],
    });
  });

  it('says why it doesn’t, once the connection is a command’s', () => {
    const pods = '/api/v1/namespaces/default/pods';
    const told = () => (asks(story, `${pods}/ended/exec?stdout=true&command=date`, 4000, 'POST').heard as any)[0];
    story.apply('ended.yaml', POD.replace('clock', 'ended').replace(/echo hello.*"/, 'exit 1"'));
    story.run(8000);
    expect(told().status).toMatchObject({
      code: 500,
      message: 'Internal error occurred: unable to upgrade connection: container not found ("main")',
    });
    for (const worker of ['worker-1', 'worker-2', 'worker-3']) story.cluster.component(`${worker}/kubelet`).kill();
    expect(told().status.message).toMatch(
      /^Internal error occurred: error sending request: Post "https:.*dial tcp 10\.0\.0\.2\d:10250: connect: connection refused$/,
    );
  });
});
