import { eachYamlDocument, examineJson, isObject } from '../apimachinery';
import type { KubeObject, Position, ReadResult, YamlDocument, YamlError } from '../apimachinery';
import { apiVersionOf, findKind } from '../api';
import type { KindDefinition } from '../api';
import { CommandError } from './failure';
import { printedName } from './resource-argument';
import type { DocumentResult } from './result';

/** An object in a file, ready to be sent. */
export interface ManifestObject {
  readonly object: KubeObject;
  /** As the file has it, without a namespace where it names none. */
  readonly written: KubeObject;
  readonly kind: KindDefinition;
  readonly namespace: string | undefined;
  readonly file: string;
  readonly document: DocumentResult;
  /** Where a field of the object is written. */
  positionOf(field: string): Position;
}

/** A document that kubectl will not send, and why. */
export interface UnreadDocument {
  readonly document: DocumentResult;
  readonly error?: CommandError;
}

export interface Manifest {
  readonly objects: readonly ManifestObject[];
  readonly unread: readonly UnreadDocument[];
}

type Fields = Readonly<Record<string, unknown>>;

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function metadataOf(object: Fields): Fields {
  return isObject(object.metadata) ? object.metadata : {};
}

/** What Go's JSON calls a value that is no text: `n` without quotes is false to YAML. */
function notText(value: unknown): string | undefined {
  if (value === undefined || value === null || typeof value === 'string') return undefined;
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'number';
  return Array.isArray(value) ? 'array' : 'object';
}

interface Unreadable {
  readonly field: string;
  /** In Go's words. */
  readonly why: string;
}

const unreadable = (field: string, is: string, place: string, type: string): Unreadable => ({
  field,
  why: `json: cannot unmarshal ${is} into Go struct field ${place} of type ${type}`,
});

/** Metadata is read before anything else of an object, its fields in order: the first that can't be. */
function metadataProblem(metadata: unknown): Unreadable | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  if (!isObject(metadata))
    return unreadable('metadata', notText(metadata) ?? 'string', 'metadataOnlyObject.metadata', 'v1.ObjectMeta');
  for (const name of ['annotations', 'labels', 'name', 'namespace']) {
    const value = metadata[name];
    const [field, place] = [`metadata.${name}`, `ObjectMeta.metadata.${name}`];
    const isMap = name.endsWith('s');
    if (isMap && value !== undefined && value !== null && !isObject(value))
      return unreadable(field, notText(value) ?? 'string', place, 'map[string]string');
    for (const [key, one] of isMap && isObject(value) ? Object.entries(value) : [['', value] as const]) {
      const is = notText(one);
      if (is !== undefined) return unreadable(key === '' ? field : `${field}.${key}`, is, place, 'string');
    }
  }
  return undefined;
}

interface ShapeProblem {
  readonly field: string;
  readonly messages: readonly string[];
}

/** What kubectl misses before it looks at anything else. */
function shapeProblem(value: unknown, inside: string): ShapeProblem | undefined {
  if (!isObject(value)) return { field: inside, messages: ['invalid object to validate'] };
  const missing = ['apiVersion', 'kind'].filter((field) => text(value[field]) === '');
  if (missing.length === 0) return undefined;
  const isOdd = (one: unknown) => one !== undefined && one !== null && typeof one !== 'string';
  const messages = missing.map((field) => `${field} ${isOdd(value[field]) ? "isn't string type" : 'not set'}`);
  return { field: inside === '' ? missing[0]! : `${inside}.${missing[0]!}`, messages };
}

const itemProblems = (items: readonly unknown[] = []) =>
  items.map((item, place) => shapeProblem(item, `items[${place}]`));

/** What a List holds. A list of one kind need not say with each item which. */
function itemsOf(value: unknown): readonly Fields[] | undefined {
  if (!isObject(value) || !Array.isArray(value.items)) return undefined;
  const { apiVersion } = value;
  const [, kind] = /^(.*)List$/.exec(text(value.kind)) ?? [];
  if (kind === undefined) return undefined;
  return kind === '' ? value.items : value.items.map((item) => (isObject(item) ? { apiVersion, kind, ...item } : item));
}

