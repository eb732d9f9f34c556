import { templateWarnings } from '../pod/pod-warnings';
import {
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  labelSelectorErrors,
  matchesSelector,
  selectorOf,
  selectorString,
  semanticallyEqual,
  type FieldError,
} from '../../apimachinery';
import { countColumn, labelsText, textColumn, wideColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { immutableErrors, metadataErrors, metadataUpdateErrors, nonNegative } from '../metadata-validation';
import { defaultPodTemplate } from '../pod/pod-defaults';
import { templateColumns } from './pod-set-columns';
import { collisionErrors, isReadableSelector, lastingErrors, templateLabelErrors } from './pod-set-validation';
import { podTemplateErrors } from '../pod/pod-validation';
import { partErrors, shareOf } from '../devices/share-validation';
import { asGivenEmpty } from '../schema/schema';
import { keepStatus, newWithStatus, nextGeneration, withChanges, withDefaults } from '../strategy';
import type { IntOrString, KubeObject, LabelSelector } from '../../apimachinery';
import type { PodTemplateSpec } from './pod-template';
import type { Condition } from '../condition';

export interface DaemonSet extends KubeObject {
  readonly spec: DaemonSetSpec;
  readonly status?: DaemonSetStatus;
}

export interface DaemonSetSpec {
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly updateStrategy?: DaemonSetUpdateStrategy;
}

export interface DaemonSetStatus {
  readonly collisionCount?: number;
  readonly conditions?: readonly Condition[];
  readonly currentNumberScheduled: number;
  readonly desiredNumberScheduled: number;
  readonly numberAvailable?: number;
  readonly numberMisscheduled: number;
  readonly numberReady: number;
  readonly numberUnavailable?: number;
  readonly observedGeneration?: number;
  readonly updatedNumberScheduled?: number;
}

export interface DaemonSetUpdateStrategy {
  readonly rollingUpdate?: RollingUpdateDaemonSet;
  readonly type?: string;
}

export interface RollingUpdateDaemonSet {
  readonly maxSurge?: IntOrString;
  readonly maxUnavailable?: IntOrString;
}

const identity = { group: 'apps', version: 'v1', kind: 'DaemonSet' } as const;
const nothingYet: DaemonSetStatus = {
  currentNumberScheduled: 0,
  desiredNumberScheduled: 0,
  numberMisscheduled: 0,
  numberReady: 0,
};

export const daemonSetKind = defineKind<DaemonSet>({
  ...identity,
  plural: 'daemonsets',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: '/registry/daemonsets',
  subresources: [statusSubresource(identity)],
  generations: true,
  // The annotation stands for a number that every object has, so whoever makes one manages it.
  defaults: (set) =>
    withTemplateGeneration(withChanges(set, { spec: defaultSpec(set.spec) }), templateGenerationOf(set)),
  prepareForCreate: (set) => newWithStatus(withTemplateGeneration(set, 1), nothingYet),
  prepareForUpdate: (next, previous) => {
    const isOther = !semanticallyEqual(next.spec.template, previous.spec.template);
    const numbered = withTemplateGeneration(next, templateGenerationOf(previous) + (isOther ? 1 : 0));
    return nextGeneration(keepStatus(numbered, previous), previous);
  },
  warnings: templateWarnings,
  validate: (set) => [...metadataErrors(set, true), ...specErrors(set.spec)],
  validateUpdate,
  validateStatusUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...counted.flatMap((name) => nonNegative(next.status?.[name], `status.${name}`)),
    ...collisionErrors(next.status, previous.status),
  ],
  columns: [
    nameColumn,
    countColumn('Desired', 'Nodes that should have its pod.', ({ status }) => status?.desiredNumberScheduled ?? 0),
    countColumn('Current', 'Nodes that have it.', ({ status }) => status?.currentNumberScheduled ?? 0),
    countColumn('Ready', 'Nodes where it is ready.', ({ status }) => status?.numberReady ?? 0),
    countColumn('Up-to-date', 'Nodes that have the current one.', ({ status }) => status?.updatedNumberScheduled ?? 0),
    countColumn('Available', 'Nodes where it is available.', ({ status }) => status?.numberAvailable ?? 0),
    textColumn('Node Selector', 'Where it runs.', ({ spec }) => labelsText(spec.template.spec.nodeSelector)),
    ageColumn,
    ...templateColumns<DaemonSet>(({ spec }) => spec.template.spec),
    wideColumn('Selector', 'Which pods are its own.', ({ spec }) => selectorString(selectorOf(spec.selector))),
  ],
});

