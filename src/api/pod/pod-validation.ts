/** What a pod's spec may say, and a template of pods. */
import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  labelKeyErrors,
  labelsErrors,
  validateDns1123Subdomain,
  validateIpAddress,
  validateLabelName,
  type FieldError,
} from '../../apimachinery';
import { affinityErrors, spreadErrors, tolerationsErrors } from './affinity-validation';
import type { EnvVar } from './container';
import { containersErrors, hostPortErrors, type PodScope } from './container-validation';
import { filesErrors } from './environment-validation';
import { laterParts } from '../later';
import { annotationErrors, metadataErrors } from '../metadata-validation';
import type { Pod, PodSpec } from './pod-spec';
import type { PodTemplateSpec } from '../workloads/pod-template';
import { resourceErrors } from './resource-validation';
import { podSecurityErrors } from './security-validation';
import { oneOf } from '../value-validation';
import type { Volume } from './volume';
import { volumesErrors } from './volume-validation';

export function subdomainErrors(name: string | undefined, field: string): readonly FieldError[] {
  return name ? fieldInvalids(field, name, validateDns1123Subdomain(name)) : [];
}

export const largestSeconds = 2_147_483_647;

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
    ...(alias.hostnames ?? []).flatMap((name, place) =>
      fieldInvalids(`${field}.hostAliases[${index}].hostnames[${place}]`, name, validateDns1123Subdomain(name)),
    ),
  ]);
}

/** A negative grace counts as a second. */
const graceOf = ({ terminationGracePeriodSeconds: seconds = 30 }: PodSpec): number => (seconds < 0 ? 1 : seconds);

/** Volumes, and containers that have them. */
function allContainersErrors(spec: PodSpec, field: string): readonly FieldError[] {
  const volumes = new Map<string, Volume>();
  const errors: FieldError[] = [];
  if (spec.volumes) errors.push(...volumesErrors(spec.volumes, `${field}.volumes`, volumes));
  if (spec.resourceClaims) errors.push(...laterParts().devices(spec.resourceClaims, `${field}.resourceClaims`));
  const scope: PodScope = {
    volumes,
    graceSeconds: graceOf(spec),
    claims: (spec.resourceClaims ?? []).map(({ name }) => name).filter(Boolean),
    ofPod: field === 'spec',
    restartPolicy: spec.restartPolicy,
    hostUsers: spec.hostUsers,
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
        : [fieldInvalid(`${field}[${index}].ports[${place}].hostPort`, hostPort, sameAsContainer)],
    ),
  );
const sameAsContainer = 'must match `containerPort` when `hostNetwork` is true';

/** With users of its own a pod has the rest of its own as well. */
function ownUsersErrors(spec: PodSpec, field: string): readonly FieldError[] {
  if (spec.hostUsers !== false) return [];
  const devicesOf = (list: 'containers' | 'ephemeralContainers' | 'initContainers') =>
    (spec[list] ?? []).flatMap(({ volumeDevices }, index) =>
      volumeDevices?.length ? [`${list}[${index}].volumeDevices`] : [],
    );
  const shared = { hostNetwork: spec.hostNetwork, HostPID: spec.hostPID, HostIPC: spec.hostIPC };
  return Object.entries(shared)
    .filter(([, isShared]) => isShared)
    .map(([name]) => name)
    .concat(devicesOf('containers'), devicesOf('initContainers'), devicesOf('ephemeralContainers'))
    .map((name) => fieldForbidden(`${field}.${name}`, 'when `hostUsers` is false'));
}

const systems = ['linux', 'windows'];

function systemErrors(name: string | undefined, field: string): readonly FieldError[] {
  if (!name) return [fieldRequired(`${field}.name`)];
  return systems.includes(name) ? [] : [fieldNotSupported(field, name, systems)];
}

const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const restartPolicies = ['Always', 'OnFailure', 'Never'];

