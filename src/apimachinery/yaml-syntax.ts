import { Composer, LineCounter, Parser } from 'yaml';
import type { CST, Document, ParsedNode } from 'yaml';
import { errorOf, YamlError } from './yaml-error';
import type { LibraryError, Position } from './yaml-error';
import { asGoReads } from './yaml-tokens';

export interface YamlLimits {
  readonly characters: number;
  readonly depth: number;
  /** How many values all aliases together may stand for. */
  readonly aliased: number;
}

export const yamlLimits: YamlLimits = { characters: 8_000_000, depth: 1000, aliased: 200_000 };

export type ParsedDocument = Document.Parsed<ParsedNode>;

/** In so many lines of a text tabs are forgiven, where they are. */
const mostTabbedLines = 50;

interface Pending {
  readonly token: CST.Token;
  readonly depth: number;
}

/**
 * From characters to the nodes of one document. Where the `yaml` package is more generous than the reader that kubectl uses
 * (Go's libyaml), that one's judgement holds; where it is stricter, its objection is let go.
 */
export class SyntaxReader {
  private text: string;
  private readonly firstLine: number;
  private lines = new LineCounter();
  private begun = false;

  constructor(text: string, firstLine: number) {
    this.text = text.replace(/^\ufeff/, '');
    this.firstLine = firstLine;
  }

