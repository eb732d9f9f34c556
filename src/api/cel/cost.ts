/** What running rules costs, in a real server's units: one for a step, a tenth for each letter that is looked at. */
import { isObject } from '../../apimachinery';

/** What making a list or a map costs. */
export const [listCost, mapCost] = [10, 30];

/** One expression may cost so much. */
const callLimit = 1_000_000;
/** All expressions of one object may cost so much together. */
const objectLimit = 10_000_000;
/** Letters and items that may be touched for one object: units leave out some of what is work for us. */
const effortLimit = 10_000_000;

/** One expression cost more than it may: it ends where it is. */
export class CostProblem extends Error {}

/** What is left for the rules of one object. */
export class Purse {
  private left = objectLimit;
  private effortLeft = effortLimit;
  private callLeft = 0;
  private closed = false;

  /** Nothing runs any more once an expression cost too much. */
  get isClosed(): boolean {
    return this.closed;
  }

  close(): void {
    this.closed = true;
  }

  /** @returns whether all that ran was still to be paid for. @throws CostProblem from whatever spends inside */
  paying<T>(run: () => T): { readonly isPaid: boolean; readonly result: T } {
    this.callLeft = callLimit;
    const result = run();
    this.left -= callLimit - this.callLeft;
    return { isPaid: this.left >= 0, result };
  }

  /** @throws CostProblem */
  spend(units: number): void {
    this.callLeft -= units;
    if (this.callLeft < 0) throw new CostProblem();
  }

  /** @throws CostProblem */
  touch(amount: number): void {
    this.effortLeft -= amount;
    if (this.effortLeft < 0) throw new CostProblem();
  }
}

const keys = new WeakMap<object, readonly string[]>();

/** Listed once, as large maps take long. */
export function keysOf(value: object): readonly string[] {
  const known = keys.get(value);
  if (known) return known;
  const listed = Object.keys(value);
  keys.set(value, listed);
  return listed;
}

export function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isObject(value) ? keysOf(value).length : 1;
}

const tenth = (size: number): number => Math.ceil(size / 10);

const comparisons: ReadonlySet<string> = new Set('_==_ _!=_ _<_ _<=_ _>_ _>=_'.split(' '));
const walksWhole: ReadonlySet<string> = new Set('lowerAscii upperAscii trim join substring'.split(' '));
const walksList: ReadonlySet<string> = new Set('isSorted sum min max indexOf lastIndexOf'.split(' '));

/** What a call costs beside what its values cost. @param sizes of what it is called on and with */
export function callCost(name: string, sizes: readonly number[], isText: boolean): number {
  const [a = 1, b = 1] = sizes;
  if (comparisons.has(name)) return isText ? tenth(Math.min(a, b)) : 1;
  if (name === '_+_') return isText ? tenth(a + b) : 1;
  if (name === '@in') return b;
  if (name === 'contains') return tenth(a) * tenth(b);
  if (name === 'startsWith' || name === 'endsWith') return tenth(b);
  if (name === 'matches') return tenth(a + 1) * Math.ceil(b / 4);
  if (name === 'split' || name === 'replace') return 2 * tenth(a);
  if (walksWhole.has(name)) return tenth(a);
  if (walksList.has(name)) return isText ? tenth(a) : a;
  return 1;
}

const searches: ReadonlySet<string> = new Set(['indexOf', 'lastIndexOf', 'replace', 'split']);

/** What a call touches of its values, or makes of them. */
export function effortOf(name: string, values: readonly unknown[]): number {
  const [a, b, c] = values;
  if (name === 'size' && Array.isArray(a)) return 1;
  if (name === '_==_' || name === '_!=_') return comparisonEffort(a, b);
  if (name === '@in') return sizeOf(b) * (typeof a === 'object' ? weightOf(a) : 1);
  const all = values.reduce<number>((sum, value) => sum + sizeOf(value), 0);
  if (name === 'join' && Array.isArray(a) && b !== undefined) return all + a.length * sizeOf(b);
  if (!searches.has(name) || typeof a !== 'string') return all;
  // What is looked for begins at each place in the worst case.
  const searched = all + (a.length * sizeOf(b)) / 16;
  return name === 'replace' ? searched + (a.length / Math.max(1, sizeOf(b))) * sizeOf(c) : searched;
}

/** What differs in its size is not looked into. */
function comparisonEffort(a: unknown, b: unknown): number {
  const isLarge = typeof a === 'string' || Array.isArray(a) || isObject(a);
  if (!isLarge || typeof a !== typeof b) return 1;
  const [one, other] = [sizeOf(a), sizeOf(b)];
  const counted = isObject(a) ? one + other : 1;
  return one === other ? counted + weightOf(a) : counted;
}

/** With all that is inside. */
function weightOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + weightOf(item), 1);
  if (isObject(value)) return Object.values(value).reduce<number>((sum, item) => sum + weightOf(item), 1);
  return typeof value === 'string' ? 1 + value.length : 1;
}
