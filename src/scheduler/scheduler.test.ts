import { describe, expect, it } from 'vitest';
import { ControlPlane } from './testing/control-plane';

const notReady = [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] as const;

describe('a pod gets its node', () => {
  it('by a binding, and then everybody is told', () => {
    const plane = new ControlPlane();
    plane.addNode('n1');
    plane.addPod('p');
    plane.simulation.runFor(1000);
    expect(plane.pod('p').spec.nodeName).toBe('n1');
    expect(plane.scheduled('p')).toMatchObject({ status: 'True' });
    expect(plane.events('p')).toEqual(['Scheduled: Successfully assigned default/p to n1']);
    expect(plane.writes).toEqual(['POST events', 'POST pods/p/binding', 'POST events']);
    expect(plane.schedulers[0]!.facts).toMatchObject({ leads: true, pending: 0 });
  });

  it('and the binding leads back to who made the pod', () => {
    const plane = new ControlPlane();
    plane.addNode('n1');
    const { simulation } = plane;
    const user = simulation.host('laptop').component('administrator')!;
    const act = simulation.act(user, 'creates a pod', {});
    simulation.withCause({ first: act, others: [], root: act }, () => plane.addPod('p'));
    simulation.runFor(1000);
    const binding = simulation.trace.hopsSince(0).find(({ payload }) => (payload as any)?.path?.endsWith('/binding'))!;
    expect(binding.root).toBe(act);
  });

  it('with every score on record', () => {
    const plane = new ControlPlane();
    plane.addNode('small', { cpu: '1' });
    plane.addNode('large', { cpu: '8' });
    plane.addNode('closed', { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] });
    plane.addPod('p', '500m');
    plane.simulation.runFor(1000);
    const [note] = plane.notes;
    expect(note).toMatchObject({ pod: 'default/p', winner: 'large' });
    expect(note!.refused).toEqual([
      { name: 'closed', reasons: 'node(s) had untolerated taint(s)', plugin: 'TaintToleration' },
    ]);
    const { plugins, perPlugin, totals } = note!.scores!;
    const large = note!.nodes.indexOf('large');
    const scores = Object.fromEntries(plugins.map((plugin, row) => [plugin, perPlugin[row]![large]]));
    expect(scores).toMatchObject({ TaintToleration: 300, DynamicResources: 0, ImageLocality: 0 });
    expect(totals[large]).toBeGreaterThan(totals[note!.nodes.indexOf('small')]!);
  });
});

