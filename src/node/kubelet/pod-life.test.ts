import { describe, expect, it } from 'vitest';
import { Machine } from '../testing/machine';

const sh = (script: string) => ['sh', '-c', script];
const LASTING = sh("trap 'echo bye; exit 0' TERM; sleep 3600 & wait");

function busybox(name: string, script: string, more: any = {}) {
  return { name, image: 'busybox:1.36', command: sh(script), ...more };
}

/** Names of containers in the order in which they ended. */
function ends(machine: Machine): string[] {
  const ended = machine.runtime.containers().filter(({ state }) => state === 'exited');
  return ended.sort((a, b) => a.finishedAt! - b.finishedAt!).map(({ name }) => name);
}

function starts(machine: Machine): string[] {
  return [...machine.runtime.containers()].sort((a, b) => a.startedAt! - b.startedAt!).map(({ name }) => name);
}

describe('sidecars', () => {
  const spec = {
    terminationGracePeriodSeconds: 10,
    initContainers: [
      busybox('setup', 'sleep 1'),
      { name: 'proxy', image: 'busybox:1.36', command: LASTING, restartPolicy: 'Always' },
      { name: 'logger', image: 'busybox:1.36', command: LASTING, restartPolicy: 'Always' },
    ],
    containers: [busybox('main', "trap 'sleep 2; exit 0' TERM; sleep 3600 & wait")],
  };

  it('start in their order before the rest, and end after it in the other', () => {
    const machine = new Machine();
    machine.createPod('p', spec);
    machine.runFor(15_000);
    expect(starts(machine)).toEqual(['setup', 'proxy', 'logger', 'main']);
    expect(machine.pod('p').status.phase).toBe('Running');
    machine.server.deletePod(machine.path('p'), 10);
    machine.runFor(6000);
    expect(ends(machine)).toEqual(['setup', 'main', 'logger', 'proxy']);
  });

  it('hold nothing up: a pod whose main container is done is done', () => {
    const machine = new Machine();
    machine.createPod('p', { ...spec, containers: [busybox('main', 'sleep 2')], restartPolicy: 'Never' });
    machine.runFor(20_000);
    expect(machine.pod('p').status.phase).toBe('Succeeded');
    expect(ends(machine)).toEqual(['setup', 'main', 'logger', 'proxy']);
  });

  it('come back when they end, whatever the pod’s restart policy', () => {
    const machine = new Machine();
    const initContainers = [busybox('proxy', 'sleep 8; exit 3', { restartPolicy: 'Always' })];
    machine.createPod('p', { initContainers, containers: [busybox('main', 'sleep 3600')], restartPolicy: 'Never' });
    machine.runFor(15_000);
    const { restartCount, lastState } = machine.pod('p').status.initContainerStatuses[0];
    expect([restartCount, lastState.terminated.exitCode]).toEqual([1, 3]);
    expect(machine.pod('p').status.containerStatuses[0].restartCount).toBe(0);
  });

  it('have to have started before the next one does', () => {
    const machine = new Machine();
    const startupProbe = { exec: { command: ['test', '-f', '/tmp/up'] }, periodSeconds: 1, failureThreshold: 30 };
    const proxy = busybox('proxy', 'sleep 5; touch /tmp/up; sleep 3600', { restartPolicy: 'Always', startupProbe });
    machine.createPod('p', { initContainers: [{ ...proxy }], containers: [busybox('main', 'sleep 3600')] });
    machine.runFor(20_000);
    const [first, second] = [...machine.runtime.containers()].sort((a, b) => a.startedAt! - b.startedAt!);
    expect(second!.startedAt! - first!.startedAt!).toBeGreaterThan(5000);
  });
});

describe('hooks', () => {
  it('run after the start and before the end, and use up the grace', () => {
    const machine = new Machine();
    const lifecycle = {
      postStart: { exec: { command: sh('echo started > /proc/1/fd/1') } },
      preStop: { exec: { command: sh('echo stopping > /proc/1/fd/1; sleep 3') } },
    };
    machine.createPod('p', { containers: [busybox('main', 'sleep 3600', { lifecycle })] });
    machine.runFor(6000);
    machine.server.deletePod(machine.path('p'), 5);
    machine.runFor(2000);
    expect(machine.log('p')).toEqual(['started', 'stopping']);
    machine.runFor(2500);
    expect(ends(machine)).toEqual([]);
    machine.runFor(1000);
    expect(ends(machine)).toEqual(['main']);
  });

  it('that fail: after the start the container is stopped again, before the end nothing waits', () => {
    const machine = new Machine();
    const failing = { exec: { command: ['false'] } };
    const containers = [busybox('main', LASTING[2]!, { lifecycle: { postStart: failing, preStop: failing } })];
    machine.createPod('p', { containers });
    machine.runFor(3000);
    expect(machine.events('p').map(({ reason, message }) => `${reason}: ${message}`)).toEqual(
      expect.arrayContaining([
        'FailedPostStartHook: PostStartHook failed',
        'Killing: FailedPostStartHook',
        'FailedPreStopHook: PreStopHook failed',
      ]),
    );
    expect(machine.pod('p').status.containerStatuses[0].lastState.terminated.exitCode).toBe(0);
  });
});

