import { describe, expect, it } from 'vitest';
import { Machine } from '../testing/machine';

const sleeper = { name: 'main', image: 'busybox:1.36', command: ['sleep', '3600'] };

function reasons(machine: Machine, name = 'p'): string[] {
  return machine.events(name).map(({ reason, count }) => (count > 1 ? `${reason}×${count}` : reason));
}

function main(machine: Machine, name = 'p'): any {
  return machine.pod(name).status.containerStatuses[0];
}

describe('a machine joins', () => {
  it('with the requests a kubelet makes when it starts, and is Ready', () => {
    const machine = new Machine();
    const texts = machine.server.requests
      .filter(({ text }) => /nodes/.test(text) && text !== 'GET /api/v1/nodes')
      .map(({ text, status }) => `${text.replace(/^(\w+) .*\/(csi)?nodes/, '$1 $2nodes')} ${status}`);
    expect(texts).toEqual([
      'GET nodes/worker-1 404',
      'GET nodes/worker-1 404',
      'POST nodes 201',
      'PATCH nodes/worker-1/status 200',
      'GET nodes/worker-1 200',
      'GET csinodes/worker-1 404',
      'POST csinodes 201',
      'PATCH nodes/worker-1/status 200',
    ]);
    const node = machine.server.get('/api/v1/nodes/worker-1');
    expect(node.status.conditions.map(({ type, status, reason }: any) => `${type}=${status} ${reason}`)).toEqual([
      'MemoryPressure=False KubeletHasSufficientMemory',
      'DiskPressure=False KubeletHasNoDiskPressure',
      'PIDPressure=False KubeletHasSufficientPID',
      'Ready=True KubeletReady',
    ]);
  });

  it('and renews its lease every ten seconds, its status only when it changes', () => {
    const machine = new Machine();
    machine.runFor(10_000);
    const before = machine.server.requests.length;
    machine.runFor(60_000);
    const later = machine.server.requests.slice(before).map(({ text }) => text.replace(/\/apis?\/.*\//, ''));
    expect(later.filter((text) => text === 'PUT worker-1')).toHaveLength(6);
    expect(later.filter((text) => text.startsWith('PATCH'))).toHaveLength(0);
  });

  it('and asks for what a server refuses ever more seldom', () => {
    const machine = new Machine();
    machine.server.refusing = '/csinodes';
    machine.kubelet.kill();
    machine.kubelet.start();
    const { now } = machine.kubelet;
    machine.runFor(40_000);
    const asked = machine.server.requests.filter(
      ({ text }) => text === 'GET /apis/storage.k8s.io/v1/csinodes/worker-1',
    );
    expect(asked.filter(({ at }) => at > now).map(({ at }) => Math.round((at - now) / 100) / 10)).toEqual([
      0.3, 0.3, 0.4, 1, 4.2, 23.7,
    ]);
  });
});

describe('a pod', () => {
  it('created and deleted makes the requests a real kubelet makes', () => {
    const machine = new Machine();
    machine.createPod('p', { containers: [{ name: 'main', image: 'nginx:1.25' }] });
    machine.runFor(8000);
    machine.server.deletePod(machine.path('p'));
    machine.runFor(5000);
    const counts = new Map<string, number>();
    for (const text of machine.requestsAbout('p').filter((each) => !each.includes('/api/')))
      counts.set(text, (counts.get(text) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      'GET pods/p': 6,
      'PATCH pods/p/status': 5,
      'POST serviceaccounts/default/token': 1,
      'DELETE pods/p': 1,
    });
    expect(machine.pod('p')).toBeUndefined();
  });

  it('that ignores SIGTERM is killed when its grace is over', () => {
    const machine = new Machine();
    machine.createPod('p', { containers: [sleeper], terminationGracePeriodSeconds: 5 });
    machine.runFor(6000);
    machine.server.deletePod(machine.path('p'));
    machine.runFor(4500);
    expect(main(machine).state.running).toBeDefined();
    machine.runFor(3000);
    const last = machine.server.versions.at(-1)!;
    expect(last.type).toBe('DELETED');
    expect(last.object.status).toMatchObject({
      phase: 'Failed',
      containerStatuses: [{ state: { terminated: { exitCode: 137, reason: 'Error' } } }],
    });
  });

  it('deleted again with less grace is stopped sooner', () => {
    const machine = new Machine();
    machine.createPod('p', { containers: [sleeper] });
    machine.runFor(6000);
    machine.server.deletePod(machine.path('p'));
    machine.runFor(1000);
    machine.server.deletePod(machine.path('p'), 2);
    machine.runFor(5000);
    expect(machine.pod('p')).toBeUndefined();
  });

  it('deleted while its image is pulled ends without having run', () => {
    const machine = new Machine();
    machine.createPod('p', {
      containers: [{ name: 'main', image: 'postgres:16', env: [{ name: 'POSTGRES_PASSWORD', value: 'x' }] }],
    });
    machine.runFor(1500);
    expect(main(machine).state.waiting.reason).toBe('ContainerCreating');
    machine.server.deletePod(machine.path('p'));
    machine.runFor(4000);
    expect(machine.pod('p')).toBeUndefined();
    expect(machine.runtime.containers()).toHaveLength(0);
  });

  it('deleted at any moment of its start leaves nothing behind', () => {
    for (let milliseconds = 1; milliseconds < 4000; milliseconds += 97) {
      const machine = new Machine(`deleted after ${milliseconds}`);
      machine.createPod('p', { containers: [{ name: 'main', image: 'nginx:1.25' }] });
      machine.runFor(milliseconds);
      machine.server.deletePod(machine.path('p'));
      machine.runFor(6000);
      expect([milliseconds, machine.pod('p')]).toEqual([milliseconds, undefined]);
      machine.runFor(60_000);
      expect([milliseconds, machine.runtime.sandboxes()]).toEqual([milliseconds, []]);
    }
  });

  it('survives a runtime that is away for a while', () => {
    const machine = new Machine();
    machine.createPod('p', { containers: [{ name: 'main', image: 'nginx:1.25' }] });
    machine.runFor(6000);
    machine.containerd.kill();
    machine.createPod('q', { containers: [{ name: 'main', image: 'nginx:1.25' }] });
    machine.runFor(5000);
    machine.containerd.start();
    machine.runFor(30_000);
    expect(machine.pod('q').status.phase).toBe('Running');
    expect(main(machine)).toMatchObject({ state: { running: {} }, restartCount: 1 });
  });

  it('that crashes waits 10 s, 20 s, 40 s … before it starts again', () => {
    const machine = new Machine();
    machine.createPod('p', {
      containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', 'echo round; exit 3'] }],
    });
    machine.runFor(9000);
    expect(main(machine)).toMatchObject({
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 3, reason: 'Error' } },
    });
    machine.runFor(12_000);
    const { uid } = machine.pod('p').metadata;
    const waiting = machine.server.versions
      .map(({ object }) => object.status.containerStatuses?.[0].state.waiting)
      .filter((each) => each?.reason === 'CrashLoopBackOff');
    expect(waiting[0]).toEqual({
      reason: 'CrashLoopBackOff',
      message: `back-off 10s restarting failed container=main pod=p_default(${uid})`,
    });
    machine.runFor(120_000);
    expect(main(machine).restartCount).toBe(4);
    expect(machine.log('p')).toEqual(['round']);
    const message = machine.events('p').find(({ reason }) => reason === 'BackOff')!.message;
    expect(message).toBe(`Back-off restarting failed container main in pod p_default(${uid})`);
  });

  it('of a Job that ends well is Succeeded and stays', () => {
    const machine = new Machine();
    machine.createPod('p', {
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: 'busybox:1.36', command: ['echo', 'done'] }],
    });
    machine.runFor(8000);
    expect(machine.pod('p').status.phase).toBe('Succeeded');
    expect(machine.log('p')).toEqual(['done']);
    expect(reasons(machine)).toEqual(['Pulling', 'Pulled', 'Created', 'Started']);
  });

  it('restarts a container by its rules, else by its own policy, else by the pod’s', () => {
    const machine = new Machine();
    const rule = { action: 'Restart', exitCodes: { operator: 'In', values: [3] } };
    const container = (name: string, code: number, more: object) => {
      const command = ['sh', '-c', `exit ${code}`];
      return { name, image: 'busybox:1.36', command, ...more };
    };
    machine.createPod('p', {
      restartPolicy: 'Never',
      containers: [
        container('ruled', 3, { restartPolicy: 'Never', restartPolicyRules: [rule] }),
        container('unruled', 4, { restartPolicy: 'Never', restartPolicyRules: [rule] }),
        container('stubborn', 0, { restartPolicy: 'Always' }),
        container('plain', 1, {}),
      ],
    });
    machine.runFor(60_000);
    const { phase, containerStatuses } = machine.pod('p').status;
    expect(phase).toBe('Running');
    const counts = Object.fromEntries(containerStatuses.map((each: any) => [each.name, each.restartCount]));
    expect(counts).toMatchObject({ unruled: 0, plain: 0 });
    expect(counts.ruled).toBeGreaterThan(1);
    expect(counts.stubborn).toBeGreaterThan(1);
  });

  it('runs its init containers one after another first', () => {
    const machine = new Machine();
    machine.createPod('p', {
      initContainers: [
        { name: 'one', image: 'busybox:1.36', command: ['sleep', '2'] },
        { name: 'two', image: 'busybox:1.36', command: ['true'] },
      ],
      containers: [{ name: 'main', image: 'nginx:1.25' }],
    });
    machine.runFor(2500);
    expect(machine.pod('p').status.conditions.find(({ type }: any) => type === 'Initialized')).toMatchObject({
      status: 'False',
      message: 'containers with incomplete status: [one two]',
    });
    machine.runFor(10_000);
    expect(machine.pod('p').status.phase).toBe('Running');
    expect(machine.pod('p').status.initContainerStatuses.map(({ state }: any) => state.terminated.reason)).toEqual([
      'Completed',
      'Completed',
    ]);
  });

  it('too large for the machine is rejected', () => {
    const machine = new Machine();
    machine.createPod('p', {
      containers: [{ name: 'main', image: 'nginx:1.25', resources: { requests: { cpu: '9' } } }],
    });
    machine.runFor(1000);
    const message = "Node didn't have enough resource: cpu, requested: 9000, used: 0, capacity: 8000";
    expect(machine.pod('p').status).toMatchObject({
      phase: 'Failed',
      reason: 'OutOfcpu',
      message: `Pod was rejected: ${message}`,
    });
    expect(machine.events('p').map(({ reason }) => reason)).toEqual(['OutOfcpu']);
  });

  it('that wants a port of the machine which another has is rejected', () => {
    const machine = new Machine();
    const containers = [{ name: 'main', image: 'nginx:1.25', ports: [{ containerPort: 80, hostPort: 80 }] }];
    machine.createPod('p', { containers });
    machine.runFor(5000);
    machine.createPod('q', { containers });
    machine.runFor(5000);
    const message = "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports";
    expect(machine.pod('q').status).toMatchObject({ phase: 'Failed', reason: 'NodePorts' });
    expect(machine.pod('q').status.message).toBe(`Pod was rejected: ${message}`);
  });

  it('knows itself by the downward API, its service account by files', () => {
    const machine = new Machine();
    machine.createPod('p', {
      containers: [
        {
          name: 'main',
          image: 'busybox:1.36',
          command: [
            'sh',
            '-c',
            'echo $WHO on $(hostname) at $IP; cat /var/run/secrets/kubernetes.io/serviceaccount/namespace; sleep 100',
          ],
          env: [
            { name: 'WHO', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          ],
        },
      ],
    });
    machine.runFor(6000);
    expect(machine.log('p')).toEqual([`p on p at ${machine.pod('p').status.podIP}`]);
  });

  it('whose program does not exist fails as runc says it', () => {
    const machine = new Machine();
    machine.createPod('p', { containers: [{ name: 'main', image: 'nginx:1.25', command: ['foo'] }] });
    machine.runFor(9000);
    const said =
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
      'unable to start container process: error during container init: exec: "foo": executable file not found in $PATH';
    expect(machine.events('p').find(({ reason }) => reason === 'Failed')!.message).toBe(`Error: ${said}`);
    expect(main(machine).lastState.terminated ?? main(machine).state.terminated).toMatchObject({
      exitCode: 128,
      reason: 'StartError',
      message: said,
    });
  });
});

