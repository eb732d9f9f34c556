import { describe, expect, it } from 'vitest';
import { selectorOf } from '../../apimachinery';
import { Random } from '../../simulation';
import type { ClusterCache } from '../cache/cluster-cache';
import { PodInfo } from '../cache/pod-info';
import { defaultProfile } from '../framework/profile';
import { SchedulingCycle } from '../framework/scheduling-cycle';
import { NO_VOLUMES } from '../framework/world';
import { info, node, pod, world } from '../testing/objects';
import { dynamicResources } from './dynamic-resources';

const decide = (subject: PodInfo, there: ClusterCache) =>
  new SchedulingCycle(defaultProfile, new Random('plugins')).decide(subject, there);

/** Why a pod can't be on each node; '' where it can. */
function reasons(subject: PodInfo, there: ClusterCache): Record<string, string> {
  const { refusals } = decide(subject, there);
  return Object.fromEntries(
    there.nodes.map((each) => [each.name, refusals.get(each)?.rejection.reasons.join(', ') ?? '']),
  );
}

function scores(subject: PodInfo, there: ClusterCache, plugin: string): Record<string, number> | undefined {
  const { feasible, scores: found } = decide(subject, there);
  const row = found?.plugins.indexOf(plugin) ?? -1;
  if (row < 0) return undefined;
  return Object.fromEntries(feasible.map(({ name }, index) => [name, found!.perPlugin[row]![index]!]));
}

const spread = (key: string, whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway', more = {}) => ({
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: key, whenUnsatisfiable, labelSelector: { matchLabels: { app: 'x' } }, ...more },
  ],
});

