import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../apimachinery';
import { conformancePage, haveRecordings, recordedText } from './testing/recordings';
import { Story } from './testing/story';

/** What is said of the objects, fields, keys and requests that match. Each must be needed; docs/conformance.md lists them too. */
interface Difference {
  readonly where: RegExp;
  readonly why: string;
}

/** Of the controllers that we don't run. */
const ACCOUNTS = [
  'attachdetach-controller',
  'bootstrap-signer',
  'certificate-controller',
  'device-taint-eviction-controller',
  'expand-controller',
  'legacy-service-account-token-cleaner',
  'resource-claim-controller',
  'service-cidrs-controller',
  'token-cleaner',
  'validatingadmissionpolicy-status-controller',
  'volumeattributesclass-protection-controller',
];

/** Recorded objects that are not in ours: "Kind namespace/name". */
const ABSENT: readonly Difference[] = [
  {
    where: /^(FlowSchema|PriorityLevelConfiguration) /,
    why: 'API servers don’t queue requests by priority and fairness.',
  },
  {
    where: /^ConfigMap kube-system\/extension-apiserver-authentication$/,
    why: 'There are no certificates, and no API servers behind ours that would have to know them.',
  },
  {
    where: /^ConfigMap kube-system\/kube-apiserver-legacy-service-account-token-tracking$/,
    why: 'Tokens were never kept in secrets here, so nothing notes since when they are tracked.',
  },
  {
    where: new RegExp(`^ServiceAccount kube-system/(${ACCOUNTS.join('|')})$`),
    why: 'Controllers that we don’t run have no service accounts.',
  },
  {
    where: /^Lease kube-node-lease\/sc-/,
    why: 'Leases of machines that earlier cases of the recording left behind have no business in a fresh cluster.',
  },
];

/** Objects of ours that were not recorded. */
const UNRECORDED: readonly Difference[] = [
  {
    where: /^Endpoints 10\./,
    why: 'API servers say in etcd that they are alive; a real one does too, where no API shows it.',
  },
  { where: /^Event /, why: 'Events were not recorded with the rest; ours are told as the components start.' },
  {
    where: /^CSINode /,
    why: 'The recorded workers were simulated machines without a CSINode; a kubelet makes one when it starts.',
  },
];

/** Fields that differ: "Kind field.path". */
const FIELDS: readonly Difference[] = [
  {
    where: /^Lease spec\.leaseTransitions$/,
    why: 'The recorded managers and machines had been restarted, which their leases count.',
  },
  {
    where: /^Lease metadata\.annotations\.kubernetes\.io\/peer-advertise-address$/,
    why: 'API servers of different versions don’t pass requests on to each other, so none says where its peers find it.',
  },
  {
    where: /^Node status\.(capacity|allocatable)\./,
    why: 'The size of the recorded node was pretended; ours have 8 CPU, 16 GiB and a disk of 100 GiB.',
  },
  {
    where: /^Node status\.nodeInfo\./,
    why: 'Our machines run Debian 13, containerd and a kubelet v1.36.0, and have ids; the recorded one pretended.',
  },
  { where: /^Node status\.images\./, why: 'A fresh machine has the pause image; the recorded one had been used.' },
  {
    where: /^Node status\.daemonEndpoints\./,
    why: 'A kubelet listens on port 10250; the recorded ones shared a machine.',
  },
];

/** Keys of etcd that have no recorded one beside them. */
const KEYS: readonly Difference[] = [
  {
    where: /^\/registry\/csinodes\//,
    why: 'No key of a CSINode was recorded; `/registry/csinodes/NAME` is where they lie.',
  },
];

/** What a kubelet asks when it starts and was not recorded. */
const REQUESTS: readonly Difference[] = [
  {
    where: /^create events .*(Starting|NodeHasSufficientMemory)$/,
    why: 'The recording begins after the kubelet’s first two events.',
  },
  {
    where: /^create events .*NodeAllocatableEnforced$/,
    why: 'The recorded kubelet ran without cgroups, so it had nothing to enforce and told of nothing.',
  },
];

const ALL = [...ABSENT, ...UNRECORDED, ...FIELDS, ...KEYS, ...REQUESTS];
const used = new Set<Difference>();

/** Those that no difference explains; notes which ones explained something. */
function unexplained(found: readonly string[], differences: readonly Difference[]): readonly string[] {
  return found.filter((text) => {
    const because = differences.find(({ where }) => where.test(text));
    if (because) used.add(because);
    return !because;
  });
}

function nameOf({ kind, metadata: { namespace, name } }: KubeObject): string {
  const plain = name.replace(/^apiserver-[0-9a-z]{26}$/, 'apiserver-<hash>');
  return `${kind} ${namespace ? `${namespace}/` : ''}${plain}`;
}

/** "field.path" → value, masked where it can't be the same twice. */
function fields(object: KubeObject): ReadonlyMap<string, string> {
  const { labels, annotations, ownerReferences, finalizers } = object.metadata;
  const { apiVersion, spec, data, status } = object as KubeObject & Record<string, unknown>;
  const found = new Map<string, string>();
  collect(
    '',
    { apiVersion, metadata: { labels, annotations, ownerReferences, finalizers }, spec, data, status },
    found,
  );
  return found;
}

function collect(path: string, value: unknown, found: Map<string, string>): void {
  if (value === undefined) return;
  if (value === null || typeof value !== 'object') return void found.set(path, masked(path, JSON.stringify(value)));
  for (const [name, each] of Object.entries(value)) collect(path ? `${path}.${name}` : name, each, found);
}

