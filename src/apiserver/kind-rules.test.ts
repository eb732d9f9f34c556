/** What single kinds refuse and complete, where another kind's rules would not do: told as the real server tells it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { causesOf } from './testing/causes';
import { TestCluster } from './testing/test-cluster';

const root: Readonly<Record<string, string>> = {
  configmaps: '/api/v1/namespaces/shop/configmaps',
  events: '/apis/events.k8s.io/v1/namespaces/shop/events',
  nodes: '/api/v1/nodes',
  pods: '/api/v1/namespaces/shop/pods',
  replicationcontrollers: '/api/v1/namespaces/shop/replicationcontrollers',
  services: '/api/v1/namespaces/shop/services',
  daemonsets: '/apis/apps/v1/namespaces/shop/daemonsets',
  deployments: '/apis/apps/v1/namespaces/shop/deployments',
  replicasets: '/apis/apps/v1/namespaces/shop/replicasets',
  statefulsets: '/apis/apps/v1/namespaces/shop/statefulsets',
  jobs: '/apis/batch/v1/namespaces/shop/jobs',
  cronjobs: '/apis/batch/v1/namespaces/shop/cronjobs',
  poddisruptionbudgets: '/apis/policy/v1/namespaces/shop/poddisruptionbudgets',
  roles: '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles',
  servicecidrs: '/apis/networking.k8s.io/v1/servicecidrs',
};

const merge = { 'content-type': 'application/merge-patch+json' };
const labels = { app: 'a' };
const containers = [{ name: 'main', image: 'nginx:1.25' }];
const template = { metadata: { labels }, spec: { containers } };
const jobTemplate = { spec: { containers, restartPolicy: 'Never' } };
const set = (more: object = {}) => ({ selector: { matchLabels: labels }, template, ...more });

let cluster: TestCluster;
let made = 0;

beforeAll(() => {
  cluster = new TestCluster().boot();
  cluster.namespace('shop');
});

const post = (kind: string, more: object, name = `one-${++made}`) =>
  cluster.ask({ method: 'POST', path: root[kind]!, body: { metadata: { name }, ...more } });

function patched(kind: string, more: object, change: object, subresource = ''): ReturnType<TestCluster['ask']> {
  const { body } = post(kind, more) as { body: any };
  const path = `${root[kind]}/${body.metadata.name}${subresource}`;
  return cluster.ask({ method: 'PATCH', path, headers: merge, body: change });
}

const tooLow = 'Invalid value: -1: must be greater than or equal to 0';

describe('an update is judged as often as the real server looks', () => {
  const badLabel = { metadata: { labels: { 'a b': 'x' } } };

  it.each([
    ['deployments', { spec: set({ paused: true }) }, 3],
    ['configmaps', {}, 4],
    ['replicasets', { spec: set({ replicas: 0 }) }, 3],
    ['services', { spec: { ports: [{ port: 80 }] } }, 3],
    ['roles', {}, 4],
    ['poddisruptionbudgets', { spec: {} }, 2],
  ] as const)('a label of %s', (kind, more, times) => {
    expect(causesOf(patched(kind, more, badLabel))).toHaveLength(times);
  });

  it.each([
    ['deployments', { paused: true }, 1],
    ['statefulsets', {}, 1],
    ['replicasets', {}, 1],
    ['daemonsets', {}, 1],
  ] as const)('the spec of %s', (kind, more, times) => {
    const causes = causesOf(patched(kind, { spec: set(more) }, { spec: { minReadySeconds: -1 } }));
    expect(causes.filter((cause) => cause === `spec.minReadySeconds: ${tooLow}`)).toHaveLength(times);
  });

  it('a finalizer of nobody is found by the kind alone', () => {
    const causes = causesOf(patched('configmaps', {}, { metadata: { finalizers: ['nobody'] } }));
    const why = 'name is neither a standard finalizer name nor is it fully qualified';
    expect(causes).toEqual(Array(2).fill(`metadata.finalizers[0]: Invalid value: "nobody": ${why}`));
  });
});

describe('sets of pods', () => {
  it('a daemon set is refused for its selector first, and for its strategy as a whole', () => {
    const wrong = set({ selector: { matchLabels: { app: 'b' } }, updateStrategy: { type: 'Slowly' } });
    expect(
      causesOf(post('daemonsets', { spec: { ...wrong, template: { ...template, spec: { containers: [] } } } })),
    ).toEqual([
      'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
      'spec.template.spec.containers: Required value',
      'spec.updateStrategy: Unsupported value: {"Type":"Slowly","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"',
    ]);
  });

  it('a stateful set that names its strategy gets no partition, and never a number of those that may be missing', () => {
    const strategyOf = (updateStrategy: object | undefined) =>
      (post('statefulsets', { spec: set({ updateStrategy }) }).body as any).spec.updateStrategy;
    expect(strategyOf({ type: 'RollingUpdate' })).toEqual({ type: 'RollingUpdate' });
    expect(strategyOf(undefined)).toEqual({ type: 'RollingUpdate', rollingUpdate: { partition: 0 } });
    expect(strategyOf({ rollingUpdate: { maxUnavailable: 2 } }).rollingUpdate).toEqual({ partition: 0 });
    const policy = { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Sometimes' } };
    expect(causesOf(post('statefulsets', { spec: set(policy) }))).toEqual([
      'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Sometimes": supported values: "Retain", "Delete"',
    ]);
  });

  it('labels of a template are refused where upstream has them', () => {
    const bad = { metadata: { labels: { ...labels, 'a b': '' } }, spec: { containers } };
    expect(causesOf(post('deployments', { spec: set({ template: bad }) }))[0]).toMatch(/^spec\.template\.labels: /);
  });

  it('how often a name was taken is never less', () => {
    const { body } = post('deployments', { spec: set({ paused: true }) }) as { body: any };
    const path = `${root.deployments}/${body.metadata.name}/status`;
    const write = (status: object) => cluster.ask({ method: 'PATCH', path, headers: merge, body: { status } });
    expect(write({ collisionCount: 2 }).status).toBe(200);
    expect(causesOf(write({ collisionCount: 1 }))).toEqual([
      'status.collisionCount: Invalid value: 1: cannot be decremented',
    ]);
  });
});

describe('jobs', () => {
  const job = (more: object) => causesOf(post('jobs', { spec: { template: jobTemplate, ...more } }));
  const indexed = { completionMode: 'Indexed', completions: 3 };

  it('say which words there are', () => {
    expect(job({ completionMode: 'Some' })).toEqual([
      'spec.completionMode: Unsupported value: "Some": supported values: "NonIndexed", "Indexed"',
    ]);
    expect(job({ podFailurePolicy: { rules: [{ action: '', onExitCodes: { operator: '', values: [1] } }] } })).toEqual([
      'spec.podFailurePolicy.rules[0].action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]',
      'spec.podFailurePolicy.rules[0].onExitCodes.operator: Required value: valid values: ["In" "NotIn"]',
    ]);
  });

  it.each([
    ['5', 'too large index: "5"'],
    ['2-1', 'non-increasing order, previous: 2, current: 1'],
    ['1,0', 'non-increasing order, previous: 1, current: 0'],
    ['a', 'cannot convert string to integer for index: "a"'],
  ])('read a list of indexes: %s', (text, why) => {
    const spec = { ...indexed, successPolicy: { rules: [{ succeededIndexes: text }] } };
    expect(job(spec)).toEqual([
      `spec.successPolicy.rules[0].succeededIndexes: Invalid value: ${JSON.stringify(text)}: error parsing succeededIndexes: ${why}`,
    ]);
  });

  it('that are indexed need short names', () => {
    const name = 'j'.repeat(62);
    const answer = post('jobs', { spec: { template: jobTemplate, ...indexed } }, name);
    expect(causesOf(answer)).toEqual([
      `metadata.name: Invalid value: "${name}": will not able to create pod with invalid DNS label: ${name}-2`,
    ]);
  });

  it('end in good order', () => {
    const complete = { conditions: [{ type: 'Complete', status: 'True' }], active: 1 };
    expect(causesOf(patched('jobs', { spec: { template: jobTemplate } }, { status: complete }, '/status'))).toEqual([
      'status.completionTime: Required value: completionTime is required for Complete jobs',
      'status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
      'status.active: Invalid value: 1: active>0 is invalid for finished job',
      'status.startTime: Required value: startTime is required for finished job',
    ]);
  });
});

describe('services', () => {
  const ports = [{ port: 80 }];
  const service = (spec: object, metadata: object = {}) =>
    cluster.ask({
      method: 'POST',
      path: root.services!,
      body: { metadata: { name: `one-${++made}`, ...metadata }, spec: { ports, ...spec } },
    });

  it('with addresses outside have a policy for who comes from there', () => {
    expect((service({ externalIPs: ['1.2.3.4'] }).body as any).spec.externalTrafficPolicy).toBe('Cluster');
  });

  it('say where balancers may be reached from in a field, or in an annotation', () => {
    expect(causesOf(service({ loadBalancerSourceRanges: ['none'] }))).toEqual([
      "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
      'spec.LoadBalancerSourceRanges[0]: Invalid value: "none": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ]);
    const key = 'service.beta.kubernetes.io/load-balancer-source-ranges';
    expect(causesOf(service({}, { annotations: { [key]: '10.0.0.0/8' } }))).toEqual([
      `metadata.annotations[${key}]: Forbidden: may only be used when \`type\` is 'LoadBalancer'`,
    ]);
  });

  it('have addresses that agree with each other', () => {
    expect(causesOf(service({ clusterIPs: ['None', '10.96.0.9'], clusterIP: 'None' }))).toEqual([
      `spec.clusterIPs: Invalid value: ["None","10.96.0.9"]: 'None' must be the first and only value`,
    ]);
    expect(causesOf(service({ clusterIPs: ['10.96.0.9'] }))).toEqual([
      'spec.clusterIPs: Invalid value: ["10.96.0.9"]: must be empty when `clusterIP` is not specified',
    ]);
  });

  it('tell who balances them', () => {
    const balanced = { status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } };
    expect(causesOf(patched('services', { spec: { ports } }, balanced, '/status'))).toEqual([
      "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
    ]);
    const { body } = patched('services', { spec: { ports, type: 'LoadBalancer' } }, balanced, '/status');
    expect((body as any).status.loadBalancer.ingress).toEqual([{ ip: '1.2.3.4', ipMode: 'VIP' }]);
  });
});

describe('nodes and pods', () => {
  it('a taint stands twice', () => {
    const taint = { key: 'a', effect: 'NoSchedule' };
    expect(causesOf(post('nodes', { spec: { taints: [taint, taint] } }))).toEqual([
      'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
    ]);
  });

  it('a pod keeps its class of service', () => {
    const bigger = { spec: { containers: [{ ...containers[0], resources: { requests: { cpu: '1' } } }] } };
    const [first, second] = causesOf(patched('pods', { spec: { containers } }, bigger));
    expect(first).toBe('metadata: Invalid value: "BestEffort": Pod QoS is immutable');
    expect(second).toMatch(/^spec: Forbidden: pod updates may not change/);
  });

  it('a pod at a gate narrows down where to', () => {
    const gated = { spec: { containers, schedulingGates: [{ name: 'wait' }], nodeSelector: { disk: 'ssd' } } };
    const place = (nodeSelector: object) => patched('pods', gated, { spec: { nodeSelector } });
    expect(place({ zone: 'a' }).status).toBe(200);
    expect(causesOf(place({ disk: 'hdd' }))).toEqual([
      'spec.nodeSelector: Invalid value: {"disk":"hdd"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
    ]);
  });

  it('a constraint of its spread that is said again is refused where it stands first', () => {
    const spread = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
    const spec = { containers, topologySpreadConstraints: [spread, { ...spread, nodeTaintsPolicy: 'Never' }] };
    expect(causesOf(post('pods', { spec }))).toEqual([
      'spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"',
      'spec.topologySpreadConstraints[1].nodeTaintsPolicy: Unsupported value: "Never": supported values: "Honor", "Ignore"',
    ]);
  });
});

describe('what a kind can be selected by', () => {
  const select = (path: string, field: string) => cluster.ask({ path: `${path}?fieldSelector=${field}` });

  it.each([
    ['replicasets', '"status.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"'],
    ['jobs', 'field label "status.replicas" not supported for Job'],
    ['services', 'field label not supported: status.replicas'],
    ['events', 'field label not supported: status.replicas'],
  ])('%s', (kind, message) => {
    const { status, body } = select(root[kind]!, 'status.replicas=0');
    expect([status, (body as any).message]).toEqual([400, message]);
  });

  it('the newer group of events by its own names', () => {
    expect(select(root.events!, 'regarding.kind=Pod').status).toBe(200);
    expect(select(root.events!, 'involvedObject.kind=Pod').status).toBe(400);
  });

  it('kinds without namespaces are in none', () => {
    const path = '/apis/storage.k8s.io/v1/storageclasses';
    expect(select(path, 'metadata.namespace=shop')).toMatchObject({ status: 200, body: { items: [] } });
  });
});

describe('what does not go together in a list or a watch', () => {
  const asked = (query: string) => cluster.ask({ path: `${root.configmaps}?${query}` });

  it('is told all at once', () => {
    expect(causesOf(asked('resourceVersionMatch=Newest&sendInitialEvents=true'))).toEqual([
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
      'resourceVersionMatch: Unsupported value: "Newest": supported values: "Exact", "NotOlderThan", ""',
      'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
    ]);
    expect(causesOf(asked('watch=1&sendInitialEvents=true&resourceVersionMatch=Exact'))).toEqual([
      'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      'resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"',
    ]);
    const goesOn = ['resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided'];
    expect(causesOf(asked('watch=1&continue=x'))).toEqual(goesOn);
    expect(causesOf(asked('watch=1&continue=x&resourceVersion=0'))).toEqual(goesOn);
  });

  it('a timeout is a number', () => {
    const message = 'strconv.ParseInt: parsing "soon": invalid syntax';
    expect(asked('timeoutSeconds=soon')).toMatchObject({ status: 400, body: { message } });
    expect(asked('watch=1&timeoutSeconds=soon')).toMatchObject({ status: 400, body: { message } });
  });

  it('the end of the beginning is told to those who take bookmarks', () => {
    const open = (query: string) => {
      const path = `/api/v1/namespaces/shop/secrets?watch=&sendInitialEvents&resourceVersionMatch=NotOlderThan${query}`;
      const watch = cluster.watch(path);
      cluster.simulation.runFor(200);
      watch.stream?.close();
      return watch.events.filter(({ type }) => type === 'BOOKMARK').length;
    };
    expect([open(''), open('&allowWatchBookmarks=true')]).toEqual([0, 1]);
  });
});

describe('tables', () => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const tableOf = (path: string) => cluster.ask({ path, headers: { accept } }).body as any;

  it('count where they call it a text', () => {
    post('deployments', { spec: set({ paused: true }) }, 'counted');
    const { columnDefinitions, rows } = tableOf(`${root.deployments}/counted`);
    expect(columnDefinitions[2]).toMatchObject({ name: 'Up-to-date', type: 'string' });
    expect(rows[0].cells.slice(1, 4)).toEqual(['0/1', 0, 0]);
  });

  it('of a scale say how many there are', () => {
    const { columnDefinitions, rows } = tableOf(`${root.deployments}/counted/scale`);
    expect(columnDefinitions.map(({ name }: any) => name)).toEqual(['Name', 'Desired', 'Available', 'Age']);
    expect(rows[0].cells.slice(0, 3)).toEqual(['counted', 1, 0]);
  });

  it('of ingresses count the rules that are left out, named or not', () => {
    const rule = (host: string) => ({ host, http: undefined });
    const spec = { rules: [...['a.io', 'b.io', 'c.io'].map(rule), {}] };
    const path = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses';
    cluster.create(path, { metadata: { name: 'many' }, spec });
    expect(tableOf(`${path}/many`).rows[0].cells.slice(1, 3)).toEqual(['<none>', 'a.io,b.io,c.io + 1 more...']);
  });
});

it('a range of services is a block of addresses, not what only looks like one', () => {
  const why = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
  expect(causesOf(post('servicecidrs', { spec: { cidrs: ['10.300.0.0/16', 'fd00::/129'] } }))).toEqual([
    `spec.cidrs[0]: Invalid value: "10.300.0.0/16": ${why}`,
    `spec.cidrs[1]: Invalid value: "fd00::/129": ${why}`,
  ]);
});

it('a version that is no number is nobody’s', () => {
  const { status, body } = patched('configmaps', {}, { metadata: { resourceVersion: 'newest' } });
  expect([status, (body as any).message]).toEqual([500, 'strconv.ParseUint: parsing "newest": invalid syntax']);
});
