/** A pod: what its spec may say, and what an update of it may still change. */
import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  labelKeyErrors,
  labelsErrors,
  semanticallyEqual,
  validateDns1123Subdomain,
  validateIpAddress,
  validateLabelName,
  validateQualifiedName,
  type FieldError,
} from '../apimachinery';
import { affinityErrors, spreadErrors, tolerationsErrors } from './affinity-validation';
import type { NodeSelectorTerm } from './affinity';
import type { Container } from './container';
import { containersErrors, hostPortErrors, type PodScope } from './container-validation';
import { annotationErrors, metadataAgainErrors, metadataErrors, metadataUpdateErrors } from './metadata-validation';
import type { Pod, PodSpec, PodStatus } from './pod-spec';
import { podSecurityErrors } from './security-validation';
import type { PodTemplateSpec } from './pod-template';
import { laterParts } from './later';
import { podQosClass } from './pod-resources';
import { resourceErrors } from './resource-validation';
import { volumesErrors } from './volume-validation';
import { oneOf } from './value-validation';
import type { Volume } from './volume';

function subdomainErrors(name: string | undefined, field: string): readonly FieldError[] {
  return name ? fieldInvalids(field, name, validateDns1123Subdomain(name)) : [];
}

const largestSeconds = 2_147_483_647;

function deadlineErrors(seconds: number | undefined, field: string): readonly FieldError[] {
  const fits = seconds === undefined || (seconds >= 1 && seconds <= largestSeconds);
  return fits ? [] : [fieldInvalid(field, seconds, `must be between 1 and ${largestSeconds}, inclusive`)];
}

function hostnameErrors(name: string | undefined, field: string): readonly FieldError[] {
  return name ? fieldInvalids(field, name, validateLabelName(name)) : [];
}

function gateErrors(gates: readonly { readonly name: string }[], field: string): readonly FieldError[] {
  return gates.flatMap(({ name }, index) => {
    const isTwice = gates.findIndex((gate) => gate.name === name) < index;
    const at = `${field}[${index}]`;
    return [...labelKeyErrors(name, at), ...(isTwice ? [fieldDuplicate(at, name)] : [])];
  });
}

const mostNameservers = 3;
const mostSearches = 32;

const mostSearchLetters = 2048;
const longestName = 253;

const searchLabel = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const searchForm = `${searchLabel}(\\.${searchLabel})*`;
const searchPattern = new RegExp(`^${searchForm}$`);
const searchSentence = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${searchForm}')`;

/** Where names are looked for may be called like what no machine is: `_tcp.example.com`. */
function searchErrors(search: string, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (search.length > longestName)
    errors.push(fieldInvalid(field, search, `must be no more than ${longestName} characters`));
  return searchPattern.test(search) ? errors : [...errors, fieldInvalid(field, search, searchSentence)];
}

function dnsErrors({ dnsConfig, dnsPolicy }: PodSpec, field: string): readonly FieldError[] {
  const { nameservers = [], searches = [], options = [] } = dnsConfig ?? {};
  const isAll = dnsPolicy === 'None';
  if (!dnsConfig) return isAll ? [fieldRequired(field, 'must provide `dnsConfig` when `dnsPolicy` is None')] : [];
  const errors: FieldError[] = [];
  const at = `${field}.nameservers`;
  if (isAll && nameservers.length === 0)
    errors.push(fieldRequired(at, 'must provide at least one DNS nameserver when `dnsPolicy` is None'));
  if (nameservers.length > mostNameservers)
    errors.push(fieldInvalid(at, nameservers, `must not have more than ${mostNameservers} nameservers`));
  nameservers.forEach((address, index) => {
    errors.push(...fieldInvalids(`${at}[${index}]`, address, validateIpAddress(address)));
  });
  if (searches.length > mostSearches)
    errors.push(fieldInvalid(`${field}.searches`, searches, `must not have more than ${mostSearches} search paths`));
  if (searches.join(' ').length > mostSearchLetters) {
    const why = `must not have more than ${mostSearchLetters} characters (including spaces) in the search list`;
    errors.push(fieldInvalid(`${field}.searches`, searches, why));
  }
  searches.forEach((search, index) => {
    if (search !== '.') errors.push(...searchErrors(search.replace(/\.$/, ''), `${field}.searches[${index}]`));
  });
  options.forEach(({ name }, index) => {
    if (!name) errors.push(fieldRequired(`${field}.options[${index}]`, 'must not be empty'));
  });
  return errors;
}

