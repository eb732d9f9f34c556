import { isObject } from '../apimachinery';
import { CommandError } from './failure';
import { plainText, sortedJson } from './go-value';

/** One step of a path; each takes every value found so far to those one step further. */
type Step = (values: readonly unknown[]) => unknown[];

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'path'; readonly steps: readonly Step[]; readonly source: string }
  | { readonly kind: 'range'; readonly steps: readonly Step[]; readonly body: readonly Node[] };

function each(values: readonly unknown[], further: (value: unknown) => readonly unknown[]): unknown[] {
  return values.flatMap((value) => [...further(value)]);
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value)
    ? Object.keys(value)
        .sort()
        .map((key) => value[key])
    : [];
}

function field(name: string): Step {
  return (values) =>
    each(values, (value) => {
      if (Array.isArray(value)) return [];
      return isObject(value) && Object.hasOwn(value, name) ? [value[name]] : [];
    });
}

/** Everywhere below. */
function recursive(values: readonly unknown[]): unknown[] {
  return each(values, (value) => [value, ...recursive(childrenOf(value))]);
}

function wildcard(values: readonly unknown[]): unknown[] {
  return each(values, childrenOf);
}

function slice(from: number | undefined, to: number | undefined, by: number): Step {
  return (values) =>
    each(values, (value) => {
      if (!Array.isArray(value)) return [];
      const at = (index: number | undefined, otherwise: number) =>
        index === undefined ? otherwise : index < 0 ? index + value.length : index;
      return value.slice(at(from, 0), at(to, value.length)).filter((_, index) => index % by === 0);
    });
}

function oneOf(index: number): Step {
  return (values) =>
    each(values, (value) => {
      if (!Array.isArray(value)) return [];
      const at = index < 0 ? index + value.length : index;
      if (at in value) return [value[at]];
      throw new CommandError(`array index out of bounds: index ${index}, length ${value.length}`);
    });
}

const comparisons: Readonly<Record<string, (a: any, b: any) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `?(@.type=="Ready")`: elements for which it holds. */
function filter(condition: string): Step {
  const match = /^([^!<>=]+?)(?:\s*([!<>=]+)\s*([^]+))?$/.exec(condition.trim());
  if (!match) throw new CommandError(`invalid filter ?(${condition})`);
  const [, left, sign, right] = match;
  const steps = pathSteps(left!.trim());
  const wanted = sign === undefined ? undefined : operand(right!.trim());
  const holds = (element: unknown) => {
    const found = walk(steps, [element]);
    if (sign === undefined) return found.length > 0;
    const other = wanted!(element);
    const compare = comparisons[sign];
    if (!compare) throw new CommandError(`unrecognized filter operator ${sign}`);
    return found.length > 0 && compare(found[0], other);
  };
  return (values) => each(values, (value) => (Array.isArray(value) ? value.filter(holds) : []));
}

function operand(text: string): (element: unknown) => unknown {
  const quoted = /^(?:'([^']*)'|"([^"]*)")$/.exec(text);
  if (quoted) return () => quoted[1] ?? quoted[2];
  if (text.startsWith('@')) {
    const steps = pathSteps(text);
    return (element) => walk(steps, [element])[0];
  }
  if (/^[A-Za-z]\w*$/.test(text) && text !== 'true' && text !== 'false')
    return () => {
      throw new CommandError(`unrecognized identifier ${text}`);
    };
  const value = text === 'true' ? true : text === 'false' ? false : Number(text);
  return () => value;
}

function bracket(text: string): Step {
  const inside = text.trim();
  if (inside === '*') return wildcard;
  const quoted = /^(?:'([^']*)'|"([^"]*)")$/.exec(inside);
  if (quoted) return field(quoted[1] ?? quoted[2]!);
  const condition = /^\?\((.*)\)$/.exec(inside);
  if (condition) return filter(condition[1]!);
  if (inside.includes(',')) {
    const all = inside.split(',').map(bracket);
    return (values) => all.flatMap((step) => step(values));
  }
  const range = /^(-?\d*):(-?\d*)(?::(\d+))?$/.exec(inside);
  const number = (part: string | undefined) => (part ? Number(part) : undefined);
  if (range) return slice(number(range[1]), number(range[2]), number(range[3]) ?? 1);
  if (/^-?\d+$/.test(inside)) return oneOf(Number(inside));
  throw new CommandError(`invalid array index ${inside}`);
}

