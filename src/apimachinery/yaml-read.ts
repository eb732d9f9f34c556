import { Composer, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, Parser } from 'yaml';
import type { Alias, CST, Document, Node, Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { defineKey } from './immutable';
import { plainScalar, taggedScalar } from './yaml-scalar';

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

/** One document of a file. */
export interface YamlDocument {
  /** Where its first line of content is. */
  readonly line: number;
  readonly value: unknown;
  /** Where a field (`spec.template.spec.containers[0].image`) is written, or else its nearest parent that is. */
  positionOf(path: string): Position;
}

export interface YamlLimits {
  readonly characters: number;
  readonly depth: number;
  /** How many values all aliases together may stand for. */
  readonly aliased: number;
}

export const yamlLimits: YamlLimits = { characters: 8_000_000, depth: 1000, aliased: 200_000 };

export interface YamlOptions {
  /** A key that is written twice in one mapping is an error, or else the last one holds. */
  readonly duplicateKeys?: 'refuse' | 'last';
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

interface LibraryError {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

const colonErrors = new Set(['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY']);

/** A colon where none may be is told at the colon, which ends what the library points at. */
function errorOffset(errors: readonly LibraryError[]): number {
  const start = errors[0]!.pos[0];
  const ends = errors.filter(({ code, pos }) => colonErrors.has(code) && pos[0] === start).map(({ pos }) => pos[1] - 1);
  return Math.max(start, ...ends);
}

type Composed = Document.Parsed<ParsedNode>;

/** Reads one document's text: from characters to nodes, and from nodes to plain values. */
class DocumentReader {
  private readonly lines = new LineCounter();
  private readonly firstLine: number;
  private readonly options: YamlOptions;
  private document!: Composed;
  private readonly open = new Set<Node>();
  private readonly finished = new Map<Node, { readonly value: unknown; readonly size: number }>();
  private size = 0;
  private aliased = 0;

  constructor(firstLine: number, options: YamlOptions) {
    this.firstLine = firstLine;
    this.options = options;
  }

  read(text: string): YamlDocument | undefined {
    this.checkCharacters(text);
    const document = this.compose(text);
    if (!document) return undefined;
    this.document = document;
    const [problem] = document.errors;
    if (problem) throw this.problem(problem.code, problem.message, errorOffset(document.errors));
    const { contents } = document;
    const value = contents ? this.valueOf(contents) : null;
    const line = contents ? this.at(contents.range[0]).line : this.firstLine;
    return { line, value, positionOf: (path) => this.positionOf(path) };
  }

  private checkCharacters(text: string): void {
    const start = { line: this.firstLine, column: 1 };
    if (text.length > yamlLimits.characters)
      throw new YamlError(`the text is longer than ${yamlLimits.characters} characters`, start);
    const bad = /[^\P{Cc}\t\n\r\x85]|[\ufffe\uffff]/u.exec(text);
    if (!bad) return;
    const before = text.slice(0, bad.index).split('\n');
    const position = { line: this.firstLine + before.length - 1, column: before.at(-1)!.length + 1 };
    throw new YamlError('control characters are not allowed', position);
  }

  private compose(text: string): Composed | undefined {
    const composer = new Composer<ParsedNode>({
      schema: 'failsafe',
      version: '1.1',
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      stringKeys: false,
      logLevel: 'silent',
    });
    try {
      for (const token of new Parser(this.lines.addNewLine).parse(text)) {
        this.checkDepth(token);
        for (const document of composer.next(token)) return document as Composed;
      }
      for (const document of composer.end(true, text.length)) return document as Composed;
    } catch (error) {
      if (error instanceof RangeError) throw this.tooDeep(0);
      throw error;
    }
    return undefined;
  }

  /** Before the recursive part of the library sees it. */
  private checkDepth(root: CST.Token): void {
    const stack: { readonly token: CST.Token; readonly depth: number }[] = [{ token: root, depth: 0 }];
    while (stack.length > 0) {
      const { token, depth } = stack.pop()!;
      if (depth > yamlLimits.depth) throw this.tooDeep('offset' in token ? token.offset : 0);
      if (token.type === 'document' && token.value) stack.push({ token: token.value, depth });
      if (!('items' in token)) continue;
      for (const item of token.items) {
        if (item.key) stack.push({ token: item.key, depth: depth + 1 });
        if (item.value) stack.push({ token: item.value, depth: depth + 1 });
      }
    }
  }

  private tooDeep(offset: number): YamlError {
    return new YamlError('exceeded max depth', this.at(offset), `nested more than ${yamlLimits.depth} levels deep`);
  }

  private at(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(1, line) + this.firstLine - 1, column: Math.max(1, col) };
  }

  private problem(code: string, detail: string, offset: number): YamlError {
    return new YamlError(sentences[code] ?? detail, this.at(offset), explanations[code] ?? detail);
  }

  // ---- values ----------------------------------------------------------------------------------------------------------

  private valueOf(node: Node): unknown {
    this.size++;
    if (isAlias(node)) return this.aliasValue(node);
    if (isScalar(node)) return this.scalarValue(node);
    const before = this.size;
    this.open.add(node);
    const value = isMap(node) ? this.mapValue(node) : this.listValue(node as YAMLSeq);
    this.open.delete(node);
    if (node.anchor) this.finished.set(node, { value, size: this.size - before + 1 });
    return value;
  }

  private target(alias: Alias): Node {
    const node = alias.resolve(this.document);
    const position = this.at(alias.range![0]);
    if (!node) throw new YamlError(`unknown anchor '${alias.source}' referenced`, position);
    if (this.open.has(node)) throw new YamlError(`anchor '${alias.source}' value contains itself`, position);
    return node;
  }

  /** What an alias stands for is shared, not copied, but counted as if it were written out. */
  private aliasValue(alias: Alias): unknown {
    const node = this.target(alias);
    const known = this.finished.get(node);
    const size = known?.size ?? 1;
    this.aliased += size;
    this.size += size;
    if (this.aliased > yamlLimits.aliased) {
      throw new YamlError('document contains excessive aliasing', this.at(alias.range![0]));
    }
    return known ? known.value : this.valueOf(node);
  }

  private scalarValue(node: Scalar): unknown {
    const text = node.source ?? String(node.value ?? '');
    const tag = node.tag;
    if (tag) return this.tagged(node, typeof node.value === 'string' ? node.value : text, tag);
    if (node.type !== 'PLAIN') return node.value;
    const value = plainScalar(typeof node.value === 'string' ? node.value : text);
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new YamlError(
        'json: unsupported value: ' + (Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'),
        this.at(node.range![0]),
      );
    }
    return value;
  }

  private tagged(node: Scalar, text: string, tag: string): unknown {
    const value = taggedScalar(text, tag);
    if (value === undefined)
      throw new YamlError(`cannot decode !!str \`${text}\` as a ${tag}`, this.at(node.range![0]));
    return value;
  }

  private listValue(node: YAMLSeq): unknown[] {
    return node.items.map((item) =>
      isPair(item) ? this.pairValue(item as Pair<Node, Node | null>) : this.valueOf(item as Node),
    );
  }

  private pairValue(pair: Pair<Node, Node | null>): unknown {
    const single: Record<string, unknown> = {};
    defineKey(single, this.keyOf(pair.key), pair.value ? this.valueOf(pair.value) : null);
    return single;
  }

  private mapValue(node: YAMLMap): Readonly<Record<string, unknown>> {
    const map: Record<string, unknown> = {};
    const written = new Set<string>();
    for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
      if (isMergeKey(key)) {
        this.merge(map, written, value);
        continue;
      }
      const name = this.keyOf(key);
      if (written.has(name)) this.duplicate(name, key);
      written.add(name);
      defineKey(map, name, value ? this.valueOf(value) : null);
    }
    return map;
  }

  private duplicate(name: string, key: Node): void {
    if (this.options.duplicateKeys === 'last') return;
    const sentence = `key ${JSON.stringify(name)} already set in map`;
    const error = new YamlError(sentence, this.at(key.range![0]));
    error.message = `yaml: unmarshal errors:\n  line ${error.line}: ${sentence}`;
    throw error;
  }

  /** `<<`: what is written beside it holds, then what comes first. */
  private merge(map: Record<string, unknown>, written: ReadonlySet<string>, value: Node | null): void {
    const source = value && isAlias(value) ? this.target(value) : value;
    const sources = isSeq(source) ? (source.items as Node[]) : value ? [value] : [];
    for (const one of sources.toReversed()) {
      const merged = this.valueOf(one);
      if (typeof merged !== 'object' || merged === null || Array.isArray(merged)) {
        throw new YamlError('map merge requires map or sequence of maps as the value', this.at(one.range![0]));
      }
      for (const name of Object.keys(merged)) {
        if (!written.has(name)) defineKey(map, name, (merged as Record<string, unknown>)[name]);
      }
    }
  }

  private keyOf(node: Node | null): string {
    if (!node) return 'null';
    const key = isAlias(node) ? this.target(node) : node;
    if (!isScalar(key)) throw new YamlError('invalid map key', this.at(key.range![0]), 'a key must be a plain value');
    const value = this.scalarValue(key);
    return typeof value === 'string' ? value : String(value);
  }

  // ---- positions ---------------------------------------------------------------------------------------------------------

  private positionOf(path: string): Position {
    let node: Node | null = this.document.contents;
    let place = this.at(node?.range?.[0] ?? 0);
    let rest = path;
    while (rest !== '' && node) {
      const container: Node = isAlias(node) ? this.target(node) : node;
      const found: Found | undefined = isMap(container) ? this.fieldIn(container, rest) : itemIn(container, rest);
      if (!found) return place;
      place = this.at(found.start);
      node = found.node;
      rest = found.rest;
    }
    return place;
  }

  private fieldIn(map: YAMLMap, path: string): Found | undefined {
    for (const { key, value } of map.items as Pair<Node, Node | null>[]) {
      if (isMergeKey(key) || !key || (isAlias(key) ? undefined : !isScalar(key))) continue;
      const rest = afterKey(path, this.keyOf(key));
      if (rest !== undefined) return { node: value, start: key.range![0], rest };
    }
    return undefined;
  }
}

interface Found {
  readonly node: Node | null;
  readonly start: number;
  readonly rest: string;
}

/** `spec.replicas` after `spec` is `replicas`; keys of maps may come in brackets. Undefined when the path goes elsewhere. */
function afterKey(path: string, key: string): string | undefined {
  const bracketed = `[${key}]`;
  const length = path.startsWith(bracketed) ? bracketed.length : path.startsWith(key) ? key.length : -1;
  if (length < 0) return undefined;
  const next = path[length];
  if (next === undefined) return '';
  return next === '.' ? path.slice(length + 1) : next === '[' ? path.slice(length) : undefined;
}

function itemIn(node: Node, path: string): Found | undefined {
  const index = /^\[(\d+)\]\.?/.exec(path);
  const item = index && isSeq(node) ? (node.items[Number(index[1])] as Node | undefined) : undefined;
  return item?.range ? { node: item, start: item.range[0], rest: path.slice(index![0].length) } : undefined;
}

function isMergeKey(key: Node | null): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<';
}