  at(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(1, line) + this.firstLine - 1, column: Math.max(1, col) };
  }

  /** The first document; undefined where there is none. Throws YamlError. */
  read(): ParsedDocument | undefined {
    this.checkCharacters();
    for (let attempt = 0; ; attempt++) {
      const document = this.compose();
      const errors = (document?.errors ?? []).filter((error) => this.counts(error, document!));
      if (errors.length === 0) return document;
      if (attempt >= mostTabbedLines || !this.forgivesTab(errors[0]!))
        throw errorOf(errors, (offset) => this.at(offset));
    }
  }

  /** Within quotes and brackets Go's reader takes tabs before a line for what they look like. True: read again, with spaces. */
  private forgivesTab({ code, pos }: LibraryError): boolean {
    if (code !== 'BAD_INDENT' && code !== 'MISSING_CHAR') return false;
    const next = this.text.indexOf('\n', pos[0] - 1) + 1;
    const starts = [this.text.lastIndexOf('\n', pos[0] - 1) + 1, ...(next > 0 ? [next] : [])];
    const tabbed = starts.find((start) => /^ *\t/.test(this.text.slice(start, start + 100)));
    if (tabbed === undefined) return false;
    const indent = /^[ \t]+/.exec(this.text.slice(tabbed))![0];
    this.text = this.text.slice(0, tabbed) + ' '.repeat(indent.length) + this.text.slice(tabbed + indent.length);
    this.lines = new LineCounter();
    this.begun = false;
    return true;
  }

  private counts(error: LibraryError, document: ParsedDocument): boolean {
    const [offset] = error.pos;
    if (error.message.startsWith('Comments must be separated')) return false;
    const afterEnd = document.contents && offset >= document.contents.range[1];
    return !(afterEnd && error.code === 'UNEXPECTED_TOKEN' && this.endsItself(document.contents!, offset));
  }

  /** Nothing that follows a closed flow collection, or the end mark `...`, is looked at. */
  private endsItself(contents: ParsedNode, offset: number): boolean {
    const last = this.text.slice(contents.range[1] - 1, contents.range[1]);
    return last === ']' || last === '}' || /^\.\.\.(\s|$)/m.test(this.text.slice(contents.range[1], offset));
  }

  private checkCharacters(): void {
    const start = { line: this.firstLine, column: 1 };
    if (this.text.length > yamlLimits.characters) {
      throw new YamlError(`the text is longer than ${yamlLimits.characters} characters`, start);
    }
    const bad = /[^\P{Cc}\t\n\r\x85]|[\ufffe\uffff]/u.exec(this.text);
    if (!bad) return;
    const before = this.text.slice(0, bad.index).split('\n');
    const position = { line: this.firstLine + before.length - 1, column: before.at(-1)!.length + 1 };
    throw new YamlError('control characters are not allowed', position);
  }

  private compose(): ParsedDocument | undefined {
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
      for (const token of new Parser(this.lines.addNewLine).parse(this.text)) {
        if (!this.check(token)) continue;
        for (const document of composer.next(token)) return document;
      }
      for (const document of composer.end(true, this.text.length)) return document;
    } catch (error) {
      if (error instanceof RangeError) throw this.tooDeep(0);
      throw error;
    }
    return undefined;
  }

  // ---- what Go's reader does not take --------------------------------------------------------------------------------

  /** Looks at what the parser found, before the recursive part of the library sees it. False: leave it out. */
  private check(root: CST.Token): boolean {
    if (root.type === 'directive') return this.checkDirective(root);
    if (root.type === 'doc-end' && !this.begun) throw this.refusal('did not find expected node content', root.offset);
    if (root.type === 'space' && !this.begun && root.source.includes('\t')) {
      throw this.refusal('found character that cannot start any token', root.offset);
    }
    if (root.type !== 'document') return true;
    this.begun ||= root.value !== undefined || root.start.some(({ type }) => type === 'doc-start');
    const pending: Pending[] = [{ token: root, depth: 0 }];
    while (pending.length > 0) this.checkToken(pending.pop()!, pending);
    return true;
  }

  private checkDirective({ source, offset }: { readonly source: string; readonly offset: number }): boolean {
    const name = /^%([^\s]*)/.exec(source)![1]!;
    if (/[^A-Za-z-]/.test(name)) throw this.refusal('found unexpected non-alphabetical character', offset);
    if (name === 'TAG') return true;
    if (name !== 'YAML') throw this.refusal('found unknown directive name', offset);
    if (!/^%YAML\s+1\.1(?!\d)/.test(source)) throw this.refusal('found incompatible YAML document', offset);
    if (!/^%YAML\s+1\.1\s*(#.*)?$/.test(source))
      throw this.refusal('did not find expected comment or line break', offset);
    return false;
  }

  private checkToken({ token, depth }: Pending, pending: Pending[]): void {
    const offset = 'offset' in token ? token.offset : 0;
    if (depth > yamlLimits.depth) throw this.tooDeep(offset);
    if (token.type === 'document' && token.value) pending.push({ token: token.value, depth });
    if (token.type === 'block-scalar') this.checkBlock(token);
    if (token.type === 'scalar' && /^[\u2028\u2029]/.test(token.source))
      throw this.refusal("could not find expected ':'", offset, 'a line separator begins a new line');
    if (!('items' in token)) return;
    const inFlow = token.type === 'flow-collection';
    for (const item of token.items) {
      asGoReads(item, token);
      this.checkItem(item, inFlow, offset);
      if (item.key) pending.push({ token: item.key, depth: depth + 1 });
      if (item.value) pending.push({ token: item.value, depth: depth + 1 });
    }
  }

  /** In a block scalar, spaces that begin a line may not go on as a tab before the indentation is known. */
  private checkBlock(token: CST.BlockScalar): void {
    // A last line of nothing but spaces is none.
    if (/^ +$/.test(token.source)) token.source = '';
    const { source, offset, props } = token;
    const header = props.find(({ type }) => type === 'block-scalar-header');
    if (header && 'source' in header && /\d/.test(header.source)) return;
    if (!/^(?: *\r?\n)* *\t/.test(source)) return;
    throw this.refusal('found a tab character where an indentation space is expected', offset);
  }

  private checkItem(item: CST.CollectionItem, inFlow: boolean, offset: number): void {
    if (inFlow) this.checkFlowText(item);
    const explicit = item.start.some(({ type }) => type === 'explicit-key-ind');
    const colon = item.sep?.findIndex(({ type }) => type === 'map-value-ind') ?? -1;
    if (explicit || colon < 0) return;
    const where = item.sep![colon]!.offset;
    if (!item.key) {
      throw this.refusal(
        `did not find expected ${inFlow ? 'node content' : 'key'}`,
        where,
        'a key is missing before the colon',
      );
    }
    const broken = item.sep!.slice(0, colon).some(({ type }) => type === 'newline');
    if (!inFlow || !broken) return;
    throw this.refusal("did not find expected ',' or '}'", offset, 'the colon must stand on the line of its key');
  }

  /** Between brackets, a question mark begins a key even within plain text. */
  private checkFlowText({ key, value }: CST.CollectionItem): void {
    for (const token of [key, value]) {
      if (token?.type !== 'scalar' || !/\S.*\?/.test(token.source)) continue;
      if (token === key && token.source.endsWith('?')) continue;
      const detail = 'text with a question mark needs quotes between brackets';
      throw this.refusal("did not find expected ',' or ']'", token.offset, detail);
    }
  }

  private refusal(sentence: string, offset: number, detail?: string): YamlError {
    return new YamlError(sentence, this.at(offset), detail);
  }

  private tooDeep(offset: number): YamlError {
    const detail = `nested more than ${yamlLimits.depth} levels deep`;
    return new YamlError('exceeded max depth', this.at(offset), detail);
  }
}