describe('where a pod can’t be', () => {
  it('on a node without room, with each thing that is lacking', () => {
    const there = world(
      [node('full', { allocatable: { cpu: '1', memory: '1Gi', pods: '1' } }), node('free')],
      [pod('a', { on: 'full', requests: { cpu: '600m' } })],
    );
    const wanting = info('p', { requests: { cpu: '500m', memory: '2Gi', 'example.com/gpu': '1' } });
    expect(reasons(wanting, there)).toEqual({
      full: 'Too many pods, Insufficient cpu, Insufficient memory, Insufficient example.com/gpu',
      free: 'Insufficient example.com/gpu',
    });
  });

  it('in the way of init containers that need more than the rest', () => {
    const containers = [{ name: 'main', image: 'nginx', resources: { requests: { cpu: '100m' } } }];
    const initContainers = [{ name: 'first', image: 'nginx', resources: { requests: { cpu: '5' } } }];
    expect(reasons(info('p', { spec: { containers, initContainers } }), world([node('n')]))).toEqual({
      n: 'Insufficient cpu',
    });
  });

  it('away from where a volume of its is, or while another pod has one that is for one alone', () => {
    const claim = (name: string, mode: string): any => ({
      metadata: { name, namespace: 'default', annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
      spec: { accessModes: [mode], volumeName: `v-${name}` },
      status: { phase: 'Bound' },
    });
    const claims = [claim('zonal', 'ReadWriteOnce'), claim('single', 'ReadWriteOncePod')];
    const labels = { 'topology.kubernetes.io/zone': 'a__b' };
    const volumes = {
      ...NO_VOLUMES,
      claim: (_: string, name: string) => claims.find(({ metadata }) => metadata.name === name),
      volume: (name: string): any => ({ metadata: { name, labels: name === 'v-zonal' ? labels : {} }, spec: {} }),
    };
    const using = (claimName: string) => ({
      spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }], containers: [] },
    });
    const zone = (value: string) => ({ labels: { 'topology.kubernetes.io/zone': value } });
    const nodes = [node('a', zone('a')), node('c', zone('c')), node('anywhere')];
    const there = world(nodes, [pod('other', { on: 'a', ...using('single') })], { volumes });
    expect(reasons(info('p', using('zonal')), there)).toEqual({
      a: '',
      c: 'node(s) had no available volume zone',
      anywhere: '',
    });
    const taken =
      'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod';
    expect(reasons(info('p', using('single')), there)).toEqual({ a: taken, c: taken, anywhere: taken });
    expect(reasons(info('p', using('single')), world(nodes, [], { volumes }))).toEqual({ a: '', c: '', anywhere: '' });
  });

  it('anywhere while nobody has allocated the devices it claims', () => {
    const claim = (allocation?: object): any => ({
      spec: { devices: { requests: [{ name: 'r' }] } },
      status: { allocation },
    });
    const spec = { containers: [], resourceClaims: [{ name: 'c', resourceClaimName: 'x' }] };
    const there = (found: any) => world([node('a'), node('b')], [], { deviceClaim: () => found });
    const wanting = info('p', { spec });
    expect(dynamicResources.preEnqueue!(wanting, there(undefined))).toBeDefined();
    expect(dynamicResources.preEnqueue!(wanting, there(claim()))).toBeUndefined();
    expect(reasons(wanting, there(claim()))).toEqual({
      a: 'cannot allocate all claims',
      b: 'cannot allocate all claims',
    });
    expect(reasons(wanting, there(claim({})))).toEqual({ a: '', b: '' });
  });

  it('on a node that is cordoned or tainted, unless it tolerates that', () => {
    const there = world([
      node('cordoned', { spec: { unschedulable: true } }),
      node('tainted', { spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] } }),
      node('asking', { spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'PreferNoSchedule' }] } }),
    ]);
    expect(reasons(info('p'), there)).toEqual({
      cordoned: 'node(s) were unschedulable',
      tainted: 'node(s) had untolerated taint(s)',
      asking: '',
    });
    const tolerant = info('q', { spec: { tolerations: [{ operator: 'Exists' }] } });
    expect(reasons(tolerant, there)).toEqual({ cordoned: '', tainted: '', asking: '' });
  });

  it('on a node it doesn’t ask for', () => {
    const there = world([node('a', { labels: { tier: '3', disk: 'ssd' } }), node('b', { labels: { tier: '1' } })]);
    const wrong = "node(s) didn't match Pod's node affinity/selector";
    expect(reasons(info('p', { spec: { nodeSelector: { disk: 'ssd' } } }), there)).toEqual({ a: '', b: wrong });
    const affinity = (matchExpressions: any, matchFields?: any) => ({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions, matchFields }] },
        },
      },
    });
    const above = (limit: string) => affinity([{ key: 'tier', operator: 'Gt', values: [limit] }]);
    expect(reasons(info('p', { spec: above('2') }), there)).toEqual({ a: '', b: wrong });
    expect(reasons(info('p', { spec: above('two') }), there)).toEqual({ a: wrong, b: wrong });
    expect(reasons(info('p', { spec: affinity([]) }), there)).toEqual({ a: wrong, b: wrong });
    const byName = affinity(undefined, [{ key: 'metadata.name', operator: 'In', values: ['b'] }]);
    expect(reasons(info('p', { spec: byName }), there)).toEqual({
      a: "node(s) didn't satisfy plugin(s) [NodeAffinity]",
      b: '',
    });
  });

  it('where its host port is taken', () => {
    const port = (hostPort: number, hostIP?: string, protocol?: 'UDP') => ({
      containers: [
        {
          name: 'main',
          image: 'nginx',
          ports: [{ containerPort: 80, hostPort, ...(hostIP && { hostIP }), ...(protocol && { protocol }) }],
        },
      ],
    });
    const there = world([node('n')], [pod('a', { on: 'n', spec: port(80, '10.0.0.1') })]);
    const taken = "node(s) didn't have free ports for the requested pod ports";
    expect(reasons(info('p', { spec: port(80) }), there).n).toBe(taken);
    expect(reasons(info('p', { spec: port(80, '10.0.0.1') }), there).n).toBe(taken);
    expect(reasons(info('p', { spec: port(80, '10.0.0.2') }), there).n).toBe('');
    expect(reasons(info('p', { spec: port(80, undefined, 'UDP') }), there).n).toBe('');
  });

  it('near pods that don’t want it, though it doesn’t mind them', () => {
    const affinity = {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'x' } } },
        ],
      },
    };
    const there = world([node('a'), node('b')], [pod('hermit', { on: 'a', spec: { affinity } })]);
    expect(reasons(info('p', { labels: { app: 'x' } }), there)).toEqual({
      a: "node(s) didn't satisfy existing pods anti-affinity rules",
      b: '',
    });
    expect(reasons(info('p', { labels: { app: 'y' } }), there)).toEqual({ a: '', b: '' });
  });

  it('where a place would have too many of its kind', () => {
    const zone = (name: string) => ({ labels: { zone: name } });
    const nodes = [node('a1', zone('a')), node('a2', zone('a')), node('b1', zone('b')), node('none')];
    const there = world(nodes, [
      pod('x1', { on: 'a1', labels: { app: 'x' } }),
      pod('y', { on: 'b1', labels: { app: 'y' } }),
    ]);
    const subject = info('x2', { labels: { app: 'x' }, spec: spread('zone', 'DoNotSchedule') });
    const skewed = "node(s) didn't match pod topology spread constraints";
    expect(reasons(subject, there)).toEqual({
      a1: skewed,
      a2: skewed,
      b1: '',
      none: `${skewed} (missing required label)`,
    });
    there.setPod(pod('x2', { on: 'b1', labels: { app: 'x' } }));
    expect(reasons(subject, there)).toMatchObject({ a1: '', a2: '', b1: '' });
    const threePlaces = info('x3', { labels: { app: 'x' }, spec: spread('zone', 'DoNotSchedule', { minDomains: 3 }) });
    expect(reasons(threePlaces, there)).toMatchObject({ a1: skewed, b1: skewed });
  });
});

