/** Runs an expression that was checked. */
import { equal, isObject } from '../../apimachinery';
import type { Checked } from './check';
import { callCost, effortOf, keysOf, listCost, mapCost, sizeOf, type Purse } from './cost';
import { asMoment, globals, members, Moment, overloadFor, RunProblem } from './functions';
import type { Expression } from './syntax';
import { dyn } from './value-type';

type Values = Readonly<Record<string, unknown>>;
type Call = Extract<Expression, { is: 'call' }>;
type Each = Extract<Expression, { is: 'each' }>;

/** @throws RunProblem, CostProblem */
export function runExpression(expression: Expression, checked: Checked, values: Values, purse: Purse): unknown {
  return new Run(checked, purse).value(expression, values);
}

class Run {
  private readonly checked: Checked;
  private readonly purse: Purse;

  constructor(checked: Checked, purse: Purse) {
    this.checked = checked;
    this.purse = purse;
  }

  value(expression: Expression, values: Values): unknown {
    const value = this.raw(expression, values);
    return typeof value === 'string' ? asMoment(value, this.checked.types.get(expression) ?? dyn) : value;
  }

  private raw(expression: Expression, values: Values): unknown {
    switch (expression.is) {
      case 'literal':
        return expression.value;
      case 'name':
        this.purse.spend(1);
        return values[expression.name];
      case 'field':
        return this.field(expression, values);
      case 'list':
        this.purse.spend(listCost);
        return expression.items.map((item) => this.value(item, values));
      case 'map':
        this.purse.spend(mapCost);
        return Object.fromEntries(
          expression.entries.map(([key, value]) => [String(this.value(key, values)), this.value(value, values)]),
        );
      case 'each':
        return this.each(expression, values);
      case 'call':
        return this.call(expression, values);
    }
  }

  private field(expression: Extract<Expression, { is: 'field' }>, values: Values): unknown {
    const owner = this.value(expression.of, values);
    this.purse.spend(1);
    const name = this.checked.fields.get(expression) ?? expression.name;
    const isThere = isObject(owner) && Object.hasOwn(owner, name) && owner[name] !== undefined;
    if (expression.asked) return isThere && owner[name] !== null;
    if (!isThere) throw new RunProblem(`no such key: ${name}`);
    return owner[name];
  }

  private each({ of, macro, variable, bodies }: Each, values: Values): unknown {
    const range = this.value(of, values);
    const items: readonly unknown[] = Array.isArray(range) ? range : keysOf(range as object);
    // What answers is built up as the range is gone through: a list by adding lists of one item.
    const step = macro === 'map' || macro === 'filter' ? 2 + listCost : 3;
    const inner: Record<string, unknown> = { ...values };
    const body = (item: unknown, at = 0) => {
      this.purse.spend(at === 0 ? step : 0);
      inner[variable] = item;
      return this.value(bodies[at]!, inner);
    };
    this.purse.spend(1);
    if (macro === 'filter') return items.filter((item) => body(item) === true);
    if (macro === 'map')
      return bodies.length === 1
        ? items.map((item) => body(item))
        : items.filter((item) => body(item) === true).map((item) => body(item, 1));
    if (macro === 'exists_one') return items.filter((item) => body(item) === true).length === 1;
    return this.decided(items, (item) => body(item), macro === 'exists');
  }

  /** One that decides is enough, whatever goes wrong with others. */
  private decided(items: readonly unknown[], body: (item: unknown) => unknown, decisive: boolean): boolean {
    let problem: RunProblem | undefined;
    for (const item of items) {
      try {
        if (body(item) === decisive) return decisive;
      } catch (error) {
        if (!(error instanceof RunProblem)) throw error;
        problem ??= error;
      }
    }
    if (problem) throw problem;
    return !decisive;
  }

  private call(expression: Call, values: Values): unknown {
    const { name, of, with: given } = expression;
    if (name === '_&&_' || name === '_||_')
      return this.decided(given, (one) => this.value(one as Expression, values), name === '_||_');
    if (name === '_?_:_') return this.value(this.value(given[0]!, values) === true ? given[1]! : given[2]!, values);
    const all = (of ? [of, ...given] : given).map((one) => this.value(one, values));
    this.pay(name, all);
    if (operators.has(name)) return operate(name, all[0], all[1], this.checked.types.get(expression)?.is === 'double');
    const types = (of ? [of, ...given] : given).map((one) => this.checked.types.get(one) ?? dyn);
    const found = overloadFor((of ? members : globals)[name]!, types);
    return found!.run(...all);
  }

  private pay(name: string, values: readonly unknown[]): void {
    // Nothing is counted where an entry is looked up by its name: a map may be large.
    const isLookup = name === '_[_]' || (name === '@in' && !Array.isArray(values[1]));
    if (isLookup || values.every(isSmall)) return this.purse.spend(1);
    this.purse.spend(callCost(name, values.map(sizeOf), typeof values[0] === 'string'));
    this.purse.touch(effortOf(name, values));
  }
}

const isSmall = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean';
const operators: ReadonlySet<string> = new Set(
  '!_ -_ _==_ _!=_ _<_ _<=_ _>_ _>=_ @in _[_] _+_ _-_ _*_ _/_ _%_'.split(' '),
);
const amount = (value: unknown): any => (value instanceof Moment ? value.milliseconds : value);

/** @param isDouble of a quotient: nothing is cut off */
function operate(name: string, a: any, b: any, isDouble: boolean): unknown {
  switch (name) {
    case '!_':
      return !a;
    case '-_':
      return -a;
    case '_==_':
      return same(a, b);
    case '_!=_':
      return !same(a, b);
    case '_<_':
      return amount(a) < amount(b);
    case '_<=_':
      return amount(a) <= amount(b);
    case '_>_':
      return amount(a) > amount(b);
    case '_>=_':
      return amount(a) >= amount(b);
    case '@in':
      return Array.isArray(b) ? b.some((one) => same(one, a)) : Object.hasOwn(b, String(a));
    case '_[_]':
      return itemAt(a, b);
    default:
      return isDouble && name === '_/_' ? a / b : reckon(name, a, b);
  }
}

const same = (a: unknown, b: unknown): boolean => {
  if (a instanceof Moment && b instanceof Moment) return a.milliseconds === b.milliseconds;
  return !(isObject(a) && isObject(b) && sizeOf(a) !== sizeOf(b)) && equal(a, b);
};

function itemAt(owner: any, index: any): unknown {
  if (Array.isArray(owner)) {
    if (!(index in owner)) throw new RunProblem(`index out of bounds: ${index}`);
    return owner[index];
  }
  if (!isObject(owner) || !Object.hasOwn(owner, String(index))) throw new RunProblem(`no such key: ${index}`);
  return owner[String(index)];
}

function reckon(name: string, a: any, b: any): unknown {
  if (a instanceof Moment || b instanceof Moment) return reckonMoments(name, a, b);
  if (name === '_+_') return Array.isArray(a) ? [...a, ...b] : a + b;
  if (name === '_-_') return a - b;
  if (name === '_*_') return a * b;
  const isWhole = Number.isInteger(a) && Number.isInteger(b);
  if (isWhole && b === 0) throw new RunProblem(name === '_%_' ? 'modulus by zero' : 'division by zero');
  if (name === '_%_') return a % b;
  return isWhole ? Math.trunc(a / b) : a / b;
}

function reckonMoments(name: string, a: Moment, b: Moment): Moment {
  const milliseconds = name === '_+_' ? a.milliseconds + b.milliseconds : a.milliseconds - b.milliseconds;
  return new Moment(milliseconds, a.isDuration === b.isDuration);
}
