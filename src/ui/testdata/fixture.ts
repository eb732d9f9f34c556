import type { Batch, ComponentView, DecisionTable, HopView, Inspection, KeyView, LinkView, MachineView, ObjectState, ObjectView } from '../../session/protocol';

/** Batches to draw from in tests and in the preview page, never in the app. */

const control = ['cp-1', 'cp-2', 'cp-3'];

export function machines(workers: number): MachineView[] {
  const node = (index: number) => ({ ready: 'Ready' as const, schedulable: true, cpuPercent: [92, 41, 58][index % 3] ?? 0, memoryPercent: 30, podCapacity: 110 });
  return [
    { name: 'laptop', role: 'laptop', address: '192.168.1.20', up: true },
    { name: 'balancer', role: 'balancer', address: '10.0.0.10:6443', up: true },
    { name: 'registry', role: 'registry', address: '10.0.0.5', up: true },
    ...control.map((name, index) => ({ name, role: 'control-plane' as const, address: `10.0.0.${11 + index}`, up: true })),
    ...Array.from({ length: workers }, (_, index) => ({ name: `worker-${index + 1}`, role: 'worker' as const, address: `10.0.0.${21 + index}`, up: true, node: node(index) })),
  ];
}

function component(machine: string, name: string, facts: ComponentView['facts'] = {}): ComponentView {
  return { id: `${machine}/${name}`, machine, name, up: true, facts };
}

export function components(workers: number): ComponentView[] {
  return [
    component('laptop', 'kubectl'),
    component('balancer', 'load-balancer'),
    component('registry', 'image-registry'),
    ...control.flatMap((machine, index) => [
      component(machine, 'etcd', { role: index === 1 ? 'leader' : 'follower', term: 3, lastIndex: index === 2 ? 1283 : 1284, commitIndex: 1283, appliedIndex: 1282 }),
      component(machine, 'kube-apiserver', { watches: index === 0 ? 18 : 12 }),
      component(machine, 'kube-controller-manager', { leads: index === 0 }),
      component(machine, 'kube-scheduler', { leads: index === 1 }),
    ]),
    ...Array.from({ length: workers }, (_, index) => [component(`worker-${index + 1}`, 'kubelet'), component(`worker-${index + 1}`, 'containerd'), component(`worker-${index + 1}`, 'kube-proxy')]).flat(),
  ];
}

export function links(workers: number): LinkView[] {
  const to = (from: string, target: string) => ({ from, to: target });
  return [
    to('laptop/kubectl', 'balancer/load-balancer'),
    ...control.flatMap((machine) => [
      to('balancer/load-balancer', `${machine}/kube-apiserver`),
      to(`${machine}/kube-apiserver`, `${machine}/etcd`),
      to(`${machine}/kube-controller-manager`, `${machine}/kube-apiserver`),
      to(`${machine}/kube-scheduler`, `${machine}/kube-apiserver`),
    ]),
    to('cp-1/etcd', 'cp-2/etcd'),
    to('cp-2/etcd', 'cp-3/etcd'),
    to('cp-1/etcd', 'cp-3/etcd'),
    ...Array.from({ length: workers }, (_, index) => [
      to(`worker-${index + 1}/kubelet`, 'balancer/load-balancer'),
      to(`worker-${index + 1}/kube-proxy`, 'balancer/load-balancer'),
      to(`worker-${index + 1}/kubelet`, `worker-${index + 1}/containerd`),
      to(`worker-${index + 1}/containerd`, 'registry/image-registry'),
    ]).flat(),
  ];
}

export function pod(name: string, state: ObjectState, node?: string, root = 0): ObjectView {
  const word = { running: 'Running', pending: node ? 'ContainerCreating' : 'Pending', failing: 'CrashLoopBackOff', done: 'Completed', terminating: 'Terminating' }[state];
  return { key: `/registry/pods/default/${name}`, kind: 'Pod', namespace: 'default', name, revision: 1200, state, word, ...(node && { node }), ready: state === 'running' ? '1/1' : '0/1', root };
}

export function fewPods(): ObjectView[] {
  return [
    pod('api-5c9f8d7b66-xq8mz', 'running', 'worker-1'),
    pod('api-5c9f8d7b66-2ltvw', 'running', 'worker-1'),
    pod('report-29384756-tv4k9', 'done', 'worker-1'),
    pod('web-7d4f6c5b8-9znxs', 'running', 'worker-3'),
    pod('web-7d4f6c5b8-hw6pl', 'running', 'worker-2', 100),
    pod('crash-6b7d9c-kk2vn', 'failing', 'worker-2'),
    pod('cache-0', 'running', 'worker-3'),
    pod('cache-1', 'terminating', 'worker-3'),
    pod('web-7d4f6c5b8-m9q2r', 'pending', 'worker-2', 100),
    pod('web-7d4f6c5b8-kx2kq', 'pending', undefined, 100),
    pod('giant', 'pending'),
  ];
}

