/** Schedules as the parser that Kubernetes uses reads them: five fields, or `@daily` and its like; and what is wrong with one. */
import { MONTH_NAMES, parseDuration, WEEKDAY_NAMES } from '../../apimachinery';

/** What a field lets pass. */
export interface ScheduleField {
  readonly values: ReadonlySet<number>;
  /** A star: of the two fields about days, one with a star leaves the choice to the other. */
  readonly isAny: boolean;
}

export type Schedule =
  | { readonly every: number /* milliseconds */ }
  | {
      readonly minute: ScheduleField;
      readonly hour: ScheduleField;
      readonly day: ScheduleField;
      readonly month: ScheduleField;
      readonly weekday: ScheduleField;
      /** `CRON_TZ=…` in front of it. */
      readonly zone?: string;
    };

interface FieldRule {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const months = MONTH_NAMES.map((name) => name.toLowerCase());
const days = WEEKDAY_NAMES.map((name) => name.toLowerCase());
const rules: readonly FieldRule[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: days },
];
const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

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

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly isAny: boolean;
}

function rangeOf(text: string, rule: FieldRule): Range {
  const [range = '', step, ...more] = text.split('/');
  const [low = '', high, ...others] = range.split('-');
  const isStar = low === '*' || low === '?';
  let start = rule.min;
  let end = rule.max;
  if (!isStar) {
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
  return { start, end, step: width, isAny: isStar && width === 1 };
}

function fieldOf(text: string, rule: FieldRule): ScheduleField {
  const ranges = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => rangeOf(part, rule));
  const values = new Set<number>();
  for (const { start, end, step } of ranges) for (let value = start; value <= end; value += step) values.add(value);
  return { values, isAny: ranges.some(({ isAny }) => isAny) };
}

function described(text: string): string | Schedule {
  const fields = descriptors[text];
  if (fields !== undefined) return fields;
  if (!text.startsWith('@every ')) return fail(`unrecognized descriptor: ${text}`);
  const duration = text.slice('@every '.length);
  const milliseconds = parseDuration(duration);
  if (milliseconds === undefined)
    return fail(`failed to parse duration ${text}: time: invalid duration ${JSON.stringify(duration)}`);
  return { every: Math.max(1000, Math.floor(milliseconds / 1000) * 1000) };
}

function read(schedule: string): Schedule {
  if (schedule === '') return fail('empty spec string');
  const zoned = /^(?:CRON_)?TZ=(\S+) (.*)$/.exec(schedule);
  let text = (zoned?.[2] ?? schedule).trim();
  if (text.startsWith('@')) {
    const meant = described(text);
    if (typeof meant !== 'string') return meant;
    text = meant;
  }
  const fields = text === '' ? [] : text.split(/\s+/);
  if (fields.length !== rules.length) fail(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  const [minute, hour, day, month, weekday] = fields.map((field, index) => fieldOf(field, rules[index]!));
  const zone = zoned?.[1];
  return {
    ...{ minute: minute!, hour: hour!, day: day!, month: month!, weekday: weekday! },
    ...(zone === undefined ? {} : { zone }),
  };
}

/** Throws an Error with the parser's words. */
export function parseSchedule(text: string): Schedule {
  return read(text);
}

/** The sentence, or undefined for a schedule that can be read. */
export function scheduleProblem(schedule: string): string | undefined {
  try {
    read(schedule);
    return undefined;
  } catch (error) {
    if (error instanceof ScheduleProblem) return error.message;
    throw error;
  }
}