/** Files that variables are read from lie in the pod's volumes, those that nothing is wrong with. */
function variableFilesErrors(spec: PodSpec, field: string): readonly FieldError[] {
  const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;
  const reads = (env: readonly EnvVar[] = []) => env.some(({ valueFrom }) => valueFrom?.fileKeyRef);
  if (!lists.some((list) => spec[list]?.some(({ env }) => reads(env)))) return [];
  const volumes = new Map<string, Volume>();
  volumesErrors(spec.volumes ?? [], '', volumes);
  return lists.flatMap((list) =>
    (spec[list] ?? []).flatMap(({ env = [] }, index) => filesErrors(env, `${field}.${list}[${index}].env`, volumes)),
  );
}

const hasWindowsOptions = ({ securityContext, containers, initContainers = [] }: PodSpec): boolean =>
  securityContext?.windowsOptions !== undefined ||
  [...containers, ...initContainers].some((one) => one.securityContext?.windowsOptions);

/** Everything of a pod's spec, in the order upstream looks. @param field `spec`, or `spec.template.spec` */
export function podSpecErrors(spec: PodSpec, field: string): readonly FieldError[] {
  return [
    ...allContainersErrors(spec, field),
    ...(spec.resources ? laterParts().wholePod(spec, `${field}.resources`) : []),
    ...oneOf(spec.restartPolicy, restartPolicies, `${field}.restartPolicy`),
    ...oneOf(spec.dnsPolicy, dnsPolicies, `${field}.dnsPolicy`),
    ...(spec.nodeSelector ? labelsErrors(spec.nodeSelector, `${field}.nodeSelector`) : []),
    ...(spec.hostNetwork ? hostNetworkErrors(spec.containers, `${field}.containers`) : []),
    ...podSecurityErrors(spec, field),
    ...(spec.affinity ? affinityErrors(spec.affinity, `${field}.affinity`) : []),
    ...dnsErrors(spec, `${field}.dnsConfig`),
    ...listedErrors(spec, field),
    ...(hasWindowsOptions(spec) ? laterParts().hostProcesses(spec, field) : []),
    ...ownUsersErrors(spec, field),
    ...(spec.hostnameOverride === undefined ? [] : laterParts().hostname(spec, `${field}.hostnameOverride`)),
    ...subdomainErrors(spec.serviceAccountName, `${field}.serviceAccountName`),
    ...subdomainErrors(spec.nodeName, `${field}.nodeName`),
    ...deadlineErrors(spec.activeDeadlineSeconds, `${field}.activeDeadlineSeconds`),
    ...hostnameErrors(spec.hostname, `${field}.hostname`),
    ...hostnameErrors(spec.subdomain, `${field}.subdomain`),
    ...tolerationsErrors(spec.tolerations, `${field}.tolerations`),
    ...hostAliasErrors(spec, field),
    ...subdomainErrors(spec.priorityClassName, `${field}.priorityClassName`),
    ...subdomainErrors(spec.runtimeClassName, `${field}.runtimeClassName`),
    ...oneOf(spec.preemptionPolicy ?? 'Never', ['PreemptLowerPriority', 'Never'], `${field}.preemptionPolicy`),
    ...(spec.overhead ? resourceErrors({ limits: spec.overhead }, `${field}.overhead`) : []),
    ...(spec.os ? [...systemErrors(spec.os.name, `${field}.os`), ...laterParts().system(spec, field)] : []),
    ...variableFilesErrors(spec, field),
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

const mirrorAnnotation = 'kubernetes.io/config.mirror';

export function validatePod(pod: Pod): readonly FieldError[] {
  const errors = [...metadataErrors(pod, true), ...podSpecErrors(pod.spec, 'spec')];
  if (pod.spec.ephemeralContainers?.length)
    errors.push(fieldForbidden('spec.ephemeralContainers', 'cannot be set on create'));
  const mirror = pod.metadata.annotations?.[mirrorAnnotation];
  if (mirror !== undefined && !pod.spec.nodeName) {
    const why = 'must set spec.nodeName if mirror pod annotation is set';
    errors.push(fieldInvalid(`metadata.annotations[${mirrorAnnotation}]`, mirror, why));
  }
  if (pod.spec.nodeName && pod.spec.schedulingGates?.length) {
    errors.push(fieldForbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return errors;
}