export function manyPods(workers: number, count: number): ObjectView[] {
  const states: ObjectState[] = ['running', 'running', 'running', 'running', 'running', 'running', 'pending', 'running', 'running', 'running'];
  return Array.from({ length: count }, (_, index) => {
    const state: ObjectState = index % 97 === 0 ? 'failing' : (states[index % 10] ?? 'running');
    const waits = index % 13 === 0;
    return pod(`web-7d4f6c5b8-${(index * 7919 + 46656).toString(36).slice(-5)}`, waits ? 'pending' : state, waits ? undefined : `worker-${(index % workers) + 1}`);
  });
}

let hopNumber = 100;

export function hop(from: string, to: string, title: string, sentAt: number, more: Partial<HopView> = {}): HopView {
  hopNumber += 1;
  const kind = /^\d\d\d/.test(title) ? 'response' : 'request';
  return { id: hopNumber, kind, from, to, protocol: 'https', title, sentAt, arrivesAt: sentAt + 1.4, outcome: 'delivered', cause: hopNumber - 1, root: 100, exchange: hopNumber, ...more };
}

export const NOW = 134_380;

const story: readonly (readonly [string, string, string])[] = [
  ['laptop/kubectl', 'balancer/load-balancer', 'GET deployments/web'],
  ['balancer/load-balancer', 'cp-1/kube-apiserver', 'GET deployments/web'],
  ['cp-1/kube-apiserver', 'cp-1/etcd', 'range deployments/default/web'],
  ['cp-1/etcd', 'cp-1/kube-apiserver', '200 OK'],
  ['cp-1/kube-apiserver', 'balancer/load-balancer', '200 OK'],
  ['laptop/kubectl', 'balancer/load-balancer', 'PATCH deployments/web'],
  ['balancer/load-balancer', 'cp-1/kube-apiserver', 'PATCH deployments/web'],
  ['cp-1/kube-apiserver', 'cp-1/etcd', 'txn put deployments/default/web'],
  ['cp-1/etcd', 'cp-2/etcd', 'propose entry 1281'],
  ['cp-2/etcd', 'cp-1/etcd', 'append 1 entry'],
  ['cp-2/etcd', 'cp-3/etcd', 'append 1 entry'],
  ['cp-1/etcd', 'cp-2/etcd', 'append response, match 1281'],
  ['cp-1/kube-apiserver', 'cp-1/kube-controller-manager', 'MODIFIED deployment web'],
  ['cp-1/kube-controller-manager', 'cp-1/kube-apiserver', 'PUT replicasets/web-7d4f6c5b8'],
  ['cp-1/kube-apiserver', 'cp-1/kube-controller-manager', '409 Conflict'],
  ['cp-1/kube-controller-manager', 'cp-1/kube-apiserver', 'POST pods'],
  ['cp-2/kube-apiserver', 'cp-2/kube-scheduler', 'ADDED pod web-7d4f6c5b8-kx2kq'],
];

export function storyHops(): HopView[] {
  hopNumber = 99;
  const act = hop('laptop/kubectl', 'laptop/kubectl', 'kubectl apply -f web.yaml', NOW - 2476, { kind: 'act', cause: 0, root: 100, exchange: 0 });
  return [act, ...story.map(([from, to, title], index) => hop(from, to, title, NOW - 2470 + index * 143))];
}

export function flyingHops(): HopView[] {
  const air = { outcome: 'flying' as const };
  return [
    hop('cp-2/kube-scheduler', 'cp-2/kube-apiserver', 'POST pods/binding', NOW - 1, air),
    hop('worker-2/kubelet', 'balancer/load-balancer', 'PATCH pods/status', NOW - 0.6, air),
    hop('cp-2/etcd', 'cp-3/etcd', 'append 1 entry', NOW - 0.5, air),
    hop('worker-3/containerd', 'registry/image-registry', 'GET nginx:1.27', NOW - 0.3, { ...air, root: 70 }),
    hop('worker-1/kubelet', 'worker-1/containerd', 'RunPodSandbox', NOW - 0.9, { ...air, root: 70 }),
    hop('worker-3/kubelet', 'balancer/load-balancer', 'PUT leases/worker-3', NOW - 0.4, { ...air, root: 0 }),
    hop('cp-2/etcd', 'cp-1/etcd', 'heartbeat', NOW - 0.7, { ...air, root: 0 }),
  ];
}

