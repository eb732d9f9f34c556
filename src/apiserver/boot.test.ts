import { describe, expect, it } from 'vitest';
import { TestCluster } from './testing/test-cluster';

describe('an API server comes up', () => {
  it.each([1, 3] as const)('over %i etcd members, with the namespaces that every cluster has', (members) => {
    const cluster = new TestCluster({ members }).boot();
    const { items } = cluster.ask({ path: '/api/v1/namespaces' }).body as {
      items: { metadata: { name: string }; status: unknown }[];
    };
    expect(items.map((item) => item.metadata.name)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
    expect(items.every((item) => (item.status as { phase: string }).phase === 'Active')).toBe(true);
  });

  it('keeps a lease of its own in kube-system, the same one after a restart', () => {
    const cluster = new TestCluster().boot();
    const leases = () =>
      (
        cluster.ask({ path: '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases' }).body as {
          items: { metadata: { name: string } }[];
        }
      ).items;
    const [before] = leases();
    expect(before!.metadata.name).toMatch(/^apiserver-[0-9a-f]{26}$/);
    cluster.servers[0]!.kill();
    cluster.servers[0]!.start();
    cluster.boot();
    cluster.simulation.runFor(1000);
    expect(leases().map((lease) => lease.metadata.name)).toEqual([before!.metadata.name]);
  });

  it('refuses connections before etcd has answered, and says so in its log', () => {
    const cluster = new TestCluster();
    cluster.simulation.host('cp-1').component('etcd')!.kill();
    expect(cluster.tryAsk({ path: '/livez' })).toBeUndefined();
    cluster.simulation.runFor(20_000);
    expect(cluster.servers[0]!.logLines.some(({ line }) => line.startsWith('waiting for etcd'))).toBe(true);
    cluster.simulation.host('cp-1').component('etcd')!.start();
    expect(cluster.boot().ask({ path: '/readyz' }).body).toBe('ok');
  });
});