describe('a pod that fits nowhere', () => {
  it('is told so once, until the reasons change, and goes when a node can take it', () => {
    const plane = new ControlPlane();
    plane.addNode('n1', { taints: notReady });
    plane.addPod('p');
    plane.simulation.runFor(2000);
    const message =
      '0/1 nodes are available: 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
    expect(plane.scheduled('p')).toMatchObject({ status: 'False', reason: 'Unschedulable', message });
    expect(plane.schedulers[0]!.facts).toMatchObject({ pending: 1 });
    plane.addNode('n2', { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] });
    plane.simulation.runFor(60_000);
    // A node that wouldn't have taken it either is no reason to try again.
    expect(plane.notes).toHaveLength(1);
    expect(plane.scheduled('p')!.message).toBe(message);
    plane.setTaints('n1', []);
    plane.simulation.runFor(1000);
    expect(plane.pod('p').spec.nodeName).toBe('n1');
    expect(plane.events('p')).toEqual([
      `FailedScheduling: ${message}`,
      'Scheduled: Successfully assigned default/p to n1',
    ]);
    expect(plane.writes.filter((line) => line.includes('pods/p'))).toEqual([
      'PATCH pods/p/status',
      'POST pods/p/binding',
    ]);
  });

  it('says that there are no nodes, and tries again by itself', () => {
    const plane = new ControlPlane();
    plane.addPod('p');
    plane.simulation.runFor(500);
    expect(plane.scheduled('p')).toMatchObject({
      status: 'False',
      reason: 'Unschedulable',
      message: 'no nodes available to schedule pods',
    });
    plane.addNode('n1');
    plane.simulation.runFor(11_000);
    expect(plane.pod('p').spec.nodeName).toBe('n1');
  });

  it('waits for another pod to go when the node is full', () => {
    const plane = new ControlPlane();
    plane.addNode('n1', { cpu: '1' });
    plane.addPod('a', '800m');
    plane.simulation.runFor(1000);
    plane.addPod('b', '800m');
    plane.simulation.runFor(20_000);
    expect(plane.scheduled('b')!.message).toBe(
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    );
    plane.ask('DELETE', '/api/v1/namespaces/default/pods/a', { gracePeriodSeconds: 0 });
    plane.simulation.runFor(1000);
    expect(plane.pod('b').spec.nodeName).toBe('n1');
  });

  it('takes the place of a less important one', () => {
    const plane = new ControlPlane();
    plane.addNode('n1', { cpu: '1' });
    plane.addPod('low', '800m');
    plane.simulation.runFor(1000);
    plane.addPod('high', '800m', { priorityClassName: 'system-node-critical' });
    plane.simulation.runFor(500);
    expect(plane.pod('high').status?.nominatedNodeName).toBe('n1');
    const low = plane.pod('low');
    expect(low.metadata.deletionTimestamp).toBeDefined();
    expect(low.status!.conditions!.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'PreemptionByScheduler',
    });
    expect(plane.events('low').at(-1)).toBe(`Preempted: Preempted by pod ${plane.pod('high').metadata.uid} on node n1`);
    plane.addPod('rival', '100m');
    plane.addPod('glutton', '900m');
    plane.ask('DELETE', '/api/v1/namespaces/default/pods/low', { gracePeriodSeconds: 0 });
    plane.simulation.runFor(1000);
    expect(plane.pod('high').spec.nodeName).toBe('n1');
    expect(plane.pod('glutton').spec.nodeName).toBeUndefined();
    expect(plane.pod('rival').spec.nodeName).toBe('n1');
  });
});

describe('several schedulers', () => {
  it('have one leader; another goes on where it died', () => {
    const plane = new ControlPlane({ schedulers: 3 });
    plane.addNode('n1');
    const [leader] = plane.leaders;
    const leading = plane.schedulers.find(({ id }) => id === leader)!;
    leading.kill();
    plane.addPod('p');
    plane.simulation.runFor(10_000);
    expect(plane.pod('p').spec.nodeName).toBeUndefined();
    plane.until(() => plane.leaders.length === 1);
    plane.simulation.runFor(1000);
    expect(plane.pod('p').spec.nodeName).toBe('n1');
  });

  it('never lead without the lease: who loses it begins anew', () => {
    const plane = new ControlPlane({ schedulers: 2 });
    const [first] = plane.leaders;
    const leading = plane.schedulers.find(({ id }) => id === first)!;
    const epoch = leading.epoch;
    const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler';
    const spec = {
      holderIdentity: 'somebody else',
      leaseDurationSeconds: 15,
      renewTime: '2026-01-01T00:01:00.000000Z',
    };
    plane.ask('PATCH', lease, { spec }, 'application/merge-patch+json');
    plane.simulation.runFor(5000);
    expect(leading.epoch).toBeGreaterThan(epoch);
    plane.until(() => plane.leaders.length === 1);
  });
});

describe('a decision is the same on every run', () => {
  it('and several equal nodes get their share', () => {
    const run = () => {
      const plane = new ControlPlane({ seed: 'again' });
      for (const name of ['a', 'b', 'c']) plane.addNode(name);
      for (let number = 0; number < 12; number++) plane.addPod(`p${number}`);
      plane.simulation.runFor(2000);
      return plane.notes.map(({ winner }) => winner);
    };
    const winners = run();
    expect(run()).toEqual(winners);
    for (const name of ['a', 'b', 'c']) expect(winners.filter((winner) => winner === name)).toHaveLength(4);
  });
});
