import { amountErrors } from './pod/resource-validation';
import {
  equal,
  fieldDuplicate,
  fieldForbidden,
  fieldInternal,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  validateLabelValue,
  type FieldError,
  type KubeObject,
  labelKeyErrors,
  fieldInvalids,
} from '../apimachinery';
import { taintEffects } from './pod/affinity-validation';
import { findCondition, type Condition } from './condition';
import { cidrProblems, cidrWarnings, isBlock } from './networking/addresses';
import { textColumn, wideColumn } from './column';
import { withDefaults, withField } from './strategy';
import { ageColumn, defineKind, nameColumn, proxySubresource, statusSubresource } from './kind';
import { metadataAgainErrors, metadataErrors, metadataUpdateErrors } from './metadata-validation';
import type { TaintEffect } from './pod/affinity';
import type { ResourceList } from './reference';

export interface Node extends KubeObject {
  readonly spec: NodeSpec;
  readonly status?: NodeStatus;
}

export interface NodeSpec {
  readonly configSource?: NodeConfigSource;
  readonly externalID?: string;
  readonly podCIDR?: string;
  readonly podCIDRs?: readonly string[];
  readonly providerID?: string;
  readonly taints?: readonly Taint[];
  readonly unschedulable?: boolean;
}

export interface Taint {
  readonly effect: TaintEffect;
  readonly key: string;
  readonly timeAdded?: string;
  readonly value?: string;
}

export interface NodeStatus {
  readonly addresses?: readonly NodeAddress[];
  readonly allocatable?: ResourceList;
  readonly capacity?: ResourceList;
  readonly conditions?: readonly NodeCondition[];
  readonly config?: NodeConfigStatus;
  readonly daemonEndpoints?: NodeDaemonEndpoints;
  readonly declaredFeatures?: readonly string[];
  readonly features?: NodeFeatures;
  readonly images?: readonly ContainerImage[];
  readonly nodeInfo?: NodeSystemInfo;
  readonly phase?: string;
  readonly runtimeHandlers?: readonly NodeRuntimeHandler[];
  readonly volumesAttached?: readonly AttachedVolume[];
  readonly volumesInUse?: readonly string[];
}

export interface NodeCondition extends Condition {
  readonly lastHeartbeatTime?: string | null;
}

export interface NodeAddress {
  readonly address: string;
  readonly type: string;
}

export interface NodeDaemonEndpoints {
  readonly kubeletEndpoint?: DaemonEndpoint;
}

export interface DaemonEndpoint {
  readonly Port: number;
}

export interface NodeSystemInfo {
  readonly architecture: string;
  readonly bootID: string;
  readonly containerRuntimeVersion: string;
  readonly kernelVersion: string;
  readonly kubeProxyVersion: string;
  readonly kubeletVersion: string;
  readonly machineID: string;
  readonly operatingSystem: string;
  readonly osImage: string;
  readonly swap?: NodeSwapStatus;
  readonly systemUUID: string;
}

export interface NodeSwapStatus {
  readonly capacity?: number;
}

export interface ContainerImage {
  readonly names?: readonly string[];
  readonly sizeBytes?: number;
}

export interface AttachedVolume {
  readonly devicePath: string;
  readonly name: string;
}

export interface NodeRuntimeHandler {
  readonly features?: NodeRuntimeHandlerFeatures;
  readonly name?: string;
}

export interface NodeRuntimeHandlerFeatures {
  readonly recursiveReadOnlyMounts?: boolean;
  readonly userNamespaces?: boolean;
}

export interface NodeFeatures {
  readonly supplementalGroupsPolicy?: boolean;
}

export interface NodeConfigStatus {
  readonly active?: NodeConfigSource;
  readonly assigned?: NodeConfigSource;
  readonly error?: string;
  readonly lastKnownGood?: NodeConfigSource;
}

export interface NodeConfigSource {
  readonly configMap?: ConfigMapNodeConfigSource;
}

export interface ConfigMapNodeConfigSource {
  readonly kubeletConfigKey: string;
  readonly name: string;
  readonly namespace: string;
  readonly resourceVersion?: string;
  readonly uid?: string;
}

const identity = { group: '', version: 'v1', kind: 'Node' } as const;