describe('where a pod should rather be', () => {
  it('without a word of its own: away from its siblings, by machine and by zone', () => {
    const zone = (name: string) => ({ labels: { 'topology.kubernetes.io/zone': name } });
    const siblings = selectorOf({ matchLabels: { app: 'x' } });
    const there = world(
      [node('a1', zone('a')), node('a2', zone('a')), node('b1', zone('b'))],
      [pod('x1', { on: 'a1', labels: { app: 'x' } })],
      { siblings },
    );
    const found = scores(info('x2', { labels: { app: 'x' } }), there, 'PodTopologySpread')!;
    expect(found.b1).toBe(200);
    expect(found.a2).toBeLessThan(200);
    expect(found.a1).toBeLessThan(found.a2!);
  });

  it('among pods that like it', () => {
    const liking = {
      podAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 5,
            podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'x' } } },
          },
        ],
      },
    };
    const there = world([node('a'), node('b')], [pod('fan', { on: 'a', spec: { affinity: liking } })]);
    expect(scores(info('p', { labels: { app: 'x' } }), there, 'InterPodAffinity')).toEqual({ a: 200, b: 0 });
    expect(scores(info('p', { labels: { app: 'y' } }), there, 'InterPodAffinity')).toBeUndefined();
  });

  it('where its large image lies, less so the more nodes have it', () => {
    const images = [{ names: ['example.com/big:latest'], sizeBytes: 900_000_000 }];
    const wanting = info('p', { spec: { containers: [{ name: 'main', image: 'example.com/big' }] } });
    const rare = scores(wanting, world([node('a', { images }), node('b'), node('c')]), 'ImageLocality')!;
    const spreadOut = scores(
      wanting,
      world([node('a', { images }), node('b', { images }), node('c')]),
      'ImageLocality',
    )!;
    expect(rare.a).toBeGreaterThan(0);
    expect(rare.b).toBe(0);
    expect(spreadOut.a).toBeGreaterThan(rare.a!);
  });
});

