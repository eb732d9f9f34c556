/** A command's parameters, taken apart. */
export interface Options {
  readonly flags: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/**
 * Parameters as `-T 5`, `-T5`, `--timeout=5`; letters in `valued` and long names in `valuedNames` take the next word where
 * no value is attached.
 */
export function parseOptions(
  parameters: readonly string[],
  valued: string,
  valuedNames: ReadonlySet<string> = new Set(),
): Options {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < parameters.length; at++) {
    const word = parameters[at]!;
    const long = /^--([\w-]+)(?:=(.*))?$/s.exec(word);
    if (long) {
      const [, name, value] = long;
      flags.set(name!, value ?? (valuedNames.has(name!) ? (parameters[++at] ?? '') : ''));
    } else if (!word.startsWith('-') || word === '-') rest.push(word);
    else at = shortOptions(word, parameters, at, valued, flags);
  }
  return { flags, rest };
}

/** Where reading goes on. */
function shortOptions(
  word: string,
  parameters: readonly string[],
  at: number,
  valued: string,
  flags: Map<string, string>,
): number {
  for (let index = 1; index < word.length; index++) {
    const letter = word[index]!;
    if (!valued.includes(letter)) flags.set(letter, '');
    else {
      const attached = word.slice(index + 1);
      flags.set(letter, attached || (parameters[at + 1] ?? ''));
      return attached ? at : at + 1;
    }
  }
  return at;
}