export const nodeKind = defineKind<Node>({
  ...identity,
  plural: 'nodes',
  shortNames: ['no'],
  namespaced: false,
  storagePrefix: '/registry/minions',
  subresources: [proxySubresource('Node'), statusSubresource(identity)],
  ownFieldLabels: true,
  defaults: (node) => {
    const status = node.status?.capacity
      ? withDefaults(node.status, { allocatable: node.status.capacity })
      : node.status;
    return withField(withField(node, 'spec', withRanges(node.spec)), 'status', status);
  },
  warnings: ({ spec }) => [
    ...(spec.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : []),
    ...(spec.podCIDRs ?? []).flatMap((range, index) => cidrWarnings(range, `spec.podCIDRs[${index}]`)),
  ],
  prepareForCreate: withoutSource,
  validate: (node) => [
    ...metadataErrors(node, false),
    ...taintsErrors(node.spec.taints),
    ...amountsErrors(node.status ?? {}),
    ...rangesErrors(node.spec),
    ...featuresErrors(node.status ?? {}),
  ],
  validateUpdate: (next, previous) => [
    ...metadataAgainErrors(next, previous),
    ...(next.spec === previous.spec ? [] : [...taintsErrors(next.spec.taints), ...rangesErrors(next.spec)]),
    ...metadataUpdateErrors(next, previous),
    ...specUpdateErrors(next.spec, previous.spec),
  ],
  validateStatusUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...addressErrors(next)],
  fieldsOf: (node) => ({
    'metadata.name': node.metadata.name,
    'spec.unschedulable': String(node.spec.unschedulable ?? false),
  }),
  columns: [
    nameColumn,
    textColumn('Status', 'Ready or not, and whether pods may still be placed.', nodeStatusWord),
    textColumn('Roles', 'What the node is for.', roles),
    ageColumn,
    textColumn('Version', 'The version of its kubelet.', ({ status }) => status?.nodeInfo?.kubeletVersion ?? ''),
    wideColumn('Internal-IP', 'Its address in the cluster.', (node) => addressOf(node, 'InternalIP') ?? '<none>'),
    wideColumn('External-IP', 'Its address from outside.', (node) => addressOf(node, 'ExternalIP') ?? '<none>'),
    wideColumn('OS-Image', 'What it runs on.', ({ status }) => status?.nodeInfo?.osImage || '<unknown>'),
    wideColumn(
      'Kernel-Version',
      'The version of its kernel.',
      ({ status }) => status?.nodeInfo?.kernelVersion || '<unknown>',
    ),
    wideColumn(
      'Container-Runtime',
      'What runs its containers.',
      ({ status }) => status?.nodeInfo?.containerRuntimeVersion || '<unknown>',
    ),
  ],
});

// ---- what other floors ask of a node ---------------------------------------------------------------------------------

export const nodeCondition = (node: Node, type: string): NodeCondition | undefined =>
  findCondition(node.status?.conditions, type);

export const addressOf = (node: Node, type: string): string | undefined =>
  node.status?.addresses?.find((address) => address.type === type)?.address;

/** kubectl's STATUS column: `Ready`, `NotReady,SchedulingDisabled`, `Unknown`. */
export function nodeStatusWord(node: Node): string {
  const ready = nodeCondition(node, 'Ready');
  const word = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return node.spec.unschedulable ? `${word},SchedulingDisabled` : word;
}

function roles({ metadata }: Node): string {
  const prefix = 'node-role.kubernetes.io/';
  const found = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) =>
    key.startsWith(prefix) ? [key.slice(prefix.length)] : key === 'kubernetes.io/role' && value ? [value] : [],
  );
  return found.length > 0 ? [...new Set(found)].sort().join(',') : '<none>';
}

// ---- validation ------------------------------------------------------------------------------------------------------

/** As messages show it. */
const inGo = ({ key, value = '', effect, timeAdded }: Taint) => ({
  Key: key,
  Value: value,
  Effect: effect,
  TimeAdded: timeAdded ?? null,
});

function taintErrors(taint: Taint, field: string): readonly FieldError[] {
  const errors = [...labelKeyErrors(taint.key, `${field}.key`)];
  const problems = validateLabelValue(taint.value ?? '');
  if (problems.length > 0) errors.push(fieldInvalid(`${field}.value`, taint.value, problems.join(';')));
  if (!taint.effect) errors.push(fieldRequired(`${field}.effect`));
  else if (!taintEffects.includes(taint.effect))
    errors.push(fieldNotSupported(`${field}.effect`, taint.effect, taintEffects));
  return errors;
}

