import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  milliValue,
  validateQualifiedName,
  type FieldError,
} from '../apimachinery';
import { textColumn } from './column';
import { defineKind, nameColumn } from './kind';
import { metadataAgainErrors, metadataErrors } from './metadata-validation';
import { mapShared, withDefaults, withField } from './strategy';
import type { KubeObject } from '../apimachinery';
import type { ResourceList } from './reference';
import { resourceNameErrors } from './resource-validation';

export interface LimitRange extends KubeObject {
  readonly spec: LimitRangeSpec;
}

export interface LimitRangeSpec {
  readonly limits: readonly LimitRangeItem[];
}

export interface LimitRangeItem {
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
  readonly max?: ResourceList;
  readonly maxLimitRequestRatio?: ResourceList;
  readonly min?: ResourceList;
  readonly type: string;
}

export const limitRangeKind = defineKind<LimitRange>({
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  shortNames: ['limits'],
  namespaced: true,
  storagePrefix: '/registry/limitranges',
  defaults: (range) =>
    withField(range, 'spec', withField(range.spec, 'limits', mapShared(range.spec.limits, defaultItem))),
  validate: (range) => [...metadataErrors(range, true), ...limitsErrors(range.spec.limits)],
  validateUpdate: (next, previous) => [...metadataAgainErrors(next, previous), ...limitsErrors(next.spec.limits)],
  columns: [
    nameColumn,
    textColumn('Created At', 'When it was made.', ({ metadata }) => metadata.creationTimestamp ?? '<unknown>'),
  ],
});

const none: ResourceList = {};

/** Of containers: what may be used at most is what they get, and what they get is what they ask for. */
function defaultItem(item: LimitRangeItem): LimitRangeItem {
  if (item.type !== 'Container') return item;
  const given = withDefaults<ResourceList>(item.default ?? none, item.max ?? none);
  const asked = withDefaults<ResourceList>(withDefaults(item.defaultRequest ?? none, given), item.min ?? none);
  const named = (list: ResourceList) => (Object.keys(list).length > 0 ? list : undefined);
  return withField(withField(item, 'default', named(given)), 'defaultRequest', named(asked));
}

/** A resource may be called like what every object has. */
const amountIn = (list: ResourceList = none, name: string): string | undefined =>
  Object.hasOwn(list, name) ? list[name] : undefined;

const isMore = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && milliValue(one) > milliValue(other);

/** Pairs that have to be in order, and the sentence where they are not. */
const orders = [
  ['min', 'max', 'min', 'min value', 'max value'],
  ['min', 'defaultRequest', 'defaultRequest', 'min value', 'default request value'],
  ['defaultRequest', 'max', 'defaultRequest', 'default request value', 'max value'],
  ['min', 'default', 'default', 'min value', 'default value'],
  ['default', 'max', 'default', 'default value', 'max value'],
  ['defaultRequest', 'default', 'defaultRequest', 'default request value', 'default limit value'],
] as const;

function amountErrors(item: LimitRangeItem, name: string, field: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [low, high, blamed, lowWords, highWords] of orders) {
    const [less, more] = [amountIn(item[low], name), amountIn(item[high], name)];
    if (!isMore(less, more)) continue;
    const why = `${lowWords} ${less} is greater than ${highWords} ${more}`;
    errors.push(fieldInvalid(`${field}.${blamed}[${name}]`, amountIn(item[blamed], name), why));
  }
  const ratio = amountIn(item.maxLimitRequestRatio, name);
  if (ratio === undefined) return errors;
  const refuse = (why: string) => errors.push(fieldInvalid(`${field}.maxLimitRequestRatio[${name}]`, ratio, why));
  if (milliValue(ratio) < 1000) refuse(`ratio ${ratio} is less than 1`);
  const [min, max] = [amountIn(item.min, name), amountIn(item.max, name)];
  const most = min === undefined || max === undefined ? Infinity : milliValue(max) / milliValue(min);
  if (milliValue(ratio) / 1000 > most) refuse(`ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`);
  return errors;
}

const lists = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

const itemTypes = ['Pod', 'Container', 'PersistentVolumeClaim'];

function typeErrors({ type }: LimitRangeItem, field: string): FieldError[] {
  const problems = [...validateQualifiedName(type)];
  if (problems.length === 0 && !type.includes('/') && !itemTypes.includes(type))
    problems.push('must be a standard limit type or fully qualified');
  return problems.map((problem) => fieldInvalid(field, type, problem));
}

/** In upstream's order; what is for pods has no defaults. */
function namesErrors(item: LimitRangeItem, field: string): FieldError[] {
  const isRunning = item.type === 'Pod' || item.type === 'Container';
  const named = lists.filter((list) => item.type !== 'Pod' || !list.startsWith('default'));
  return named.flatMap((list) =>
    Object.keys(item[list] ?? none).flatMap((name) => resourceNameErrors(name, `${field}.${list}[${name}]`, isRunning)),
  );
}

function itemErrors(item: LimitRangeItem, field: string): FieldError[] {
  const errors: FieldError[] = namesErrors(item, field);
  if (item.type === 'Pod') {
    for (const name of ['default', 'defaultRequest'] as const)
      if (item[name]) errors.push(fieldForbidden(`${field}.${name}`, "may not be specified when `type` is 'Pod'"));
  }
  if (item.type === 'PersistentVolumeClaim' && !item.min?.storage && !item.max?.storage) {
    const why = 'either minimum or maximum storage value is required, but neither was provided';
    errors.push(fieldRequired(`${field}.limits`, why));
  }
  const names = new Set(lists.flatMap((list) => Object.keys(item[list] ?? none)));
  return [...errors, ...[...names].sort().flatMap((name) => amountErrors(item, name, field))];
}

function limitsErrors(limits: readonly LimitRangeItem[]): FieldError[] {
  const types = new Set<string>();
  return limits.flatMap((item, index) => {
    const field = `spec.limits[${index}]`;
    const errors = typeErrors(item, `${field}.type`);
    if (types.has(item.type)) errors.push(fieldDuplicate(`${field}.type`, item.type));
    types.add(item.type);
    return [...errors, ...itemErrors(item, field)];
  });
}
