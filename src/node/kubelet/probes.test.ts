import { describe, expect, it } from 'vitest';
import { Machine } from '../testing/machine';

function said(machine: Machine, name = 'p'): string[] {
  return machine
    .events(name)
    .filter(({ reason }) => !['Pulling', 'Pulled', 'Created', 'Started'].includes(reason))
    .map(({ reason, message, count }) => `${reason}${count > 1 ? `×${count}` : ''}: ${message}`);
}

function readiness(machine: Machine): string[] {
  const seen = machine.server.versions.map(({ object }) => {
    const { state, ready, started } = object.status.containerStatuses?.[0] ?? {};
    return state?.running ? `${started ? 'started' : 'not started'}, ${ready ? 'ready' : 'not ready'}` : 'waiting';
  });
  return seen.filter((each, index) => each !== seen[index - 1]);
}

function create(machine: Machine, container: any, spec: any = {}): void {
  machine.createPod('p', { containers: [{ name: 'main', image: 'busybox:1.36', ...container }], ...spec });
}

const sh = (script: string) => ['sh', '-c', script];

describe('a readiness probe', () => {
  it('looks into the container: what a file says', () => {
    const machine = new Machine();
    create(machine, {
      command: sh('sleep 6; touch /tmp/healthy; sleep 8; rm /tmp/healthy; sleep 3600'),
      readinessProbe: { exec: { command: ['cat', '/tmp/healthy'] }, periodSeconds: 1, failureThreshold: 2 },
    });
    machine.runFor(30_000);
    expect(readiness(machine)).toEqual(['waiting', 'started, not ready', 'started, ready', 'started, not ready']);
    expect(said(machine)[0]).toMatch(
      /^Unhealthy×\d+: Readiness probe failed: cat: can't open '\/tmp\/healthy': No such file or directory\n$/,
    );
  });

  it('waits for its initial delay, and for as many successes as it wants', () => {
    const machine = new Machine();
    const probe = { exec: { command: ['true'] }, initialDelaySeconds: 5, periodSeconds: 2, successThreshold: 3 };
    create(machine, { command: ['sleep', '3600'], readinessProbe: probe });
    machine.runFor(8000);
    const { startedAt } = machine.pod('p').status.containerStatuses[0].state.running;
    expect(machine.pod('p').status.containerStatuses[0].ready).toBe(false);
    machine.runFor(12_000);
    const ready = machine.pod('p').status.conditions.find(({ type }: any) => type === 'Ready');
    const took = (Date.parse(ready.lastTransitionTime) - Date.parse(startedAt)) / 1000;
    expect(took).toBeGreaterThanOrEqual(9);
    expect(took).toBeLessThanOrEqual(13);
  });

  it('asks a server over the network at the pod’s own address', () => {
    const machine = new Machine();
    create(machine, {
      image: 'nginx:1.25',
      ports: [{ name: 'web', containerPort: 80 }],
      readinessProbe: { httpGet: { path: '/', port: 'web' }, periodSeconds: 2 },
    });
    machine.runFor(12_000);
    expect(readiness(machine)).toEqual(['waiting', 'started, not ready', 'started, ready']);
    expect(machine.log('p').at(-1)).toMatch(
      /^10\.244\.1\.1 - - \[01\/Jan\/2026:.*\] "GET \/ HTTP\/1\.1" 200 \d+ "-" "kube-probe\/1\.36" "-"$/,
    );
    const hops = machine.simulation.trace.hopsSince(0).filter(({ protocol }) => protocol === 'http');
    expect(hops[0]).toMatchObject({ from: 'worker-1/kubelet', to: 'worker-1/containerd' });
  });

  it.each([
    [{ httpGet: { path: '/missing', port: 80 } }, 'HTTP probe failed with statuscode: 404'],
    [
      { httpGet: { path: '/', port: 81 } },
      'Get "http://10.244.1.2:81/": dial tcp 10.244.1.2:81: connect: connection refused',
    ],
    [{ tcpSocket: { port: 81 } }, 'dial tcp 10.244.1.2:81: connect: connection refused'],
    [{ exec: { command: ['sleep', '5'] } }, 'command timed out: "sleep 5" timed out after 1s'],
  ])('says what is wrong: %j', (probe, message) => {
    const machine = new Machine();
    create(machine, { image: 'nginx:1.25', readinessProbe: { ...probe, periodSeconds: 3 } });
    machine.runFor(8000);
    expect(said(machine)[0]!.replace(/×\d+/, '')).toBe(`Unhealthy: Readiness probe failed: ${message}`);
  });

  it('that cannot be made is an error of its own', () => {
    const machine = new Machine();
    create(machine, { image: 'nginx:1.25', readinessProbe: { httpGet: { port: 'nowhere' }, periodSeconds: 3 } });
    machine.runFor(6000);
    expect(said(machine)[0]!.replace(/×\d+/, '')).toBe(
      'Unhealthy: Readiness probe errored and resulted in unknown state: strconv.Atoi: parsing "nowhere": invalid syntax',
    );
  });
});

describe('a startup probe', () => {
  it('holds the others back until it succeeds', () => {
    const machine = new Machine();
    const command = sh('sleep 10; touch /tmp/started; sleep 3600');
    create(machine, {
      command,
      startupProbe: { exec: { command: ['test', '-f', '/tmp/started'] }, periodSeconds: 2, failureThreshold: 30 },
      livenessProbe: { exec: { command: ['test', '-f', '/tmp/started'] }, periodSeconds: 1, failureThreshold: 1 },
    });
    machine.runFor(20_000);
    expect(readiness(machine)).toEqual(['waiting', 'not started, not ready', 'started, not ready', 'started, ready']);
    expect(machine.pod('p').status.containerStatuses[0].restartCount).toBe(0);
  });
});

describe('a liveness probe', () => {
  it('that fails restarts the container with the grace of its own', () => {
    const machine = new Machine();
    create(machine, {
      command: ['sleep', '3600'],
      livenessProbe: {
        tcpSocket: { port: 80 },
        periodSeconds: 2,
        failureThreshold: 1,
        terminationGracePeriodSeconds: 5,
      },
    });
    machine.runFor(12_000);
    const { restartCount, lastState } = machine.pod('p').status.containerStatuses[0];
    expect(restartCount).toBe(1);
    expect(lastState.terminated.exitCode).toBe(137);
    expect(said(machine).map((each) => each.replace(/×\d+/, ''))).toContain(
      'Killing: Container main failed liveness probe, will be restarted',
    );
  });

  it('of a pod that never restarts only kills', () => {
    const machine = new Machine();
    const livenessProbe = { tcpSocket: { port: 81 }, periodSeconds: 2, failureThreshold: 1 };
    create(machine, { image: 'nginx:1.25', livenessProbe }, { restartPolicy: 'Never' });
    machine.runFor(15_000);
    expect(said(machine)).toContain('Killing: Stopping container main');
    expect(machine.pod('p').status.phase).toBe('Succeeded');
  });

  it('stops while the pod is being deleted', () => {
    const machine = new Machine();
    const livenessProbe = {
      exec: { command: ['test', '!', '-f', '/tmp/ending'] },
      periodSeconds: 1,
      failureThreshold: 1,
    };
    create(machine, { command: sh("trap 'touch /tmp/ending' TERM; while true; do sleep 1; done"), livenessProbe });
    machine.runFor(8000);
    machine.server.deletePod(machine.path('p'), 6);
    machine.runFor(9000);
    expect(said(machine)).toEqual(['Killing: Stopping container main']);
  });
});