// ---- the template's own generation, which lives on in an annotation ---------------------------------------------------

const templateGeneration = 'deprecated.daemonset.template.generation';

const templateGenerationOf = (set: DaemonSet): number => Number(set.metadata.annotations?.[templateGeneration] ?? 0);

function withTemplateGeneration(set: DaemonSet, generation: number): DaemonSet {
  const text = String(generation);
  if (set.metadata.annotations?.[templateGeneration] === text) return set;
  const annotations = { ...set.metadata.annotations, [templateGeneration]: text };
  return { ...set, metadata: asGivenEmpty(set.metadata, { ...set.metadata, annotations }) };
}

// ---- defaults --------------------------------------------------------------------------------------------------------

function defaultSpec(spec: DaemonSetSpec): DaemonSetSpec {
  const filled = withDefaults(spec, { revisionHistoryLimit: 10 });
  return withChanges(filled, {
    updateStrategy: defaultStrategy(spec.updateStrategy ?? {}),
    template: defaultPodTemplate(filled.template),
  });
}

/** Both shares are plain numbers upstream: where nobody sees to them they are none. */
const withShares = (strategy: DaemonSetUpdateStrategy): DaemonSetUpdateStrategy =>
  strategy.rollingUpdate
    ? withChanges(strategy, { rollingUpdate: withDefaults(strategy.rollingUpdate, { maxSurge: 0, maxUnavailable: 0 }) })
    : strategy;

function defaultStrategy(given: DaemonSetUpdateStrategy): DaemonSetUpdateStrategy {
  const strategy = withDefaults(given, { type: 'RollingUpdate' });
  if (strategy.type !== 'RollingUpdate') return withShares(strategy);
  return withChanges(strategy, {
    rollingUpdate: withDefaults(strategy.rollingUpdate ?? {}, { maxSurge: 0, maxUnavailable: 1 }),
  });
}

// ---- validation ------------------------------------------------------------------------------------------------------

function strategyErrors({ type, rollingUpdate }: DaemonSetUpdateStrategy, field: string): readonly FieldError[] {
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') {
    const inside = rollingUpdate
      ? { MaxUnavailable: rollingUpdate.maxUnavailable ?? 0, MaxSurge: rollingUpdate.maxSurge ?? 0 }
      : null;
    return [fieldNotSupported(field, { Type: type, RollingUpdate: inside }, ['RollingUpdate', 'OnDelete'])];
  }
  if (!rollingUpdate) return [fieldRequired(`${field}.rollingUpdate`)];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const at = `${field}.rollingUpdate`;
  const errors = [...partErrors(maxUnavailable, `${at}.maxUnavailable`), ...partErrors(maxSurge, `${at}.maxSurge`)];
  const [missing, more] = [shareOf(maxUnavailable) !== 0, shareOf(maxSurge) !== 0];
  if (missing && more)
    errors.push(fieldInvalid(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (!missing && !more) errors.push(fieldRequired(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  return errors;
}

function selectorErrors({ selector, template }: DaemonSetSpec): readonly FieldError[] {
  const errors = [...labelSelectorErrors(selector, 'spec.selector')];
  if (isReadableSelector(selector)) {
    const matches = matchesSelector(selectorOf(selector), template.metadata?.labels);
    errors.push(...templateLabelErrors(template, matches, 'spec.template'));
  }
  const isEmpty = selector && !Object.keys(selector.matchLabels ?? {}).length && !selector.matchExpressions?.length;
  return isEmpty
    ? [...errors, fieldInvalid('spec.selector', selector, 'empty selector is invalid for daemonset')]
    : errors;
}

function validateUpdate(next: DaemonSet, previous: DaemonSet): readonly FieldError[] {
  return [
    ...metadataUpdateErrors(next, previous),
    ...immutableErrors(next.spec.selector, previous.spec.selector, 'spec.selector'),
    ...(next.spec === previous.spec ? [] : specErrors(next.spec)),
  ];
}

function specErrors(spec: DaemonSetSpec): readonly FieldError[] {
  return [
    ...selectorErrors(spec),
    ...podTemplateErrors(spec.template, 'spec.template'),
    ...lastingErrors(spec.template, 'spec.template', 'DaemonSet'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...strategyErrors(spec.updateStrategy ?? {}, 'spec.updateStrategy'),
    ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ];
}

const counted = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
] as const;
