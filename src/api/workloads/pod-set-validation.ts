/** What deployments and replica sets share: a selector, and a template whose labels it matches. */
import {
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  labelSelectorErrors,
  matchesSelector,
  selectorOf,
  type FieldError,
  type KubeObject,
  type LabelSelector,
} from '../../apimachinery';
import { immutableErrors, metadataUpdateErrors, nonNegative } from '../metadata-validation';
import type { PodTemplateSpec } from './pod-template';
import { podTemplateErrors } from '../pod/pod-validation';
import { wasGivenEmpty } from '../schema/schema';

/** Go prints a map or a list that is not there as null, not as nothing. */
export const missing = { toJSON: () => null };

export function isReadableSelector(selector: LabelSelector): boolean {
  try {
    selectorOf(selector);
    return true;
  } catch {
    return false;
  }
}

/** What the pods of a set that keeps them running can't say. @param owner the set's kind, for the sentence */
export function lastingErrors(template: PodTemplateSpec, field: string, owner: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { restartPolicy, activeDeadlineSeconds } = template.spec;
  if (restartPolicy !== 'Always')
    errors.push(fieldNotSupported(`${field}.spec.restartPolicy`, restartPolicy, ['Always']));
  if (activeDeadlineSeconds !== undefined) {
    errors.push(
      fieldForbidden(`${field}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${owner} is not Supported`),
    );
  }
  return errors;
}

/** @param matches does the set's selector find what is made from the template? */
export function templateLabelErrors(template: PodTemplateSpec, matches: boolean, field: string): readonly FieldError[] {
  if (matches) return [];
  const { metadata } = template;
  const labels = metadata?.labels ?? (wasGivenEmpty(metadata, 'labels') ? {} : missing);
  return [fieldInvalid(`${field}.metadata.labels`, labels, '`selector` does not match template `labels`')];
}

/** Selector and template of a set that keeps its pods running. @param field of the spec both stand in */
export function podSetErrors(
  selector: LabelSelector | undefined,
  template: PodTemplateSpec,
  field: string,
): readonly FieldError[] {
  const at = `${field}.selector`;
  const errors = selector ? [...labelSelectorErrors(selector, at)] : [fieldRequired(at)];
  const terms = Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions?.length ?? 0);
  if (selector && terms === 0) errors.push(fieldInvalid(at, selector, 'empty selector is invalid for deployment'));
  if (selector && !isReadableSelector(selector))
    return [...errors, fieldInvalid(at, selector, 'invalid label selector')];
  const labels = template.metadata?.labels;
  const matches = selector !== undefined && matchesSelector(selectorOf(selector), labels);
  return [
    ...errors,
    ...templateLabelErrors(template, matches, `${field}.template`),
    ...podTemplateErrors(template, `${field}.template`),
    ...lastingErrors(template, `${field}.template`, 'ReplicaSet'),
  ];
}

/** None of these counts is less than nothing, none of `parts` more than all, and what is available is ready. */
export function replicaCountErrors<Status extends ReplicaCounts>(
  status: Status,
  counted: readonly (keyof Status & string)[],
  parts: readonly (keyof Status & string)[],
): readonly FieldError[] {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  const countOf = (name: keyof Status & string) => status[name] as number | undefined;
  const errors = counted.flatMap((name) => nonNegative(countOf(name), `status.${name}`));
  for (const name of parts) {
    const count = countOf(name) ?? 0;
    if (count > replicas) errors.push(fieldInvalid(`status.${name}`, count, 'cannot be greater than status.replicas'));
  }
  if (availableReplicas > readyReplicas)
    errors.push(fieldInvalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas'));
  return errors;
}

/** Of replica sets, and of controllers of replicas, which count alike. */
export const setCountErrors = (status: SetStatus = {}): readonly FieldError[] =>
  replicaCountErrors(
    status,
    ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
    ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
  );

interface SetStatus extends ReplicaCounts {
  readonly fullyLabeledReplicas?: number;
  readonly observedGeneration?: number;
}

interface ReplicaCounts {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
}

interface Counting {
  readonly collisionCount?: number;
}

/** How often a name was taken is counted up and never forgotten. */
export function collisionErrors(next: Counting | undefined, previous: Counting | undefined): readonly FieldError[] {
  const [count, had] = [next?.collisionCount, previous?.collisionCount];
  return had !== undefined && (count === undefined || count < had)
    ? [fieldInvalid('status.collisionCount', count ?? 0, 'cannot be decremented')]
    : [];
}

/** Who belongs to a set stays as it was. */
export function setUpdateErrors<Spec extends { readonly selector?: LabelSelector }>(
  next: KubeObject & { readonly spec: Spec },
  previous: KubeObject & { readonly spec: Spec },
  specErrors: (spec: Spec) => readonly FieldError[],
): readonly FieldError[] {
  return [
    ...metadataUpdateErrors(next, previous),
    ...(next.spec === previous.spec ? [] : specErrors(next.spec)),
    ...immutableErrors(next.spec.selector, previous.spec.selector, 'spec.selector'),
  ];
}
