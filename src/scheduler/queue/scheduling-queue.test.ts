import { describe, expect, it } from 'vitest';
import type { Process } from '../../simulation';
import { Simulation } from '../../simulation';
import { defaultProfile } from '../framework/profile';
import { node, pod, world } from '../testing/objects';
import { assignedPodRemoved, nodeAdded, nodeUpdated } from './cluster-event';
import { QueueingHints } from './queueing-hints';
import { SchedulingQueue } from './scheduling-queue';

function setUp() {
  const simulation = new Simulation({ seed: 'queue' });
  const component = simulation.addHost('cp-1').install('kube-scheduler', () => {});
  simulation.runFor(0);
  const cache = world([node('n')]);
  const queue = new SchedulingQueue(component, defaultProfile, new QueueingHints(defaultProfile, cache));
  /** Who is ready now, in order. */
  const ready = () => {
    const keys: string[] = [];
    for (let next = queue.pop(); next; next = queue.pop()) keys.push(next.info.pod.metadata.name);
    return keys;
  };
  const refuse = (plugin: string) => {
    const queued = queue.pop()!;
    queue.putBackRefused(queued, new Set([plugin]));
    return queued;
  };
  return { simulation, component, cache, queue, ready, refuse };
}

describe('pods that wait', () => {
  it('are tried by priority, then by age', () => {
    const { simulation, queue, ready } = setUp();
    queue.add(pod('first'));
    simulation.runFor(5);
    queue.add(pod('important', { priority: 10 }));
    queue.add(pod('second'));
    queue.add(pod('third'));
    expect(ready()).toEqual(['important', 'first', 'second', 'third']);
  });

  it('wake the loop that waits for them, with the cause of who brought them', () => {
    const { simulation, component, queue } = setUp();
    const seen: string[] = [];
    component.spawn(
      'loop',
      (function* (): Process<void> {
        for (;;) seen.push((yield* queue.take()).info.pod.metadata.name);
      })(),
    );
    simulation.runFor(10);
    queue.add(pod('a'));
    simulation.runFor(10);
    expect(seen).toEqual(['a']);
  });

  it('are out once they are deleted or placed', () => {
    const { queue, ready } = setUp();
    queue.add(pod('a'));
    queue.remove(pod('a'));
    queue.add(pod('b'));
    expect(ready()).toEqual(['b']);
    expect(queue.size).toBe(1);
    queue.remove(pod('b'));
    expect(queue.size).toBe(0);
  });

  it('are forgotten where nobody takes them: a scheduler that does not lead sees every pod come and go', () => {
    const { queue, ready } = setUp();
    for (let number = 0; number < 1000; number++) {
      queue.add(pod(`p-${number}`));
      queue.remove(pod(`p-${number}`));
    }
    queue.add(pod('last'));
    expect(queue.held).toBeLessThan(50);
    expect(ready()).toEqual(['last']);
  });

  it('with gates are not tried before the last one is gone', () => {
    const { queue, ready } = setUp();
    const gated = pod('a', { spec: { schedulingGates: [{ name: 'example.com/wait' }] } });
    queue.add(gated);
    expect(ready()).toEqual([]);
    queue.update(gated, pod('a'));
    expect(ready()).toEqual(['a']);
  });
});

describe('a pod that was refused', () => {
  it('comes back only for what may help it', () => {
    const { cache, queue, ready, refuse } = setUp();
    const before = node('n', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } });
    const cordoned = node('n', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }], unschedulable: true } });
    const after = node('n');
    queue.add(pod('a'));
    refuse('TaintToleration');
    queue.happened(assignedPodRemoved(pod('gone', { on: 'n' })));
    cache.setNode(cordoned);
    queue.happened(nodeUpdated(before, cordoned));
    expect(ready()).toEqual([]);
    cache.setNode(after);
    queue.happened(nodeUpdated(cordoned, after));
    expect(ready()).toEqual(['a']);
  });

  it('doesn’t come back for a heartbeat', () => {
    const beat = (at: string) => ({
      ...node('n'),
      status: { ...node('n').status, conditions: [{ type: 'Ready', status: 'True' as const, lastHeartbeatTime: at }] },
    });
    expect(nodeUpdated(beat('2026-01-01T00:00:00Z'), beat('2026-01-01T00:00:10Z'))).toBeUndefined();
  });

  it('waits for its back-off behind pods that are ready, but not when there is nothing else to do', () => {
    const { cache, queue, ready, refuse } = setUp();
    queue.add(pod('a', { priority: 5 }));
    refuse('NodeResourcesFit');
    queue.happened(nodeAdded(cache.nodes[0]!.node!));
    expect(queue.placeOf('default/a')).toBe('backoff');
    queue.add(pod('b'));
    expect(ready()).toEqual(['b', 'a']);
  });

  it('is ready again by priority once its back-off is over', () => {
    const { simulation, cache, queue, ready, refuse } = setUp();
    queue.add(pod('a', { priority: 5 }));
    refuse('NodeResourcesFit');
    queue.happened(nodeAdded(cache.nodes[0]!.node!));
    queue.add(pod('b'));
    simulation.runFor(1000);
    expect(ready()).toEqual(['a', 'b']);
  });

  it('is tried after five minutes anyway', () => {
    const { simulation, queue, ready, refuse } = setUp();
    queue.add(pod('a'));
    refuse('NodeAffinity');
    simulation.runFor(299_000);
    expect(ready()).toEqual([]);
    simulation.runFor(31_000);
    expect(ready()).toEqual(['a']);
  });
});

describe('a pod whose attempt went wrong', () => {
  it('waits 1, 2, 4, 8 and then 10 seconds', () => {
    const { simulation, component, queue } = setUp();
    const tried: number[] = [];
    component.spawn(
      'loop',
      (function* (): Process<void> {
        for (;;) {
          const queued = yield* queue.take();
          tried.push(simulation.now / 1000);
          queue.putBackFailed(queued);
        }
      })(),
    );
    queue.add(pod('a'));
    simulation.runFor(40_000);
    expect(tried).toEqual([0, 1, 3, 7, 15, 25, 35]);
  });

  it('doesn’t come back when it was deleted meanwhile', () => {
    const { simulation, queue, ready } = setUp();
    queue.add(pod('a'));
    const queued = queue.pop()!;
    queue.remove(pod('a'));
    queue.putBackFailed(queued);
    simulation.runFor(60_000);
    expect(ready()).toEqual([]);
  });
});