function listedErrors(spec: PodSpec, field: string): readonly FieldError[] {
  return [
    ...(spec.readinessGates ?? []).flatMap((gate, index) =>
      labelKeyErrors(gate.conditionType, `${field}.readinessGates[${index}].conditionType`),
    ),
    ...gateErrors(spec.schedulingGates ?? [], `${field}.schedulingGates`),
    ...spreadErrors(spec.topologySpreadConstraints, `${field}.topologySpreadConstraints`),
  ];
}

function hostAliasErrors(spec: PodSpec, field: string): readonly FieldError[] {
  return (spec.hostAliases ?? []).flatMap((alias, index) => [
    ...fieldInvalids(`${field}.hostAliases[${index}].ip`, alias.ip, validateIpAddress(alias.ip)),
    ...(alias.hostnames ?? []).flatMap((name) => subdomainErrors(name, `${field}.hostAliases[${index}].hostnames`)),
  ]);
}

/** Volumes, and containers that have them. */
function allContainersErrors(spec: PodSpec, field: string): readonly FieldError[] {
  const volumes = new Map<string, Volume>();
  const errors: FieldError[] = [];
  if (spec.volumes) errors.push(...volumesErrors(spec.volumes, `${field}.volumes`, volumes));
  if (spec.resourceClaims) errors.push(...laterParts().devices(spec.resourceClaims, `${field}.resourceClaims`));
  const scope: PodScope = {
    volumes,
    graceSeconds: spec.terminationGracePeriodSeconds ?? 30,
    claims: (spec.resourceClaims ?? []).map(({ name }) => name),
  };
  const names = new Set<string>();
  const { containers, initContainers, ephemeralContainers } = spec;
  errors.push(
    ...(containers.length === 0 ? [fieldRequired(`${field}.containers`)] : []),
    ...containersErrors(containers, `${field}.containers`, scope, names, false),
    ...hostPortErrors(containers, `${field}.containers`),
  );
  if (initContainers) errors.push(...containersErrors(initContainers, `${field}.initContainers`, scope, names, true));
  if (ephemeralContainers?.length) errors.push(...laterParts().ephemeral(spec, `${field}.ephemeralContainers`, scope));
  return errors;
}

/** On the machine's own network a port is the machine's. */
const hostNetworkErrors = (containers: PodSpec['containers'], field: string): readonly FieldError[] =>
  containers.flatMap(({ ports = [] }, index) =>
    ports.flatMap(({ containerPort, hostPort }, place) =>
      !hostPort || hostPort === containerPort
        ? []
        : [fieldInvalid(`${field}[${index}].ports[${place}].containerPort`, containerPort, sameAsHost)],
    ),
  );
const sameAsHost = 'must match `hostPort` when `hostNetwork` is true';

/** With users of its own a pod has the rest of its own as well. */
function ownUsersErrors(spec: PodSpec, field: string): readonly FieldError[] {
  if (spec.hostUsers !== false) return [];
  const shared = { hostNetwork: spec.hostNetwork, HostPID: spec.hostPID, HostIPC: spec.hostIPC };
  return Object.entries(shared)
    .filter(([, isShared]) => isShared)
    .map(([name]) => fieldForbidden(`${field}.${name}`, 'when `hostUsers` is false'));
}

const systems = ['linux', 'windows'];

function systemErrors(name: string | undefined, field: string): readonly FieldError[] {
  if (!name) return [fieldRequired(`${field}.name`, 'cannot be empty')];
  return systems.includes(name) ? [] : [fieldNotSupported(field, name, systems)];
}

const dnsPolicies = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'];
const restartPolicies = ['Always', 'Never', 'OnFailure'];

