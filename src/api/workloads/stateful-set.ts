import { storageWarnings, templateWarnings } from '../pod/pod-warnings';
import {
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  labelSelectorErrors,
  labelsErrors,
  matchesSelector,
  selectorOf,
  semanticallyEqual,
  validateLabelName,
  type FieldError,
} from '../../apimachinery';
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn, scaleSubresource, statusSubresource } from '../kind';
import { annotationErrors, labelName, metadataErrors, metadataUpdateErrors, nonNegative } from '../metadata-validation';
import { defaultClaim } from '../storage/persistent-volume-claim';
import { defaultPodTemplate } from '../pod/pod-defaults';
import { templateColumns } from './pod-set-columns';
import { laterParts } from '../later';
import { podTemplateErrors } from '../pod/pod-validation';
import { collisionErrors, isReadableSelector, lastingErrors, templateLabelErrors } from './pod-set-validation';
import { partErrors, shareOf } from '../devices/share-validation';
import { keepStatus, mapShared, newWithStatus, nextGeneration, withChanges, withDefaults } from '../strategy';
import type { IntOrString, KubeObject, LabelSelector } from '../../apimachinery';
import type { PersistentVolumeClaim } from '../storage/persistent-volume-claim';
import type { PodTemplateSpec } from './pod-template';
import type { Condition } from '../condition';

export interface StatefulSet extends KubeObject {
  readonly spec: StatefulSetSpec;
  readonly status?: StatefulSetStatus;
}

export interface StatefulSetSpec {
  readonly minReadySeconds?: number;
  readonly ordinals?: StatefulSetOrdinals;
  readonly persistentVolumeClaimRetentionPolicy?: StatefulSetPersistentVolumeClaimRetentionPolicy;
  readonly podManagementPolicy?: string;
  readonly replicas?: number;
  readonly revisionHistoryLimit?: number;
  readonly selector: LabelSelector;
  readonly serviceName?: string;
  readonly template: PodTemplateSpec;
  readonly updateStrategy?: StatefulSetUpdateStrategy;
  readonly volumeClaimTemplates?: readonly PersistentVolumeClaim[];
}

export interface StatefulSetStatus {
  readonly availableReplicas: number;
  readonly collisionCount?: number;
  readonly conditions?: readonly Condition[];
  readonly currentReplicas?: number;
  readonly currentRevision?: string;
  readonly observedGeneration?: number;
  readonly readyReplicas?: number;
  readonly replicas: number;
  readonly updateRevision?: string;
  readonly updatedReplicas?: number;
}

export interface StatefulSetOrdinals {
  readonly start?: number;
}

export interface StatefulSetPersistentVolumeClaimRetentionPolicy {
  readonly whenDeleted?: string;
  readonly whenScaled?: string;
}

export interface StatefulSetUpdateStrategy {
  readonly rollingUpdate?: RollingUpdateStatefulSetStrategy;
  readonly type?: string;
}

export interface RollingUpdateStatefulSetStrategy {
  readonly maxUnavailable?: IntOrString;
  readonly partition?: number;
}

const identity = { group: 'apps', version: 'v1', kind: 'StatefulSet' } as const;

const keepsAllRevisions =
  'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended';

