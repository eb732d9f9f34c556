import { expect, it } from 'vitest';
import { etcdMember, memberOf } from '../../etcd';
import { Simulation } from '../../simulation';
import { apiServer } from '../server';

it('two servers compact etcd in turns, and leave five to ten minutes of history', () => {
  const simulation = new Simulation({ seed: 'compaction' });
  const host = simulation.addHost('cp-1');
  const etcd = host.install('etcd', etcdMember({ name: 'cp-1', peers: ['cp-1/etcd'] }));
  for (const name of ['cp-1', 'cp-2']) {
    const machine = name === 'cp-1' ? host : simulation.addHost(name);
    machine.install('kube-apiserver', apiServer({ etcd: ['cp-1/etcd'] }));
  }
  const store = () => memberOf(etcd)!.store;
  simulation.runFor(9 * 60_000);
  expect(store().compactedRevision).toBeLessThanOrEqual(0);
  const fiveMinutesIn = store().revision;
  simulation.runFor(2 * 60_000);
  const compacted = store().compactedRevision;
  expect(compacted).toBeGreaterThan(0);
  expect(compacted).toBeLessThan(fiveMinutesIn);
  simulation.runFor(5 * 60_000);
  expect(store().compactedRevision).toBeGreaterThan(compacted);
  expect(store().get('compact_rev_key')?.version).toBe(3);
});
