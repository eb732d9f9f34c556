/** What can be called in expressions. What a real server knows beside these is kept and not run. */
import { instantOf, parseDuration } from '../../apimachinery';
import { matchesPattern, patternProblem } from '../custom/regular-expression';
import { agree, dyn, plain, type ValueType } from './value-type';

/** A value that has no form of its own in JSON. */
export class Moment {
  readonly milliseconds: number;
  readonly isDuration: boolean;

  constructor(milliseconds: number, isDuration: boolean) {
    this.milliseconds = milliseconds;
    this.isDuration = isDuration;
  }
}

/** What went wrong while a rule ran. */
export class RunProblem extends Error {}

interface Overload {
  /** With the value it is called on first, where it is called on one. */
  readonly takes: readonly ValueType[];
  readonly gives: (given: readonly ValueType[]) => ValueType;
  readonly run: (...values: any[]) => unknown;
}

const [string, int, double, bool] = [plain('string'), plain('int'), plain('double'), plain('bool')];
const [timestamp, duration] = [plain('timestamp'), plain('duration')];
const list: ValueType = { is: 'list', of: dyn };
const map: ValueType = { is: 'map', of: dyn };
const texts: ValueType = { is: 'list', of: string };

const on = (takes: readonly ValueType[], gives: ValueType, run: Overload['run']): Overload => ({
  takes,
  gives: () => gives,
  run,
});

const itemOf = ([given]: readonly ValueType[]): ValueType => (given?.is === 'list' ? given.of : dyn);

function readTime(text: string): Moment {
  const instant = instantOf(text);
  if (instant === undefined) throw new RunProblem(`parsing time "${text}": cannot parse`);
  return new Moment(instant, false);
}

function readDuration(text: string): Moment {
  const found = parseDuration(text);
  if (found === undefined) throw new RunProblem(`time: invalid duration "${text}"`);
  return new Moment(found, true);
}

function numberOf(text: string, isWhole: boolean): number {
  const pattern = isWhole ? /^[-+]?\d+$/ : /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
  if (!pattern.test(text))
    throw new RunProblem(`strconv.Parse${isWhole ? 'Int' : 'Float'}: parsing "${text}": invalid syntax`);
  return Number(text);
}

function textMatches(text: string, pattern: string): boolean {
  const problem = patternProblem(pattern);
  if (problem !== undefined) throw new RunProblem(problem);
  return matchesPattern(pattern, text);
}

const lengthOf = (value: any): number =>
  typeof value === 'string' ? [...value].length : Array.isArray(value) ? value.length : Object.keys(value).length;

const sizes: readonly Overload[] = [string, list, map].map((type) => on([type], int, lengthOf));
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
const extreme = (values: readonly any[], isBetter: (a: any, b: any) => boolean): unknown => {
  if (values.length === 0) throw new RunProblem('list is empty');
  return values.reduce((best, one) => (isBetter(one, best) ? one : best));
};
const isSorted = (values: readonly any[]): boolean => values.every((one, at) => at === 0 || values[at - 1] <= one);
const slice = (text: string, from: number, to = [...text].length): string => [...text].slice(from, to).join('');

const inTexts = (run: (text: string, other: string) => boolean): readonly Overload[] => [
  on([string, string], bool, run),
];

