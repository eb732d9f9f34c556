import { describe, expect, it } from 'vitest';
import { Machine } from '../testing/machine';

/** What storms over the whole cluster found in kubelets and runtimes. */
const sleeper = { name: 'main', image: 'busybox:1.36', command: ['sleep', '3600'] };
const node = '/api/v1/nodes/worker-1';

function ready(machine: Machine): string {
  return machine.pod('p').status.conditions.find(({ type }: any) => type === 'Ready').status;
}

describe('a kubelet that was cut off', () => {
  it('says again that its pods are ready when somebody said they are not', () => {
    const machine = new Machine();
    machine.createPod('p', { containers: [sleeper] });
    machine.runFor(20_000);
    expect(ready(machine)).toBe('True');
    const pod = machine.pod('p');
    const conditions = pod.status.conditions.map((each: any) =>
      each.type === 'Ready' ? { ...each, status: 'False' } : each,
    );
    const before = machine.server.requests.length;
    machine.server.put(machine.path('p'), { ...pod, status: { ...pod.status, conditions } });
    machine.runFor(11_000);
    expect(ready(machine)).toBe('True');
    const texts = machine.server.requests.slice(before).map(({ text }) => text);
    expect(texts.filter((text) => text.includes('/pods/p')).map((text) => text.split(' ')[0])).toEqual([
      'GET',
      'PATCH',
    ]);
  });
});

describe('a kubelet whose pod is gone', () => {
  it('no longer watches what only that pod named, and sees what a pod of the same name finds later', () => {
    const machine = new Machine();
    const settings = '/api/v1/namespaces/default/configmaps/settings';
    const put = (mode: string) =>
      machine.server.put(settings, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'settings', namespace: 'default' },
        data: { mode },
      });
    const spec = {
      containers: [
        {
          ...sleeper,
          command: ['sh', '-c', 'echo $mode; sleep 3600'],
          envFrom: [{ configMapRef: { name: 'settings' } }],
        },
      ],
    };
    put('old');
    machine.createPod('p', spec);
    machine.runFor(10_000);
    expect(machine.log('p')).toEqual(['old']);
    machine.server.deletePod(machine.path('p'));
    machine.runFor(40_000);
    expect(machine.pod('p')).toBeUndefined();
    const watches = () => [...machine.kubelet.exchanges].filter((each) => each.streams).length;
    const afterwards = watches();
    put('new');
    machine.createPod('q', spec);
    machine.runFor(10_000);
    expect(machine.log('q')).toEqual(['new']);
    expect(watches()).toBeGreaterThan(afterwards);
  });
});

describe('a runtime that starts again', () => {
  it('gives pods addresses of the range that its machine was told, from the first pod on', () => {
    const machine = new Machine();
    const stored = machine.server.get(node);
    machine.server.put(node, { ...stored, spec: { ...stored.spec, podCIDR: '10.244.7.0/24' } });
    machine.runFor(2000);
    machine.kubelet.kill();
    machine.containerd.kill();
    machine.runFor(1000);
    machine.containerd.start();
    machine.createPod('p', { containers: [sleeper] });
    machine.kubelet.start();
    machine.runFor(20_000);
    expect(machine.pod('p').status.podIP).toMatch(/^10\.244\.7\./);
    expect(machine.containerd.disk.read('cni/pod-cidr')).toBe('10.244.7.0/24');
  });
});
