/** What is wrong with a text that should be JSON, in the words of Go's reader, and which keys it says twice. */
export interface JsonReport {
  /** `invalid character 'n' looking for beginning of object key string`; undefined for good JSON. */
  readonly error?: string;
  /** How many characters were read when it was found. */
  readonly offset?: number;
  /** `duplicate field "data.a"`. */
  readonly duplicates: readonly string[];
}

class Malformed extends Error {}

/** @param isBytes every letter of the text is a byte that somebody took for a letter */
export function examineJson(text: string, isBytes = false): JsonReport {
  const scanner = new Scanner(text, { isBytes });
  try {
    scanner.whole();
    return { duplicates: scanner.duplicates };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { error: error.message, offset: scanner.read, duplicates: [] };
  }
}

/** Problems with the fields of a text in the order of the text: where an unknown one stands, and where one is said again. */
export function inTextOrder(text: string, problems: readonly string[]): readonly string[] {
  const paths: string[] = [];
  new Scanner(text, { paths }).whole();
  const placeOf = (problem: string): number => {
    const path = JSON.parse(problem.slice(problem.indexOf('"'))) as string;
    const first = paths.indexOf(path);
    return problem.startsWith('duplicate') ? paths.indexOf(path, first + 1) : first;
  };
  const placed = problems.map((problem) => ({ problem, place: placeOf(problem) }));
  return placed.sort((one, other) => one.place - other.place).map(({ problem }) => problem);
}

class Scanner {
  readonly duplicates: string[] = [];
  private readonly text: string;
  private at = 0;
  private readonly trail: string[] = [];

  /** The path of every key, in the text's order. */
  private readonly paths: string[] | undefined;

  private readonly isBytes: boolean;

  constructor(text: string, options: { readonly paths?: string[]; readonly isBytes?: boolean }) {
    this.text = text;
    this.paths = options.paths;
    this.isBytes = options.isBytes ?? false;
  }

  get read(): number {
    return Math.min(this.at + 1, this.text.length);
  }

  whole(): void {
    this.value();
    this.blanks();
    if (this.at < this.text.length) this.unexpected('after top-level value');
  }

  private value(): void {
    this.blanks();
    const letter = this.text[this.at];
    if (letter === '{') this.object();
    else if (letter === '[') this.list();
    else if (letter === '"') this.string();
    else if (letter !== undefined && /[-\d]/.test(letter)) this.number();
    else this.word();
  }

  private object(): void {
    const keys = new Set<string>();
    this.at++;
    this.blanks();
    if (this.take('}')) return;
    for (;;) {
      this.blanks();
      if (this.text[this.at] !== '"') this.unexpected('looking for beginning of object key string');
      this.member(keys);
      this.blanks();
      if (this.take('}')) return;
      if (!this.take(',')) this.unexpected('after object key:value pair');
    }
  }

  private member(keys: Set<string>): void {
    const start = this.at;
    this.string();
    const key = JSON.parse(this.text.slice(start, this.at)) as string;
    this.trail.push(this.trail.length === 0 ? key : `.${key}`);
    if (keys.has(key)) this.duplicate();
    keys.add(key);
    this.paths?.push(this.trail.join(''));
    this.blanks();
    if (!this.take(':')) this.unexpected('after object key');
    this.value();
    this.trail.pop();
  }

  /** Told once, however often it is said again. */
  private duplicate(): void {
    const problem = `duplicate field ${JSON.stringify(this.trail.join(''))}`;
    if (!this.duplicates.includes(problem)) this.duplicates.push(problem);
  }

  private list(): void {
    this.at++;
    this.blanks();
    if (this.take(']')) return;
    for (let index = 0; ; index++) {
      this.trail.push(`[${index}]`);
      this.value();
      this.trail.pop();
      this.blanks();
      if (this.take(']')) return;
      if (!this.take(',')) this.unexpected('after array element');
    }
  }

  private string(): void {
    for (this.at++; ; this.at++) {
      const letter = this.text[this.at];
      if (letter === '"') break;
      if (letter === undefined || letter < ' ') this.unexpected('in string literal');
      if (letter !== '\\') continue;
      this.at++;
      if (!/["\\/bfnrtu]/.test(this.text[this.at] ?? '')) this.unexpected('in string escape code');
      if (this.text[this.at] === 'u') this.escape();
    }
    this.at++;
  }

  private escape(): void {
    for (let digit = 0; digit < 4; digit++) {
      this.at++;
      if (!/[\da-fA-F]/.test(this.text[this.at] ?? '')) this.unexpected('in \\u hexadecimal character escape');
    }
  }

  private number(): void {
    const match = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/.exec(this.text.slice(this.at));
    if (!match) {
      this.at++;
      this.unexpected('in numeric literal');
    }
    this.at += match[0].length;
    const next = this.text[this.at];
    if (next === '.') this.unfinished('after decimal point in numeric literal');
    if (next === 'e' || next === 'E') this.unfinished('in exponent of numeric literal');
  }

  private unfinished(where: string): never {
    this.at++;
    if (/[-+]/.test(this.text[this.at] ?? '')) this.at++;
    this.unexpected(where);
  }

  private word(): void {
    const word = ['true', 'false', 'null'].find((one) => one[0] === this.text[this.at]);
    if (!word) this.unexpected('looking for beginning of value');
    for (let letter = 0; letter < word.length; letter++, this.at++) {
      if (this.text[this.at] !== word[letter]) this.unexpected(`in literal ${word} (expecting '${word[letter]}')`);
    }
  }

  private blanks(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++;
  }

  private take(letter: string): boolean {
    if (this.text[this.at] !== letter) return false;
    this.at++;
    return true;
  }

  private unexpected(where: string): never {
    const letter = this.text[this.at];
    if (letter === undefined) throw new Malformed('unexpected end of JSON input');
    throw new Malformed(`invalid character ${(this.isBytes ? goByte : goCharacter)(letter)} ${where}`);
  }
}

/** A character as Go quotes it. */
export function goCharacter(letter: string): string {
  if (letter === "'") return "'\\''";
  if (letter === '"') return `'"'`;
  const code = letter.charCodeAt(0);
  if (code >= 0x20 && code < 0x7f) return `'${letter}'`;
  const short: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };
  if (code < 0x80) return `'${short[letter] ?? `\\x${code.toString(16).padStart(2, '0')}`}'`;
  // Go looks at bytes: of whatever takes several in UTF-8 it names the first.
  const byte = code < 0x800 ? 0xc0 | (code >> 6) : (code & 0xf800) === 0xd800 ? 0xf0 : 0xe0 | (code >> 12);
  return `'${String.fromCharCode(byte)}'`;
}

/** A byte as Go quotes it: as the letter of that number. */
function goByte(byte: string): string {
  const code = byte.charCodeAt(0);
  if (code < 0x80) return goCharacter(byte);
  const isSeen = code > 0xa0 && code !== 0xad;
  return isSeen ? `'${byte}'` : `'\\u${code.toString(16).padStart(4, '0')}'`;
}
