/** What is wrong with a schedule, in the words of the parser that Kubernetes uses: five fields, or `@daily` and its like. */
import { parseDuration } from '../apimachinery';

interface FieldRule {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const rules: readonly FieldRule[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: days },
];
const descriptors = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

class ScheduleProblem extends Error {}

const fail = (words: string): never => {
  throw new ScheduleProblem(words);
};

function integer(text: string): number {
  if (!/^[+-]?\d+$/.test(text))
    fail(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const number = Number(text);
  return number < 0 ? fail(`negative number (${number}) not allowed: ${text}`) : number;
}

function valueOf(text: string, { names, min }: FieldRule): number {
  const place = names?.indexOf(text.toLowerCase()) ?? -1;
  return place >= 0 ? place + min : integer(text);
}

function checkRange(text: string, rule: FieldRule): void {
  const [range = '', step, ...more] = text.split('/');
  const [low = '', high, ...others] = range.split('-');
  let start = rule.min;
  let end = rule.max;
  if (low !== '*' && low !== '?') {
    start = valueOf(low, rule);
    if (others.length > 0) fail(`too many hyphens: ${text}`);
    if (high !== undefined) end = valueOf(high, rule);
    else if (step === undefined) end = start;
  }
  if (more.length > 0) fail(`too many slashes: ${text}`);
  const width = step === undefined ? 1 : integer(step);
  if (start < rule.min) fail(`beginning of range (${start}) below minimum (${rule.min}): ${text}`);
  if (end > rule.max) fail(`end of range (${end}) above maximum (${rule.max}): ${text}`);
  if (start > end) fail(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (width === 0) fail(`step of range should be a positive number: ${text}`);
}

function checkDescriptor(text: string): void {
  if (descriptors.has(text)) return;
  if (!text.startsWith('@every ')) return fail(`unrecognized descriptor: ${text}`);
  const duration = text.slice('@every '.length);
  if (parseDuration(duration) === undefined)
    fail(`failed to parse duration ${text}: time: invalid duration ${JSON.stringify(duration)}`);
}

function check(schedule: string): void {
  if (schedule === '') return fail('empty spec string');
  const zoned = /^(?:CRON_)?TZ=\S+ (.*)$/.exec(schedule);
  const text = (zoned?.[1] ?? schedule).trim();
  if (text.startsWith('@')) return checkDescriptor(text);
  const fields = text.split(/\s+/);
  if (fields.length !== rules.length) fail(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  fields.forEach((field, index) => {
    for (const part of field.split(',')) if (part !== '') checkRange(part, rules[index]!);
  });
}

/** The sentence, or undefined for a schedule that can be read. */
export function scheduleProblem(schedule: string): string | undefined {
  try {
    check(schedule);
    return undefined;
  } catch (error) {
    if (error instanceof ScheduleProblem) return error.message;
    throw error;
  }
}
