import { describe, expect, it } from 'vitest';
import type { Hop } from '../../simulation';
import { createCluster } from '../cluster';
import { CHECKERS } from './checkers';
import type { Checker } from './checkers/checker';
import type { Seen, SeenChange } from './witness';
import { Witness } from './witness';

/** What a checker says of a made-up history: each has to be able to complain. */
function judge(
  name: string,
  tell: (
    checker: Checker,
    change: (key: string, object: object | undefined, hop?: number) => void,
    send: (hop: Partial<Hop>) => void,
    witness: Witness,
  ) => void,
): readonly string[] {
  const witness = new Witness(createCluster({ seed: name }));
  const complaints: string[] = [];
  const checker = CHECKERS[name]!(witness, (what) => complaints.push(what));
  const change = (key: string, object: object | undefined, hop = 0): void => {
    const next = object as Seen | undefined;
    const seen: SeenChange = {
      revision: ++witness.revision,
      key,
      object: next,
      previous: witness.objects.get(key),
      hop,
      at: witness.now,
    };
    if (next) witness.objects.set(key, next);
    else witness.objects.delete(key);
    if (next?.metadata?.uid) witness.byUid.set(next.metadata.uid, next);
    witness.firstChange.set(seen.revision, witness.changes.push(seen) - 1);
    checker.changed?.(seen);
  };
  const send = (hop: Partial<Hop>): void =>
    checker.sent?.({ protocol: 'https', exchange: 1, from: 'a', to: 'b', payload: null, ...hop } as Hop);
  tell(checker, change, send, witness);
  return complaints;
}

const pod = (name: string, uid: string, more: object = {}) => ({
  kind: 'Pod',
  metadata: { name, namespace: 'n', uid, ...more },
  spec: {},
  status: {},
});
const owned = (kind: string, uid: string) => ({ ownerReferences: [{ kind, name: 'owner', uid, controller: true }] });

/** A replica set, its size, how many of its pods are available, and how many its deployment wants altogether. */
type SetStep = readonly [name: string, replicas: number, availableReplicas: number, desired?: number];

/** What is said of a deployment that wanted four pods, wants two now, one more while it rolls, and none fewer. */
function rollout(steps: readonly SetStep[], written: (witness: Witness, step: number) => number = () => 0) {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  const deployment = { kind: 'Deployment', name: 'd', uid: 'd', controller: true };
  return judge('rollouts', (_, change, _send, witness) => {
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

describe('checkers complain of', () => {
  it('a pod that changes its node', () => {
    const said = judge('bound once', (_, change) => {
      change('/registry/pods/n/p', { ...pod('p', '1'), spec: { nodeName: 'a' } });
      change('/registry/pods/n/p', { ...pod('p', '1'), spec: { nodeName: 'b' } });
    });
    expect(said).toEqual(['pod n/p went from a to b']);
  });

  it('two controllers, and one that takes from another', () => {
    const said = judge('one controller', (_, change) => {
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
    const said = judge('watch order', (_, change, send, witness) => {
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
    const said = judge('acknowledged writes', (_, change, send) => {
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
    const said = judge('rollouts', (_, change) => {
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
    return judge('rollouts', (_, change, _send, { cluster }) => {
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

  it('stateful pods out of order, jobs that count twice, addresses given twice', () => {
    const order = judge('stateful order', (_, change) => {
      change('/registry/statefulsets/n/s', { metadata: { name: 's', namespace: 'n', uid: 's' }, spec: {} });
      change('/registry/pods/n/s-1', pod('s-1', '1', owned('StatefulSet', 's')));
    });
    expect(order).toEqual(['n/s-1 was made while /registry/pods/n/s-0 was not ready']);
    const counted = judge('jobs', (_, change) =>
      change('/registry/jobs/n/j', {
        metadata: { name: 'j', namespace: 'n', uid: 'j' },
        spec: { completions: 2 },
        status: { succeeded: 3 },
      }),
    );
    expect(counted).toEqual(['n/j has 3 successes of 2']);
    const addresses = judge('service addresses', (_, change) => {
      for (const name of ['a', 'b'])
        change(`/registry/services/specs/n/${name}`, { metadata: { name }, spec: { clusterIPs: ['10.96.0.9'] } });
    });
    expect(addresses).toHaveLength(1);
  });

  it('the same request again and again', () => {
    const said = judge('hot loop', (_, _change, send) => {
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
    const said = judge('desired state', (checker, change) => {
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
});
