/** Which requests are of which priority level. Stored, completed, judged; this server treats all requests alike. */
import { laterRules } from '../later';
import type { KubeObject } from '../../apimachinery';
import { textColumn } from '../column';
import { findCondition, type Condition } from '../condition';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { withField } from '../strategy';

export interface FlowSchema extends KubeObject {
  readonly spec: FlowSchemaSpec;
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface FlowSchemaSpec {
  readonly distinguisherMethod?: { readonly type: string };
  readonly matchingPrecedence: number;
  readonly priorityLevelConfiguration: { readonly name: string };
  readonly rules?: readonly FlowRule[];
}

export interface FlowRule {
  readonly nonResourceRules?: readonly NonResourceRule[];
  readonly resourceRules?: readonly ResourceRule[];
  readonly subjects?: readonly FlowSubject[];
}

export interface NonResourceRule {
  readonly nonResourceURLs: readonly string[];
  readonly verbs: readonly string[];
}

export interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly clusterScope?: boolean;
  readonly namespaces?: readonly string[] | null;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

export interface FlowSubject {
  readonly group?: { readonly name: string };
  readonly kind: string;
  readonly serviceAccount?: { readonly name: string; readonly namespace: string };
  readonly user?: { readonly name: string };
}

const identity = { group: 'flowcontrol.apiserver.k8s.io', version: 'v1', kind: 'FlowSchema' } as const;
const usualPrecedence = 1000;

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
  ...laterRules<FlowSchema>('FlowSchema'),
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