/** Functions that are called on a value. */
export const members: Readonly<Record<string, readonly Overload[]>> = {
  size: sizes,
  contains: inTexts((text, part) => text.includes(part)),
  startsWith: inTexts((text, part) => text.startsWith(part)),
  endsWith: inTexts((text, part) => text.endsWith(part)),
  matches: inTexts(textMatches),
  lowerAscii: [on([string], string, (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()))],
  upperAscii: [on([string], string, (text: string) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase()))],
  trim: [on([string], string, (text: string) => text.trim())],
  split: [
    on([string, string], texts, (text: string, by: string) => text.split(by)),
    on([string, string, int], texts, (text: string, by: string, most: number) => splitAtMost(text, by, most)),
  ],
  join: [
    on([texts], string, (all: readonly string[]) => all.join('')),
    on([texts, string], string, (all: readonly string[], by: string) => all.join(by)),
  ],
  replace: [on([string, string, string], string, (text: string, a: string, b: string) => text.replaceAll(a, b))],
  substring: [on([string, int], string, slice), on([string, int, int], string, slice)],
  charAt: [on([string, int], string, (text: string, at: number) => [...text][at] ?? '')],
  indexOf: [
    on([string, string], int, (text: string, part: string) => text.indexOf(part)),
    on([list, dyn], int, (all: readonly unknown[], one: unknown) => all.indexOf(one)),
  ],
  lastIndexOf: [
    on([string, string], int, (text: string, part: string) => text.lastIndexOf(part)),
    on([list, dyn], int, (all: readonly unknown[], one: unknown) => all.lastIndexOf(one)),
  ],
  isSorted: [on([list], bool, isSorted)],
  sum: [{ takes: [list], gives: itemOf, run: sum }],
  min: [{ takes: [list], gives: itemOf, run: (all) => extreme(all, (a, b) => a < b) }],
  max: [{ takes: [list], gives: itemOf, run: (all) => extreme(all, (a, b) => a > b) }],
  getSeconds: [on([duration], int, ({ milliseconds }: Moment) => Math.trunc(milliseconds / 1000))],
  getMinutes: [on([duration], int, ({ milliseconds }: Moment) => Math.trunc(milliseconds / 60_000))],
  getHours: [on([duration], int, ({ milliseconds }: Moment) => Math.trunc(milliseconds / 3_600_000))],
};

function splitAtMost(text: string, by: string, most: number): readonly string[] {
  const parts = text.split(by);
  if (most < 0 || parts.length <= most) return parts;
  return most === 0 ? [] : [...parts.slice(0, most - 1), parts.slice(most - 1).join(by)];
}

/** Functions that are called by their name alone. */
export const globals: Readonly<Record<string, readonly Overload[]>> = {
  size: sizes,
  matches: members['matches']!,
  int: [
    on([int], int, (value: number) => value),
    on([double], int, (value: number) => Math.trunc(value)),
    on([string], int, (text: string) => numberOf(text, true)),
  ],
  double: [
    on([double], double, (value: number) => value),
    on([int], double, (value: number) => value),
    on([string], double, (text: string) => numberOf(text, false)),
  ],
  string: [string, int, double, bool].map((type) => on([type], string, (value: unknown) => String(value))),
  bool: [on([bool], bool, (value: boolean) => value), on([string], bool, (text: string) => text === 'true')],
  dyn: [on([dyn], dyn, (value: unknown) => value)],
  timestamp: [on([string], timestamp, readTime), on([timestamp], timestamp, (value: Moment) => value)],
  duration: [on([string], duration, readDuration), on([duration], duration, (value: Moment) => value)],
};

/** What a real server knows beside that. */
export const beyond: ReadonlySet<string> = new Set(
  'all exists cel type uint bytes url isURL getScheme getHost getHostname getPort getEscapedPath getQuery find findAll quantity isQuantity isInteger asInteger asApproximateFloat sign add sub isGreaterThan isLessThan compareTo ip isIP isCanonical family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast cidr isCIDR containsIP containsCIDR masked prefixLength optional of ofNonZeroValue none hasValue value or orValue optMap optFlatMap sets contains equivalent intersects format validate math greatest least base64 encode decode reverse strings quote getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getMilliseconds semver isSemver major minor patch transformList transformMap transformMapEntry sortBy distinct flatten range slice first last include'.split(
    ' ',
  ),
);

const fits = (given: ValueType, wanted: ValueType): boolean =>
  wanted.is === 'dyn' || agree(given, wanted) || (wanted.is === 'map' && given.is === 'object');

export const overloadFor = (overloads: readonly Overload[], given: readonly ValueType[]): Overload | undefined =>
  overloads.find(({ takes }) => takes.length === given.length && takes.every((type, at) => fits(given[at]!, type)));

/** Schemas say moments as texts. */
export function asMoment(value: unknown, { is }: ValueType): unknown {
  if (typeof value !== 'string') return value;
  if (is === 'timestamp') return readTime(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value);
  return is === 'duration' ? readDuration(value) : value;
}
