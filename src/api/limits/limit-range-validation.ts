/** What a limit range may say: names of resources, and amounts in order. */
import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  milliValue,
  validateQualifiedName,
  type FieldError,
} from '../../apimachinery';
import type { LimitRange, LimitRangeItem } from './limit-range';
import { metadataAgainErrors, metadataErrors } from '../metadata-validation';
import type { ResourceList } from '../reference';
import { mayBeOvercommitted, resourceNameErrors } from '../pod/resource-validation';

const none: ResourceList = {};

/** A resource may be called like what every object has. */
const amountIn = (list: ResourceList = none, name: string): string | undefined =>
  Object.hasOwn(list, name) ? list[name] : undefined;

const isMore = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && milliValue(one) > milliValue(other);

/** Pairs that have to be in order; which field is blamed where they are not, whose value is shown, and the sentence. */
const orders = [
  ['min', 'max', 'min', 'min', 'min value', 'max value'],
  ['min', 'defaultRequest', 'defaultRequest', 'defaultRequest', 'min value', 'default request value'],
  ['defaultRequest', 'max', 'defaultRequest', 'defaultRequest', 'default request value', 'max value'],
  ['defaultRequest', 'default', 'defaultRequest', 'defaultRequest', 'default request value', 'default limit value'],
  ['min', 'default', 'default', 'min', 'min value', 'default value'],
  ['default', 'max', 'default', 'max', 'default value', 'max value'],
] as const;

function amountErrors(item: LimitRangeItem, name: string, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [low, high, blamed, shown, lowWords, highWords] of orders) {
    const [less, more] = [amountIn(item[low], name), amountIn(item[high], name)];
    if (!isMore(less, more)) continue;
    const why = `${lowWords} ${less} is greater than ${highWords} ${more}`;
    errors.push(fieldInvalid(`${field}.${blamed}[${name}]`, amountIn(item[shown], name), why));
  }
  return [...errors, ...ratioErrors(item, name, field), ...commitErrors(item, name, field)];
}

function ratioErrors(
  { maxLimitRequestRatio, min, max }: LimitRangeItem,
  name: string,
  field: string,
): readonly FieldError[] {
  const ratio = amountIn(maxLimitRequestRatio, name);
  if (ratio === undefined) return [];
  const errors: FieldError[] = [];
  const refuse = (why: string) => errors.push(fieldInvalid(`${field}.maxLimitRequestRatio[${name}]`, ratio, why));
  if (milliValue(ratio) < 1000) refuse(`ratio ${ratio} is less than 1`);
  const [least, most] = [amountIn(min, name), amountIn(max, name)];
  const limit = least === undefined || most === undefined ? Infinity : milliValue(most) / milliValue(least);
  if (milliValue(ratio) / 1000 > limit) refuse(`ratio ${ratio} is greater than max/min = ${limit.toFixed(6)}`);
  return errors;
}

/** Of what can't be promised twice everybody gets what they ask for. */
function commitErrors(item: LimitRangeItem, name: string, field: string): readonly FieldError[] {
  const [given, asked] = [amountIn(item.default, name), amountIn(item.defaultRequest, name)];
  if (given === undefined || asked === undefined || mayBeOvercommitted(name)) return [];
  const why = `default value ${given} must equal to defaultRequest value ${asked} in ${name}`;
  return milliValue(given) === milliValue(asked) ? [] : [fieldInvalid(`${field}.defaultRequest[${name}]`, asked, why)];
}

const lists = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

const itemTypes = ['Pod', 'Container', 'PersistentVolumeClaim'];

function typeErrors({ type }: LimitRangeItem, field: string): readonly FieldError[] {
  const problems = [...validateQualifiedName(type)];
  if (problems.length === 0 && !type.includes('/') && !itemTypes.includes(type))
    problems.push('must be a standard limit type or fully qualified');
  return fieldInvalids(field, type, problems);
}

/** In upstream's order; what is for pods has no defaults. */
function itemErrors(item: LimitRangeItem, field: string): readonly FieldError[] {
  const isRunning = item.type === 'Pod' || item.type === 'Container';
  const named = (...given: readonly (typeof lists)[number][]): readonly FieldError[] =>
    given.flatMap((list) =>
      Object.keys(item[list] ?? none).flatMap((name) =>
        resourceNameErrors(name, `${field}.${list}[${name}]`, isRunning),
      ),
    );
  const used = lists.filter((list) => item.type !== 'Pod' || !list.startsWith('default'));
  const names = new Set(used.flatMap((list) => Object.keys(item[list] ?? none)));
  return [
    ...named('max', 'min'),
    ...(item.type === 'Pod' ? defaultErrors(item, field) : named('default', 'defaultRequest')),
    ...storageErrors(item, field),
    ...named('maxLimitRequestRatio'),
    ...[...names].sort().flatMap((name) => amountErrors(item, name, field)),
  ];
}

const defaultErrors = (item: LimitRangeItem, field: string): readonly FieldError[] =>
  (['default', 'defaultRequest'] as const)
    .filter((name) => Object.keys(item[name] ?? none).length > 0)
    .map((name) => fieldForbidden(`${field}.${name}`, "may not be specified when `type` is 'Pod'"));

function storageErrors({ type, min, max }: LimitRangeItem, field: string): readonly FieldError[] {
  if (type !== 'PersistentVolumeClaim' || min?.storage || max?.storage) return [];
  const why = 'either minimum or maximum storage value is required, but neither was provided';
  return [fieldRequired(`${field}.limits`, why)];
}

function limitsErrors(limits: LimitRange['spec']['limits']): FieldError[] {
  const types = new Set<string>();
  return (limits ?? []).flatMap((item, index) => {
    const field = `spec.limits[${index}]`;
    const errors = [...typeErrors(item, `${field}.type`)];
    if (types.has(item.type)) errors.push(fieldDuplicate(`${field}.type`, item.type));
    types.add(item.type);
    return [...errors, ...itemErrors(item, field)];
  });
}

export const validateLimitRange = (range: LimitRange): readonly FieldError[] => [
  ...metadataErrors(range, true),
  ...limitsErrors(range.spec.limits),
];

export const validateLimitRangeUpdate = (next: LimitRange, previous: LimitRange): readonly FieldError[] => [
  ...metadataAgainErrors(next, previous),
  ...limitsErrors(next.spec.limits),
];
