/** A line that is being typed, and where the caret stands in it (in characters). */
export interface Line {
  readonly text: string;
  readonly caret: number;
}

export const emptyLine: Line = { text: '', caret: 0 };

export function lineOf(text: string): Line {
  return { text, caret: [...text].length };
}

/** What a key sequence of a terminal does to the line. */
type Edit = (line: Line) => Line;

function parts({ text, caret }: Line): { readonly before: string[]; readonly after: string[] } {
  const characters = [...text];
  return { before: characters.slice(0, caret), after: characters.slice(caret) };
}

function joined(before: readonly string[], after: readonly string[]): Line {
  return { text: [...before, ...after].join(''), caret: before.length };
}

function wordStart(characters: readonly string[]): number {
  let at = characters.length;
  while (at > 0 && characters[at - 1] === ' ') at--;
  while (at > 0 && characters[at - 1] !== ' ') at--;
  return at;
}

const deleteBefore: Edit = (line) => {
  const { before, after } = parts(line);
  return joined(before.slice(0, -1), after);
};
const deleteAfter: Edit = (line) => {
  const { before, after } = parts(line);
  return joined(before, after.slice(1));
};
const deleteWord: Edit = (line) => {
  const { before, after } = parts(line);
  return joined(before.slice(0, wordStart(before)), after);
};
const toStart: Edit = ({ text }) => ({ text, caret: 0 });
const toEnd: Edit = ({ text }) => lineOf(text);
const left: Edit = ({ text, caret }) => ({ text, caret: Math.max(0, caret - 1) });
const right: Edit = ({ text, caret }) => ({ text, caret: Math.min([...text].length, caret + 1) });
const wordLeft: Edit = (line) => ({ ...line, caret: wordStart(parts(line).before) });
const wordRight: Edit = (line) => {
  const { after } = parts(line);
  const skipped = /^ *[^ ]*/.exec(after.join(''))?.[0] ?? '';
  return { ...line, caret: line.caret + [...skipped].length };
};

/** Sequences as terminals send them: Emacs' keys, arrows, Home and End. */
export const edits: Readonly<Record<string, Edit>> = {
  '\x7f': deleteBefore,
  '\b': deleteBefore,
  '\x1b[3~': deleteAfter,
  '\x04': deleteAfter,
  '\x17': deleteWord,
  '\x1b\x7f': deleteWord,
  '\x01': toStart,
  '\x1b[H': toStart,
  '\x1bOH': toStart,
  '\x05': toEnd,
  '\x1b[F': toEnd,
  '\x1bOF': toEnd,
  '\x1b[D': left,
  '\x1bOD': left,
  '\x02': left,
  '\x1b[C': right,
  '\x1bOC': right,
  '\x06': right,
  '\x1b[1;5D': wordLeft,
  '\x1bb': wordLeft,
  '\x1b[1;5C': wordRight,
  '\x1bf': wordRight,
  '\x15': (line) => joined([], parts(line).after),
  '\x0b': (line) => joined(parts(line).before, []),
};

export function insert(line: Line, text: string): Line {
  const { before, after } = parts(line);
  return joined([...before, ...text], after);
}

/** What was typed before the caret. */
export function beforeCaret(line: Line): string {
  return parts(line).before.join('');
}

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** How many columns text takes: Hangul, Han and Kana take two each. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += wide.test(character) || character.codePointAt(0)! > 0x1f000 ? 2 : 1;
  return columns;
}

/** The longest beginning that all share. */
export function sharedStart(words: readonly string[]): string {
  const [first = '', ...others] = words;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}
