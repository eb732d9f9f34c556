import { fieldInvalid } from '../../apimachinery';
import type { FieldError, ObjectMeta } from '../../apimachinery';
import { baselineChecks } from './baseline';
import type { Candidate, Check, Violation } from './check';
import { overridden, restrictedChecks } from './restricted';

export type Mode = 'audit' | 'enforce' | 'warn';
export type Level = 'baseline' | 'privileged' | 'restricted';

export interface Policy {
  readonly level: Level;
  /** Of Kubernetes 1.x, whose rules are meant; of the latest one as many as there are. */
  readonly minor: number;
  /** As it is printed: `baseline:latest`. */
  readonly text: string;
}

const labelsOf = (mode: Mode) => {
  const level = `pod-security.kubernetes.io/${mode}`;
  return { level, version: `${level}-version` };
};
const labelsOfModes: Readonly<Record<Mode, { readonly level: string; readonly version: string }>> = {
  audit: labelsOf('audit'),
  enforce: labelsOf('enforce'),
  warn: labelsOf('warn'),
};
const levels: readonly string[] = ['privileged', 'baseline', 'restricted'];

/** Checks that came later than the standards. */
const since: Readonly<Record<string, number>> = {
  allowPrivilegeEscalation: 8,
  capabilities_restricted: 22,
  hostProbesAndHostLifecycle: 34,
  runAsUser: 23,
  seccompProfile_baseline: 19,
  seccompProfile_restricted: 19,
};

function checksOf({ level, minor }: Policy): readonly Check[] {
  const inForce = (checks: Readonly<Record<string, Check>>): [id: string, check: Check][] =>
    Object.entries(checks).filter(([id]) => minor >= (since[id] ?? 0));
  const baseline = level === 'privileged' ? [] : inForce(baselineChecks);
  const restricted = level === 'restricted' ? inForce(restrictedChecks) : [];
  const taken = new Set(restricted.map(([id]) => overridden[id]));
  return [...baseline.filter(([id]) => !taken.has(id)), ...restricted].map(([, check]) => check);
}

/** What a namespace's labels demand of its pods. */
export function policyOf({ labels = {} }: Partial<ObjectMeta>, mode: Mode): Policy {
  const names = labelsOfModes[mode];
  const level = labels[names.level] ?? 'privileged';
  const [version, minor] = /^(?:latest|v1\.(\d+))$/.exec(labels[names.version] ?? '') ?? ['latest'];
  // A level that nobody knows is the strictest: who mistypes it shall not be left without.
  const known = (levels.includes(level) ? level : 'restricted') as Level;
  return { level: known, minor: minor === undefined ? Infinity : Number(minor), text: `${known}:${version}` };
}

/** Of what stamps pods its author is warned where the pods would be refused, unless the namespace says what to warn of. */
export const policyOfStamps = (metadata: Partial<ObjectMeta>): Policy =>
  policyOf(metadata, metadata.labels?.[labelsOfModes.warn.level] === undefined ? 'enforce' : 'warn');

/** Is the second one more than the first? */
export const isStricter = (before: Policy, after: Policy): boolean =>
  levels.indexOf(after.level) > levels.indexOf(before.level);

export const violationsOf = (candidate: Candidate, policy: Policy): readonly Violation[] =>
  checksOf(policy).flatMap((check) => check(candidate, policy.minor) ?? []);

export const violationsText = (violations: readonly Violation[]): string =>
  violations.map(({ what, where }) => (where === '' ? what : `${what} (${where})`)).join(', ');

/** What is wrong with the labels that were just written. */
export function labelErrors(
  next: Partial<ObjectMeta>,
  previous: Partial<ObjectMeta> | undefined,
): readonly FieldError[] {
  return (['enforce', 'audit', 'warn'] as const).flatMap((mode) => {
    const { level, version } = labelsOfModes[mode];
    const isNew = (label: string): boolean =>
      next.labels?.[label] !== undefined && next.labels[label] !== previous?.labels?.[label];
    const errors: FieldError[] = [];
    if (isNew(level) && !levels.includes(next.labels![level]!))
      errors.push(fieldInvalid(keyField(level), next.labels![level], `must be one of ${levels.join(', ')}`));
    if (isNew(version) && !/^(latest|v1\.\d+)$/.test(next.labels![version]!))
      errors.push(fieldInvalid(keyField(version), next.labels![version], 'must be "latest" or "v1.x"'));
    return errors;
  });
}

const keyField = (label: string): string => `metadata.labels[${label}]`;
