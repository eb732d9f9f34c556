import { isRefusal, isStatus, readYamlDocuments, Refusal } from '../apimachinery';
import type { ApiAnswer, ApiRequest, KubeObject, ObjectList, WatchEvent } from '../apimachinery';
import type { KindDefinition } from '../api';
import { clientResource, resourcePath } from '../client';
import type { ApiClient } from '../client';
import type { ClientStream, Process } from '../simulation';
import { CommandError } from './failure';

export const contentTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/** Which object of which kind. */
export interface ObjectAddress {
  readonly kind: KindDefinition;
  /** Undefined for kinds outside of namespaces, and for all of them. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** An object, or without a name all of them. */
export interface Target {
  readonly kind: KindDefinition;
  readonly namespace: string | undefined;
  readonly name?: string | undefined;
}

export interface TableColumn {
  readonly name: string;
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly unknown[];
  /** As much of the object as was asked for: its metadata, or all of it. */
  readonly object: KubeObject;
}

export interface Table {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly columnDefinitions: readonly TableColumn[] | null;
  readonly rows: readonly TableRow[];
}

export interface TableEvent {
  readonly type: WatchEvent['type'];
  readonly object: Table;
}

/** What `kubectl get` says it takes: the server makes the table. */
const tableAccept =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

type Query = Readonly<Record<string, string | undefined>>;

function queryOf(query: Query): string {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return parts.length === 0 ? '' : `?${parts.map(([key, value]) => `${key}=${encodeURIComponent(value!)}`).join('&')}`;
}

function pathOf({ kind, namespace, name }: ObjectAddress, subresource?: string): string {
  if (!name) throw new CommandError('resource name may not be empty');
  return resourcePath(clientResource(kind), namespace, encodeURIComponent(name), subresource);
}

/** The text of a Warning header: `299 - "unknown field"`. */
function warningTexts(header: string | undefined): string[] {
  return [...(header ?? '').matchAll(/\d{3} \S+ "((?:\\.|[^"\\])*)"/g)].map(([, text]) =>
    text!.replace(/\\(.)/g, '$1'),
  );
}

/** kubectl's requests: as the client sends them, with the manager's name on writes and the server's warnings heard. */
export class Requests {
  private readonly client: ApiClient;
  private readonly warn: (text: string) => void;
  private readonly headers: Readonly<Record<string, string>>;
  /** A line hears the same warning once, however many of its requests are answered with it. */
  private readonly warned = new Set<string>();

  /** @param headers sent with every request: whom the user wants to be */
  constructor(client: ApiClient, warn: (text: string) => void, headers: Readonly<Record<string, string>> = {}) {
    this.client = client;
    this.warn = warn;
    this.headers = headers;
  }

  *get(address: ObjectAddress, subresource?: string): Process<KubeObject> {
    return yield* this.ask<KubeObject>('GET', pathOf(address, subresource));
  }

  *list(kind: KindDefinition, namespace: string | undefined, query: Query): Process<ObjectList> {
    const path = resourcePath(clientResource(kind), namespace);
    try {
      return yield* this.pages((page) => this.ask<ObjectList>('GET', path + queryOf({ ...query, ...page })), withItems);
    } catch (error) {
      throw withSelection(error, kind, query);
    }
  }

  /** An object, or a list of them, as it is written for others: with who manages which field, which inside the simulation nobody else reads. */
  *written(target: Target, query: Query, subresource?: string): Process<KubeObject | ObjectList> {
    const path = `${targetPath(target)}${subresource === undefined ? '' : `/${subresource}`}${queryOf(query)}`;
    const text = yield* this.ask<string>('GET', path, undefined, 'application/yaml');
    return readYamlDocuments(text)[0]!.document!.value as KubeObject | ObjectList;
  }

  *create({ kind, namespace }: Omit<ObjectAddress, 'name'>, object: unknown, query: Query): Process<KubeObject> {
    return yield* this.ask<KubeObject>('POST', resourcePath(clientResource(kind), namespace) + queryOf(query), object);
  }

  *patch(
    address: ObjectAddress,
    patch: unknown,
    type: keyof typeof contentTypes,
    query: Query = {},
    subresource?: string,
  ): Process<KubeObject> {
    return yield* this.ask<KubeObject>(
      'PATCH',
      pathOf(address, subresource) + queryOf(query),
      patch,
      undefined,
      contentTypes[type],
    );
  }

  *delete(address: ObjectAddress, options: unknown): Process<unknown> {
    return yield* this.ask('DELETE', pathOf(address), options);
  }

  *replace(address: ObjectAddress, object: unknown, query: Query = {}, subresource?: string): Process<KubeObject> {
    return yield* this.ask<KubeObject>('PUT', pathOf(address, subresource) + queryOf(query), object);
  }

  /** A POST to what hangs below an object: eviction, token. */
  *post(address: ObjectAddress, subresource: string, body: unknown): Process<unknown> {
    return yield* this.ask('POST', pathOf(address, subresource), body);
  }

  /** One object, or all that a query means, as the table that the server makes of them. */
  *table(target: Target, query: Query, subresource?: string): Process<Table> {
    const path = `${targetPath(target)}${subresource === undefined ? '' : `/${subresource}`}`;
    const ask = (page: Query) => this.ask<Table>('GET', path + queryOf({ ...query, ...page }), undefined, tableAccept);
    try {
      return yield* this.pages(ask, withRows);
    } catch (error) {
      throw withSelection(error, target.kind, query);
    }
  }