describe('an image', () => {
  it('that is not there is tried again ever more seldom', () => {
    const machine = new Machine();
    machine.createPod('p', { containers: [{ name: 'main', image: 'nginx:nope' }] });
    machine.runFor(3000);
    const problem =
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:nope": ' +
      'failed to resolve reference "docker.io/library/nginx:nope": docker.io/library/nginx:nope: not found';
    machine.runFor(60_000);
    const waits = machine.server.versions.map(({ object }) => object.status.containerStatuses?.[0].state.waiting);
    expect(waits).toContainEqual({ reason: 'ErrImagePull', message: problem });
    expect(waits).toContainEqual({
      reason: 'ImagePullBackOff',
      message: `Back-off pulling image "nginx:nope": ErrImagePull: ${problem}`,
    });
    expect(machine.events('p').map(({ reason, message }) => `${reason} ${message}`)).toEqual([
      'Pulling Pulling image "nginx:nope"',
      `Failed Failed to pull image "nginx:nope": ${problem}`,
      'Failed Error: ErrImagePull',
      'BackOff Back-off pulling image "nginx:nope"',
      'Failed Error: ImagePullBackOff',
    ]);
  });

  it('of a registry nobody knows fails in the resolver', () => {
    const machine = new Machine();
    machine.createPod('p', { containers: [{ name: 'main', image: 'registry.invalid/app:1' }] });
    machine.runFor(3000);
    expect(machine.events('p').find(({ reason }) => reason === 'Failed')!.message).toContain(
      'failed to do request: Head "https://registry.invalid/v2/app/manifests/1": dial tcp: lookup registry.invalid: no such host',
    );
  });

  it('is pulled once, one after another', () => {
    const machine = new Machine();
    machine.createPod('a', { containers: [{ name: 'main', image: 'nginx:1.25' }] });
    machine.createPod('b', { containers: [{ name: 'main', image: 'redis:7' }] });
    machine.runFor(15_000);
    expect(reasons(machine, 'a')).toEqual(['Pulling', 'Pulled', 'Created', 'Started']);
    expect(reasons(machine, 'b')).toEqual(['Pulling', 'Pulled', 'Created', 'Started']);
    machine.createPod('c', { containers: [{ name: 'main', image: 'redis:7' }] });
    machine.runFor(3000);
    expect(machine.events('c')[0].message).toBe(
      'Container image "redis:7" already present on machine and can be accessed by the pod',
    );
  });
});

