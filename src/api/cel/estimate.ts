/** What an expression costs at worst: its schema says how much can stand where, and a request holds so much and no more. */
import { readable, type JsonSchema } from '../custom/custom-resource-schema';
import type { Checked } from './check';
import { callCost, listCost, mapCost } from './cost';
import type { Expression } from './syntax';
import { dyn } from './value-type';

type Each = Extract<Expression, { is: 'each' }>;
type Call = Extract<Expression, { is: 'call' }>;

/** How large a value can become, and what stands in it. */
export interface Shape {
  /** Letters or items at most; none for what has none. */
  readonly size: number;
  readonly schema?: JsonSchema;
  readonly item?: Shape;
}

interface Estimate {
  readonly cost: number;
  readonly shape: Shape;
}

type Scope = Readonly<Record<string, Shape>>;

/** Bytes of a request. */
const requestSize = 3 * 1024 * 1024;
const [quotes, comma] = [2, 1];
/** What an entry of a map takes beside its value. */
const entrySize = 6;
const longestText = requestSize - quotes;
const bytesOfLetter = 4;
const none: Shape = { size: 0 };

/** What the shortest value takes in a request. */
function leastSize({ type, format, properties = {}, required = [], ...schema }: JsonSchema): number {
  if (schema['x-kubernetes-int-or-string']) return 1;
  if (type === 'boolean') return 4;
  if (type === 'string') return quotes + (shortest[format ?? ''] ?? 0);
  if (type !== 'object') return type === 'array' ? 2 : 1;
  const needed = required.filter((name) => Object.hasOwn(properties, name) && properties[name]!.default === undefined);
  return needed.reduce((sum, name) => sum + name.length + 4 + leastSize(readable(properties[name])), 2);
}

const shortest: Readonly<Record<string, number>> = { 'date-time': 20, date: 10, duration: 1 };
const longest: Readonly<Record<string, number>> = { 'date-time': 35, date: 12, duration: 35 };

/** How many values of a list or a map there can be at most. */
export function mostOf({ type, maxItems, maxProperties, items, additionalProperties: more }: JsonSchema): number {
  if (type === 'array') return maxItems ?? Math.floor(requestSize / (leastSize(readable(items)) + comma));
  return maxProperties ?? Math.floor(requestSize / (leastSize(more === true ? {} : readable(more)) + entrySize));
}

export function shapeOf(schema: JsonSchema): Shape {
  const { type, format = '', enum: values, maxLength, properties, additionalProperties: more } = schema;
  if (schema['x-kubernetes-int-or-string']) return { size: longestText };
  if (type === 'array' || (type === 'object' && more && !properties)) return { size: mostOf(schema), schema };
  if (type !== 'string') return type && type !== 'object' ? none : { size: properties ? 0 : longestText, schema };
  if (values) return { size: Math.max(0, ...values.map((value) => String(value).length)) };
  if (Object.hasOwn(longest, format)) return { size: longest[format]! };
  return { size: maxLength === undefined ? longestText : maxLength * bytesOfLetter };
}

function itemOf({ item, schema, size }: Shape): Shape {
  if (item) return item;
  if (schema?.type === 'array') return shapeOf(readable(schema.items));
  const more = schema?.additionalProperties;
  return more && more !== true ? shapeOf(readable(more)) : { size };
}

/** @param self the schema of what the expression is about */
export function estimatedCost(expression: Expression, checked: Checked, self: JsonSchema): number {
  const shape = { ...shapeOf(self), schema: self };
  return new Estimator(checked).of(expression, { self: shape, oldSelf: shape }).cost;
}

class Estimator {
  private readonly checked: Checked;

  constructor(checked: Checked) {
    this.checked = checked;
  }

  of(expression: Expression, scope: Scope): Estimate {
    switch (expression.is) {
      case 'literal':
        return { cost: 0, shape: { size: typeof expression.value === 'string' ? expression.value.length : 0 } };
      case 'name':
        return { cost: 1, shape: scope[expression.name] ?? none };
      case 'field':
        return this.field(expression, scope);
      case 'list':
        return this.made(expression.items, listCost, scope);
      case 'map':
        return { ...this.made(expression.entries.flat(), mapCost, scope), shape: { size: expression.entries.length } };
      case 'each':
        return this.each(expression, scope);
      case 'call':
        return this.call(expression, scope);
    }
  }

