import { isObject } from '../apimachinery';
import { decodeBase64, encodeBase64 } from '../api';
import { CommandError } from './failure';
import { goValue } from './go-value';

type Scope = { readonly root: unknown; readonly dot: unknown; readonly variables: Readonly<Record<string, unknown>> };
type Part = { readonly text: string } | { readonly action: string };
type Node = (scope: Scope) => string;

/** Text and `{{actions}}`; a dash trims the blanks beside it. */
function partsOf(template: string): Part[] {
  const parts: Part[] = [];
  const pattern = /\{\{(-\s)?\s*((?:[^}"`]|"(?:\\.|[^"\\])*"|`[^`]*`)*?)\s*(\s-)?\}\}/g;
  let end = 0;
  let trim = false;
  for (const match of template.matchAll(pattern)) {
    const text = trimmed(template.slice(end, match.index), trim, match[1] !== undefined);
    parts.push({ text }, { action: match[2]! });
    end = match.index + match[0].length;
    trim = match[3] !== undefined;
  }
  const rest = template.slice(end);
  if (rest.includes('{{'))
    throw new CommandError(`error parsing template ${template}, template: output:1: unclosed action`);
  parts.push({ text: trimmed(rest, trim, false) });
  return parts;
}

function trimmed(text: string, left: boolean, right: boolean): string {
  const begun = left ? text.trimStart() : text;
  return right ? begun.trimEnd() : begun;
}

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}

type Function_ = (...values: any[]) => unknown;
const functions: Readonly<Record<string, Function_>> = {
  eq: (first, ...others) => others.some((other) => first === other),
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  not: (value) => !isTrue(value),
  and: (...values) => values.find((value) => !isTrue(value)) ?? values.at(-1),
  or: (...values) => values.find(isTrue) ?? values.at(-1),
  len: lengthOf,
  index: (value, ...keys) => keys.reduce(elementAt, value),
  print: (...values) => values.map(goValue).join(' '),
  println: (...values) => `${values.map(goValue).join(' ')}\n`,
  printf: (format, ...values) => printf(textOf('printf', format), values),
  base64decode: (text) => base64(textOf('base64decode', text)),
};

/** A template was read, and what it asks for can't be done with this object. */
function failed(name: string, why: string): never {
  throw new CommandError(`error executing template: error calling ${name}: ${why}`);
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  const what = value === undefined || value === null ? 'invalid value' : `value of type ${goType(value)}`;
  return failed(name, `${what}; expected string`);
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  return { string: 'string', number: 'float64', boolean: 'bool' }[typeof value as string] ?? 'nil';
}

/** How many bytes lie in it. */
const decodedLength = (base: string): number => (base.length / 4) * 3 - /=*$/.exec(base)![0].length;

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return decodedLength(encodeBase64(value));
  if (Array.isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  if (value === undefined || value === null) return failed('len', 'len of nil pointer');
  return failed('len', `len of type ${goType(value)}`);
}

function elementAt(value: unknown, key: unknown): unknown {
  if (value === undefined || value === null) return failed('index', 'index of untyped nil');
  if (Array.isArray(value) || typeof value === 'string') {
    if (typeof key !== 'number') return failed('index', `cannot index slice/array with type ${goType(key)}`);
    if (key >= 0 && key < value.length) return typeof value === 'string' ? value.charCodeAt(key) : value[key];
    return failed('index', `index out of range: ${key}`);
  }
  if (isObject(value)) return Object.hasOwn(value, String(key)) ? value[String(key)] : undefined;
  return failed('index', `can't index item of type ${goType(value)}`);
}

function base64(text: string): string {
  const bad = /[^A-Za-z0-9+/=\r\n]/.exec(text);
  if (bad) return failed('base64decode', `illegal base64 data at input byte ${bad.index}`);
  return decodeBase64(text);
}

/** A string in double quotes, with Go's escapes. */
function unquoted(token: string): string {
  try {
    return JSON.parse(token.replace(/\\x([0-9a-fA-F]{2})/g, '\\u00$1')) as string;
  } catch {
    throw new CommandError(`error parsing template: invalid syntax`);
  }
}

function printf(format: string, values: readonly unknown[]): string {
  let next = 0;
  return format.replace(/%(%|[-\d.]*[svdq])/g, (_, verb: string) => {
    if (verb === '%') return '%';
    const value = values[next++];
    if (verb.endsWith('q')) return JSON.stringify(String(value));
    const width = Number(/-?\d+/.exec(verb)?.[0] ?? 0);
    return width < 0 ? goValue(value).padEnd(-width) : goValue(value).padStart(width);
  });
}

const tokenPattern = /"(?:\\.|[^"\\])*"|`[^`]*`|\(|\)|\||:=|,|[^\s()|,"`]+/g;

/** Reads `.a.b`, `$x.c`, `"text"`, `3`, `f a b`, `(…)` and pipes. */
class Expression {
  private readonly tokens: string[];
  private readonly scope: Scope;

  constructor(source: string, scope: Scope) {
    this.tokens = source.match(tokenPattern) ?? [];
    this.scope = scope;
  }

  value(): unknown {
    let value = this.call([]);
    while (this.tokens[0] === '|') {
      this.tokens.shift();
      value = this.call([value]);
    }
    return value;
  }

  private call(piped: readonly unknown[]): unknown {
    const name = this.tokens[0] ?? '';
    if (!Object.hasOwn(functions, name)) return this.operand();
    this.tokens.shift();
    const values: unknown[] = [];
    while (this.tokens.length > 0 && this.tokens[0] !== '|' && this.tokens[0] !== ')') values.push(this.operand());
    const all = [...values, ...piped];
    if (all.length === 0 && !name.startsWith('print'))
      throw new CommandError(`error parsing template: wrong number of args for ${name}: want at least 1 got 0`);
    return functions[name]!(...all);
  }

  private operand(): unknown {
    const token = this.tokens.shift() ?? '';
    if (token === '(') {
      const value = this.value();
      this.tokens.shift();
      return value;
    }
    if (token.startsWith('"')) return unquoted(token);
    if (token.startsWith('`')) return token.slice(1, -1);
    if (/^-?\d/.test(token)) return Number(token);
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'nil') return undefined;
    return this.reference(token);
  }

  private reference(token: string): unknown {
    const match = /^(\$\w*)?((?:\.\w[\w-]*)*\.?)$/.exec(token);
    if (!match) throw new CommandError(`error parsing template: function "${token}" not defined`);
    const { root, dot, variables } = this.scope;
    const from = match[1] === undefined ? dot : match[1] === '$' ? root : variables[match[1]];
    const keys = match[2]!.split('.').filter((key) => key !== '');
    return keys.reduce<unknown>(
      (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
      from,
    );
  }
}

function evaluate(source: string, scope: Scope): unknown {
  return new Expression(source, scope).value();
}

function fail(why: string): never {
  throw new CommandError(`error parsing template: ${why}`);
}

/** The basics of Go's templates: fields, pipes, comparisons, `if`, `range`, `with`, variables, `printf`. */
export class GoTemplate {
  private readonly template: string;
  private readonly parts: Part[];
  private readonly nodes: readonly Node[];

  constructor(template: string) {
    this.template = template;
    this.parts = partsOf(template);
    this.nodes = this.placed(() => this.block());
    if (this.parts.length > 0) this.placed(() => fail('unexpected {{end}}'));
  }

  text(object: unknown): string {
    return this.placed(() => runAll(this.nodes, { root: object, dot: object, variables: {} }));
  }

  /** What can't be read is told with the template that has it. */
  private placed<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const start = `error parsing template ${this.template}, template: output:1: `;
      throw new CommandError(error.message.replace(/^error parsing template: /, () => start));
    }
  }

  /** Everything up to `{{end}}` or `{{else}}`, which is left standing. */
  private block(): Node[] {
    const nodes: Node[] = [];
    for (let part = this.parts[0]; part !== undefined; part = this.parts[0]) {
      if ('action' in part && /^(end|else)\b/.test(part.action)) break;
      this.parts.shift();
      nodes.push(this.node(part));
    }
    return nodes;
  }

  private node(part: Part): Node {
    if ('text' in part) return () => part.text;
    const { action } = part;
    if (action === '' || action.startsWith('/*')) return () => '';
    const control = /^(if|range|with)\s+([^]*)$/.exec(action);
    if (control) return this.control(control[1]!, control[2]!);
    return (scope) => {
      const value = evaluate(action, scope);
      return value === undefined || value === null ? '<no value>' : goValue(value);
    };
  }

  private control(word: string, source: string): Node {
    const body = this.block();
    const next = this.parts.shift();
    if (!next || !('action' in next)) throw new CommandError('error parsing template: unexpected EOF');
    const branch = /^else\s+if\s+([^]*)$/.exec(next.action);
    const otherwise = branch ? [this.control('if', branch[1]!)] : next.action === 'else' ? this.closed() : [];
    if (word === 'range') return ranging(source, body, otherwise);
    return (scope) => {
      const value = evaluate(source, scope);
      if (!isTrue(value)) return runAll(otherwise, scope);
      return runAll(body, word === 'with' ? { ...scope, dot: value } : scope);
    };
  }

  private closed(): Node[] {
    const nodes = this.block();
    this.parts.shift();
    return nodes;
  }
}

function runAll(nodes: readonly Node[], scope: Scope): string {
  return nodes.map((node) => node(scope)).join('');
}

function ranging(source: string, body: readonly Node[], otherwise: readonly Node[]): Node {
  const named = /^(?:(\$\w+)\s*,\s*)?(\$\w+)\s*:=\s*([^]*)$/.exec(source);
  return (scope) => {
    const value = evaluate(named ? named[3]! : source, scope);
    const entries: (readonly [string | number, unknown])[] = Array.isArray(value)
      ? value.map((one, index) => [index, one] as const)
      : isObject(value)
        ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
        : [];
    if (entries.length === 0) return runAll(otherwise, scope);
    return entries
      .map(([key, dot]) => {
        const own = { ...(named?.[1] && { [named[1]]: key }), ...(named?.[2] && { [named[2]]: dot }) };
        return runAll(body, { ...scope, dot, variables: { ...scope.variables, ...own } });
      })
      .join('');
  };
}