export const statefulSetKind = defineKind<StatefulSet>({
  ...identity,
  plural: 'statefulsets',
  shortNames: ['sts'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: '/registry/statefulsets',
  subresources: [scaleSubresource, statusSubresource(identity)],
  generations: true,
  defaults: (set) => withChanges(set, { spec: defaultSpec(set.spec) }),
  prepareForCreate: (set) => newWithStatus(withoutMaxUnavailable(set), { availableReplicas: 0, replicas: 0 }),
  prepareForUpdate: (next, previous) => {
    const isInUse = previous.spec.updateStrategy?.rollingUpdate?.maxUnavailable !== undefined;
    return nextGeneration(keepStatus(isInUse ? next : withoutMaxUnavailable(next), previous), previous);
  },
  warnings: (set) => [
    ...(set.spec.volumeClaimTemplates ?? []).flatMap(({ spec }, index) =>
      storageWarnings(spec, `spec.volumeClaimTemplates[${index}]`),
    ),
    ...templateWarnings(set),
    ...((set.spec.revisionHistoryLimit ?? 0) < 0 ? [keepsAllRevisions] : []),
  ],
  validate: (set) => [...metadataErrors(set, true, labelName), ...specErrors(set.spec)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...(next.spec === previous.spec ? [] : [...specErrors(next.spec), ...updateErrors(next.spec, previous.spec)]),
  ],
  validateStatusUpdate: (next, previous) => [
    ...statusErrors(next.status),
    ...metadataUpdateErrors(next, previous),
    ...collisionErrors(next.status, previous.status),
  ],
  columns: [
    nameColumn,
    textColumn(
      'Ready',
      'Ready of wanted pods.',
      ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas}`,
    ),
    ageColumn,
    ...templateColumns<StatefulSet>(({ spec }) => spec.template.spec),
  ],
});

/** How many may be missing at once is a field that 1.36 does not take: its feature is off. */
function withoutMaxUnavailable(set: StatefulSet): StatefulSet {
  const { updateStrategy } = set.spec;
  if (updateStrategy?.rollingUpdate?.maxUnavailable === undefined) return set;
  const { maxUnavailable: _, ...rollingUpdate } = updateStrategy.rollingUpdate;
  return { ...set, spec: { ...set.spec, updateStrategy: { ...updateStrategy, rollingUpdate } } };
}

// ---- defaults --------------------------------------------------------------------------------------------------------

const claimIdentity = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };

function defaultSpec(spec: StatefulSetSpec): StatefulSetSpec {
  const filled = withDefaults(spec, { podManagementPolicy: 'OrderedReady', replicas: 1, revisionHistoryLimit: 10 });
  const kept = filled.persistentVolumeClaimRetentionPolicy ?? {};
  const claims = filled.volumeClaimTemplates;
  return withChanges(filled, {
    updateStrategy: defaultStrategy(spec.updateStrategy ?? {}),
    persistentVolumeClaimRetentionPolicy: withDefaults(kept, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
    template: defaultPodTemplate(filled.template),
    ...(claims && {
      volumeClaimTemplates: mapShared(claims, (claim) => withChanges(defaultClaim(claim), claimIdentity)),
    }),
  });
}

/** Who says the type and no more rolls without a partition being spelt out. */
function defaultStrategy(given: StatefulSetUpdateStrategy): StatefulSetUpdateStrategy {
  const strategy: StatefulSetUpdateStrategy = given.type
    ? given
    : { ...given, type: 'RollingUpdate', rollingUpdate: given.rollingUpdate ?? {} };
  const { type, rollingUpdate } = strategy;
  return type === 'RollingUpdate' && rollingUpdate
    ? withChanges(strategy, { rollingUpdate: withDefaults(rollingUpdate, { partition: 0 }) })
    : strategy;
}

// ---- validation ------------------------------------------------------------------------------------------------------

/** As messages show it. */
const inGo = ({ partition = 0, maxUnavailable = null }: RollingUpdate) => ({
  Partition: partition,
  MaxUnavailable: maxUnavailable,
});

type RollingUpdate = Loosened<NonNullable<StatefulSetUpdateStrategy['rollingUpdate']>>;
type Loosened<T> = { readonly [K in keyof T]?: T[K] | null };

function strategyErrors(strategy: StatefulSetUpdateStrategy, field: string): readonly FieldError[] {
  const { type, rollingUpdate } = strategy;
  if (!type) return [fieldRequired(field)];
  if (type === 'OnDelete') {
    const why = "only allowed for updateStrategy 'RollingUpdate'";
    return rollingUpdate ? [fieldInvalid(`${field}.rollingUpdate`, inGo(rollingUpdate), why)] : [];
  }
  const dumped = { Type: type, RollingUpdate: rollingUpdate ? inGo(rollingUpdate) : null };
  if (type !== 'RollingUpdate') return [fieldInvalid(field, dumped, "must be 'RollingUpdate' or 'OnDelete'")];
  const at = `${field}.rollingUpdate`;
  const { maxUnavailable, partition } = rollingUpdate ?? {};
  const errors = [...nonNegative(partition, `${at}.partition`), ...partErrors(maxUnavailable, `${at}.maxUnavailable`)];
  if (maxUnavailable !== undefined && shareOf(maxUnavailable) === 0)
    errors.push(fieldInvalid(`${at}.maxUnavailable`, maxUnavailable, 'cannot be 0'));
  return errors;
}

function retentionErrors({ persistentVolumeClaimRetentionPolicy: policy }: StatefulSetSpec): readonly FieldError[] {
  const field = 'spec.persistentVolumeClaimRetentionPolicy';
  return (['whenDeleted', 'whenScaled'] as const).flatMap((name) => {
    const value = policy?.[name] ?? '';
    if (value === 'Delete' || value === 'Retain') return [];
    return [fieldNotSupported(`${field}.${name}`, value, ['Retain', 'Delete'])];
  });
}

/** Upstream looks at the labels and annotations twice. */
function templateErrors(spec: StatefulSetSpec, matches: boolean): readonly FieldError[] {
  const field = 'spec.template';
  const { labels, annotations } = spec.template.metadata ?? {};
  return [
    ...templateLabelErrors(spec.template, matches, field),
    ...podTemplateErrors(templateWithClaims(spec), field),
    ...labelsErrors(labels, `${field}.labels`),
    ...annotationErrors(annotations, `${field}.annotations`),
  ];
}

function selectorErrors(spec: StatefulSetSpec): readonly FieldError[] {
  const { selector, template } = spec;
  // A selector that is not there selects nothing.
  if (!selector) return [fieldRequired('spec.selector'), ...templateErrors(spec, false)];
  const errors = [...labelSelectorErrors(selector, 'spec.selector')];
  if (!Object.keys(selector.matchLabels ?? {}).length && !selector.matchExpressions?.length)
    errors.push(fieldInvalid('spec.selector', selector, 'empty selector is invalid for statefulset'));
  if (!isReadableSelector(selector)) return [...errors, fieldInvalid('spec.selector', selector, '')];
  const matches = matchesSelector(selectorOf(selector), template.metadata?.labels);
  return [...errors, ...templateErrors(spec, matches)];
}

const claimsErrors = (claims: readonly PersistentVolumeClaim[]): readonly FieldError[] =>
  claims.flatMap(({ spec }, index) => laterParts().claim(spec, `spec.volumeClaimTemplates[${index}].spec`));

/** A set's pods find each of its claims as a volume by the claim's name, before their own by other names. */
function templateWithClaims({ template, volumeClaimTemplates: claims = [] }: StatefulSetSpec): PodTemplateSpec {
  // What its pods are called is the controller's to say: that is not looked at.
  const { hostname: _host, subdomain: _subdomain, ...own } = template.spec;
  if (claims.length === 0) return { ...template, spec: own };
  const names = new Set(claims.map(({ metadata }) => metadata?.name ?? ''));
  const claimed = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const others = (own.volumes ?? []).filter(({ name }) => !names.has(name));
  return { ...template, spec: { ...own, volumes: [...claimed, ...others] } };
}

function specErrors(spec: StatefulSetSpec): readonly FieldError[] {
  const { podManagementPolicy: order, serviceName } = spec;
  const isOrder = order === 'OrderedReady' || order === 'Parallel';
  return [
    ...(isOrder ? [] : [fieldInvalid('spec.podManagementPolicy', order, "must be 'OrderedReady' or 'Parallel'")]),
    ...strategyErrors(spec.updateStrategy ?? {}, 'spec.updateStrategy'),
    ...retentionErrors(spec),
    ...claimsErrors(spec.volumeClaimTemplates ?? []),
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec.ordinals?.start, 'spec.ordinals.start'),
    ...(serviceName ? fieldInvalids('spec.serviceName', serviceName, validateLabelName(serviceName)) : []),
    ...selectorErrors(spec),
    ...lastingErrors(spec.template, 'spec.template', 'StatefulSet'),
  ];
}

const updateSentence =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
  "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

const fixedFields = ['podManagementPolicy', 'selector', 'serviceName', 'volumeClaimTemplates'] as const;

function updateErrors(next: StatefulSetSpec, previous: StatefulSetSpec): readonly FieldError[] {
  const isSame = fixedFields.every((name) => semanticallyEqual(next[name], previous[name]));
  return isSame ? [] : [fieldForbidden('spec', updateSentence)];
}

const counted = [
  'replicas',
  'readyReplicas',
  'currentReplicas',
  'updatedReplicas',
  'availableReplicas',
  'observedGeneration',
  'collisionCount',
] as const;

function statusErrors(status: StatefulSetStatus = { availableReplicas: 0, replicas: 0 }): readonly FieldError[] {
  const errors: FieldError[] = counted.flatMap((name) => nonNegative(status[name], `status.${name}`));
  for (const name of ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const) {
    const value = status[name] ?? 0;
    if (value > status.replicas)
      errors.push(fieldInvalid(`status.${name}`, value, 'cannot be greater than status.replicas'));
  }
  if (status.availableReplicas > (status.readyReplicas ?? 0)) {
    const why = 'cannot be greater than status.readyReplicas';
    errors.push(fieldInvalid('status.availableReplicas', status.availableReplicas, why));
  }
  return errors;
}