  private field(expression: Extract<Expression, { is: 'field' }>, scope: Scope): Estimate {
    const { cost, shape } = this.of(expression.of, scope);
    if (expression.asked) return { cost, shape: none };
    const name = this.checked.fields.get(expression) ?? expression.name;
    const properties = shape.schema?.properties ?? {};
    const found = Object.hasOwn(properties, name) ? shapeOf(readable(properties[name])) : itemOf(shape);
    return { cost: cost + 1, shape: found };
  }

  private made(items: readonly Expression[], own: number, scope: Scope): Estimate {
    const all = items.map((item) => this.of(item, scope));
    return { cost: own + sumOf(all), shape: { size: items.length, item: none } };
  }

  private each({ of, macro, variable, bodies }: Each, scope: Scope): Estimate {
    const range = this.of(of, scope);
    const { shape } = range;
    const isList = ['list', 'dyn'].includes(this.typeOf(of).is);
    const inner = { ...scope, [variable]: isList ? itemOf(shape) : none };
    const all = bodies.map((body) => this.of(body, inner));
    const { step, once } = loopCosts[macro];
    const cost = range.cost + once + shape.size * (step + sumOf(all));
    if (macro === 'map') return { cost, shape: { size: shape.size, item: all.at(-1)!.shape } };
    return { cost, shape: macro === 'filter' ? shape : none };
  }

  private call(expression: Call, scope: Scope): Estimate {
    const { name, of, with: given } = expression;
    const values = of ? [of, ...given] : given;
    const all = values.map((one) => this.of(one, scope));
    const shapes = all.map(({ shape }) => shape);
    if (name === '_&&_' || name === '_||_') return { cost: sumOf(all), shape: none };
    if (name === '_?_:_') {
      const [asked, yes, no] = all as [Estimate, Estimate, Estimate];
      return { cost: asked.cost + Math.max(yes.cost, no.cost), shape: larger(yes.shape, no.shape) };
    }
    return { cost: sumOf(all) + this.ownCost(name, values, shapes), shape: shapeGiven(name, shapes) };
  }

  private ownCost(name: string, values: readonly Expression[], shapes: readonly Shape[]): number {
    const [a = dyn, b = dyn] = values.map((value) => this.typeOf(value));
    const [first = none, second = none] = shapes;
    const tenths = Math.ceil(Math.min(first.size, second.size) / 10);
    if (name === '_==_' || name === '_!=_') return tenths;
    if (name === '@in') return b.is === 'list' || b.is === 'dyn' ? second.size : 1;
    if (name === 'join') return Math.ceil((first.size * itemOf(first).size) / 10 + (first.size * second.size) / 10);
    const isText = a.is === 'string' || (a.is === 'dyn' && first.size > 0);
    if (/^(indexOf|lastIndexOf|min|max|sum|isSorted)$/.test(name) && !isText)
      return first.size * (1 + Math.ceil(itemOf(first).size / 10));
    return callCost(
      name,
      shapes.map(({ size }) => size),
      isText,
    );
  }

  private readonly typeOf = (expression: Expression) => this.checked.types.get(expression) ?? dyn;
}

/** What a loop costs for each item beside what is asked of it, and once. */
const loopCosts: Readonly<Record<Each['macro'], { readonly step: number; readonly once: number }>> = {
  all: { step: 3, once: 1 },
  exists: { step: 4, once: 1 },
  exists_one: { step: 2, once: 2 },
  filter: { step: 3 + listCost, once: 1 + listCost },
  map: { step: 2 + listCost, once: 1 + listCost },
};

const larger = (a: Shape, b: Shape): Shape => (b.size > a.size ? b : a);
const sumOf = (all: readonly Estimate[]): number => all.reduce((sum, { cost }) => sum + cost, 0);

const asLong: ReadonlySet<string> = new Set('lowerAscii upperAscii trim substring dyn'.split(' '));

function shapeGiven(name: string, shapes: readonly Shape[]): Shape {
  const [a = none, b = none, c = none] = shapes;
  if (name === '_+_') return { ...larger(a, b), size: a.size + b.size };
  if (name === '_[_]' || name === 'min' || name === 'max') return itemOf(a);
  if (name === 'split') return { size: a.size, item: none };
  if (name === 'join') return { size: a.size * (itemOf(a).size + b.size) };
  if (name === 'charAt') return { size: 1 };
  if (name === 'string') return { size: a.size || Infinity };
  if (name === 'replace') return { size: a.size * Math.max(2, c.size) };
  return asLong.has(name) ? { size: a.size } : none;
}
