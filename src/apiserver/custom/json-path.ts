/** Simple paths into an object, as columns, scales and selectable fields have them: `.spec.parts[?(@.name=="x")].size`. */
import { isObject } from '../../apimachinery';

type Step = (value: unknown) => readonly unknown[];

const children: Step = (value) => (Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []);

const field =
  (name: string): Step =>
  (value) =>
    isObject(value) && Object.hasOwn(value, name) ? [value[name]] : [];

const item =
  (index: number): Step =>
  (value) => {
    if (!Array.isArray(value)) return [];
    const at = index < 0 ? index + value.length : index;
    return at in value ? [value[at]] : [];
  };

function slice(from: string, to: string): Step {
  const [first, last] = [from === '' ? 0 : Number(from), to === '' ? undefined : Number(to)];
  return (value) => (Array.isArray(value) ? value.slice(first, last) : []);
}

const comparisons: Readonly<Record<string, (a: any, b: any) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `?(@.type=="Ready")`: items for which it holds. */
function filter(condition: string): Step {
  const [, left = '', sign, right = ''] = /^\s*@([^!<>=]*?)\s*(?:([!<>=]=?)\s*(.*?))?\s*$/.exec(condition) ?? [];
  const steps = stepsOf(left);
  const quoted = /^(["'])(.*)\1$/.exec(right);
  const wanted: unknown = quoted ? quoted[2] : right === 'true' ? true : right === 'false' ? false : Number(right);
  return (value) =>
    children(value).filter((one) => {
      const [found] = walk(steps, one);
      if (sign === undefined) return found !== undefined;
      return found !== undefined && comparisons[sign === '=' ? '==' : sign]!(found, wanted);
    });
}

const token =
  /\.\.|\.?\[\s*(?:'([^']*)'|"([^"]*)"|(-?\d+)|(-?\d*):(-?\d*)|(\*)|\?\((.*?)\))\s*\]|\.(\*)|\.?([^.[\]]+)/g;

function stepsOf(path: string): readonly Step[] {
  return [...path.matchAll(token)].map(([, single, double, index, from, to, any, condition, star, name]) => {
    if (index !== undefined) return item(Number(index));
    if (from !== undefined) return slice(from, to!);
    if (condition !== undefined) return filter(condition);
    if (any !== undefined || star !== undefined) return children;
    return field(single ?? double ?? name?.replaceAll('\\', '') ?? '');
  });
}

function walk(steps: readonly Step[], value: unknown): readonly unknown[] {
  return steps.reduce<readonly unknown[]>((found, step) => found.flatMap((one) => [...step(one)]), [value]);
}

/** Reads what stands at the path: the first value there is, undefined where there is none. */
export function pathReader(path: string): (object: unknown) => unknown {
  // A dot that is escaped belongs to a name.
  const steps = path.includes('\\.') ? escapedSteps(path) : stepsOf(path);
  return (object) => walk(steps, object)[0];
}

const dot = '\u0000';

const escapedSteps = (path: string): readonly Step[] =>
  [...path.replaceAll('\\.', dot).split('.')]
    .filter((name) => name !== '')
    .flatMap((name) => (name.includes(dot) ? [field(name.replaceAll(dot, '.'))] : [...stepsOf(`.${name}`)]));

/** The names of a path that has nothing but names: `.spec.replicas`. */
export const namesOf = (path: string): readonly string[] => path.split('.').filter((name) => name !== '');
