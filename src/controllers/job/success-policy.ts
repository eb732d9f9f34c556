import type { Job, SuccessPolicyRule } from '../../api';
import { parseIndexes } from './indexes';

/** Why an indexed job has succeeded although not all of its indexes have; undefined where its policy doesn't say so. */
export function successBy({ spec }: Job, succeeded: ReadonlySet<number>): string | undefined {
  if (succeeded.size === 0) return undefined;
  const index = (spec.successPolicy?.rules ?? []).findIndex((rule) => holds(rule, succeeded));
  return index < 0 ? undefined : `Matched rules at index ${index}`;
}

/** All of the indexes that a rule names, or so many of them (of all, where it names none). */
function holds({ succeededIndexes, succeededCount }: SuccessPolicyRule, succeeded: ReadonlySet<number>): boolean {
  if (succeededIndexes === undefined) return succeededCount !== undefined && succeeded.size >= succeededCount;
  const named = [...parseIndexes(succeededIndexes)];
  return named.length > 0 && named.filter((index) => succeeded.has(index)).length >= (succeededCount ?? named.length);
}
