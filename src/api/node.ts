import {
  equal,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  labelKeyErrors,
  validateLabelValue,
  type FieldError,
} from '../apimachinery';
import { taintEffects } from './affinity-validation';
import { findCondition } from './condition';
import { cidrProblems } from './ip-block';
import { textColumn, wideColumn } from './column';
import { ageColumn, defineKind, nameColumn, proxySubresource, statusSubresource } from './kind';
import { metadataAgainErrors, metadataErrors, metadataUpdateErrors } from './metadata-validation';
import { withDefaults } from './strategy';
import type { KubeObject } from '../apimachinery';
import type { TaintEffect } from './affinity';
import type { ResourceList } from './reference';
import type { Condition } from './condition';

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
    return status === node.status ? node : { ...node, status };
  },
  // A kubelet brings its node's status along.
  prepareForCreate: (node) => node,
  validate: (node) => [...metadataErrors(node, false), ...taintsErrors(node.spec.taints), ...rangesErrors(node.spec)],
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

function rangesErrors({ podCIDRs = [] }: NodeSpec): readonly FieldError[] {
  const errors: FieldError[] = [];
  const field = 'spec.podCIDRs';
  podCIDRs.forEach((range, index) => {
    errors.push(...fieldInvalids(`${field}[${index}]`, range, cidrProblems(range)));
  });
  const families = podCIDRs.map((range) => range.includes(':'));
  if (podCIDRs.length > 2 || (podCIDRs.length === 2 && families[0] === families[1]))
    errors.push(fieldInvalid(field, podCIDRs, 'may specify no more than one CIDR for each IP family'));
  podCIDRs.forEach((range, index) => {
    if (podCIDRs.indexOf(range) < index) errors.push(fieldDuplicate(`${field}[${index}]`, range));
  });
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
