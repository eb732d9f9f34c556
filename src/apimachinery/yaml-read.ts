import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { Alias, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { defineKey } from './immutable';
import { YamlError } from './yaml-error';
import type { Position } from './yaml-error';
import { plainScalar, taggedScalar } from './yaml-scalar';
import { SyntaxReader, yamlLimits } from './yaml-syntax';
import type { ParsedDocument } from './yaml-syntax';

/** One document of a file. */
export interface YamlDocument {
  /** Where its first line of content is. */
  readonly line: number;
  readonly value: unknown;
  /** Where a field (`spec.template.spec.containers[0].image`) is written, or else its nearest parent that is. */
  positionOf(path: string): Position;
}

export interface YamlOptions {
  /** A key that is written twice in one mapping is an error, or else the last one holds. */
  readonly duplicateKeys?: 'refuse' | 'last';
}

/** From the nodes of one document to plain values, and from fields back to the lines they are written on. */
class DocumentReader {
  private readonly syntax: SyntaxReader;
  private readonly firstLine: number;
  private readonly options: YamlOptions;
  private document!: ParsedDocument;
  private readonly open = new Set<Node>();
  private readonly finished = new Map<Node, { readonly value: unknown; readonly size: number }>();
  private size = 0;
  private aliased = 0;

  constructor(text: string, firstLine: number, options: YamlOptions) {
    this.syntax = new SyntaxReader(text, firstLine);
    this.firstLine = firstLine;
    this.options = options;
  }

  read(): YamlDocument | undefined {
    const document = this.syntax.read();
    if (!document) return undefined;
    this.document = document;
    const { contents } = document;
    const value = contents ? this.valueOf(contents) : null;
    const line = contents ? this.at(contents.range[0]).line : this.firstLine;
    return { line, value, positionOf: (path) => this.positionOf(path) };
  }

  private at(offset: number): Position {
    return this.syntax.at(offset);
  }

  // ---- values ----------------------------------------------------------------------------------------------------------

  private valueOf(node: Node): unknown {
    this.size++;
    if (isAlias(node)) return this.aliasValue(node);
    if (isScalar(node)) return this.scalarValue(node);
    const before = this.size;
    this.open.add(node);
    const value = isMap(node) ? this.mapValue(node) : this.listValue(node);
    this.open.delete(node);
    if (node.anchor) this.finished.set(node, { value, size: this.size - before + 1 });
    return value;
  }

  private target(alias: Alias): Node {
    const node = alias.resolve(this.document);
    const position = this.at(alias.range![0]);
    if (!node) throw this.unplaced(`unknown anchor '${alias.source}' referenced`, position);
    if (this.open.has(node)) throw this.unplaced(`anchor '${alias.source}' value contains itself`, position);
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

  /** Of what is wrong with what was read the reader that kubectl uses names no line. */
  private unplaced(sentence: string, position: Position): YamlError {
    return new YamlError(sentence, position, sentence, 0);
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

/** The first document of a text, whose first line is the file's `firstLine`-th. Throws YamlError. */
export function readYamlDocument(text: string, firstLine: number, options: YamlOptions): YamlDocument | undefined {
  return new DocumentReader(text, firstLine, options).read();
}
