/** Containers of a pod: names, images, ports, environment, mounts. */
import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotFound,
  fieldNotSupported,
  fieldRequired,
  validateConfigMapKey,
  validateLabelName,
  validatePortName,
  validatePortNumber,
  validateQualifiedName,
  validateRelaxedEnvironmentName,
  type FieldError,
} from '../apimachinery';
import type {
  Container,
  ContainerPort,
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  ObjectFieldSelector,
  ResourceFieldSelector,
  VolumeMount,
} from './container';
import { subdomainName } from './metadata-validation';
import { isSidecar } from './pod-resources';
import { lifecycleErrors } from './probe-validation';
import { restartErrors } from './restart-policy';
import { containerSecurityErrors } from './security-validation';
import { descendingPathErrors, oneOf } from './value-validation';
import type { Volume } from './volume';
import { resourceErrors } from './resource-validation';

export function labelNameErrors(name: string | undefined, field: string): readonly FieldError[] {
  if (!name) return [fieldRequired(field)];
  return fieldInvalids(field, name, validateLabelName(name));
}

// ---- ports -----------------------------------------------------------------------------------------------------------

function portErrors(port: ContainerPort, field: string, names: Set<string>): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (port.name) {
    const problems = validatePortName(port.name);
    errors.push(...fieldInvalids(`${field}.name`, port.name, problems));
    if (problems.length === 0 && names.has(port.name)) errors.push(fieldDuplicate(`${field}.name`, port.name));
    names.add(port.name);
  }
  if (!port.containerPort) errors.push(fieldRequired(`${field}.containerPort`));
  else
    errors.push(...fieldInvalids(`${field}.containerPort`, port.containerPort, validatePortNumber(port.containerPort)));
  if (port.hostPort)
    errors.push(...fieldInvalids(`${field}.hostPort`, port.hostPort, validatePortNumber(port.hostPort)));
  return [...errors, ...oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${field}.protocol`)];
}

function portsErrors(ports: readonly ContainerPort[], field: string): readonly FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => portErrors(port, `${field}[${index}]`, names));
}

/** Two containers of a pod can't have one port of the machine. */
export function hostPortErrors(containers: readonly Container[], field: string): readonly FieldError[] {
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  containers.forEach((container, index) =>
    container.ports?.forEach((port, place) => {
      if (!port.hostPort) return;
      const key = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (seen.has(key)) errors.push(fieldDuplicate(`${field}[${index}].ports[${place}].hostPort`, key));
      seen.add(key);
    }),
  );
  return errors;
}

// ---- environment -----------------------------------------------------------------------------------------------------

const knownFields = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]);
const environmentFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const resourceFields = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

const conversionError = (why: string, fieldPath: string, field: string): FieldError =>
  fieldInvalid(`${field}.fieldPath`, fieldPath, `error converting fieldPath: ${why}`);

/** A field of the pod that its containers may read. @param allowed where the value goes decides which */
export function fieldReferenceErrors(
  { apiVersion, fieldPath }: ObjectFieldSelector,
  field: string,
  allowed = environmentFields,
): readonly FieldError[] {
  if (!apiVersion) return [fieldRequired(`${field}.apiVersion`)];
  if (!fieldPath) return [fieldRequired(`${field}.fieldPath`)];
  if (apiVersion !== 'v1') return [conversionError(`unsupported pod version: ${apiVersion}`, fieldPath, field)];
  const [, map, key] = /^(.*)\['(.*)'\]$/.exec(fieldPath) ?? [];
  if (map !== undefined && key !== undefined) {
    if (map !== 'metadata.labels' && map !== 'metadata.annotations')
      return [conversionError(`field label does not support subscript: ${fieldPath}`, fieldPath, field)];
    const problems = validateQualifiedName(map === 'metadata.labels' ? key : key.toLowerCase());
    return fieldInvalids(field, key, problems);
  }
  if (!knownFields.has(fieldPath))
    return [conversionError(`field label not supported: ${fieldPath}`, fieldPath, field)];
  return allowed.includes(fieldPath) ? [] : [fieldNotSupported(`${field}.fieldPath`, fieldPath, allowed)];
}

export const resourceReferenceErrors = (
  reference: ResourceFieldSelector,
  field: string,
  inVolume: boolean,
): readonly FieldError[] => [
  ...resourceNameErrors(reference, field, inVolume),
  ...divisorErrors(reference, `${field}.divisor`),
];

function resourceNameErrors(
  { containerName, resource }: ResourceFieldSelector,
  field: string,
  inVolume: boolean,
): readonly FieldError[] {
  if (inVolume && !containerName) return [fieldRequired(`${field}.containerName`)];
  if (!resource) return [fieldRequired(`${field}.resource`)];
  if (resourceFields.includes(resource) || /^(limits|requests)\.hugepages-/.test(resource)) return [];
  return [fieldNotSupported(`${field}.resource`, resource, resourceFields)];
}

const sizes = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];
const measured: Readonly<Record<string, string>> = {
  memory: 'memory',
  'ephemeral-storage': 'local ephemeral storage',
};

/** In what an amount is counted that a container reads. */
function divisorErrors({ resource, divisor }: ResourceFieldSelector, field: string): readonly FieldError[] {
  if (divisor === undefined || Number(divisor) === 0) return [];
  const name = resource.replace(/^(limits|requests)\./, '');
  if (name === 'cpu') {
    const why = "only divisor's values 1m and 1 are supported with the cpu resource";
    return divisor === '1m' || divisor === '1' ? [] : [fieldInvalid(field, resource, why)];
  }
  const what = name.startsWith('hugepages-') ? 'hugepages' : measured[name];
  const why = `only divisor's values ${sizes.join(', ')} are supported with the ${what} resource`;
  return what === undefined || sizes.includes(divisor) ? [] : [fieldInvalid(field, resource, why)];
}

