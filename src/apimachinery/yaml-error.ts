/** 1-based, in the whole file. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The text is no YAML that kubectl takes. `message` is kubectl's sentence, `detail` says the same for people. */
export class YamlError extends Error {
  readonly line: number;
  readonly column: number;
  readonly detail: string;

  /** @param told the line in kubectl's sentence, where that is another; 0 where it names none */
  constructor(sentence: string, position: Position, detail: string = sentence, told = position.line) {
    super(told > 0 ? `yaml: line ${told}: ${sentence}` : `yaml: ${sentence}`);
    this.name = 'YamlError';
    this.line = position.line;
    this.column = position.column;
    this.detail = detail;
  }
}

/** What the library found wrong. */
export interface LibraryError {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** What the library's error codes are called by the reader that kubectl uses. */
const sentences: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'found character that cannot start any token',
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  BAD_SCALAR_START: 'found character that cannot start any token',
  MULTILINE_IMPLICIT_KEY: "could not find expected ':'",
  BLOCK_IN_FLOW: 'block sequence entries are not allowed in this context',
  BAD_DQ_ESCAPE: 'found unknown escape character',
  MISSING_CHAR: 'did not find expected key',
  BAD_INDENT: 'did not find expected key',
  UNEXPECTED_TOKEN: 'did not find expected key',
  MULTIPLE_DOCS: 'did not find expected <document start>',
};

/** Where the library's own words help less. */
const explanations: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY:
    'a colon is not expected here: is a line indented too far, or does text with a colon lack quotes?',
  MULTILINE_IMPLICIT_KEY: 'a colon is missing, or a line is indented wrongly',
  TAB_AS_INDENT: 'tabs can not indent YAML: use spaces',
};

const colonErrors = new Set(['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY']);

/** A colon where none may be is told at the colon, which ends what the library points at. */
function errorOffset(errors: readonly LibraryError[]): number {
  const start = errors[0]!.pos[0];
  const ends = errors.filter(({ code, pos }) => colonErrors.has(code) && pos[0] === start).map(({ pos }) => pos[1] - 1);
  return Math.max(start, ...ends);
}

/** Of braces and brackets that do not end, or hold what can't stand there, which end was expected. */
function unended({ code, message }: LibraryError): string | undefined {
  const [, end] = /^Flow (?:map|sequence) .*end with a ([}\]])/.exec(message) ?? [];
  if (end !== undefined) return `did not find expected ',' or '${end}'`;
  return code === 'BLOCK_IN_FLOW' && message.startsWith('Block collections')
    ? "did not find expected ',' or '}'"
    : undefined;
}

/** What a scanner finds only when it has gone on: that a key had no colon, or text no end. */
function foundLater({ message }: LibraryError): string | undefined {
  if (message.startsWith('Implicit map keys need')) return "could not find expected ':'";
  return message.startsWith('Missing closing') ? 'found unexpected end of stream' : undefined;
}

/** The line that kubectl's reader names: a parser counts from zero, a scanner from one and not the first. */
function toldLine(sentence: string, line: number): number {
  if (sentence.startsWith('did not find expected')) return Math.max(1, line - 1);
  if (sentence === "could not find expected ':'") return line + 1;
  return line > 1 ? line : 0;
}

/** The first of the library's errors, in kubectl's words. */
export function errorOf(errors: readonly LibraryError[], at: (offset: number) => Position): YamlError {
  const { code, message } = errors[0]!;
  const found = at(errorOffset(errors));
  const sentence = foundLater(errors[0]!) ?? unended(errors[0]!) ?? sentences[code] ?? message;
  return new YamlError(sentence, found, explanations[code] ?? message, toldLine(sentence, found.line));
}
