/** Names and amounts of resources in a container's requests and limits. */
import {
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  milliValue,
  parseQuantity,
  validateQualifiedName,
  type FieldError,
} from '../../apimachinery';
import type { ResourceRequirements } from './container';
import type { ResourceList } from '../reference';

const containerResources = new Set(['cpu', 'memory', 'ephemeral-storage']);
const otherStandardResources = new Set([
  'storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isForContainers = (name: string): boolean => containerResources.has(name) || isHugePages(name);

/** A resource somebody's device plugin offers: `example.com/gpu`. */
export const isExtendedResource = (name: string): boolean =>
  name.includes('/') &&
  !name.includes('kubernetes.io/') &&
  !name.startsWith('requests.') &&
  validateQualifiedName(`requests.${name}`).length === 0;

/** Whether more of it can be promised than there is. */
export const mayBeOvercommitted = (name: string): boolean =>
  (!name.includes('/') || name.includes('kubernetes.io/')) && !isHugePages(name);

/** @param ofContainers of what runs; else any standard resource will do */
export function resourceNameErrors(name: string, field: string, ofContainers = true): readonly FieldError[] {
  const problems = [...validateQualifiedName(name)];
  if (!name.includes('/')) {
    if (problems.length === 0 && !isForContainers(name) && !otherStandardResources.has(name))
      problems.push('must be a standard resource type or fully qualified');
    if (ofContainers && !isForContainers(name)) problems.push('must be a standard resource for containers');
  } else if (!name.includes('kubernetes.io/') && !isExtendedResource(name)) {
    problems.push("doesn't follow extended resource name standard");
  }
  return fieldInvalids(field, name, problems);
}

/** There is no half of one. */
const counted = new Set([
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'],
]);

export function amountErrors(name: string, quantity: string, field: string): readonly FieldError[] {
  const { nanos } = parseQuantity(quantity);
  if (nanos < 0n) return [fieldInvalid(field, quantity, 'must be greater than or equal to 0')];
  const whole = isExtendedResource(name) || counted.has(name);
  return whole && nanos % 1_000_000_000n !== 0n ? [fieldInvalid(field, quantity, 'must be an integer')] : [];
}

/** Memory in pages of this size comes in whole pages. */
function arePages(name: string, amount: string): boolean {
  const size = name.slice('hugepages-'.length);
  return (
    /^\d+(\.\d+)?([KMGTPE]i?|k|m)?$/.test(size) && milliValue(size) > 0 && milliValue(amount) % milliValue(size) === 0
  );
}

type NameCheck = (name: string, field: string) => readonly FieldError[];

/** @param also what is wrong with an amount beside its own form */
function listErrors(
  list: ResourceList | undefined,
  field: string,
  nameErrors: NameCheck,
  also?: (name: string, amount: string) => readonly FieldError[],
): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const name in list) {
    if (!containerResources.has(name) || nameErrors !== resourceNameErrors)
      errors.push(...nameErrors(name, `${field}[${name}]`));
    errors.push(...amountErrors(name, list[name]!, `${field}[${name}]`));
    if (isHugePages(name) && !arePages(name, list[name]!)) {
      const why = `${list[name]} is not positive integer multiple of ${name}`;
      errors.push(fieldInvalid(`${field}[${name}]`, list[name], why));
    }
    if (also) errors.push(...also(name, list[name]!));
  }
  return errors;
}

const isMore = (one: string, other: string): boolean => one !== other && milliValue(one) > milliValue(other);
const differs = (one: string, other: string): boolean => one !== other && milliValue(one) !== milliValue(other);

function requestErrors(name: string, request: string, limits: ResourceList, field: string): readonly FieldError[] {
  const limit = Object.hasOwn(limits, name) ? limits[name] : undefined;
  if (limit === undefined) {
    if (mayBeOvercommitted(name)) return [];
    return [fieldRequired(`${field}.limits`, 'Limit must be set for non overcommitable resources')];
  }
  if (!mayBeOvercommitted(name) && differs(request, limit)) {
    return [fieldInvalid(`${field}.requests`, request, `must be equal to ${name} limit of ${limit}`)];
  }
  return isMore(request, limit)
    ? [fieldInvalid(`${field}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`)]
    : [];
}

const noLimits: ResourceList = {};

/** @param nameErrors what may be asked for and limited; else what containers can have */
export function resourceErrors(
  resources: ResourceRequirements | undefined,
  field: string,
  nameErrors: NameCheck = resourceNameErrors,
): readonly FieldError[] {
  if (!resources?.requests && !resources?.limits) return [];
  const { requests, limits = noLimits } = resources;
  const errors = [
    ...listErrors(limits, `${field}.limits`, nameErrors),
    ...listErrors(requests, `${field}.requests`, nameErrors, (name, request) =>
      requestErrors(name, request, limits, field),
    ),
  ];
  const names = [...Object.keys(limits), ...Object.keys(requests ?? noLimits)];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(fieldForbidden(field, 'HugePages require cpu or memory'));
  }
  return errors;
}
