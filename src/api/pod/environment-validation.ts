/** What variables of a container may be made of, and which fields of its pod and amounts of its own a container may read. */
import {
  fieldInvalid,
  fieldInvalids,
  fieldNotFound,
  fieldNotSupported,
  fieldRequired,
  validateConfigMapKey,
  validateQualifiedName,
  validateRelaxedEnvironmentName,
  type FieldError,
} from '../../apimachinery';
import type { EnvFromSource, EnvVar, EnvVarSource, ObjectFieldSelector, ResourceFieldSelector } from './container';
import { laterParts } from '../later';
import { subdomainName } from '../metadata-validation';
import type { Volumes } from './mount-validation';

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
  const errors = [...fieldInvalids(`${field}.name`, name ?? '', subdomainName(name ?? '', false))];
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
  if (source.fileKeyRef) errors.push(...laterParts().file(source.fileKeyRef, `${field}.fileKeyRef`));
  const sources = Object.keys(source).length;
  const choices = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
  if (sources === 0) errors.push(fieldInvalid(field, '', `must specify one of: ${choices}`));
  else if (value) errors.push(fieldInvalid(field, '', 'may not be specified when `value` is not empty'));
  else if (sources > 1) errors.push(fieldInvalid(field, '', 'may not have more than one field specified at a time'));
  return errors;
}

export function variableErrors(variable: EnvVar, field: string): readonly FieldError[] {
  const { name, value, valueFrom } = variable;
  const errors = name
    ? fieldInvalids(`${field}.name`, name, validateRelaxedEnvironmentName(name))
    : [fieldRequired(`${field}.name`)];
  return valueFrom ? [...errors, ...sourceErrors(valueFrom, value, `${field}.valueFrom`)] : errors;
}

/** Some of what upstream says is about the list: it leaves the index out. */
export function fromErrors(
  { prefix, configMapRef, secretRef }: EnvFromSource,
  field: string,
  list: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (prefix) errors.push(...fieldInvalids(`${field}.prefix`, prefix, validateRelaxedEnvironmentName(prefix)));
  for (const [kind, reference] of Object.entries({ configMapRef, secretRef })) {
    if (!reference) continue;
    if (!reference.name) errors.push(fieldRequired(`${field}.${kind}.name`));
    else errors.push(...fieldInvalids(`${field}.${kind}.name`, reference.name, subdomainName(reference.name, false)));
  }
  if (!configMapRef && !secretRef)
    errors.push(fieldInvalid(list, '', 'must specify one of: `configMapRef` or `secretRef`'));
  else if (configMapRef && secretRef)
    errors.push(fieldInvalid(list, '', 'may not have more than one field specified at a time'));
  return errors;
}

/** A variable's file lies in a volume that the pod's containers write themselves. */
export function filesErrors(env: readonly EnvVar[], list: string, volumes: Volumes): readonly FieldError[] {
  return env.flatMap(({ valueFrom }, index) => {
    const name = valueFrom?.fileKeyRef?.volumeName ?? '';
    if (!valueFrom?.fileKeyRef || volumes.get(name)?.emptyDir) return [];
    const field = `${list}[${index}].valueFrom.fileKeyRef.volumeName`;
    return volumes.has(name)
      ? [fieldInvalid(field, name, 'referenced volume must be of type emptyDir')]
      : [fieldNotFound(field, name)];
  });
}