/** Where upstream looks for them, taints are metadata. */
function taintsErrors(taints: readonly Taint[] | undefined, field = 'metadata.taints'): readonly FieldError[] {
  const seen = new Set<string>();
  return (taints ?? []).flatMap((taint, index) => {
    const errors = [...taintErrors(taint, `${field}[${index}]`)];
    const pair = `${taint.key}:${taint.effect}`;
    if (seen.has(pair)) {
      errors.push({
        ...fieldDuplicate(`${field}[${index}]`, inGo(taint)),
        detail: 'taints must be unique by key and effect pair',
      });
    }
    seen.add(pair);
    return errors;
  });
}

/** Kubelets are no longer configured by the API. */
function withoutSource(node: Node): Node {
  const { configSource, ...spec } = node.spec;
  const kept = configSource === undefined ? node : { ...node, spec };
  if (kept.status?.config === undefined) return kept;
  const { config: _, ...status } = kept.status;
  return { ...kept, status };
}

/** What there is on a node, counted. */
function amountsErrors(status: NodeStatus): FieldError[] {
  const swap = status.nodeInfo?.swap?.capacity;
  const errors =
    swap !== undefined && swap <= 0
      ? [fieldInvalid('metadata.nodeSwapStatus.capacity', swap, 'must be greater than zero')]
      : [];
  for (const list of ['capacity', 'allocatable'] as const)
    for (const [name, amount] of Object.entries(status[list] ?? {}))
      errors.push(...amountErrors(name, amount, `status.${list}.${name}`));
  return errors;
}

function featuresErrors({ declaredFeatures: features = [] }: NodeStatus): FieldError[] {
  return features.flatMap((feature, index) => {
    const field = `status.declaredFeatures[${index}]`;
    if (!/^([A-Z][A-Za-z0-9]*)(\/[A-Za-z0-9]+)*$/.test(feature))
      return [fieldInvalid(field, feature, `invalid feature name "${feature}": ${featureRule}`)];
    return index > 0 && feature <= features[index - 1]!
      ? [fieldInvalid(field, feature, 'list must be sorted alphabetically')]
      : [];
  });
}

const featureRule =
  "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes";

const unreadable = (range: string, index: number): string =>
  `invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${index}]: <nil> (invalid CIDR address: ${range})`;

/** `podCIDR` is the older name of the first of `podCIDRs`, and has the last word. */
function withRanges(spec: NodeSpec): NodeSpec {
  const { podCIDR, podCIDRs } = spec;
  if (podCIDR && podCIDR !== podCIDRs?.[0]) return { ...spec, podCIDRs: [podCIDR] };
  return !podCIDR && podCIDRs?.[0] ? { ...spec, podCIDR: podCIDRs[0] } : spec;
}

function rangesErrors({ podCIDRs = [] }: NodeSpec): FieldError[] {
  const errors: FieldError[] = [];
  const field = 'spec.podCIDRs';
  podCIDRs.forEach((range, index) => {
    errors.push(...fieldInvalids(`${field}[${index}]`, range, cidrProblems(range)));
  });
  if (podCIDRs.length < 2) return errors;
  const families = podCIDRs.map((range) => range.includes(':'));
  const odd = podCIDRs.findIndex((range) => !isBlock(range));
  if (odd >= 0) errors.push(fieldInternal(field, unreadable(podCIDRs[odd]!, odd)));
  if (odd >= 0 || podCIDRs.length > 2 || families[0] === families[1])
    errors.push(fieldInvalid(field, podCIDRs, 'may specify no more than one CIDR for each IP family'));
  return errors;
}

function specUpdateErrors(next: NodeSpec, previous: NodeSpec): readonly FieldError[] {
  if (next === previous) return [];
  const errors: FieldError[] = [];
  if (previous.podCIDRs?.length && !equal(next.podCIDRs, previous.podCIDRs)) {
    errors.push(fieldForbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (previous.providerID && next.providerID !== previous.providerID) {
    errors.push(fieldForbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  errors.push(...taintsErrors(next.taints));
  if (next.externalID !== previous.externalID) errors.push(fieldForbidden('spec.externalID', 'may not be updated'));
  return errors;
}

function addressErrors(node: Node): readonly FieldError[] {
  const seen = new Set<string>();
  return (node.status?.addresses ?? []).flatMap((address, index) => {
    const key = `${address.type} ${address.address}`;
    const errors = seen.has(key) ? [fieldDuplicate(`status.addresses[${index}]`, address)] : [];
    seen.add(key);
    return errors;
  });
}
