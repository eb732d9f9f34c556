import { fieldInvalid } from '../../apimachinery';
import type { FieldError, ObjectMeta } from '../../apimachinery';
import { baselineChecks } from './baseline';
import type { Candidate, Check, Violation } from './check';
import { overridden, restrictedChecks } from './restricted';

export type Mode = 'audit' | 'enforce' | 'warn';
export type Level = 'baseline' | 'privileged' | 'restricted';

export interface Policy {
  readonly level: Level;
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

const inherited = Object.entries(baselineChecks).filter(([id]) => !overridden.has(id));
const rows: Readonly<Record<Level, readonly Check[]>> = {
  privileged: [],
  baseline: Object.values(baselineChecks),
  restricted: [...inherited.map(([, check]) => check), ...Object.values(restrictedChecks)],
};

/** What a namespace's labels demand of its pods. All versions are judged by today's rules. */
export function policyOf({ labels = {} }: Partial<ObjectMeta>, mode: Mode): Policy {
  const names = labelsOfModes[mode];
  const level = labels[names.level] ?? 'privileged';
  const version = labels[names.version] ?? 'latest';
  // A level that nobody knows is the strictest: who mistypes it shall not be left without.
  const known = (levels.includes(level) ? level : 'restricted') as Level;
  return { level: known, text: `${known}:${/^(latest|v1\.\d+)$/.test(version) ? version : 'latest'}` };
}

/** Is the second one more than the first? */
export const isStricter = (before: Policy, after: Policy): boolean =>
  levels.indexOf(after.level) > levels.indexOf(before.level);

export const violationsOf = (candidate: Candidate, { level }: Policy): readonly Violation[] =>
  rows[level].flatMap((check) => check(candidate) ?? []);

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