  /** Whatever stands at a path, as it came. */
  *raw(method: ApiRequest['method'], path: string, body?: unknown, accept?: string): Process<unknown> {
    return yield* this.ask(method, path, body, accept);
  }

  /** Changes of one object by its name, from a resource version on. */
  *watch(address: ObjectAddress, resourceVersion: string | undefined): Process<ClientStream<ApiAnswer, WatchEvent>> {
    const query = { fieldSelector: `metadata.name=${address.name}`, resourceVersion, watch: 'true' };
    const path = resourcePath(clientResource(address.kind), address.namespace) + queryOf(query);
    return yield* this.open<WatchEvent>(path, 'application/json');
  }

  /** Changes of everything a target means, as rows of a table. */
  *watchTable(target: Target, query: Query): Process<ClientStream<ApiAnswer, TableEvent>> {
    const list = { ...target, name: undefined };
    const fieldSelector = target.name === undefined ? query.fieldSelector : `metadata.name=${target.name}`;
    const path = targetPath(list) + queryOf({ ...query, fieldSelector, watch: 'true' });
    return yield* this.open<TableEvent>(path, tableAccept);
  }

  /** Changes of everything a target means, whole objects. */
  *watchAll({ kind, namespace }: Target, query: Query): Process<ClientStream<ApiAnswer, WatchEvent>> {
    const path = resourcePath(clientResource(kind), namespace) + queryOf({ ...query, watch: 'true' });
    return yield* this.open<WatchEvent>(path, 'application/json');
  }

  /** An answer that goes on: a watch, a log that is followed. Throws the refusal where there is one. */
  *open<T>(
    path: string,
    accept: string,
    method: ApiRequest['method'] = 'GET',
    more: Readonly<Record<string, string>> = {},
  ): Process<ClientStream<ApiAnswer, T>> {
    const { certificate, token, userAgent } = this.client.identity;
    const headers: Record<string, string> = { 'user-agent': userAgent, accept, ...this.headers, ...more };
    if (certificate !== undefined) headers['x-client-certificate'] = certificate;
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    const request: ApiRequest = { method, path, headers };
    const stream: ClientStream<ApiAnswer, T> = yield* this.client.component.open(this.client.server, request, {
      protocol: 'https',
    });
    if (stream.streaming || stream.head!.status < 400) return stream;
    throw refusalOf(stream.head!);
  }

  /** One page after another, as one answer. */
  private *pages<T extends Page>(ask: (page: Query) => Process<T>, join: (all: T, next: T) => T): Process<T> {
    let all = yield* ask({});
    for (let more = all.metadata?.continue; more; ) {
      const next = yield* ask({ continue: more });
      all = join(all, next);
      more = next.metadata?.continue;
    }
    return all;
  }

  private *ask<T>(
    method: ApiRequest['method'],
    path: string,
    body?: unknown,
    accept?: string,
    contentType = 'application/json',
  ): Process<T> {
    const headers: Record<string, string> = { ...this.headers };
    if (body !== undefined) headers['content-type'] = contentType;
    if (accept !== undefined) headers.accept = accept;
    const answer: ApiAnswer = yield* this.client.raw({ method, path, body, headers });
    for (const text of warningTexts(answer.headers.warning))
      if (!this.warned.has(text)) {
        this.warned.add(text);
        this.warn(text);
      }
    if (answer.status < 400) return answer.body as T;
    throw refusalOf(answer);
  }
}

interface Page {
  readonly metadata?: { readonly continue?: string };
}

const withItems = (all: ObjectList, next: ObjectList): ObjectList => ({ ...all, items: [...all.items, ...next.items] });
const withRows = (all: Table, next: Table): Table => ({ ...all, rows: [...all.rows, ...next.rows] });

/** A list that is refused is told with what was asked of it. */
function withSelection(error: unknown, kind: KindDefinition, query: Query): unknown {
  const { labelSelector = '', fieldSelector = '' } = query;
  if (!isRefusal(error, 'BadRequest') || (labelSelector === '' && fieldSelector === '')) return error;
  const { group, version, plural } = kind;
  const what = `${group}/${version}, Resource=${plural}`;
  const message = `Unable to find ${JSON.stringify(what)} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}: ${error.message}`;
  return new Refusal({ ...error.status, message });
}

function refusalOf(answer: ApiAnswer): Refusal {
  return isStatus(answer.body) ? new Refusal(answer.body) : withoutStatus(answer);
}

function targetPath({ kind, namespace, name }: Target): string {
  return name === undefined ? resourcePath(clientResource(kind), namespace) : pathOf({ kind, namespace, name });
}

function withoutStatus(answer: ApiAnswer): Refusal {
  const notFound = answer.status === 404;
  const words = notFound ? 'the server could not find the requested resource' : unexpected(answer);
  return new Refusal({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: words,
    code: answer.status,
    ...(notFound && { reason: 'NotFound' }),
  });
}

function unexpected({ body }: ApiAnswer): string {
  return typeof body === 'string' && body !== ''
    ? body
    : 'an error on the server has prevented the request from succeeding';
}
