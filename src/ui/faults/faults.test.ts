import { describe, expect, it } from 'vitest';
import { World } from '../state/world';
import { cutsOf, faultChoices } from './fault-choices';

function world(up = true): World {
  const made = new World();
  for (const name of ['laptop', 'cp-1', 'cp-2']) {
    const role = name === 'laptop' ? 'laptop' : 'control-plane';
    made.machines.set(name, { name, role, address: '10.0.0.1', up });
  }
  made.components.set('cp-1/etcd', { id: 'cp-1/etcd', machine: 'cp-1', name: 'etcd', up, facts: {} });
  return made;
}

const titles = (...asked: Parameters<typeof faultChoices>) =>
  faultChoices(...asked).flatMap(({ choices }) => choices.map(({ title }) => title));

describe('what can be broken', () => {
  it('is a process, its machine, and the machine’s links', () => {
    expect(titles({ kind: 'component', id: 'cp-1/etcd' }, world(), [])).toEqual([
      'Kill the process',
      'Power off',
      'Cut off from all others',
      'Cut the link to laptop',
      'Cut the link to cp-2',
    ]);
  });

  it('calls machines what the picture calls them', () => {
    const made = world();
    made.machines.set('balancer', { name: 'balancer', role: 'balancer', address: '10.0.0.10', up: true });
    expect(titles({ kind: 'machine', name: 'cp-1' }, made, [['cp-1', 'balancer']])).toContain(
      'Heal the link to load balancer',
    );
    expect(faultChoices({ kind: 'machine', name: 'balancer' }, made, [])[0]!.title).toBe('machine load balancer');
  });

  it('is offered for mending where it is broken; a process cannot start on a machine that is off', () => {
    const sections = faultChoices({ kind: 'component', id: 'cp-1/etcd' }, world(false), [['cp-1', 'cp-2']]);
    expect(sections[0]!.choices[0]).toMatchObject({ title: 'Start the process', hindered: 'its machine is off' });
    expect(sections[1]!.choices.map(({ title }) => title)).toEqual([
      'Power on',
      'Cut off from all others',
      'Heal all its links',
    ]);
    expect(sections[2]!.choices[1]!.fault).toEqual({ action: 'heal', machines: ['cp-1', 'cp-2'] });
    expect(cutsOf('cp-2', [['cp-1', 'cp-2']])).toBe(1);
  });

  it('is also a node’s pods, which are evicted, and may come again', () => {
    const made = world();
    const node = { ready: 'Ready' as const, schedulable: true, cpuPercent: 0, memoryPercent: 0, podCapacity: 110 };
    const worker = { name: 'worker-1', role: 'worker' as const, address: '10.0.0.2', up: true };
    const about = { kind: 'machine', name: 'worker-1' } as const;
    made.machines.set('worker-1', { ...worker, node });
    expect(titles(about, made, [])).toContain('Drain: evict its pods');
    made.machines.set('worker-1', { ...worker, node: { ...node, schedulable: false } });
    expect(titles(about, made, [])).toContain('Uncordon: pods may come again');
  });

  it('is not the laptop, which is yours, but its links are', () => {
    expect(titles({ kind: 'machine', name: 'laptop' }, world(), [])).toEqual([
      'Cut off from all others',
      'Cut the link to cp-1',
      'Cut the link to cp-2',
    ]);
    expect(titles({ kind: 'object', key: '/registry/pods/default/web' }, world(), [])).toEqual([]);
  });
});
