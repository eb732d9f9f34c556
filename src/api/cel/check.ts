/** Is an expression one that can be run? In the words of a real compiler where it isn't. */
import { beyond, globals, members, overloadFor } from './functions';
import { BeyondUs, ExpressionProblem, type Expression } from './syntax';
import { agree, comparable, dyn, fieldOf, plain, typeText, type ValueType } from './value-type';

type Call = Extract<Expression, { is: 'call' }>;
type Each = Extract<Expression, { is: 'each' }>;

/** What was found out about the parts of an expression. */
export interface Checked {
  readonly type: ValueType;
  readonly types: ReadonlyMap<Expression, ValueType>;
  /** What fields are called in the object, where that is not what they are called in the expression. */
  readonly fields: ReadonlyMap<Expression, string>;
  readonly names: ReadonlySet<string>;
}

type Scope = Readonly<Record<string, ValueType>>;

/** @throws ExpressionProblem, BeyondUs */
export function checkExpression(expression: Expression, scope: Scope): Checked {
  const checker = new Checker();
  const type = checker.typeOf(expression, scope);
  return { type, types: checker.types, fields: checker.fields, names: checker.names };
}

const [bool, int] = [plain('bool'), plain('int')];
const arithmetic: ReadonlySet<string> = new Set(['_+_', '_-_', '_*_', '_/_', '_%_']);
const orders: ReadonlySet<string> = new Set(['_<_', '_<=_', '_>_', '_>=_']);

class Checker {
  readonly types = new Map<Expression, ValueType>();
  readonly fields = new Map<Expression, string>();
  readonly names = new Set<string>();

  typeOf(expression: Expression, scope: Scope): ValueType {
    const type = this.found(expression, scope);
    this.types.set(expression, type);
    return type;
  }

  private found(expression: Expression, scope: Scope): ValueType {
    switch (expression.is) {
      case 'literal':
        return plain(expression.type === 'null' ? 'null_type' : expression.type);
      case 'name':
        return this.named(expression, scope);
      case 'field':
        return this.field(expression, scope);
      case 'list':
        return { is: 'list', of: this.common(expression.items, scope) };
      case 'map':
        for (const [key] of expression.entries) this.typeOf(key, scope);
        return {
          is: 'map',
          of: this.common(
            expression.entries.map(([, value]) => value),
            scope,
          ),
        };
      case 'each':
        return this.each(expression, scope);
      case 'call':
        return this.call(expression, scope);
    }
  }

  private named({ name, at }: Extract<Expression, { is: 'name' }>, scope: Scope): ValueType {
    if (!Object.hasOwn(scope, name)) {
      if (beyond.has(name)) throw new BeyondUs(name);
      throw new ExpressionProblem(at, `undeclared reference to '${name}' (in container '')`);
    }
    this.names.add(name);
    return scope[name]!;
  }

  private field(expression: Extract<Expression, { is: 'field' }>, scope: Scope): ValueType {
    const { of, name, at, asked } = expression;
    const owner = this.typeOf(of, scope);
    if (owner.is === 'object') {
      const found = fieldOf(owner, name);
      if (!found) throw new ExpressionProblem(at, `undefined field '${name}'`);
      this.fields.set(expression, found.name);
      return asked ? bool : found.type;
    }
    if (owner.is !== 'map' && owner.is !== 'dyn')
      throw new ExpressionProblem(at, `type '${typeText(owner)}' does not support field selection`);
    return asked ? bool : owner.is === 'map' ? owner.of : dyn;
  }

  private common(items: readonly Expression[], scope: Scope): ValueType {
    const types = items.map((item) => this.typeOf(item, scope));
    const [first = dyn] = types;
    return types.every((type) => type.is === first.is && agree(type, first)) ? first : dyn;
  }