describe('volumes', () => {
  const emptyDir = { volumes: [{ name: 'shared', emptyDir: {} }] };
  const volumeMounts = [{ name: 'shared', mountPath: '/data' }];

  it('are shared by a pod’s containers and outlive each of them', () => {
    const machine = new Machine();
    machine.createPod('p', {
      ...emptyDir,
      containers: [
        busybox('main', 'sleep 3; cat /data/note; echo again >> /data/note; exit 1', { volumeMounts }),
        busybox('writer', 'echo hello > /data/note; sleep 3600', { volumeMounts }),
      ],
    });
    machine.runFor(10_000);
    expect(machine.log('p', 'main', true)).toEqual(['hello']);
    expect(machine.log('p', 'main')).toEqual(['hello', 'again']);
  });

  it('follow their config map within a minute or so; a single file of it does not', () => {
    const machine = new Machine();
    const path = '/api/v1/namespaces/default/configmaps/settings';
    const put = (color: string) =>
      machine.server.put(path, { metadata: { name: 'settings', namespace: 'default' }, data: { color } });
    put('red');
    machine.createPod('p', {
      volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
      containers: [
        busybox('main', 'while true; do cat /etc/settings/color /color; echo; sleep 90; done', {
          volumeMounts: [
            { name: 'settings', mountPath: '/etc/settings' },
            { name: 'settings', mountPath: '/color', subPath: 'color' },
          ],
        }),
      ],
    });
    machine.runFor(10_000);
    put('blue');
    machine.runFor(90_000);
    expect(machine.log('p')).toEqual(['redred', 'bluered']);
  });

  it('tell a pod about itself, and what changes', () => {
    const machine = new Machine();
    const items = [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }];
    machine.createPod(
      'p',
      {
        volumes: [{ name: 'about', downwardAPI: { items } }],
        containers: [
          busybox('main', 'while true; do cat /about/labels; echo; sleep 10; done', {
            volumeMounts: [{ name: 'about', mountPath: '/about' }],
          }),
        ],
      },
      { labels: { app: 'web' } },
    );
    machine.runFor(5000);
    const pod = machine.pod('p');
    machine.server.put(machine.path('p'), { ...pod, metadata: { ...pod.metadata, labels: { app: 'shop' } } });
    machine.runFor(10_000);
    expect(machine.log('p')).toEqual(['app="web"', 'app="shop"']);
  });

  it('tell annotations as Go quotes them, and what the machine has where there is no limit', () => {
    const machine = new Machine();
    const resourceFieldRef = { containerName: 'main', resource: 'limits.memory', divisor: '1Gi' };
    const items = [
      { path: 'notes', fieldRef: { fieldPath: 'metadata.annotations' } },
      { path: 'memory', resourceFieldRef },
    ];
    const env = ['limits.cpu', 'requests.cpu'].map((resource) => ({
      name: resource.replace('.', '_'),
      valueFrom: { resourceFieldRef: { resource } },
    }));
    machine.createPod(
      'p',
      {
        volumes: [{ name: 'about', downwardAPI: { items } }],
        containers: [
          busybox(
            'main',
            'cat /about/notes; echo; cat /about/memory; echo; echo $limits_cpu $requests_cpu; sleep 100',
            {
              env,
              volumeMounts: [{ name: 'about', mountPath: '/about' }],
            },
          ),
        ],
      },
      { annotations: { b: '{"a":1}\n\u0001', a: 'plain' } },
    );
    machine.runFor(5000);
    expect(machine.log('p')).toEqual(['a="plain"', String.raw`b="{\"a\":1}\n\x01"`, '16', '8 0']);
  });

  it('hold what a config map says in bytes, and miss a key of a secret in its own words', () => {
    const machine = new Machine();
    const put = (resource: string, name: string, data: object) =>
      machine.server.put(`/api/v1/namespaces/default/${resource}/${name}`, {
        metadata: { name, namespace: 'default' },
        ...data,
      });
    put('configmaps', 'settings', { binaryData: { logo: 'aGVsbG8=' } });
    put('secrets', 'key', { data: { there: 'aGVsbG8=' } });
    const mounted = (name: string, volume: object) => ({
      volumes: [{ name: 'v', ...volume }],
      containers: [
        busybox('main', `cat /v/${name}; echo; sleep 100`, { volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
      ],
    });
    machine.createPod('p', mounted('logo', { configMap: { name: 'settings' } }));
    machine.createPod('q', mounted('key', { secret: { secretName: 'key', items: [{ key: 'absent', path: 'key' }] } }));
    machine.runFor(5000);
    expect(machine.log('p')).toEqual(['hello']);
    expect(machine.events('q').find(({ reason }) => reason === 'FailedMount').message).toBe(
      'MountVolume.SetUp failed for volume "v" : references non-existent secret key: absent',
    );
  });

  it('of config maps can only be read', () => {
    const machine = new Machine();
    machine.createPod('p', {
      containers: [busybox('main', 'echo x > /var/run/secrets/kubernetes.io/serviceaccount/token; sleep 3600')],
    });
    machine.runFor(6000);
    expect(machine.log('p')).toEqual([
      "sh: can't create /var/run/secrets/kubernetes.io/serviceaccount/token: Read-only file system",
    ]);
  });
});

describe('last words', () => {
  const end = (machine: Machine) => machine.pod('p').status.containerStatuses[0].state.terminated;

  it('are what a program wrote to its termination log', () => {
    const machine = new Machine();
    const containers = [busybox('main', 'echo -n no disk > /dev/termination-log; exit 4')];
    machine.createPod('p', { containers, restartPolicy: 'Never' });
    machine.runFor(6000);
    expect(end(machine)).toMatchObject({ exitCode: 4, message: 'no disk' });
  });

  it('or the end of its log, where that is wanted and it failed', () => {
    const machine = new Machine();
    const containers = [busybox('main', 'echo oh no; exit 1', { terminationMessagePolicy: 'FallbackToLogsOnError' })];
    machine.createPod('p', { containers, restartPolicy: 'Never' });
    machine.runFor(6000);
    expect(end(machine).message).toBe('oh no\n');
  });
});

describe('programs reach each other', () => {
  it('by address and port, over the network', () => {
    const machine = new Machine();
    machine.createPod('server', { containers: [{ name: 'main', image: 'nginx:1.25' }] });
    machine.runFor(8000);
    const ip = machine.pod('server').status.podIP;
    const script = [
      `wget -qO- http://${ip} | grep title`,
      `nc -z ${ip} 80 && echo open`,
      `nc -z ${ip} 81 || echo closed`,
      `wget -qO- http://${ip}/none || echo failed $?`,
      `wget -qO- http://${ip}:81`,
      'wget -qO- http://nobody',
      'wget -q -T 2 -O- http://10.244.9.9',
      'wget -q -T 5 -O- http://10.244.9.9',
    ];
    machine.createPod('p', { containers: [busybox('main', `${script.join('; ')}; sleep 3600`)] });
    machine.runFor(20_000);
    expect(machine.log('p')).toEqual([
      '<title>Welcome to nginx!</title>',
      'open',
      'closed',
      'wget: server returned error: HTTP/1.1 404 Not Found',
      'failed 1',
      `wget: can't connect to remote host (${ip}): Connection refused`,
      "wget: bad address 'nobody'",
      'wget: download timed out',
      "wget: can't connect to remote host (10.244.9.9): No route to host",
    ]);
  });

  it('within a pod as localhost', () => {
    const machine = new Machine();
    const web = busybox('web', 'echo hi > /index.html; httpd -f -p 8080 -h /');
    machine.createPod('p', { containers: [busybox('main', 'sleep 2; wget -qO- localhost:8080; sleep 3600'), web] });
    machine.runFor(10_000);
    expect(machine.log('p')).toEqual(['hi']);
  });
});

describe('resources that change while a pod runs', () => {
  const resources = (cpu: string) => ({ requests: { cpu, memory: '64Mi' } });
  const resized = (resizePolicy?: object[]) => {
    const machine = new Machine();
    const container = {
      name: 'main',
      image: 'nginx:1.25',
      resources: resources('100m'),
      ...(resizePolicy && { resizePolicy }),
    };
    machine.createPod('p', { containers: [container] });
    machine.runFor(20_000);
    const pod = machine.pod('p');
    machine.server.put(machine.path('p'), {
      ...pod,
      metadata: { ...pod.metadata, generation: 2 },
      spec: { ...pod.spec, containers: [{ ...pod.spec.containers[0], resources: resources('250m') }] },
    });
    machine.runFor(5000);
    return machine;
  };
  const told = (machine: Machine) =>
    machine
      .events('p')
      .flatMap(({ reason, message }) => (/^(Resize|Killing)/.test(reason) ? [`${reason}: ${message}`] : []));
  const text =
    '{"containers":[{"name":"main","resources":{"requests":{"cpu":"250m","memory":"64Mi"}}}],"generation":2}';

  it('are given to the container as it is, and are said to be on their way until it has them', () => {
    const machine = resized();
    expect(told(machine)).toEqual([
      `ResizeStarted: Pod resize started: ${text}`,
      `ResizeCompleted: Pod resize completed: ${text}`,
    ]);
    const statuses = machine.server.versions.map(({ object }) => object.status);
    const onTheWay = statuses.filter(({ conditions }) => conditions?.[0]?.type === 'PodResizeInProgress');
    expect(onTheWay.map(({ resources: own, allocatedResources }) => [own, allocatedResources])).toEqual([
      [resources('100m'), resources('250m').requests],
    ]);
    expect(machine.pod('p').status).toMatchObject({
      resources: resources('250m'),
      containerStatuses: [{ restartCount: 0, resources: resources('250m') }],
    });
  });

  it('start the container anew where its policy says so', () => {
    const machine = resized([{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }]);
    expect(told(machine)[1]).toBe('Killing: Container main resize requires restart');
    expect(machine.pod('p').status.containerStatuses[0]).toMatchObject({
      restartCount: 1,
      resources: resources('250m'),
    });
  });
});