/** Everything of a pod's spec, in the order upstream looks. @param field `spec`, or `spec.template.spec` */
export function podSpecErrors(spec: PodSpec, field: string): readonly FieldError[] {
  return [
    ...allContainersErrors(spec, field),
    ...resourceErrors(spec.resources, `${field}.resources`),
    ...oneOf(spec.restartPolicy, restartPolicies, `${field}.restartPolicy`),
    ...oneOf(spec.dnsPolicy, dnsPolicies, `${field}.dnsPolicy`),
    ...(spec.nodeSelector ? labelsErrors(spec.nodeSelector, `${field}.nodeSelector`) : []),
    ...(spec.hostNetwork ? hostNetworkErrors(spec.containers, `${field}.containers`) : []),
    ...podSecurityErrors(spec, field),
    ...(spec.affinity ? affinityErrors(spec.affinity, `${field}.affinity`) : []),
    ...dnsErrors(spec, `${field}.dnsConfig`),
    ...listedErrors(spec, field),
    ...ownUsersErrors(spec, field),
    ...subdomainErrors(spec.serviceAccountName, `${field}.serviceAccountName`),
    ...subdomainErrors(spec.nodeName, `${field}.nodeName`),
    ...deadlineErrors(spec.activeDeadlineSeconds, `${field}.activeDeadlineSeconds`),
    ...hostnameErrors(spec.hostname, `${field}.hostname`),
    ...hostnameErrors(spec.subdomain, `${field}.subdomain`),
    ...tolerationsErrors(spec.tolerations, `${field}.tolerations`),
    ...hostAliasErrors(spec, field),
    ...subdomainErrors(spec.priorityClassName, `${field}.priorityClassName`),
    ...subdomainErrors(spec.runtimeClassName, `${field}.runtimeClassName`),
    ...oneOf(spec.preemptionPolicy ?? 'Never', ['Never', 'PreemptLowerPriority'], `${field}.preemptionPolicy`),
    ...(spec.os ? systemErrors(spec.os.name, `${field}.os`) : []),
  ];
}