  private each({ of, macro, variable, bodies, at }: Each, scope: Scope): ValueType {
    const range = this.typeOf(of, scope);
    if (!['dyn', 'list', 'map', 'object'].includes(range.is))
      throw new ExpressionProblem(
        of.at,
        `expression of type '${typeText(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
      );
    const item = range.is === 'list' ? range.of : range.is === 'dyn' ? dyn : plain('string');
    const types = bodies.map((body) => this.typeOf(body, { ...scope, [variable]: item }));
    if (macro === 'map') return { is: 'list', of: types.at(-1)! };
    if (!agree(types[0]!, bool))
      throw new ExpressionProblem(
        at,
        `found no matching overload for '_&&_' applied to '(bool, ${typeText(types[0]!)})'`,
      );
    return macro === 'filter' ? { is: 'list', of: item } : bool;
  }

  private call(expression: Call, scope: Scope): ValueType {
    const { name, of } = expression;
    if (of?.is === 'name' && !Object.hasOwn(scope, of.name) && beyond.has(of.name)) throw new BeyondUs(of.name);
    const owner = of && this.typeOf(of, scope);
    const given = expression.with.map((one) => this.typeOf(one, scope));
    if (!/^\w+$/.test(name) || name === '@in') return this.operator(expression, given);
    const known = of ? members[name] : globals[name];
    if (!known || !Object.hasOwn(of ? members : globals, name)) {
      if (beyond.has(name)) throw new BeyondUs(name);
      throw new ExpressionProblem(expression.at, `undeclared reference to '${name}' (in container '')`);
    }
    const all = owner ? [owner, ...given] : given;
    const overload = overloadFor(known, all);
    if (overload) return overload.gives(all);
    // A real server's functions have more forms than ours.
    if (beyond.has(name)) throw new BeyondUs(name);
    throw this.unfit(expression, given, owner);
  }

  private unfit({ name, at }: Call, given: readonly ValueType[], owner?: ValueType): ExpressionProblem {
    // What an object is called is a real compiler's own affair, and nothing is told of null here.
    if ([...given, owner].some((type) => type?.is === 'null_type' || type?.is === 'bytes' || type?.is === 'uint'))
      throw new BeyondUs('null');
    const target = owner ? `${typeText(owner)}.` : '';
    const types = given.map(typeText).join(', ');
    return new ExpressionProblem(at, `found no matching overload for '${name}' applied to '${target}(${types})'`);
  }

  private operator(call: Call, given: readonly ValueType[]): ValueType {
    const [a = dyn, b = dyn, c = dyn] = given;
    const { name } = call;
    const needs = (holds: boolean, gives: ValueType): ValueType => {
      if (!holds) throw this.unfit(call, given);
      return gives;
    };
    if (name === '_&&_' || name === '_||_') return needs(agree(a, bool) && agree(b, bool), bool);
    if (name === '!_') return needs(agree(a, bool), bool);
    if (name === '-_') return needs(['dyn', 'int', 'double'].includes(a.is), a);
    if (name === '_?_:_') return needs(agree(a, bool) && agree(b, c), b.is === 'dyn' ? c : b);
    if (name === '_==_' || name === '_!=_') return needs(agree(a, b), bool);
    if (orders.has(name)) return needs(comparable(a, b), bool);
    if (arithmetic.has(name)) return needs(isReckonable(name, a, b), reckoned(a, b));
    if (name === '@in') return needs(isContainer(b) && (b.is !== 'list' || agree(a, b.of)), bool);
    return this.index(call, a, b);
  }

  private index(call: Call, a: ValueType, b: ValueType): ValueType {
    if (a.is === 'list') {
      if (b.is !== 'int' && b.is !== 'dyn') throw this.unfit(call, [a, b]);
      return a.of;
    }
    if (a.is === 'object') throw new BeyondUs('objects as maps');
    if (a.is !== 'map' && a.is !== 'dyn') throw this.unfit(call, [a, b]);
    return a.is === 'map' ? a.of : dyn;
  }
}

const isContainer = ({ is }: ValueType): boolean => ['dyn', 'list', 'map', 'object'].includes(is);

function isReckonable(name: string, a: ValueType, b: ValueType): boolean {
  if (a.is === 'dyn' || b.is === 'dyn') return true;
  const times = ['timestamp', 'duration'];
  if (times.includes(a.is) || times.includes(b.is))
    return (
      times.includes(a.is) &&
      times.includes(b.is) &&
      (name === '_-_' || (name === '_+_' && a.is !== b.is) || a.is === 'duration')
    );
  if (a.is !== b.is) return false;
  if (name === '_+_' && (a.is === 'string' || a.is === 'list')) return agree(a, b);
  return a.is === int.is || a.is === 'uint' || (a.is === 'double' && name !== '_%_');
}

function reckoned(a: ValueType, b: ValueType): ValueType {
  if (a.is === 'timestamp' && b.is === 'timestamp') return plain('duration');
  if (a.is === 'timestamp' || b.is === 'timestamp') return plain('timestamp');
  return a.is === 'dyn' ? b : a;
}