const stepPattern = /\.\.|\[(?:[^[\]'"]|'[^']*'|"[^"]*"|\[[^\]]*\])*\]|\.?\*|\.?((?:\\.|[^.[\]*\\])+)/y;

/** `.items[*].metadata.name`, `$.a`, `@.b`, `..image`. */
function pathSteps(source: string): Step[] {
  const text = source.replace(/^[$@]/, '');
  const steps: Step[] = [];
  for (let at = 0; at < text.length; ) {
    if (text[at] === '.' && at + 1 === text.length) break;
    stepPattern.lastIndex = at;
    const match = stepPattern.exec(text);
    if (!match) throw new CommandError(`unrecognized character in action: U+${codePoint(text[at]!)}`);
    at = stepPattern.lastIndex;
    if (match[0] === '..') {
      steps.push(recursive);
      if (text[at] === '*' || text[at] === '[') continue;
    } else if (match[0].startsWith('[')) steps.push(bracket(match[0].slice(1, -1)));
    else if (match[1] === undefined) steps.push(wildcard);
    else steps.push(field(match[1].replace(/\\(.)/g, '$1')));
  }
  return steps;
}

function codePoint(character: string): string {
  return `${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${character}'`;
}

function walk(steps: readonly Step[], values: readonly unknown[]): unknown[] {
  return steps.reduce<unknown[]>((found, step) => step(found), [...values]);
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter);
}

/** Where an action begins and ends; braces within quotes do not count. */
const actionPattern = /\{((?:[^{}'"]|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")*)\}/g;

/** A template as kubectl reads it: text with `{actions}`. */
export class JsonPath {
  private readonly nodes: readonly Node[];

  /** @throws CommandError for what is no template */
  constructor(template: string) {
    const open: { readonly steps: readonly Step[]; readonly nodes: Node[] }[] = [{ steps: [], nodes: [] }];
    let end = 0;
    const text = (until: number) => {
      if (until > end) open.at(-1)!.nodes.push({ kind: 'text', text: template.slice(end, until) });
    };
    for (const match of template.matchAll(actionPattern)) {
      text(match.index);
      end = match.index + match[0].length;
      takeAction(match[1]!.trim(), open);
    }
    if (template.slice(end).includes('{'))
      throw new CommandError(`error parsing jsonpath ${template}, unclosed action`);
    text(template.length);
    // A range without its end goes over the rest, which then comes once more by itself.
    while (open.length > 1) {
      const { steps, nodes: body } = open.pop()!;
      open.at(-1)!.nodes.push({ kind: 'range', steps, body }, ...body);
    }
    this.nodes = open[0]!.nodes;
  }

  /** All that its paths find, one after another. */
  find(object: unknown): readonly unknown[] {
    return this.nodes.flatMap((node) => (node.kind === 'path' ? walk(node.steps, [object]) : []));
  }

  /** @param strict whether a field that is not there is an error, as for `kubectl get` with a list it is not */
  text(object: unknown): string {
    return this.nodes.map((node) => printNode(node, object)).join('');
  }
}

function takeAction(action: string, open: { readonly steps: readonly Step[]; readonly nodes: Node[] }[]): void {
  const nodes = open.at(-1)!.nodes;
  const quoted = /^(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)")$/.exec(action);
  if (quoted) nodes.push({ kind: 'text', text: unescaped(quoted[1] ?? quoted[2]!) });
  else if (action === 'end') {
    const { steps, nodes: body } = open.length > 1 ? open.pop()! : { steps: undefined, nodes };
    if (!steps) throw new CommandError('not in range, nothing to end');
    open.at(-1)!.nodes.push({ kind: 'range', steps, body });
  } else if (/^range\s/.test(action)) open.push({ steps: pathSteps(action.slice(5).trim()), nodes: [] });
  else nodes.push({ kind: 'path', steps: pathSteps(action), source: action });
}

function printNode(node: Node, object: unknown): string {
  if (node.kind === 'text') return node.text;
  const values = walk(node.steps, [object]);
  if (node.kind === 'path') return values.map(valueText).join(' ');
  return values.map((value) => node.body.map((inner) => printNode(inner, value)).join('')).join('');
}

function valueText(value: unknown): string {
  return typeof value === 'object' && value !== null ? sortedJson(value) : plainText(value);
}

/** `.spec.x`, `{.spec.x}` or `spec.x`, as custom columns and `--sort-by` take it. */
export function relaxedPath(source: string): JsonPath {
  if (/^\s*\{[^}]*$|^[^{]*\}\s*$/.test(source))
    throw new CommandError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  if (/\[[^\]]*$/.test(source)) throw new CommandError('unterminated array');
  const inside = source
    .trim()
    .replace(/^\{?\.?/, '')
    .replace(/\}$/, '');
  return new JsonPath(`{.${inside}}`);
}
