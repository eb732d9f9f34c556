import { isStatus, Refusal } from '../apimachinery';
import type { ApiAnswer, ApiRequest, KubeObject, ObjectList, WatchEvent } from '../apimachinery';
import { resourceName } from '../api';
import type { KindDefinition } from '../api';
import { resourcePath } from '../client';
import type { ApiClient } from '../client';
import type { ClientStream, Process } from '../simulation';

export const contentTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

/** Which object of which kind. */
export interface ObjectAddress {
  readonly kind: KindDefinition;
  /** Undefined for kinds outside of namespaces, and for all of them. */
  readonly namespace: string | undefined;
  readonly name: string;
}

type Query = Readonly<Record<string, string | undefined>>;

function queryOf(query: Query): string {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return parts.length === 0 ? '' : `?${parts.map(([key, value]) => `${key}=${encodeURIComponent(value!)}`).join('&')}`;
}

function pathOf({ kind, namespace, name }: ObjectAddress, subresource?: string): string {
  return resourcePath(resourceName(kind), namespace, encodeURIComponent(name), subresource);
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

  constructor(client: ApiClient, warn: (text: string) => void) {
    this.client = client;
    this.warn = warn;
  }

  *get(address: ObjectAddress, subresource?: string): Process<KubeObject> {
    return yield* this.ask<KubeObject>('GET', pathOf(address, subresource));
  }

  *list(kind: KindDefinition, namespace: string | undefined, query: Query): Process<ObjectList> {
    return yield* this.ask<ObjectList>('GET', resourcePath(resourceName(kind), namespace) + queryOf(query));
  }

  *create({ kind, namespace }: Omit<ObjectAddress, 'name'>, object: unknown, query: Query): Process<KubeObject> {
    return yield* this.ask<KubeObject>('POST', resourcePath(resourceName(kind), namespace) + queryOf(query), object);
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
      contentTypes[type],
    );
  }

  *delete(address: ObjectAddress, options: unknown): Process<unknown> {
    return yield* this.ask('DELETE', pathOf(address), options);
  }

  /** Changes of one object by its name, from a resource version on. */
  *watch(address: ObjectAddress, resourceVersion: string | undefined): Process<ClientStream<ApiAnswer, WatchEvent>> {
    const options = { fieldSelector: `metadata.name=${address.name}`, resourceVersion };
    return yield* this.client.watch<WatchEvent>(resourceName(address.kind), address.namespace, options);
  }

  private *ask<T>(
    method: ApiRequest['method'],
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): Process<T> {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': contentType };
    const answer: ApiAnswer = yield* this.client.raw({ method, path, body, headers });
    for (const text of warningTexts(answer.headers.warning)) this.warn(text);
    if (answer.status < 400) return answer.body as T;
    throw isStatus(answer.body) ? new Refusal(answer.body) : withoutStatus(answer);
  }
}

function withoutStatus(answer: ApiAnswer): Refusal {
  const message =
    typeof answer.body === 'string' ? answer.body : 'an error on the server has prevented the request from succeeding';
  return new Refusal({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    code: answer.status,
  });
}
