import { fieldForbidden, type FieldError, type KubeObject } from '../../apimachinery';
import { countColumn, textColumn } from '../column';
import { ageColumn, defineKind, nameColumn } from '../kind';
import { immutableErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { withDefaults, withGeneration } from '../strategy';
import { oneOf } from '../value-validation';

export interface PriorityClass extends KubeObject {
  readonly description?: string;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
  readonly value: number;
}

/** The two that a cluster brings along, and their values. */
const systemClasses: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};
const highestOfUsers = 1_000_000_000;

export const priorityClassKind = defineKind<PriorityClass>({
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  namespaced: false,
  storagePrefix: '/registry/priorityclasses',
  defaults: (priority) => withDefaults(priority, { preemptionPolicy: 'PreemptLowerPriority' }),
  prepareForCreate: (priority) => withGeneration(priority, 1),
  validate: (priority) => [...metadataErrors(priority, false), ...contentErrors(priority)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...(next.value === previous.value ? [] : [fieldForbidden('value', 'may not be changed in an update.')]),
    ...immutableErrors(next.preemptionPolicy, previous.preemptionPolicy, 'preemptionPolicy'),
  ],
  columns: [
    nameColumn,
    countColumn('Value', 'Who is higher goes first.', ({ value }) => value),
    {
      ...textColumn('Global-Default', 'Pods without a class have this one.', ({ globalDefault }) => !!globalDefault),
      type: 'boolean',
    },
    ageColumn,
    textColumn('PreemptionPolicy', 'May its pods drive others away?', ({ preemptionPolicy }) => preemptionPolicy ?? ''),
  ],
});

function contentErrors({ metadata, value, preemptionPolicy }: PriorityClass): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (metadata.name?.startsWith('system-')) errors.push(...systemErrors(metadata.name, value));
  else if (value > highestOfUsers)
    errors.push(fieldForbidden('value', `maximum allowed value of a user defined priority is ${highestOfUsers}`));
  const policies = ['PreemptLowerPriority', 'Never'];
  return [...errors, ...oneOf(preemptionPolicy, policies, 'preemptionPolicy')];
}

function systemErrors(name: string, value: number): readonly FieldError[] {
  const wanted = Object.hasOwn(systemClasses, name) ? systemClasses[name]! : undefined;
  if (wanted === value) return [];
  const error =
    wanted === undefined
      ? `${name} is not a known system priority class`
      : `value of ${name} PriorityClass must be ${wanted}`;
  const why = "priority class names with 'system-' prefix are reserved for system use only";
  return [fieldForbidden('metadata.name', `${why}. error: ${error}`)];
}
