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

  constructor(sentence: string, position: Position, detail: string = sentence) {
    super(`yaml: line ${position.line}: ${sentence}`);
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

/** The first of the library's errors, in kubectl's words. */
export function errorOf(errors: readonly LibraryError[], at: (offset: number) => Position): YamlError {
  const { code, message } = errors[0]!;
  return new YamlError(sentences[code] ?? message, at(errorOffset(errors)), explanations[code] ?? message);
}
