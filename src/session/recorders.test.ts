import { describe, expect, it } from 'vitest';
import { createCluster } from '../cluster';
import { Recorders } from './recorders';

describe('what is recorded of a cluster', () => {
  it('forgets what the scheduler said of pods that are gone', () => {
    const cluster = createCluster({ seed: 'notes', dns: true });
    cluster.simulation.runFor(60_000);
    const recorders = new Recorders(cluster);
    recorders.look();
    const own = [...recorders.schedulingNotes.keys()];
    const component = cluster.components[0]!;
    for (let pod = 0; pod < 10_000; pod++) {
      component.note('scheduling', { pod: `default/gone-${pod}`, nodes: [], refused: [] });
      recorders.look();
    }
    expect(own.length).toBeGreaterThan(0);
    expect(recorders.schedulingNotes.size).toBeLessThan(500);
    expect([...recorders.schedulingNotes.keys()]).toEqual(expect.arrayContaining(own));
  });
});