describe('failures', () => {
  it('a kubelet that starts again finds its pods running and leaves them alone', () => {
    const machine = new Machine();
    machine.createPod('p', { containers: [{ name: 'main', image: 'nginx:1.25' }] });
    machine.runFor(8000);
    const before = main(machine).containerID;
    machine.kubelet.kill();
    machine.runFor(2000);
    machine.kubelet.start();
    machine.runFor(5000);
    expect(main(machine)).toMatchObject({ containerID: before, restartCount: 0, state: { running: {} } });
    machine.server.deletePod(machine.path('p'));
    machine.runFor(5000);
    expect(machine.pod('p')).toBeUndefined();
  });

  it('a pod deleted while its kubelet was down is cleared away', () => {
    const machine = new Machine();
    machine.createPod('p', { containers: [sleeper] });
    machine.runFor(6000);
    machine.kubelet.kill();
    machine.server.deletePod(machine.path('p'), 0);
    machine.kubelet.start();
    machine.runFor(5000);
    expect(machine.runtime.sandboxes()).toEqual([]);
  });

  it('a pod that was over before its kubelet started goes for good when it is marked to be deleted', () => {
    const machine = new Machine();
    machine.createPod('p', {
      containers: [{ name: 'main', image: 'busybox', command: ['true'] }],
      restartPolicy: 'Never',
    });
    machine.runFor(8000);
    expect(machine.pod('p').status.phase).toBe('Succeeded');
    machine.kubelet.host.crash();
    machine.kubelet.host.restart();
    machine.runFor(5000);
    const pod = machine.pod('p');
    const metadata = { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:20Z', deletionGracePeriodSeconds: 0 };
    machine.server.put(machine.path('p'), { ...pod, metadata });
    machine.runFor(12_000);
    expect(machine.pod('p')).toBeUndefined();
  });

  it('a machine that lost power starts its pods again, with the images it had', () => {
    const machine = new Machine();
    machine.createPod('p', { containers: [{ name: 'main', image: 'nginx:1.25' }] });
    machine.runFor(8000);
    machine.kubelet.host.crash();
    machine.runFor(10_000);
    machine.kubelet.host.restart();
    machine.runFor(8000);
    expect(main(machine)).toMatchObject({
      restartCount: 1,
      state: { running: {} },
      lastState: { terminated: { reason: 'ContainerStatusUnknown', exitCode: 137 } },
    });
    expect(machine.events('p').filter(({ reason }) => reason === 'Pulling')).toHaveLength(1);
  });

  it('every request about a pod descends from what set it in motion', () => {
    const machine = new Machine();
    const { simulation } = machine;
    const act = simulation.act(machine.kubelet, 'a user creates a pod', {});
    simulation.withCause({ first: act, others: [], root: act }, () =>
      machine.createPod('p', { containers: [{ name: 'main', image: 'nginx:1.25' }] }),
    );
    machine.runFor(8000);
    const strays = machine.simulation.trace
      .hopsSince(1)
      .filter(
        (hop: any) =>
          hop.kind === 'request' &&
          hop.sentAt > 5000 &&
          hop.root === 0 &&
          ((hop.protocol === 'cri' && hop.payload.kind !== 'ListImages') ||
            /pods\/p|token|events/.test(hop.payload?.path ?? '')),
      );
    expect(strays.map((hop: any) => hop.payload)).toEqual([]);
  });
});
