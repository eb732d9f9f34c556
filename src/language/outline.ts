/** A key of a mapping, or the number of an item in a list. */
export type Step = string | number;

/** A mapping or a list that is open where the reading stands. */
interface Frame {
  /** The column its keys or dashes stand in; −1 between brackets. */
  readonly column: number;
  readonly form: 'map' | 'list';
  readonly flow: boolean;
  step: Step | undefined;
  /** Keys read so far. */
  readonly keys: string[];
}

const keyPattern = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#&*!|>'"%@`{}[\],-][^#]*?|-[^\s#][^#]*?)\s*:(?=\s|$)/;
const blockPattern = /^(?:[&!]\S+\s+)*[|>][-+0-9]*\s*(?:#.*)?$/;

export function unquoted(text: string): string {
  const quoted = /^"(.*)"$|^'(.*)'$/s.exec(text);
  return quoted ? (quoted[1] ?? quoted[2]!.replaceAll("''", "'")) : text;
}

/** Where a line's own content begins: behind its indentation and its dashes. */
export function contentColumn(line: string): number {
  let at = line.length - line.trimStart().length;
  while (line[at] === '-' && (line[at + 1] === ' ' || line[at + 1] === undefined)) {
    at++;
    while (line[at] === ' ') at++;
  }
  return at;
}

/** The key that a line's content begins with, as it is written. */
export function keyIn(content: string): string | undefined {
  return keyPattern.exec(content)?.[1];
}

/**
 * Reads a document line by line and knows at every moment which mappings and lists are open: not a parser but an eye for
 * indentation and brackets, so that it has an answer for a text that is still being typed and is no YAML yet.
 */
export class Outline {
  private frames: Frame[] = [];
  /** A block scalar goes on in lines that are indented further than this. */
  private block: number | undefined;
  /** Plain text between brackets that may turn out to be a key. */
  private token = '';
  /** Values of the document's own keys: its kind and version. */
  readonly top = new Map<string, string>();

  get path(): readonly Step[] {
    return this.frames.flatMap(({ step }) => step ?? []);
  }

  get inFlow(): boolean {
    return this.frames.at(-1)?.flow ?? false;
  }

  /** Between brackets: whether a key is expected, and what has been typed of it (or of the value). */
  get flowPlace(): { readonly place: 'key' | 'value'; readonly typed: string } {
    const frame = this.frames.at(-1)!;
    return { place: frame.form === 'map' && frame.step === undefined ? 'key' : 'value', typed: this.token.trimStart() };
  }

  /** The mapping in which the reading stands. */
  get mapping(): Frame | undefined {
    const frame = this.frames.at(-1);
    return frame?.form === 'map' ? frame : undefined;
  }

  isOpen(frame: Frame): boolean {
    return this.frames.includes(frame);
  }

  /** Whether a line belongs to a block of text. */
  isText(line: string): boolean {
    if (this.block === undefined) return false;
    return line.trim() === '' || indentOf(line) > this.block;
  }

  /** Takes a whole line into account. */
  line(line: string): void {
    if (this.inFlow) return this.flow(line);
    if (this.isText(line)) return;
    this.block = undefined;
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return;
    const at = this.dashes(line);
    const content = line.slice(at);
    const key = keyIn(content);
    if (key !== undefined) {
      this.key(at, unquoted(key));
      const value = content.slice(content.indexOf(':', key.length) + 1);
      if (this.frames.length === 1) this.top.set(unquoted(key), unquoted(value.replace(/\s#.*$/, '').trim()));
      this.value(value, at);
    } else this.value(content, at - 1);
  }

  /** Opens the items that a line's dashes begin; where its content begins. */
  dashes(line: string): number {
    const end = contentColumn(line);
    for (let at = indentOf(line); at < end; at++) if (line[at] === '-') this.item(at);
    return end;
  }

  /** A value begins here; brackets open, and text in a block goes on in further lines. */
  value(text: string, column: number): void {
    const value = text.trimStart();
    if (blockPattern.test(value)) this.block = column;
    else if (value.startsWith('{') || value.startsWith('[')) this.flow(value);
  }

  key(column: number, key: string): void {
    this.place(column);
    const frame = this.frames.at(-1)!;
    frame.step = key;
    frame.keys.push(key);
  }

  /** The reading stands where a key of a mapping in this column would. */
  place(column: number): void {
    this.close((frame) => frame.column > column || (frame.column === column && frame.form === 'list'));
    const top = this.frames.at(-1);
    if (top?.form === 'map' && top.column === column) top.step = undefined;
    else this.open('map', column, false);
  }

  private item(column: number): void {
    this.close((frame) => frame.column > column);
    const top = this.frames.at(-1);
    if (top?.form === 'list' && top.column === column) top.step = (top.step as number) + 1;
    else this.open('list', column, false);
  }

  private open(form: 'map' | 'list', column: number, flow: boolean): void {
    this.frames.push({ column, form, flow, step: form === 'list' ? 0 : undefined, keys: [] });
  }

  private close(isOver: (frame: Frame) => boolean): void {
    while (this.frames.length > 0 && isOver(this.frames.at(-1)!)) this.frames.pop();
  }

  /** Reads text between brackets, up to the last that closes. */
  flow(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const character = text[at]!;
      if (character === '"' || character === "'") {
        const quoted = quotedAt(text, at);
        this.token += quoted;
        at += quoted.length - 1;
      } else if (character === '#' && /^\s?$/.test(text[at - 1] ?? '')) return;
      else if (!this.flowMark(character, text[at + 1])) this.token += character;
      if (!this.inFlow) return;
    }
  }

  private flowMark(character: string, next: string | undefined): boolean {
    const frame = this.frames.at(-1);
    if (character === '{' || character === '[') this.open(character === '{' ? 'map' : 'list', -1, true);
    else if (character === '}' || character === ']') {
      this.note();
      this.frames.pop();
    } else if (character === ',' && frame) {
      this.note();
      frame.step = frame.form === 'list' ? (frame.step as number) + 1 : undefined;
    } else if (character === ':' && frame?.form === 'map' && frame.step === undefined && this.endsKey(next)) {
      frame.step = unquoted(this.token.trim());
      frame.keys.push(frame.step);
    } else return false;
    this.token = '';
    return true;
  }

  private endsKey(next: string | undefined): boolean {
    return next === undefined || /[\s,[{]/.test(next) || /["']$/.test(this.token.trim());
  }

  /** The value of a key of the document itself has ended. */
  private note(): void {
    const [frame, other] = this.frames;
    if (other === undefined && typeof frame?.step === 'string') this.top.set(frame.step, unquoted(this.token.trim()));
  }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Text in quotes from here on, or what is left of it. */
function quotedAt(text: string, from: number): string {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) return text.slice(from, at + 1);
  }
  return text.slice(from);
}