function keyReferenceErrors(
  { name, key }: { readonly name?: string; readonly key: string },
  field: string,
): readonly FieldError[] {
  const errors: FieldError[] = name ? [] : [fieldRequired(`${field}.name`)];
  if (!key) errors.push(fieldRequired(`${field}.key`));
  else errors.push(...fieldInvalids(`${field}.key`, key, validateConfigMapKey(key)));
  return errors;
}

function sourceErrors(source: EnvVarSource, value: string | undefined, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (source.fieldRef) errors.push(...fieldReferenceErrors(source.fieldRef, `${field}.fieldRef`));
  if (source.resourceFieldRef)
    errors.push(...resourceReferenceErrors(source.resourceFieldRef, `${field}.resourceFieldRef`, false));
  if (source.configMapKeyRef) errors.push(...keyReferenceErrors(source.configMapKeyRef, `${field}.configMapKeyRef`));
  if (source.secretKeyRef) errors.push(...keyReferenceErrors(source.secretKeyRef, `${field}.secretKeyRef`));
  const sources = Object.keys(source).length;
  const choices = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
  if (sources === 0) errors.push(fieldInvalid(field, '', `must specify one of: ${choices}`));
  else if (value) errors.push(fieldInvalid(field, '', 'may not be specified when `value` is not empty'));
  else if (sources > 1) errors.push(fieldInvalid(field, '', 'may not have more than one field specified at a time'));
  return errors;
}

function variableErrors(variable: EnvVar, field: string): readonly FieldError[] {
  const { name, value, valueFrom } = variable;
  const errors = name
    ? fieldInvalids(`${field}.name`, name, validateRelaxedEnvironmentName(name))
    : [fieldRequired(`${field}.name`)];
  return valueFrom ? [...errors, ...sourceErrors(valueFrom, value, `${field}.valueFrom`)] : errors;
}

function fromErrors({ prefix, configMapRef, secretRef }: EnvFromSource, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (prefix) errors.push(...fieldInvalids(`${field}.prefix`, prefix, validateRelaxedEnvironmentName(prefix)));
  for (const [kind, reference] of Object.entries({ configMapRef, secretRef })) {
    if (!reference) continue;
    if (!reference.name) errors.push(fieldRequired(`${field}.${kind}.name`));
    else errors.push(...fieldInvalids(`${field}.${kind}.name`, reference.name, subdomainName(reference.name, false)));
  }
  if (!configMapRef && !secretRef)
    errors.push(fieldInvalid(field, '', 'must specify one of: `configMapRef` or `secretRef`'));
  else if (configMapRef && secretRef)
    errors.push(fieldInvalid(field, '', 'may not have more than one field specified at a time'));
  return errors;
}

// ---- mounts ----------------------------------------------------------------------------------------------------------

type Volumes = ReadonlyMap<string, Volume>;

