/** Which requests are of which priority level. Stored, completed, judged; this server treats all requests alike. */
import { fieldInvalid, fieldNotSupported, fieldRequired, type FieldError } from '../apimachinery';
import { textColumn } from './column';
import { findCondition } from './condition';
import { ageColumn, defineKind, nameColumn, statusSubresource } from './kind';
import { metadataErrors, metadataUpdateErrors } from './metadata-validation';
import { withField } from './strategy';
import type { Condition } from './condition';
import type { KubeObject } from '../apimachinery';

export interface FlowSchema extends KubeObject {
  readonly spec: FlowSchemaSpec;
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface FlowSchemaSpec {
  readonly distinguisherMethod?: { readonly type: string };
  readonly matchingPrecedence: number;
  readonly priorityLevelConfiguration: { readonly name: string };
  readonly rules?: readonly { readonly subjects?: readonly { readonly kind: string }[] }[];
}

const identity = { group: 'flowcontrol.apiserver.k8s.io', version: 'v1', kind: 'FlowSchema' } as const;
const usualPrecedence = 1000;
const largestPrecedence = 10_000;

export const flowSchemaKind = defineKind<FlowSchema>({
  ...identity,
  plural: 'flowschemas',
  namespaced: false,
  storagePrefix: '/registry/flowschemas',
  generations: true,
  subresources: [statusSubresource(identity)],
  defaults: (schema) =>
    schema.spec.matchingPrecedence
      ? schema
      : withField(schema, 'spec', withField(schema.spec, 'matchingPrecedence', usualPrecedence)),
  validate: (schema) => [...metadataErrors(schema, false), ...specErrors(schema.spec)],
  validateUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...specErrors(next.spec)],
  columns: [
    nameColumn,
    textColumn('PriorityLevel', 'The level of its requests.', ({ spec }) => spec.priorityLevelConfiguration.name),
    textColumn('MatchingPrecedence', 'Whose turn it is to judge.', ({ spec }) => spec.matchingPrecedence),
    textColumn(
      'DistinguisherMethod',
      'What its flows are told apart by.',
      ({ spec }) => spec.distinguisherMethod?.type ?? '<none>',
    ),
    ageColumn,
    textColumn(
      'MissingPL',
      'Is that level missing?',
      ({ status }) => findCondition(status?.conditions, 'Dangling')?.status ?? '?',
    ),
  ],
});

function specErrors({
  matchingPrecedence,
  priorityLevelConfiguration,
  distinguisherMethod,
  rules = [],
}: FlowSchemaSpec): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (matchingPrecedence <= 0)
    errors.push(fieldInvalid('spec.matchingPrecedence', matchingPrecedence, 'must be a positive value'));
  if (matchingPrecedence > largestPrecedence) {
    const why = `must not be greater than ${largestPrecedence}`;
    errors.push(fieldInvalid('spec.matchingPrecedence', matchingPrecedence, why));
  }
  const methods = ['ByNamespace', 'ByUser'];
  if (distinguisherMethod && !methods.includes(distinguisherMethod.type))
    errors.push(fieldNotSupported('spec.distinguisherMethod', distinguisherMethod, methods));
  if (!priorityLevelConfiguration?.name)
    errors.push(fieldRequired('spec.priorityLevelConfiguration.name', 'must reference a priority level'));
  for (const [index, { subjects }] of rules.entries())
    if (!subjects?.length)
      errors.push(fieldRequired(`spec.rules[${index}].subjects`, 'subjects must contain at least one value'));
  return errors;
}