const validationAdvice = 'if you choose to ignore these errors, turn validation off with --validate=false';

/** Reads one file's documents in order, as kubectl does: what can't be read ends the reading, an unknown kind does not. */
class ManifestReader {
  private readonly file: string;
  private readonly namespace: string;
  private readonly explicitNamespace: boolean;
  private readonly customKinds: readonly KindDefinition[];
  /** The place of the next result: a document has one, a List one for each of its items. */
  next: number;
  private readonly objects: ManifestObject[] = [];
  private readonly unread: UnreadDocument[] = [];
  private stopped = false;
  private source = '';

  constructor(file: string, options: ManifestOptions, firstIndex: number) {
    this.file = file;
    this.namespace = options.namespace;
    this.explicitNamespace = options.explicitNamespace;
    this.customKinds = options.customKinds ?? [];
    this.next = firstIndex;
  }

  *read(source: string): Generator<void, Manifest> {
    let place = 0;
    this.source = source;
    for (const result of eachYamlDocument(source)) {
      this.readOne(result, ++place);
      yield;
    }
    return { objects: this.objects, unread: this.unread };
  }

  private readOne({ document, error, line }: ReadResult, place: number): void {
    const name = nameOf(document?.value, `document ${place}`);
    const blank: DocumentResult = { index: this.next++, name, outcome: 'not sent', line, problems: [] };
    if (this.stopped) {
      this.unread.push({ document: { ...blank, message: 'kubectl stopped reading before this document' } });
    } else if (error) {
      const problem = { line: error.line, column: error.column, message: error.detail };
      const message = `error parsing ${this.file}: ${this.whatIsWrong(error)}`;
      this.refuse({ ...blank, problems: [problem] }, message, true);
    } else {
      this.readValue(document, blank);
    }
  }

  /** What begins as JSON, and is no YAML either, is told as JSON. */
  private whatIsWrong({ message }: YamlError): string {
    const { error, offset } = /^\s*\{/.test(this.source) ? examineJson(this.source) : {};
    return error === undefined ? `error converting YAML to JSON: ${message}` : `json: offset ${offset}: ${error}`;
  }

  private refuse(document: DocumentResult, message: string, stop: boolean): void {
    this.stopped ||= stop;
    const problems = document.problems.length > 0 ? document.problems : [{ line: document.line, message }];
    this.unread.push({
      document: { ...document, outcome: 'refused', message, problems },
      error: new CommandError(message),
    });
  }

  private readValue(document: YamlDocument, blank: DocumentResult): void {
    const items = itemsOf(document.value);
    const [problem, ...more] = [shapeProblem(document.value, ''), ...itemProblems(items)].filter((one) => !!one);
    if (problem) {
      const messages = [...new Set([problem, ...more].flatMap((one) => one.messages))];
      const what = messages.length > 1 ? `[${messages.join(', ')}]` : messages[0]!;
      const message = `error validating "${this.file}": error validating data: ${what}; ${validationAdvice}`;
      const found = { ...document.positionOf(problem.field), message: what };
      this.refuse({ ...blank, problems: [found] }, message, true);
      return;
    }
    const value = document.value as Fields;
    if (items) {
      this.next = blank.index;
      items.forEach((item, place) => this.acceptItem(item, document, `items[${place}]`));
    } else {
      this.accept(value, document, blank, '');
    }
  }

  /** Each item of a List is sent by itself, and what became of it is told by itself. */
  private acceptItem(item: Fields, document: YamlDocument, inside: string): void {
    const name = nameOf(item, inside);
    const { line } = document.positionOf(inside);
    const blank: DocumentResult = { index: this.next++, name, outcome: 'not sent', line, problems: [] };
    this.accept(item, document, blank, inside);
  }

  private accept(value: Fields, document: YamlDocument, blank: DocumentResult, inside: string): void {
    const positionOf = (field: string) =>
      document.positionOf(inside === '' || field === '' ? inside + field : `${inside}.${field}`);
    const wrong = metadataProblem(value.metadata);
    if (wrong) {
      const message = `unable to decode "${this.file}": ${wrong.why}`;
      this.refuse({ ...blank, problems: [{ ...positionOf(wrong.field), message }] }, message, false);
      return;
    }
    const kind = this.kindOf(text(value.apiVersion), text(value.kind));
    if (!kind) {
      const message = inside === '' ? this.unknownKind(value) : `unable to recognize ${noMatches(value)}`;
      this.refuse(
        { ...blank, problems: [{ ...positionOf('kind'), message: message.split('\n')[0]! }] },
        message,
        false,
      );
      return;
    }
    const own = text(metadataOf(value).namespace);
    if (kind.namespaced && this.explicitNamespace && own !== '' && own !== this.namespace) {
      const message = `the namespace from the provided object "${own}" does not match the namespace "${this.namespace}". You must pass '--namespace=${own}' to perform this operation.`;
      this.refuse({ ...blank, problems: [{ ...positionOf('metadata.namespace'), message }] }, message, false);
      return;
    }
    const namespace = kind.namespaced ? own || this.namespace : undefined;
    const name = printedName(kind, text(metadataOf(value).name));
    this.objects.push({
      object: withNamespace(value, namespace),
      written: withNamespace(value, undefined),
      kind,
      namespace,
      file: this.file,
      document: { ...blank, name, outcome: 'waiting' },
      positionOf,
    });
  }

  private kindOf(apiVersion: string, kind: string): KindDefinition | undefined {
    return (
      findKind(apiVersion, kind) ??
      this.customKinds.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion)
    );
  }

