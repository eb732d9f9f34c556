/** Containers of a pod: names, images, ports, and what else is judged in files of its own. */
import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  validatePortName,
  validatePortNumber,
  type FieldError,
} from '../../apimachinery';
import type { Container, ContainerPort } from './container';
import { fromErrors, variableErrors } from './environment-validation';
import { laterParts } from '../later';
import { devicesErrors, mountsErrors, type Volumes } from './mount-validation';
import { isSidecar } from './pod-sums';
import { lifecycleErrors } from './probe-validation';
import { resourceErrors } from './resource-validation';
import { restartErrors } from './restart-policy';
import { containerSecurityErrors } from './security-validation';
import { labelNameErrors, oneOf } from '../value-validation';

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

// ---- the container ---------------------------------------------------------------------------------------------------

function imageErrors(image: string | undefined, field: string, ofPod: boolean): readonly FieldError[] {
  if (!image) return [fieldRequired(field)];
  return !ofPod || image === image.trim()
    ? []
    : [fieldInvalid(field, image, 'must not have leading or trailing whitespace')];
}

export interface PodScope {
  readonly volumes: Volumes;
  readonly graceSeconds: number;
  /** Names of what the pod claims. */
  readonly claims: readonly string[];
  /** Of a pod, not of a template, whose images are not looked at closely. */
  readonly ofPod: boolean;
  readonly restartPolicy?: string;
  readonly hostUsers?: boolean;
}

function resizeErrors({ resizePolicy = [] }: Container, field: string, scope: PodScope): readonly FieldError[] {
  const seen = new Set<string>();
  return resizePolicy.flatMap(({ resourceName, restartPolicy }, index) => {
    const errors = seen.has(resourceName) ? [fieldDuplicate(`${field}[${index}]`, resourceName)] : [];
    seen.add(resourceName);
    return [
      ...errors,
      ...oneOf(resourceName, ['cpu', 'memory'], field),
      ...oneOf(restartPolicy, ['NotRequired', 'RestartContainer'], field),
      ...(scope.restartPolicy === 'Never' && restartPolicy === 'RestartContainer'
        ? [fieldInvalid(field, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'")]
        : []),
    ];
  });
}

/** What is common to all containers of a pod. */
export function containerErrors(container: Container, field: string, scope: PodScope): readonly FieldError[] {
  return [
    ...labelNameErrors(container.name, `${field}.name`),
    ...imageErrors(container.image, `${field}.image`, scope.ofPod),
    ...oneOf(
      container.terminationMessagePolicy,
      ['File', 'FallbackToLogsOnError'],
      `${field}.terminationMessagePolicy`,
    ),
    ...(container.ports ? portsErrors(container.ports, `${field}.ports`) : []),
    ...(container.env ?? []).flatMap((variable, index) => variableErrors(variable, `${field}.env[${index}]`)),
    ...(container.envFrom ?? []).flatMap((source, index) =>
      fromErrors(source, `${field}.envFrom[${index}]`, `${field}.envFrom`),
    ),
    ...(container.volumeMounts ? mountsErrors(container, `${field}.volumeMounts`, scope.volumes) : []),
    ...(container.volumeDevices ? devicesErrors(container, `${field}.volumeDevices`, scope.volumes) : []),
    ...oneOf(container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], `${field}.imagePullPolicy`),
    ...resourceErrors(container.resources, `${field}.resources`),
    ...(container.resources?.claims
      ? laterParts().claims(container.resources.claims, `${field}.resources.claims`, scope.claims)
      : []),
    ...resizeErrors(container, `${field}.resizePolicy`, scope),
    ...containerSecurityErrors(container.securityContext, `${field}.securityContext`, scope.hostUsers),
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
    const { name = '' } = container;
    const errors = [...containerErrors(container, at, scope)];
    if (names.has(name)) errors.push(fieldDuplicate(`${at}.name`, name));
    if (name || !isInit) names.add(name);
    return [
      ...errors,
      ...(isInit && container.ports ? hostPortErrors([container], field) : []),
      ...(isInit ? initRules(container, at, scope) : lifecycleErrors(container, at, scope.graceSeconds)),
      ...restartErrors(container, at, isInit),
    ];
  });
}