describe('who has to make room', () => {
  const small = { requests: { cpu: '1' } };
  it('is as few and as unimportant as will do', () => {
    const there = world(
      [node('a', { allocatable: { cpu: '2' } }), node('b', { allocatable: { cpu: '2' } })],
      [
        pod('a1', { on: 'a', priority: 5, ...small }),
        pod('a2', { on: 'a', priority: 1, ...small }),
        pod('b1', { on: 'b', priority: 3, ...small }),
        pod('b2', { on: 'b', priority: 3, ...small }),
      ],
    );
    const { nominated, message } = decide(info('p', { priority: 10, ...small }), there);
    expect(nominated?.node.name).toBe('a');
    expect(nominated?.victims.map(({ key }) => key)).toEqual(['default/a2']);
    expect(message).toBe('0/2 nodes are available: 2 Insufficient cpu.');
  });

  it('is rather anybody than those whose disruption budget has nothing left', () => {
    const sketch = { priority: 1, ...small };
    const pods = [
      pod('a-free', { on: 'a', ...sketch, priority: 2 }),
      pod('a-kept', { on: 'a', labels: { app: 'kept' }, ...sketch }),
      pod('b-kept', { on: 'b', labels: { app: 'kept' }, ...sketch }),
    ];
    const nodes = [node('a', { allocatable: { cpu: '2' } }), node('b', { allocatable: { cpu: '1' } })];
    const victims = (disruptionsAllowed: number, more: object = {}) => {
      const kind = {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'b', namespace: 'default' },
      };
      const counts = { currentHealthy: 2, desiredHealthy: 2, expectedPods: 2 };
      const spec = { selector: { matchLabels: { app: 'kept' } } };
      const budget = { ...kind, spec, status: { ...counts, disruptionsAllowed, ...more } };
      const { nominated } = decide(info('p', { priority: 10, ...small }), world(nodes, pods, { budgets: [budget] }));
      return nominated?.victims.map(({ key }) => key);
    };
    expect(victims(0)).toEqual(['default/a-free']);
    expect(victims(1)).toEqual(['default/a-kept']);
    expect(victims(0, { disruptedPods: { 'a-kept': '', 'b-kept': '' } })).toEqual(['default/a-kept']);
  });

  it('is nobody for a polite pod, and nobody where it would not help', () => {
    const there = world(
      [node('a', { allocatable: { cpu: '2' } })],
      [pod('a1', { on: 'a', priority: 1, requests: { cpu: '2' } })],
    );
    const polite = decide(info('p', { priority: 10, spec: { preemptionPolicy: 'Never' }, ...small }), there);
    expect(polite.message).toMatch(/preemption: not eligible due to preemptionPolicy=Never\.$/);
    const huge = decide(info('p', { priority: 10, requests: { cpu: '3' } }), there);
    expect(huge.nominated).toBeUndefined();
    expect(huge.message).toMatch(/preemption: 0\/1 nodes are available: 1 Preemption is not helpful for scheduling\.$/);
  });

  it('waits for those it sent away from its place, and for nobody else who is going', () => {
    const status = { nominatedNodeName: 'a' };
    const deciding = (going: object) => {
      const leaving = pod('a1', { on: 'a', priority: 1, ...small });
      const metadata = { ...leaving.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
      const there = world([node('a', { allocatable: { cpu: '1' } })], [{ ...leaving, metadata, status: going }]);
      const asking = pod('p', { priority: 10, ...small });
      return decide(new PodInfo({ ...asking, status }), there);
    };
    const sentAway = { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' } as const;
    const waiting = deciding({ conditions: [sentAway] });
    expect(waiting.nominated).toBeUndefined();
    expect(waiting.message).toMatch(/not eligible due to a terminating pod on the nominated node\.$/);
    expect(deciding({}).nominated?.node.name).toBe('a');
  });

  it('keeps the place for whom it was made', () => {
    const there = world([node('a', { allocatable: { cpu: '1' } })]);
    there.nominate(info('important', { priority: 10, ...small }), 'a');
    expect(reasons(info('p', small), there)).toEqual({ a: 'Insufficient cpu' });
    expect(reasons(info('greater', { priority: 11, ...small }), there)).toEqual({ a: '' });
  });
});

describe('in a large cluster', () => {
  it('half of the nodes and fewer are looked at, and every node in its turn', () => {
    const there = world(Array.from({ length: 1000 }, (_, index) => node(`n${index}`)));
    const cycle = new SchedulingCycle(defaultProfile, new Random('large'));
    const seen = new Set<string>();
    for (let number = 0; number < 3; number++) {
      const { feasible } = cycle.decide(info(`p${number}`), there);
      expect(feasible).toHaveLength(420);
      for (const { name } of feasible) seen.add(name);
    }
    expect(seen.size).toBe(1000);
  });

  it('nodes take turns zone by zone', () => {
    const zone = (name: string) => ({ labels: { 'topology.kubernetes.io/zone': name } });
    const there = world([node('a1', zone('a')), node('a2', zone('a')), node('b1', zone('b'))]);
    expect(there.nodes.map(({ name }) => name)).toEqual(['a1', 'b1', 'a2']);
  });
});
