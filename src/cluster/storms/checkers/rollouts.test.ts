import { describe, expect, it } from 'vitest';
import { judge, owned, pod } from '../testing/judge';
import type { Witness } from '../witness';

/** A replica set, its size, how many of its pods are available, and how many its deployment wants altogether. */
type SetStep = readonly [name: string, replicas: number, availableReplicas: number, desired?: number];

/** What is said of a deployment that wanted four pods, wants two now, one more while it rolls, and none fewer. */
function rollout(steps: readonly SetStep[], written: (witness: Witness, step: number) => number = () => 0) {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  const deployment = { kind: 'Deployment', name: 'd', uid: 'd', controller: true };
  return judge('rollouts', ({ change, witness }) => {
    for (const replicas of [4, 2])
      change('/registry/deployments/n/d', {
        metadata: { name: 'd', namespace: 'n', uid: 'd' },
        spec: { replicas, strategy },
      });
    for (const [number, [name, replicas, availableReplicas, desired = 2]] of steps.entries()) {
      const annotations = {
        'deployment.kubernetes.io/desired-replicas': String(desired),
        'deployment.kubernetes.io/revision': name === 'new' ? '2' : '1',
      };
      const metadata = { name, namespace: 'n', uid: name, ownerReferences: [deployment], annotations };
      const set = { metadata, spec: { replicas }, status: { availableReplicas } };
      change(`/registry/replicasets/n/${name}`, set, written(witness, number));
    }
  });
}

/** One look at a deployment: each write is asked for because the one before was answered. Answers the transactions. */
function oneLook(): (witness: Witness) => number {
  let answered = 0;
  return ({ cluster }) => {
    const { hops } = cluster.simulation.trace;
    const [manager = 0, server = 0, etcd = 0] = ['m', 'cp-1/kube-apiserver', 'cp-1/etcd'].map((id) =>
      hops.componentNumber(id),
    );
    const by = (first: number) => ({ first, others: [] });
    const put = { method: 'PUT', path: '' };
    const request = hops.add('request', manager, server, 'https', put, 0, by(answered), 0);
    const transaction = hops.add('request', server, etcd, 'grpc', {}, 0, by(request), 0);
    answered = hops.add('response', server, manager, 'https', { status: 200 }, 0, by(transaction), request);
    return transaction;
  };
}

describe('the checker of rollouts complains of', () => {
  it('a rollout that makes too many, or takes too many', () => {
    expect(
      rollout([
        ['old', 2, 2],
        ['new', 0, 0],
        ['new', 2, 0],
      ]),
    ).toEqual(['n/d: n/new was made larger, 0 to 2: 4 together at least, 3 allowed']);
    expect(
      rollout([
        ['old', 2, 2],
        ['new', 1, 0],
        ['old', 1, 2],
      ]),
    ).toEqual(['n/d: n/old was made smaller, 2 to 1: no more pods than 2 were to be there, and those must stay']);
    expect(
      rollout([
        ['old', 2, 1],
        ['new', 1, 1],
        ['old', 0, 1],
      ]),
    ).toEqual(['n/d: n/old was made smaller, 2 to 0: at most 1 stay available, 2 must']);
    expect(rollout([['old', 5, 0, 5]])).toEqual([
      'n/d: n/old was made 5 for 5 replicas, which its deployment never wanted',
    ]);
  });

  it('no rollout that spares as many as it must, that takes what is not available, or that was scaled', () => {
    expect(
      rollout([
        ['old', 2, 2],
        ['new', 1, 0],
        ['new', 1, 1],
        ['old', 1, 2],
      ]),
    ).toEqual([]);
    expect(
      rollout([
        ['old', 2, 1],
        ['new', 1, 0],
        ['old', 1, 1],
      ]),
    ).toEqual([]);
    expect(
      rollout([
        ['old', 4, 4, 4],
        ['old', 2, 4, 2],
      ]),
    ).toEqual([]);
  });

  it('no rollout that knew of another set’s pods when they were available, and one that can have known they were not', () => {
    const began: readonly SetStep[] = [
      ['old', 2, 2],
      ['new', 1, 1],
    ];
    expect(rollout([...began, ['new', 1, 0], ['old', 1, 2]])).toEqual([]);
    expect(rollout([...began, ['new', 1, 0], ['old', 2, 2], ['old', 1, 2]])).toHaveLength(1);
  });

  it('a rollout that takes twice what it can spare once, in one look or in the next', () => {
    const began: readonly SetStep[] = [
      ['new', 1, 1],
      ['a', 1, 1],
      ['b', 1, 1],
    ];
    const look = oneLook();
    const steps: readonly SetStep[] = [...began, ['a', 0, 1], ['b', 0, 1]];
    expect(rollout(steps, (witness, step) => (step > 2 ? look(witness) : 0))).toEqual([
      'n/d: n/b was made smaller, 1 to 0: at most 1 stay available, 2 must',
    ]);
    expect(rollout([...began, ['a', 0, 1], ['b', 1, 1], ['b', 0, 1]])).toEqual([
      'n/d: n/b was made smaller, 1 to 0: no more pods than 2 were to be there, and those must stay',
    ]);
    expect(rollout([...began, ['a', 0, 1]])).toEqual([]);
  });

  it('a replica set that makes more pods than it should have', () => {
    const said = judge('rollouts', ({ change }) => {
      change('/registry/replicasets/n/r', {
        metadata: { name: 'r', namespace: 'n', uid: 'r' },
        spec: { replicas: 1 },
      });
      for (const name of ['a', 'b']) change(`/registry/pods/n/${name}`, pod(name, name, owned('ReplicaSet', 'r')));
    });
    expect(said).toEqual(['n/owner has 2 pods and should have 1 at most (within 60 s)']);
    expect(madeTwice(201)).toEqual(said);
    expect(madeTwice(500)).toEqual([]);
    expect(madeTwice(undefined)).toEqual([]);
  });

  /** What is said when a pod is made although there is one, whose making was answered so. */
  function madeTwice(status: number | undefined): readonly string[] {
    return judge('rollouts', ({ change, witness: { cluster } }) => {
      const { hops } = cluster.simulation.trace;
      const [manager, server, etcd] = ['m', 'cp-1/kube-apiserver', 'cp-1/etcd'].map((id) => hops.componentNumber(id));
      const spec = { replicas: 1 };
      change('/registry/replicasets/n/r', { metadata: { name: 'r', namespace: 'n', uid: 'r' }, spec });
      for (const name of ['a', 'b']) {
        const post = { method: 'POST', path: '' };
        const request = hops.add('request', manager!, server!, 'https', post, 0, { first: 0, others: [] }, 0);
        const cause = { first: request, others: [] };
        const transaction = hops.add('request', server!, etcd!, 'grpc', {}, 0, cause, 0);
        if (status !== undefined) hops.add('response', server!, manager!, 'https', { status }, 0, cause, request);
        change(`/registry/pods/n/${name}`, pod(name, name, owned('ReplicaSet', 'r')), transaction);
      }
    });
  }
});