export function keys(objects: readonly ObjectView[]): KeyView[] {
  const fixed = ['/registry/leases/kube-system/kube-scheduler', '/registry/minions/worker-1', '/registry/minions/worker-2', '/registry/namespaces/default', '/registry/deployments/default/web', '/registry/replicasets/default/web-7d4f6c5b8'];
  return [...fixed, ...objects.map((object) => object.key)].map((key, index) => ({ key, createRevision: 40 + index, revision: 1200 + index, version: 1 + (index % 5), lease: '', size: 420 + index * 133, hop: 101 + (index % 12), writer: index % 3 === 0 ? 'cp-2/kube-scheduler' : 'worker-2/kubelet' }));
}

const scores: DecisionTable = {
  title: 'How worker-2 was chosen',
  columns: ['node', 'fit', 'balance', 'taints', 'sum'],
  rows: [
    { cells: ['worker-2', '94', '98', '300', '492'], winner: true },
    { cells: ['worker-3', '89', '95', '300', '484'] },
    { cells: ['worker-1', '', '', '', ''], refused: 'Insufficient cpu' },
  ],
};

const why = [
  { hop: 118, at: NOW - 1, sentence: 'Binding of web-7d4f6c5b8-kx2kq to worker-2' },
  { hop: 117, at: NOW - 40, sentence: 'The pod had no node, and was first in the queue' },
  { hop: 115, at: NOW - 180, sentence: 'ReplicaSet web-7d4f6c5b8 wanted 3 pods and saw 2' },
  { hop: 106, at: NOW - 1600, sentence: 'Deployment web was scaled from 2 to 3' },
  { hop: 100, at: NOW - 2476, sentence: 'You applied web.yaml' },
];

export function hopInspection(of: HopView): Inspection {
  return {
    kind: 'hop',
    hop: of,
    sentence: 'The scheduler binds web-7d4f6c5b8-kx2kq to worker-2.',
    place: { number: 41, of: 63 },
    request: {
      line: 'POST /api/v1/namespaces/default/pods/web-7d4f6c5b8-kx2kq/binding',
      headers: { 'user-agent': 'kube-scheduler/v1.36.0', 'content-type': 'application/json' },
      body: 'apiVersion: v1\nkind: Binding\nmetadata:\n  name: web-7d4f6c5b8-kx2kq\n  namespace: default\ntarget:\n  kind: Node\n  name: worker-2\n',
    },
    answer: { refuses: false, line: '201 Created', headers: {}, body: 'kind: Status\napiVersion: v1\nstatus: Success\ncode: 201\n', milliseconds: 1.8 },
    stages: [
      { title: 'authentication', verdict: 'system:kube-scheduler' },
      { title: 'authorization', verdict: 'allowed: create pods/binding' },
      { title: 'admission', verdict: 'unchanged' },
      { title: 'storage', verdict: 'revision 1284' },
    ],
    decision: scores,
    why,
    otherCauses: [],
  };
}

export function objectInspection(view: ObjectView): Inspection {
  return {
    kind: 'object',
    key: view.key,
    view,
    sentence: `${view.name} is ${view.word}: its container exits with code 1 and is started again after a pause.`,
    yaml: `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${view.name}\n  namespace: default\n  labels:\n    app: web\nspec:\n  nodeName: ${view.node ?? ''}\n  containers:\n  - name: web\n    image: nginx:1.27\n`,
    revision: view.revision,
    events: [
      { at: NOW - 9000, type: 'Normal', reason: 'Pulled', message: 'Successfully pulled image "nginx:1.27" in 1.8s', from: 'kubelet, worker-2', count: 1 },
      { at: NOW - 2000, type: 'Warning', reason: 'BackOff', message: 'Back-off restarting failed container web', from: 'kubelet, worker-2', count: 4 },
    ],
    logs: [{ container: 'web', lines: ['starting', 'starting'] }],
    why,
  };
}

/** A cluster in the middle of a story, the clock standing. */
export function wholeBatch(workers: number, pods: readonly ObjectView[], more: Partial<Batch> = {}): Batch {
  const told = storyHops();
  const flying = flyingHops();
  return {
    kind: 'batch',
    fresh: true,
    clock: { now: NOW, mode: 'paused', speed: 0.5, autoPace: true, recordedSince: 0, seed: 'kite-42' },
    boot: [],
    machines: machines(workers),
    components: components(workers),
    links: links(workers),
    objects: pods,
    keys: keys(pods),
    revision: 1284,
    hops: [...told, ...flying.filter((one) => one.root === 100)],
    flying,
    backgroundPerSecond: 212,
    acts: [
      {
        id: 100,
        at: NOW - 2476,
        title: 'kubectl apply -f web.yaml',
        file: 'web.yaml',
        done: false,
        hops: 63,
        documents: [{ index: 0, name: 'deployment.apps/web', outcome: 'configured', line: 1, problems: [] }],
      },
    ],
    following: 100,
    followedEntries: [1284],
    cursor: flying[0]?.id ?? 0,
    ...more,
  };
}