function masked(path: string, value: string): string {
  if (path.endsWith('Time')) return '<time>';
  if (/(holderIdentity|hostname|uid|address|\.podCIDRs?(\.0)?)$/.test(path)) return '<identity>';
  return value.replace(/^"-----BEGIN CERTIFICATE-----.*$/, '"<certificate>"');
}

function fieldDifferences(recorded: KubeObject, ours: KubeObject): string[] {
  const [theirs, mine] = [fields(recorded), fields(ours)];
  const paths = new Set([...theirs.keys(), ...mine.keys()]);
  return [...paths].filter((path) => theirs.get(path) !== mine.get(path)).map((path) => `${ours.kind} ${path}`);
}

/** Two keys of one kind lie beside each other: `/registry/pods/NAMESPACE/NAME`. */
function isBeside(one: string, other: string, namespaced: boolean): boolean {
  const folder = (key: string) => key.split('/').slice(0, namespaced ? -2 : -1);
  return folder(one).join('/') === folder(other).join('/');
}

/** Not on the machine whose requests are looked at. */
const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {nodeSelector: {kubernetes.io/hostname: worker-1}, containers: [{name: main, image: "nginx:1.25"}]}
---
apiVersion: v1
kind: Secret
metadata: {name: s}
`;

describe.skipIf(!haveRecordings)('a fresh cluster', () => {
  const story = new Story({ seed: 'fresh' }).boot();
  story.run(30_000);
  const ours = new Map([...story.objects.values()].map((object) => [nameOf(object), object]));
  const bootstrap = JSON.parse(haveRecordings ? recordedText('cluster/bootstrap.json.gz') : '[]') as KubeObject[];
  const recorded = new Map(bootstrap.map((object) => [nameOf(object), object]));

  it('holds what a real one holds, as far as we serve it', () => {
    expect(
      unexplained(
        [...recorded.keys()].filter((name) => !ours.has(name)),
        ABSENT,
      ),
    ).toEqual([]);
  });

  it('holds nothing else', () => {
    expect(
      unexplained(
        [...ours.keys()].filter((name) => !recorded.has(name)),
        UNRECORDED,
      ),
    ).toEqual([]);
  });

  it('says the same in its objects', () => {
    const both = [...recorded].filter(([name, { kind }]) => ours.has(name) && kind !== 'Node');
    expect(both.length).toBeGreaterThan(25);
    expect(
      unexplained(
        both.flatMap(([name, object]) => fieldDifferences(object, ours.get(name)!)),
        FIELDS,
      ),
    ).toEqual([]);
  });

  it('has nodes as kubelets register them', () => {
    const node = JSON.parse(recordedText('cluster/node.json')) as KubeObject;
    expect(unexplained(fieldDifferences(node, ours.get('Node worker-1')!), FIELDS)).toEqual([]);
  });

  it('keeps its objects in etcd under the keys that a real one uses', () => {
    const lines = recordedText('cluster/etcd-keys.txt')
      .split('\n')
      .filter((line) => line.startsWith('/'));
    story.apply('web.yaml', WEB);
    story.until(() => story.readyPods() === 1, 30_000, 'a pod');
    const strange = [...story.objects].filter(
      ([key, { metadata }]) => !lines.some((line) => isBeside(line, key, metadata.namespace !== undefined)),
    );
    expect(
      unexplained(
        strange.map(([key]) => key),
        KEYS,
      ),
    ).toEqual([]);
  });

  it('has heard from a starting kubelet what a real one asks, in the same order', () => {
    const [theirEvents, theirs] = split(recordedRequests());
    const [ourEvents, mine] = split(requestsOf(story, 'worker-3'));
    expect(mine).toEqual(theirs);
    expect(unexplained(ourEvents, REQUESTS).map((line) => line.replace(/ [A-Z]\w+$/, ''))).toEqual(theirEvents);
  });

  it.each(ALL)('differs in nothing that is not seen: $why', (difference) => expect(used).toContain(difference));
});

/** What the recorded kubelet asked before it had pods: "verb resource namespace/name code". */
function recordedRequests(): readonly string[] {
  const lines = recordedText('cluster/kubelet-start.txt')
    .split('\n')
    .filter((line) => /^ +\d/.test(line));
  const requests = lines.map((line) => withoutTime(line.trim().split(/ s +/)[1]!));
  return requests.filter((request) => !request.includes('pod-'));
}

/** The same of one of ours; events with their reason behind. */
function requestsOf(story: Story, worker: string): readonly string[] {
  const lines = story.audit(1).filter(({ verb, resource, name, hop }) => {
    const { headers } = hop.payload as { readonly headers: Readonly<Record<string, string>> };
    const background =
      verb === 'list' || verb === 'watch' || /^leases|pod|token/.test(resource) || name.startsWith('web-');
    return !background && headers['x-client-certificate']?.includes(`system:node:${worker}`);
  });
  return lines.map(({ verb, resource, namespace, name, code, hop }) => {
    const { reason = '' } = ((hop.payload as { readonly body?: unknown }).body ?? {}) as { readonly reason?: string };
    const what = `${verb} ${resource.replace('.storage.k8s.io', '')} ${namespace ? `${namespace}/` : ''}${name} ${code}`;
    return withoutTime(verb === 'create' && reason ? `${what} ${reason}` : what);
  });
}

const withoutTime = (request: string): string => request.replace(/\.[0-9a-f]{16}/, '.<time>');

/** Events go their own way beside the other requests. */
function split(lines: readonly string[]): readonly [events: readonly string[], others: readonly string[]] {
  const isEvent = (line: string) => line.includes(' events ');
  return [lines.filter(isEvent), lines.filter((line) => !isEvent(line))];
}

describe('docs/conformance.md', () => {
  const page = conformancePage();

  it.each(ALL)('tells people: $why', ({ why }) => expect(page).toContain(why));
});