/** @param field `spec.template` */
export function podTemplateErrors(template: PodTemplateSpec, field: string): readonly FieldError[] {
  const errors = [
    ...labelsErrors(template.metadata?.labels, `${field}.labels`),
    ...annotationErrors(template.metadata?.annotations, `${field}.annotations`),
    ...podSpecErrors(template.spec, `${field}.spec`),
  ];
  if (template.spec.ephemeralContainers?.length) {
    errors.push(
      fieldForbidden(`${field}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'),
    );
  }
  return errors;
}

export function validatePod(pod: Pod): readonly FieldError[] {
  const errors = [...metadataErrors(pod, true), ...podSpecErrors(pod.spec, 'spec')];
  if (pod.spec.ephemeralContainers?.length)
    errors.push(fieldForbidden('spec.ephemeralContainers', 'cannot be set on create'));
  if (pod.spec.nodeName && pod.spec.schedulingGates?.length) {
    errors.push(fieldForbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return errors;
}

// ---- updates ---------------------------------------------------------------------------------------------------------

export const podUpdateSentence =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
  '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

function deadlineUpdateErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  const field = 'spec.activeDeadlineSeconds';
  const [wanted, had] = [next.activeDeadlineSeconds, previous.activeDeadlineSeconds];
  if (wanted === had) return [];
  if (wanted === undefined) return [fieldInvalid(field, null, 'must not update from a positive integer to nil value')];
  if (wanted < 0 || wanted > largestSeconds)
    return [fieldInvalid(field, wanted, `must be between 0 and ${largestSeconds}, inclusive`)];
  return had !== undefined && had < wanted
    ? [fieldInvalid(field, wanted, 'must be less than or equal to previous value')]
    : [];
}

function tolerationUpdateErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  const kept = (previous.tolerations ?? []).every((old) =>
    (next.tolerations ?? []).some((one) =>
      semanticallyEqual({ ...one, tolerationSeconds: undefined }, { ...old, tolerationSeconds: undefined }),
    ),
  );
  return kept
    ? tolerationsErrors(next.tolerations, 'spec.tolerations')
    : [fieldForbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}

function gateUpdateErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  const known = new Set(previous.schedulingGates?.map((gate) => gate.name));
  const fresh = next.schedulingGates?.find((gate) => !known.has(gate.name));
  return fresh
    ? [
        fieldForbidden(
          'spec.schedulingGates',
          `only deletion is allowed, but found new scheduling gate '${fresh.name}'`,
        ),
      ]
    : [];
}

const withImagesOf = (containers: readonly Container[] | undefined, source: readonly Container[] | undefined) =>
  containers?.map((container, index) => ({ ...container, image: source?.[index]?.image }));

/** The next spec with all put back that an update may change: what then differs is refused. */
function withoutAllowedChanges(next: PodSpec, previous: PodSpec): PodSpec {
  const grace = previous.terminationGracePeriodSeconds ?? 0;
  const mayEnd = grace < 0 && next.terminationGracePeriodSeconds === 1;
  const isGated = (previous.schedulingGates?.length ?? 0) > 0;
  return {
    ...next,
    containers: withImagesOf(next.containers, previous.containers)!,
    initContainers: withImagesOf(next.initContainers, previous.initContainers),
    activeDeadlineSeconds: previous.activeDeadlineSeconds,
    tolerations: previous.tolerations,
    schedulingGates: previous.schedulingGates,
    ...(mayEnd && { terminationGracePeriodSeconds: grace }),
    ...(isGated && { nodeSelector: previous.nodeSelector, affinity: withNodeAffinityOf(next, previous) }),
  };
}

/** Of a pod that waits at a gate only the nodes that it wants may become others, not the pods. */
function withNodeAffinityOf({ affinity }: PodSpec, previous: PodSpec): PodSpec['affinity'] {
  const had = previous.affinity?.nodeAffinity;
  if (semanticallyEqual(affinity?.nodeAffinity, had)) return affinity;
  const { nodeAffinity: _, ...others } = affinity ?? {};
  if (had) return { ...others, nodeAffinity: had };
  return previous.affinity || Object.keys(others).length > 0 ? others : undefined;
}

/** Whoever waits at a gate can narrow down where to, and never widen it. */
function placeErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  if (!previous.schedulingGates?.length) return [];
  const errors: FieldError[] = [];
  const { nodeSelector = {} } = next;
  if (Object.entries(previous.nodeSelector ?? {}).some(([key, value]) => nodeSelector[key] !== value)) {
    const why = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    errors.push(fieldInvalid('spec.nodeSelector', nodeSelector, why));
  }
  return [...errors, ...termsUpdateErrors(requiredTerms(next), requiredTerms(previous))];
}

const requiredTerms = ({ affinity }: PodSpec): readonly NodeSelectorTerm[] =>
  affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];

function termsUpdateErrors(
  next: readonly NodeSelectorTerm[],
  previous: readonly NodeSelectorTerm[],
): readonly FieldError[] {
  const field = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  if (previous.length === 0) return [];
  if (next.length !== previous.length)
    return [fieldInvalid(field, next, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  const grows = (term: NodeSelectorTerm, had: NodeSelectorTerm): boolean =>
    (['matchExpressions', 'matchFields'] as const).every((name) => {
      const before = had[name] ?? [];
      return semanticallyEqual((term[name] ?? []).slice(0, before.length), before);
    });
  return next.flatMap((term, index) =>
    grows(term, previous[index]!)
      ? []
      : [fieldInvalid(`${field}[${index}]`, term, 'only additions are allowed (no mutations or deletions)')],
  );
}

/** What a pod asks for decides how it is treated when its node runs short, once and for all. */
const qualityErrors = (next: Pod, previous: Pod): readonly FieldError[] =>
  podQosClass(next) === (previous.status?.qosClass ?? podQosClass(previous))
    ? []
    : [fieldInvalid('metadata', next.status?.qosClass ?? '', 'Pod QoS is immutable')];

/** An image that is put in another's place is looked at more closely than that of a new pod; the rest is as it was. */
function imageErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  return (['containers', 'initContainers'] as const).flatMap((list) =>
    next[list]?.length === previous[list]?.length
      ? (next[list] ?? []).flatMap(({ image = '' }, index) => {
          const field = `spec.${list}[${index}].image`;
          if (image === '') return [fieldRequired(field)];
          const why = 'must not have leading or trailing whitespace';
          return image.trim() === image ? [] : [fieldInvalid(field, image, why)];
        })
      : [],
  );
}

function countErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  const changed = (['containers', 'initContainers'] as const).find(
    (list) => (next[list]?.length ?? 0) !== (previous[list]?.length ?? 0),
  );
  return changed ? [fieldForbidden(`spec.${changed}`, 'pod updates may not add or remove containers')] : [];
}

/** Of a pod that exists only images, the deadline, tolerations and scheduling gates may change. */
export function validatePodUpdate(next: Pod, previous: Pod): readonly FieldError[] {
  const errors = [...metadataUpdateErrors(next, previous), ...metadataAgainErrors(next, previous)];
  if (next.spec === previous.spec) return errors;
  errors.push(...podSpecErrors(next.spec, 'spec'), ...imageErrors(next.spec, previous.spec));
  const counted = countErrors(next.spec, previous.spec);
  if (counted.length > 0) return [...errors, ...counted];
  const deadline = deadlineUpdateErrors(next.spec, previous.spec);
  errors.push(...deadline);
  if (deadline.length > 0 && next.spec.activeDeadlineSeconds !== undefined) return errors;
  errors.push(
    ...tolerationUpdateErrors(next.spec, previous.spec),
    ...gateUpdateErrors(next.spec, previous.spec),
    ...qualityErrors(next, previous),
    ...placeErrors(next.spec, previous.spec),
  );
  const compared = withoutAllowedChanges(next.spec, previous.spec);
  if (semanticallyEqual(compared, previous.spec)) return errors;
  return [...errors, fieldForbidden('spec', `${podUpdateSentence}\n${laterParts().pod(previous.spec, compared)}`)];
}

/** What nodes report: a pod stays where it is bound, and what ended for good has ended. */
export function validatePodStatusUpdate(next: Pod, previous: Pod): readonly FieldError[] {
  const { status = none } = next;
  const errors = [...metadataUpdateErrors(next, previous)];
  if (status.conditions !== previous.status?.conditions)
    (status.conditions ?? []).forEach(({ type }, index) => {
      errors.push(...fieldInvalids(`status.conditions[${index}].Condition`, type, validateQualifiedName(type)));
    });
  const nominated = status.nominatedNodeName;
  if (nominated) errors.push(...subdomainErrors(nominated, 'status.nominatedNodeName'));
  if (next.spec.restartPolicy !== 'Always') errors.push(...transitionErrors(next, previous));
  return status.podIPs === previous.status?.podIPs ? errors : [...errors, ...addressesErrors(status.podIPs)];
}

const none: PodStatus = {};

function transitionErrors(next: Pod, previous: Pod): readonly FieldError[] {
  const { restartPolicy, containers } = next.spec;
  return (previous.status?.containerStatuses ?? []).flatMap(({ name, state }, index) => {
    const ended = state?.terminated;
    if (!ended || (restartPolicy === 'OnFailure' && ended.exitCode !== 0)) return [];
    // Where a container has rules of its own, those say when it starts again.
    if (containers.some((container) => container.name === name && container.restartPolicy !== undefined)) return [];
    const now = next.status?.containerStatuses?.find((status) => status.name === name);
    return now && !now.state?.terminated
      ? [fieldForbidden(`status.containerStatuses[${index}].state`, 'may not be transitioned to non-terminated state')]
      : [];
  });
}

/** One address of each family. */
function addressesErrors(addresses: PodStatus['podIPs'] = []): readonly FieldError[] {
  const field = 'status.podIPs';
  const ips = addresses.map(({ ip = '' }) => ip);
  const errors: FieldError[] = ips.flatMap((ip, index) =>
    fieldInvalids(`${field}[${index}]`, ip, validateIpAddress(ip)),
  );
  if (ips.length < 2 || errors.length > 0) return errors;
  const families = new Set(ips.map((ip) => ip.includes(':')));
  if (ips.length > 2 || families.size < 2) {
    const shown = ips.map((ip) => ({ IP: ip }));
    errors.push(fieldInvalid(field, shown, 'may specify no more than one IP for each IP family'));
  }
  ips.forEach((ip, index) => {
    if (ips.indexOf(ip) < index) errors.push(fieldDuplicate(`${field}[${index}]`, ip));
  });
  return errors;
}