  private unknownKind(value: Fields): string {
    const { name, namespace } = metadataOf(value);
    return (
      `resource mapping not found for name: "${text(name)}" namespace: "${text(namespace)}" from "${this.file}": ` +
      `${noMatches(value)}\nensure CRDs are installed first`
    );
  }
}

const noMatches = ({ kind, apiVersion }: Fields) =>
  `no matches for kind "${text(kind)}" in version "${text(apiVersion)}"`;

function nameOf(value: unknown, otherwise: string): string {
  if (!isObject(value) || text(value.kind) === '') return otherwise;
  return `${text(value.kind).toLowerCase()}/${text(metadataOf(value).name)}`;
}

function withNamespace(value: Fields, namespace: string | undefined): KubeObject {
  const metadata = metadataOf(value);
  if (namespace === undefined || metadata.namespace === namespace)
    return { ...value, metadata } as unknown as KubeObject;
  return { ...value, metadata: { ...metadata, namespace } } as unknown as KubeObject;
}

export interface ManifestOptions {
  readonly namespace: string;
  /** Whether `-n` was given: then a file may not say another namespace. */
  readonly explicitNamespace: boolean;
  /** Custom kinds, as far as they are known. */
  readonly customKinds?: readonly KindDefinition[];
}

interface ManifestFile {
  readonly name: string;
  readonly text: string;
}

/** Reads files at once. */
export function readManifests(files: readonly ManifestFile[], options: ManifestOptions): Manifest {
  const reading = eachManifest(files, options);
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
  }
}

/** Reads files one after another, and stops behind every document; documents are counted through. */
export function* eachManifest(files: readonly ManifestFile[], options: ManifestOptions): Generator<void, Manifest> {
  const objects: ManifestObject[] = [];
  const unread: UnreadDocument[] = [];
  let next = 0;
  for (const { name, text: source } of files) {
    const reader = new ManifestReader(name, options, next);
    const manifest = yield* reader.read(source);
    objects.push(...manifest.objects);
    unread.push(...manifest.unread);
    next = reader.next;
  }
  return { objects, unread };
}
