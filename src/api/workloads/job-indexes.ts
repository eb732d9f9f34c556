/** Lists of a job's indexes, `0,2-4`, and the policy by which some of them are enough. */
import { fieldInvalid, fieldRequired, fieldTooLong, fieldTooMany, type FieldError } from '../../apimachinery';
import { nonNegative } from '../metadata-validation';
import { wasGivenEmpty } from '../schema/schema';
import type { JobSpec, SuccessPolicyRule } from './job-spec';

/** How many indexes a list names, or why it can't be read. */
export interface IndexList {
  readonly count: number;
  readonly problem?: string;
}

type Interval = readonly [number, number];

const orderProblem = (previous: number, current: number): string =>
  `non-increasing order, previous: ${previous}, current: ${current}`;

function intervalOf(text: string, completions: number): Interval | string {
  const limits = text.split('-');
  if (limits.length > 2) {
    const why = "violates the requirement that an index interval can have at most two parts separated by '-'";
    return `the fragment ${JSON.stringify(text)} ${why}`;
  }
  for (const limit of limits) {
    if (!/^\d+$/.test(limit)) return `cannot convert string to integer for index: ${JSON.stringify(limit)}`;
    if (Number(limit) >= completions) return `too large index: ${JSON.stringify(limit)}`;
  }
  const [first = 0, last = first] = limits.map(Number);
  return limits.length > 1 && first >= last ? orderProblem(first, last) : [first, last];
}

export function readIndexes(text: string, completions: number): IndexList {
  let count = 0;
  let previous: number | undefined;
  for (const part of text === '' ? [] : text.split(',')) {
    const interval = intervalOf(part, completions);
    if (typeof interval === 'string') return { count: 0, problem: interval };
    const [first, last] = interval;
    if (previous !== undefined && previous >= first) return { count: 0, problem: orderProblem(previous, first) };
    count += last - first + 1;
    previous = last;
  }
  return { count };
}

const longestList = 64 * 1024;

function ruleErrors(rule: SuccessPolicyRule, completions: number, field: string): readonly FieldError[] {
  const { succeededCount: wanted, succeededIndexes: indexes } = rule;
  const errors: FieldError[] = [];
  if (wanted === undefined && indexes === undefined)
    errors.push(fieldRequired(field, 'at least one of succeededCount or succeededIndexes must be specified'));
  const { count, problem } = readIndexes(indexes ?? '', completions);
  if ((indexes?.length ?? 0) > longestList) errors.push(fieldTooLong(`${field}.succeededIndexes`, longestList));
  if (problem !== undefined)
    errors.push(fieldInvalid(`${field}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${problem}`));
  if (wanted === undefined) return errors;
  const at = `${field}.succeededCount`;
  const tooMany = (most: number, of: string) =>
    errors.push(fieldInvalid(at, wanted, `must be less than or equal to ${most} (the number of ${of})`));
  errors.push(...nonNegative(wanted, at));
  if (wanted > completions) tooMany(completions, 'specified completions');
  if (indexes !== undefined && wanted > count) tooMany(count, 'indexes in the specified succeededIndexes field');
  return errors;
}

/** As messages show it. */
const inGo = (policy: NonNullable<JobSpec['successPolicy']>) => ({
  Rules: rulesInGo(policy),
});

function rulesInGo(policy: NonNullable<JobSpec['successPolicy']>) {
  if (policy.rules.length === 0 && !wasGivenEmpty(policy, 'rules')) return null;
  return policy.rules.map(({ succeededIndexes = null, succeededCount = null }) => ({
    SucceededIndexes: succeededIndexes,
    SucceededCount: succeededCount,
  }));
}

const mostRules = 20;

export function successErrors(
  { successPolicy, completionMode, completions = 0 }: JobSpec,
  field: string,
): readonly FieldError[] {
  if (!successPolicy) return [];
  if (completionMode !== 'Indexed')
    return [fieldInvalid(field, inGo(successPolicy), 'requires indexed completion mode')];
  if (successPolicy.rules.length === 0) {
    const why = 'at least one rules must be specified when the successPolicy is specified';
    return [fieldRequired(`${field}.rules`, why)];
  }
  if (successPolicy.rules.length > mostRules)
    return [fieldTooMany(`${field}.rules`, successPolicy.rules.length, mostRules)];
  return successPolicy.rules.flatMap((rule, index) => ruleErrors(rule, completions, `${field}.rules[${index}]`));
}
