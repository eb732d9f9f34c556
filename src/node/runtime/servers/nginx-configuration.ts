/** `name argument …;`, or with a block in braces. */
export interface Directive {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly block?: readonly Directive[];
}

export interface NginxServer {
  readonly ports: readonly number[];
  readonly names: readonly string[];
  readonly directives: readonly Directive[];
}

const TOKENS = /\s*(?:#[^\n]*|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([{};])|((?:\$\{\w+\}|[^\s{};"'#])+))/y;

/** What a configuration says; what can't be read ends it. */
export function parseNginx(text: string): readonly Directive[] {
  TOKENS.lastIndex = 0;
  return block(text);
}

function block(text: string): Directive[] {
  const directives: Directive[] = [];
  let words: string[] = [];
  for (let match = TOKENS.exec(text); match; match = TOKENS.exec(text)) {
    const [, double, single, sign, word] = match;
    if (sign === undefined) {
      const value = double ?? single ?? word;
      if (value !== undefined) words.push(value);
      continue;
    }
    if (sign === '}') break;
    const [name = '', ...rest] = words;
    words = [];
    if (sign === '{') directives.push({ name, arguments: rest, block: block(text) });
    else if (name) directives.push({ name, arguments: rest });
  }
  return directives;
}

/** The first argument of a directive; the last one of that name counts. */
export function valueOf(directives: readonly Directive[], name: string): string | undefined {
  return directives.findLast((each) => each.name === name)?.arguments[0];
}

/** All blocks of a name, wherever they stand. */
export function blocksOf(directives: readonly Directive[], name: string): readonly Directive[] {
  return directives.flatMap((each) => (each.name === name && each.block ? [each] : blocksOf(each.block ?? [], name)));
}

export function serversIn(directives: readonly Directive[]): readonly NginxServer[] {
  return blocksOf(directives, 'server').map(({ block: inside = [] }) => {
    const listens = inside.filter(({ name }) => name === 'listen').map((each) => each.arguments[0] ?? '');
    const ports = listens.flatMap((each) => (each.startsWith('unix:') ? [] : [Number(/(\d+)$/.exec(each)?.[1] ?? 80)]));
    const names = inside.filter(({ name }) => name === 'server_name').flatMap((each) => each.arguments);
    return { ports: ports.length > 0 ? ports : [80], names, directives: inside };
  });
}

/** The block for a path: an exact one, then the longest prefix unless an expression fits; what encloses it counts too. */
export function directivesFor(server: readonly Directive[], path: string): readonly Directive[] {
  const locations = server.filter(({ name }) => name === 'location');
  const found = locationFor(locations, path);
  return found?.block
    ? [
        ...server.filter(({ name }) => name !== 'return'),
        { name: 'location', arguments: found.arguments },
        ...found.block,
      ]
    : server;
}

function locationFor(locations: readonly Directive[], path: string): Directive | undefined {
  const of = (modifier: string) =>
    locations.filter((each) => each.arguments.length > 1 && each.arguments[0] === modifier);
  const exact = of('=').find((each) => each.arguments[1] === path);
  if (exact) return exact;
  const prefixes = locations.filter((each) => each.arguments.length === 1 || each.arguments[0] === '^~');
  const [longest] = prefixes
    .filter((each) => path.startsWith(each.arguments.at(-1)!))
    .sort((a, b) => b.arguments.at(-1)!.length - a.arguments.at(-1)!.length);
  if (longest?.arguments[0] === '^~') return longest;
  const fits = (each: Directive) => expression(each)?.test(path) ?? false;
  return locations.find((each) => /^~\*?$/.test(each.arguments[0] ?? '') && fits(each)) ?? longest;
}

function expression({ arguments: [modifier, pattern = ''] }: Directive): RegExp | undefined {
  try {
    return new RegExp(pattern, modifier === '~*' ? 'i' : '');
  } catch {
    return undefined;
  }
}