function mountErrors(
  mount: VolumeMount,
  list: string,
  index: number,
  { volumeDevices = [] }: Container,
): readonly FieldError[] {
  const field = `${list}[${index}]`;
  const errors: FieldError[] = [];
  if (volumeDevices.some(({ name }) => name === mount.name))
    errors.push(fieldInvalid(`${field}.name`, mount.name, 'must not already exist in volumeDevices'));
  if (volumeDevices.some(({ devicePath }) => devicePath === mount.mountPath)) {
    const why = 'must not already exist as a path in volumeDevices';
    errors.push(fieldInvalid(`${field}.mountPath`, mount.mountPath, why));
  }
  // Some of what upstream says is about the list: it leaves the index out.
  if (mount.subPath) errors.push(...descendingPathErrors(mount.subPath, `${list}.subPath`));
  if (mount.subPathExpr) {
    if (mount.subPath)
      errors.push(
        fieldInvalid(`${field}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
      );
    errors.push(...descendingPathErrors(mount.subPathExpr, `${list}.subPathExpr`));
  }
  return errors;
}

const propagations = ['Bidirectional', 'HostToContainer', 'None'];

function propagationErrors(
  mode: string | undefined,
  { securityContext }: Container,
  field: string,
): readonly FieldError[] {
  if (mode === undefined) return [];
  const why = 'Bidirectional mount propagation is available only to privileged containers';
  return mode === 'Bidirectional' && !securityContext?.privileged
    ? [fieldForbidden(field, why)]
    : oneOf(mode, propagations, field);
}

const recursions = ['Disabled', 'Enabled', 'IfPossible'];

function recursionErrors(mount: VolumeMount, field: string): readonly FieldError[] {
  const { recursiveReadOnly: mode, readOnly, mountPropagation = 'None' } = mount;
  if (mode === undefined || mode === 'Disabled') return [];
  if (!recursions.includes(mode)) return [fieldNotSupported(field, mode, recursions)];
  const errors: FieldError[] = readOnly ? [] : [fieldForbidden(field, 'may only be specified when readOnly is true')];
  const why = 'may only be specified when mountPropagation is None or not specified';
  return mountPropagation === 'None' ? errors : [...errors, fieldForbidden(field, why)];
}

function mountsErrors(container: Container, list: string, volumes: Volumes): readonly FieldError[] {
  const paths = new Set<string>();
  return (container.volumeMounts ?? []).flatMap((mount, index) => {
    const field = `${list}[${index}]`;
    const errors: FieldError[] = mount.name ? [] : [fieldRequired(`${field}.name`)];
    if (!volumes.has(mount.name)) errors.push(fieldNotFound(`${field}.name`, mount.name));
    if (!mount.mountPath) errors.push(fieldRequired(`${field}.mountPath`));
    if (paths.has(mount.mountPath)) errors.push(fieldInvalid(`${field}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
    return [
      ...errors,
      ...mountErrors(mount, list, index, container),
      ...propagationErrors(mount.mountPropagation, container, `${list}.mountPropagation`),
      ...recursionErrors(mount, `${list}.recursiveReadOnly`),
    ];
  });
}

function deviceNameErrors(name: string, volume: Volume | undefined, field: string): readonly FieldError[] {
  if (!volume) return [...(name ? [] : [fieldRequired(field)]), fieldNotFound(field, name)];
  const why = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
  return volume.persistentVolumeClaim || volume.ephemeral ? [] : [fieldInvalid(field, name, why)];
}

/** Claims that a container has as blocks. */
function devicesErrors(container: Container, list: string, volumes: Volumes): readonly FieldError[] {
  const { volumeDevices = [], volumeMounts = [] } = container;
  return volumeDevices.flatMap(({ name, devicePath: path }, index) => {
    const [before, field] = [volumeDevices.slice(0, index), `${list}[${index}]`];
    const wrong = (part: string, value: string, why: string) => fieldInvalid(`${field}.${part}`, value, why);
    const errors: FieldError[] = before.some((device) => device.name === name)
      ? [wrong('name', name, 'must be unique')]
      : [];
    errors.push(...deviceNameErrors(name, volumes.get(name), `${field}.name`));
    if (!path) errors.push(fieldRequired(`${field}.devicePath`));
    if (before.some(({ devicePath }) => devicePath === path)) errors.push(wrong('devicePath', path, 'must be unique'));
    if (path?.split('/').includes('..')) errors.push(wrong('devicePath', path, "can not contain backsteps ('..')"));
    if (volumeMounts.some((mount) => mount.name === name))
      errors.push(wrong('name', name, 'must not already exist in volumeMounts'));
    if (volumeMounts.some(({ mountPath }) => mountPath === path))
      errors.push(wrong('devicePath', path, 'must not already exist as a path in volumeMounts'));
    return errors;
  });
}

// ---- the container ---------------------------------------------------------------------------------------------------

function imageErrors(image: string | undefined, field: string): readonly FieldError[] {
  if (!image) return [fieldRequired(field)];
  return image === image.trim() ? [] : [fieldInvalid(field, image, 'must not have leading or trailing whitespace')];
}

export interface PodScope {
  readonly volumes: Volumes;
  readonly graceSeconds: number;
  /** Names of what the pod claims. */
  readonly claims: readonly string[];
}

/** A container may only use what its pod claims. */
function claimErrors({ resources }: Container, field: string, claims: readonly string[]): readonly FieldError[] {
  const which = claims.length === 0 ? ' which is empty' : `: ${claims.join(', ')}`;
  return (resources?.claims ?? []).flatMap(({ name }, index) =>
    claims.includes(name)
      ? []
      : [
          {
            ...fieldNotFound(`${field}[${index}]`, name),
            detail: `must be one of the names in pod.spec.resourceClaims${which}`,
          },
        ],
  );
}

function resizeErrors({ resizePolicy = [] }: Container, field: string): readonly FieldError[] {
  const seen = new Set<string>();
  return resizePolicy.flatMap(({ resourceName, restartPolicy }, index) => {
    const errors = seen.has(resourceName) ? [fieldDuplicate(`${field}[${index}]`, resourceName)] : [];
    seen.add(resourceName);
    return [
      ...errors,
      ...oneOf(resourceName, ['cpu', 'memory'], field),
      ...oneOf(restartPolicy, ['NotRequired', 'RestartContainer'], field),
    ];
  });
}

/** What is common to all containers of a pod. */
export function containerErrors(container: Container, field: string, scope: PodScope): readonly FieldError[] {
  return [
    ...labelNameErrors(container.name, `${field}.name`),
    ...imageErrors(container.image, `${field}.image`),
    ...oneOf(
      container.terminationMessagePolicy,
      ['FallbackToLogsOnError', 'File'],
      `${field}.terminationMessagePolicy`,
    ),
    ...(container.ports ? portsErrors(container.ports, `${field}.ports`) : []),
    ...(container.env ?? []).flatMap((variable, index) => variableErrors(variable, `${field}.env[${index}]`)),
    ...(container.envFrom ?? []).flatMap((source, index) => fromErrors(source, `${field}.envFrom[${index}]`)),
    ...(container.volumeMounts ? mountsErrors(container, `${field}.volumeMounts`, scope.volumes) : []),
    ...(container.volumeDevices ? devicesErrors(container, `${field}.volumeDevices`, scope.volumes) : []),
    ...oneOf(container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], `${field}.imagePullPolicy`),
    ...resourceErrors(container.resources, `${field}.resources`),
    ...claimErrors(container, `${field}.resources.claims`, scope.claims),
    ...resizeErrors(container, `${field}.resizePolicy`),
    ...containerSecurityErrors(container.securityContext, `${field}.securityContext`),
  ];
}

function initRules(container: Container, field: string, scope: PodScope): readonly FieldError[] {
  if (isSidecar(container)) return lifecycleErrors(container, field, scope.graceSeconds);
  const forbidden = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;
  return forbidden
    .filter((name) => container[name] !== undefined)
    .map((name) =>
      fieldForbidden(`${field}.${name}`, 'may not be set for init containers without restartPolicy=Always'),
    );
}

/** One list of containers. @param names taken so far in this pod; the list's names are added */
export function containersErrors(
  containers: readonly Container[],
  field: string,
  scope: PodScope,
  names: Set<string>,
  isInit: boolean,
): readonly FieldError[] {
  return containers.flatMap((container, index) => {
    const at = `${field}[${index}]`;
    const errors = [...containerErrors(container, at, scope)];
    if (container.name && names.has(container.name)) errors.push(fieldDuplicate(`${at}.name`, container.name));
    names.add(container.name);
    return [
      ...errors,
      ...restartErrors(container, at),
      ...(isInit && container.ports ? hostPortErrors([container], field) : []),
      ...(isInit ? initRules(container, at, scope) : lifecycleErrors(container, at, scope.graceSeconds)),
    ];
  });
}