/** The first document of a text; null where there is none. Throws YamlError. */
export function parseYaml(text: string, options: YamlOptions = {}): unknown {
  return new DocumentReader(1, options).read(text)?.value ?? null;
}

export type ReadResult =
  | { readonly document: YamlDocument; readonly error?: undefined; readonly line: number }
  | { readonly document?: undefined; readonly error: YamlError; readonly line: number };

interface Chunk {
  readonly text: string;
  readonly line: number;
}

/** kubectl cuts a file at lines that begin with `---` and reads every piece by itself. */
function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  let current: string[] = [];
  let start = 1;
  text
    .replace(/^\ufeff/, '')
    .split('\n')
    .forEach((line, index) => {
      if (!line.startsWith('---')) {
        current.push(line);
        return;
      }
      chunks.push({ text: current.join('\n'), line: start });
      current = [];
      start = index + 2;
    });
  chunks.push({ text: current.join('\n'), line: start });
  return chunks;
}

function readChunk(chunk: Chunk, options: YamlOptions): ReadResult | undefined {
  try {
    const document = new DocumentReader(chunk.line, options).read(chunk.text);
    return document && document.value !== null ? { document, line: document.line } : undefined;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return {
      error,
      line:
        chunk.line +
        Math.max(
          0,
          chunk.text.split('\n').findIndex((line) => /^[^#\s]/.test(line)),
        ),
    };
  }
}

/** All documents of a file, those that can't be read too; empty ones and comments are left out. */
export function readYamlDocuments(text: string, options: YamlOptions = {}): ReadResult[] {
  return chunksOf(text).flatMap((chunk) => readChunk(chunk, options) ?? []);
}
