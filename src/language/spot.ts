import { contentColumn, keyIn, Outline, unquoted } from './outline';
import type { Step } from './outline';

/** A place in a manifest, 0-based: the caret stands before the character in this column. */
export interface Caret {
  readonly line: number;
  readonly column: number;
}

/** What a caret is about. */
export interface Spot {
  /** The mapping whose key is typed, or the field whose value is. */
  readonly path: readonly Step[];
  readonly place: 'key' | 'value';
  /** What stands of the word before the caret, and where it begins. */
  readonly typed: string;
  readonly from: number;
  /** How far the line's content is in from its first letter that is no space: further lines of a value go there. */
  readonly inset: number;
  /** Keys that the mapping has already. */
  readonly siblings: readonly string[];
  readonly identity: Identity;
  /** Between brackets. */
  readonly flow: boolean;
}

export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
}

/** A document as lines of the file, from and up to but not including. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Nobody writes a document so long by hand; what stands further off is not looked at. */
const SIGHT_LINES = 5000;

/** The document around a line, as kubectl cuts files. */
export function documentAround(lines: readonly string[], line: number): Span {
  let from = line;
  while (from > 0 && line - from < SIGHT_LINES && !lines[from - 1]!.startsWith('---')) from--;
  let to = line;
  while (to < lines.length && to - line < SIGHT_LINES && !lines[to]!.startsWith('---')) to++;
  return { from, to };
}

function outlineBefore(lines: readonly string[], span: Span, line: number): Outline {
  const outline = new Outline();
  for (let at = span.from; at < line; at++) outline.line(lines[at]!);
  return outline;
}

/** What the document says it is, wherever it says so. */
export function identityOf(lines: readonly string[], span: Span): Identity {
  const outline = outlineBefore(lines, span, span.to);
  return { apiVersion: outline.top.get('apiVersion') ?? '', kind: outline.top.get('kind') ?? '' };
}

/** Keys of the mapping that the outline stands in, those that follow included. */
function siblingsOf(outline: Outline, rest: readonly string[]): readonly string[] {
  const mapping = outline.mapping;
  if (!mapping) return [];
  for (const line of rest) {
    if (!outline.isOpen(mapping)) break;
    outline.line(line);
  }
  return mapping.keys;
}

const isCommented = (text: string) => /(^|\s)#/.test(text.replace(/"[^"]*"?|'[^']*'?/g, ''));

/** What the caret is about; undefined where nothing can be said (comments, blocks of text). */
export function spotAt(lines: readonly string[], { line, column }: Caret): Spot | undefined {
  const text = lines[line] ?? '';
  const head = text.slice(0, column);
  if (head.startsWith('---') || isCommented(head)) return undefined;
  const span = documentAround(lines, line);
  const outline = outlineBefore(lines, span, line);
  if (!outline.inFlow && outline.isText(head === '' ? ' ' : `${head}x`)) return undefined;
  const found = outline.inFlow ? flowSpot(outline, head) : blockSpot(outline, head);
  if (!found) return undefined;
  const path = outline.path;
  const siblings = found.place === 'key' ? siblingsOf(outline, lines.slice(line + 1, span.to)) : [];
  const inset = contentColumn(head) - (head.length - head.trimStart().length);
  return { ...found, path, siblings, inset, from: column - found.typed.length, identity: identityOf(lines, span) };
}

type Found = Pick<Spot, 'place' | 'typed' | 'flow'>;

function flowSpot(outline: Outline, head: string): Found | undefined {
  outline.flow(head);
  return outline.inFlow ? { ...outline.flowPlace, flow: true } : undefined;
}

function blockSpot(outline: Outline, head: string): Found | undefined {
  const at = outline.dashes(head);
  const content = head.slice(at);
  const key = keyIn(content);
  if (key === undefined) {
    if (content.startsWith('{') || content.startsWith('[')) return flowSpot(outline, content);
    if (/[\s:]$/.test(content) && content.trim() !== '') return undefined;
    outline.place(at);
    return { place: 'key', typed: content, flow: false };
  }
  outline.key(at, unquoted(key));
  const value = content.slice(content.indexOf(':', key.length) + 1);
  if (!value.startsWith(' ')) return undefined;
  const typed = value.trimStart();
  if (typed.startsWith('{') || typed.startsWith('[')) return flowSpot(outline, typed);
  return { place: 'value', typed, flow: false };
}

/** What stands under the pointer: a field's key or its value. */
export interface Pointed {
  readonly path: readonly Step[];
  readonly from: number;
  readonly to: number;
  readonly identity: Identity;
  readonly span: Span;
}

const wordEnd = /^[^\s,:{}[\]]*/;

export function pointedAt(lines: readonly string[], { line, column }: Caret): Pointed | undefined {
  const text = lines[line] ?? '';
  const span = documentAround(lines, line);
  const outline = outlineBefore(lines, span, line);
  if (!outline.inFlow && outline.isText(text)) return undefined;
  const range = outline.inFlow ? undefined : lineRange(text, column);
  const end = range?.to ?? column + wordEnd.exec(text.slice(column))![0].length;
  const head = text.slice(0, end);
  if (head.trim() === '' || isCommented(head)) return undefined;
  const found = outline.inFlow ? flowSpot(outline, head) : blockSpot(outline, range?.isKey ? `${head}: ` : head);
  if (!found) return undefined;
  const word = found.flow ? found.typed : '';
  const path = found.flow && found.place === 'key' ? [...outline.path, unquoted(word.trim())] : outline.path;
  return { path, from: range?.from ?? end - word.length, to: end, identity: identityOf(lines, span), span };
}

/** The key or the plain value of a line in which a column lies; undefined between brackets. */
function lineRange(
  text: string,
  column: number,
): { readonly from: number; readonly to: number; readonly isKey: boolean } | undefined {
  const at = contentColumn(text);
  const key = keyIn(text.slice(at));
  if (key === undefined) return undefined;
  if (column <= at + key.length) return { from: at, to: at + key.length, isKey: true };
  const colon = text.indexOf(':', at + key.length);
  const value = text.slice(colon + 1);
  if (/^\s*[{[]/.test(value)) return undefined;
  const from = colon + 1 + (value.length - value.trimStart().length);
  return { from, to: text.trimEnd().length, isKey: false };
}
