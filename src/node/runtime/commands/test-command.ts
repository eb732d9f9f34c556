import type { ProgramWorld } from '../program-world';
import { matchesPattern, withClasses } from '../shell/shell-pattern';

type Comparison = (a: string, b: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison | undefined>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '-eq': (a, b) => Number(a) === Number(b),
  '-ne': (a, b) => Number(a) !== Number(b),
  '-lt': (a, b) => Number(a) < Number(b),
  '-le': (a, b) => Number(a) <= Number(b),
  '-gt': (a, b) => Number(a) > Number(b),
  '-ge': (a, b) => Number(a) >= Number(b),
};

/** `test …` and `[ … ]`: 0, 1, or 2 where a number was asked for and something else came. */
export function test(parameters: readonly string[], world: ProgramWorld, error: (text: string) => void): number {
  const words = parameters.at(-1) === ']' ? parameters.slice(0, -1) : parameters;
  const at = words.findIndex((word, index) => index > 0 && /^-(eq|ne|lt|le|gt|ge)$/.test(word));
  const bad = at < 0 ? undefined : [words[at - 1]!, words[at + 1] ?? ''].find((word) => !/^\s*[-+]?\d+\s*$/.test(word));
  if (bad !== undefined) {
    error(`sh: ${bad}: bad number\n`);
    return 2;
  }
  return anyOf(words, (each) => holds(each, world)) ? 0 : 1;
}

/** `[[ … ]]`: the right side of `==` is a pattern, that of `=~` an expression, whose groups are found. */
export function conditionHolds(
  words: readonly string[],
  world: ProgramWorld,
): { readonly holds: boolean; readonly found?: readonly (string | undefined)[] } {
  let found: readonly (string | undefined)[] | undefined;
  const one = (part: readonly string[]): boolean => {
    const inside = part[0] === '(' && part.at(-1) === ')' ? part.slice(1, -1) : part;
    const [first = '', operator = '', third = ''] = inside;
    if (inside.length !== 3 || first === '!') return first === '!' ? !one(inside.slice(1)) : holds(inside, world);
    if (operator === '=~') found = new RegExp(withClasses(third)).exec(first) ?? undefined;
    if (operator === '=~') return found !== undefined;
    if (/^(==?|!=)$/.test(operator)) return matchesPattern(first, third) === (operator !== '!=');
    return holds(inside, world);
  };
  const plain = words.map((word) => (word === '&&' ? '-a' : word === '||' ? '-o' : word));
  const result = anyOf(plain, one);
  return { holds: result, ...(found && { found }) };
}

/** `-o` binds weaker than `-a`. */
function anyOf(words: readonly string[], one: (part: readonly string[]) => boolean): boolean {
  return split(words, '-o').some((part) => split(part, '-a').every(one));
}

function split(words: readonly string[], separator: string): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === separator && parts.at(-1)!.length > 0) parts.push([]);
    else parts.at(-1)!.push(word);
  }
  return parts;
}

function holds(words: readonly string[], world: ProgramWorld): boolean {
  if (words[0] === '!' && words.length > 1) return !holds(words.slice(1), world);
  const [first = '', operator, third = ''] = words;
  if (words.length === 3) return COMPARISONS[operator!]?.(first, third) ?? false;
  return words.length < 2 ? first !== '' : holdsOf(first, operator!, world);
}

function holdsOf(operator: string, word: string, world: ProgramWorld): boolean {
  switch (operator) {
    case '-z':
      return word === '';
    case '-n':
      return word !== '';
    case '-d':
      return world.isFolder(word);
    case '-s':
      return Boolean(world.readFile(word));
    case '-f':
      return world.readFile(word) !== undefined;
    case '-h':
    case '-L':
      return world.container.files.linkOf(world.path(word)) !== undefined;
    case '-t':
      return false;
    default:
      return world.exists(word);
  }
}
