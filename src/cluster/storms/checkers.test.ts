import { describe, expect, it, vi } from 'vitest';
import { runtimeOf } from '../../node';
import { comeUp, judge, owned, pod } from './testing/judge';

describe('checkers complain of', () => {
  it('a pod that changes its node', () => {
    const said = judge('bound once', ({ change }) => {
      change('/registry/pods/n/p', { ...pod('p', '1'), spec: { nodeName: 'a' } });
      change('/registry/pods/n/p', { ...pod('p', '1'), spec: { nodeName: 'b' } });
    });
    expect(said).toEqual(['pod n/p went from a to b']);
  });

  it('two controllers, and one that takes from another', () => {
    const said = judge('one controller', ({ change }) => {
      change('/registry/pods/n/p', pod('p', '1', owned('ReplicaSet', 'x')));
      change('/registry/pods/n/p', pod('p', '1', owned('ReplicaSet', 'y')));
      change(
        '/registry/pods/n/q',
        pod('q', '2', {
          ownerReferences: [
            { uid: 'x', controller: true },
            { uid: 'y', controller: true },
          ],
        }),
      );
    });
    expect(said).toHaveLength(2);
  });

  it('a watch that says too little, too much or the wrong way round', () => {
    const said = judge('watch order', ({ change, send, witness }) => {
      witness.revision = 9;
      for (const name of ['a', 'b', 'c']) change(`/registry/pods/n/${name}`, pod(name, name));
      const item = (version: number) =>
        send({
          kind: 'item',
          from: 'cp-1/kube-apiserver',
          payload: { type: 'ADDED', object: { metadata: { resourceVersion: String(version) } } },
        });
      send({
        kind: 'request',
        id: 1,
        to: 'cp-1/kube-apiserver',
        payload: { method: 'GET', path: '/api/v1/pods?watch=true&resourceVersion=9', headers: {} },
      });
      item(10);
      item(12);
      item(12);
      item(99);
    });
    expect(said.map((each) => each.replace(/.*: /, ''))).toEqual([
      'ADDED 12 after 10, and nothing was said of 11',
      'ADDED 12 after 12',
      '99 is in the future',
    ]);
  });

  it('a write that was acknowledged and is not there, and a read that is too old', () => {
    const said = judge('acknowledged writes', ({ change, send }) => {
      change('/registry/pods/n/p', pod('p', '1'));
      const answer = (id: number, method: string, path: string, body: object, status = 200) => {
        send({ kind: 'request', id, exchange: id, to: 'cp-1/kube-apiserver', payload: { method, path, headers: {} } });
        send({ kind: 'response', exchange: id, from: 'cp-1/kube-apiserver', payload: { status, headers: {}, body } });
      };
      const at = (version: number, uid = '1') => ({ metadata: { name: 'p', uid, resourceVersion: String(version) } });
      answer(1, 'PUT', '/api/v1/namespaces/n/pods/p', at(2));
      answer(2, 'GET', '/api/v1/namespaces/n/pods/p', at(1));
      answer(3, 'PUT', '/api/v1/namespaces/n/pods/p/status', at(7));
      answer(4, 'GET', '/api/v1/namespaces/n/pods/p', {}, 404);
    });
    expect(said).toHaveLength(3);
  });

  it('stateful pods out of order, jobs that count twice, addresses given twice', () => {
    const order = judge('stateful order', ({ change }) => {
      change('/registry/statefulsets/n/s', { metadata: { name: 's', namespace: 'n', uid: 's' }, spec: {} });
      change('/registry/pods/n/s-1', pod('s-1', '1', owned('StatefulSet', 's')));
    });
    expect(order).toEqual(['n/s-1 was made while /registry/pods/n/s-0 was not ready']);
    const counted = judge('jobs', ({ change }) =>
      change('/registry/jobs/n/j', {
        metadata: { name: 'j', namespace: 'n', uid: 'j' },
        spec: { completions: 2 },
        status: { succeeded: 3 },
      }),
    );
    expect(counted).toEqual(['n/j has 3 successes of 2']);
    const addresses = judge('service addresses', ({ change }) => {
      for (const name of ['a', 'b'])
        change(`/registry/services/specs/n/${name}`, { metadata: { name }, spec: { clusterIPs: ['10.96.0.9'] } });
    });
    expect(addresses).toHaveLength(1);
  });

  it('the same request again and again', () => {
    const said = judge('hot loop', ({ send }) => {
      for (let id = 1; id <= 60; id++)
        send({
          kind: 'request',
          id,
          exchange: id,
          to: 'cp-1/kube-apiserver',
          payload: { method: 'PUT', path: '/api/v1/nodes/n', headers: {} },
        });
    });
    expect(said).toEqual(['a: PUT /api/v1/nodes/n: 30 times within 10 s, 30 while nothing changed']);
  });

  it('what is not as it should be once all is quiet', () => {
    const said = judge('desired state', ({ checker, change }) => {
      change('/registry/namespaces/n', { metadata: { name: 'n', uid: 'n' } });
      change('/registry/deployments/n/d', {
        metadata: { name: 'd', namespace: 'n', uid: 'd', generation: 1 },
        spec: { replicas: 2 },
        status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 1 },
      });
      change('/registry/pods/n/p', pod('p', 'p', { deletionTimestamp: 'then', ...owned('ReplicaSet', 'gone') }));
      checker.atRest?.();
    });
    expect(said).toContain('/registry/deployments/n/d available: 1 of 2');
    expect(said).toContain('/registry/pods/n/p is still going');
    expect(said).toContain('/registry/pods/n/p has lost its owner ReplicaSet owner');
  });

  it('two schedulers that lead', () => {
    const said = judge('leadership', ({ checker, witness: { cluster } }) => {
      for (const machine of ['cp-1', 'cp-3']) cluster.component(`${machine}/kube-scheduler`).publish({ leads: true });
      checker.look?.();
    });
    expect(said).toEqual(['cp-1/kube-scheduler and cp-3/kube-scheduler lead']);
  });

  it('members of etcd that hold another value, and a revision that nobody saw', () => {
    const key = '/registry/namespaces/default';
    const said = judge('agreement', (told) => {
      const { checker, change, witness } = told;
      comeUp(told);
      checker.atRest?.();
      witness.objects.set(key, { ...witness.objects.get(key)! });
      checker.atRest?.();
      witness.revision++;
      change('/registry/pods/n/p', pod('p', '1'));
    });
    const [last] = said.slice(-1);
    expect(said.slice(0, -1)).toEqual(
      ['cp-1', 'cp-2', 'cp-3'].map((machine) => `${machine}/etcd has another value of ${key}`),
    );
    expect(last).toMatch(/^revision \d+ follows \d+$/);
  });

  it('caches that lack what is there, and have what is gone', () => {
    const said = judge('caches', (told) => {
      const { checker, change } = told;
      comeUp(told);
      checker.atRest?.();
      change('/registry/pods/n/p', pod('p', '1'));
      change('/registry/namespaces/kube-public', undefined);
      checker.atRest?.();
    });
    const caches = said.map((what) => what.replace(/^.*'s cache of /, ''));
    expect(new Set(caches)).toEqual(new Set(['pods lacks n/p', 'namespaces has kube-public, which is gone']));
    expect(said.some((what) => what.includes('kube-scheduler'))).toBe(true);
  });

  it('a container that runs twice, and an address that two sandboxes have', () => {
    const said = judge('runs once', ({ checker, change, witness: { cluster } }) => {
      cluster.simulation.runFor(4_000);
      change('/registry/pods/n/p', pod('p', '1'));
      for (const worker of ['worker-1', 'worker-2']) {
        const runtime = runtimeOf(cluster.component(`${worker}/containerd`))!;
        const sandbox = { podUid: '1', namespace: 'n', name: 'p', ip: '10.244.0.9', state: 'ready', id: worker };
        vi.spyOn(runtime, 'sandboxes').mockReturnValue([sandbox as never]);
        const container = { podUid: '1', name: 'main', state: 'running', id: worker };
        vi.spyOn(runtime, 'containers').mockReturnValue([container as never]);
      }
      checker.look?.();
    });
    expect(said).toEqual([
      'sandbox worker-2 of n/p (1) with 10.244.0.9 at worker-2/containerd, and sandbox worker-1 of n/p (1) with 10.244.0.9 at worker-1/containerd',
      'container main (worker-2) of n/p (1) at worker-2/containerd, and container main (worker-1) of n/p (1) at worker-1/containerd',
    ]);
  });

  it('an eviction that leaves fewer pods than the budget demands', () => {
    const said = judge('disruption budgets', ({ change, witness: { cluster } }) => {
      const { hops } = cluster.simulation.trace;
      const [client, server, etcd] = ['c', 'cp-1/kube-apiserver', 'cp-1/etcd'].map((id) => hops.componentNumber(id));
      const evict = { method: 'POST', path: '/api/v1/namespaces/n/pods/p/eviction' };
      const request = hops.add('request', client!, server!, 'https', evict, 0, { first: 0, others: [] }, 0);
      const transaction = hops.add('request', server!, etcd!, 'grpc', {}, 0, { first: request, others: [] }, 0);
      change('/registry/poddisruptionbudgets/n/b', {
        metadata: { name: 'b', namespace: 'n', uid: 'b' },
        spec: { selector: { matchLabels: { app: 'web' } } },
        status: { desiredHealthy: 2 },
      });
      const ready = (name: string) => ({
        ...pod(name, name, { labels: { app: 'web' } }),
        status: { conditions: [{ type: 'Ready', status: 'True' }] },
      });
      for (const name of ['p', 'q']) change(`/registry/pods/n/${name}`, ready(name));
      change('/registry/pods/n/p', undefined, transaction);
    });
    expect(said).toEqual(['n/p was evicted: 1 healthy pods stay, n/b demands 2']);
  });
});
