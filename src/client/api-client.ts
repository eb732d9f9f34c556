import type { ApiAnswer, ApiRequest, KubeObject, ObjectList } from '../apimachinery';
import type { CallOptions, ClientStream, Component, Process } from '../simulation';
import { NetworkError, sleep } from '../simulation';
import { answerRefusal, retryAfterMilliseconds } from './answers';
import { queryText, resourcePath } from './resource-path';
import type { ResourceName } from './resource-path';
import { TokenBucket } from './token-bucket';

/** Who asks. `token` and `certificate` are read at every request, so a renewed token is used from the next one on. */
export interface Identity {
  /** Subject of the TLS client certificate: `CN=system:kube-scheduler` or `CN=system:node:worker-1,O=system:nodes`. */
  readonly certificate?: string;
  readonly token?: string;
  readonly userAgent: string;
}

export interface ListOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  readonly limit?: number;
  readonly continue?: string;
}

export interface WatchOptions extends ListOptions {
  readonly allowWatchBookmarks?: boolean;
  readonly sendInitialEvents?: boolean;
  readonly timeoutSeconds?: number;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

export interface PatchOptions {
  readonly type: PatchType;
  readonly subresource?: string;
  readonly fieldManager?: string;
  readonly force?: boolean;
}

export interface ApiClientOptions {
  /** Requests per second and how many may come at once; without them nothing is held back. */
  readonly queriesPerSecond?: number;
  readonly burst?: number;
  /** Where a connection to the server leads just now, where rules on the way decide that. */
  readonly way?: () => string;
  /** How long an answer is waited for. */
  readonly timeoutMilliseconds?: number;
}

const CONTENT_TYPES: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

const MAXIMUM_RETRIES = 10;
const READ_AGAIN_AFTER_MILLISECONDS = 1000;

/**
 * Requests to one API server (or the balancer before several). Answers of 400 and above are thrown as `Refusal`, lost
 * connections as `NetworkError`. As client-go does, it repeats what the server asks to repeat (429 and 5xx that carry
 * Retry-After) and reads whose connection was cut, ten times at most.
 */
export class ApiClient {
  readonly component: Component;
  readonly server: string;
  readonly identity: Identity;
  private readonly way: (() => string) | undefined;
  private readonly flow: TokenBucket | undefined;
  private readonly call: CallOptions;
  private readonly knownHeaders = new Map<string, ApiRequest['headers']>();
  private headersOf: Pick<Identity, 'certificate' | 'token'> = {};

  constructor(component: Component, server: string, identity: Identity, options: ApiClientOptions = {}) {
    this.component = component;
    this.server = server;
    this.identity = identity;
    const { queriesPerSecond, burst, timeoutMilliseconds, way } = options;
    this.way = way;
    this.call = { protocol: 'https', timeoutMilliseconds };
    this.flow =
      queriesPerSecond === undefined ? undefined : new TokenBucket(queriesPerSecond, burst ?? queriesPerSecond);
  }

  get<T>(resource: ResourceName, namespace: string | undefined, name: string): Process<T> {
    return this.ask<T>('GET', resourcePath(resource, namespace, name));
  }

  list<T extends KubeObject>(
    resource: ResourceName,
    namespace?: string,
    options?: ListOptions,
  ): Process<ObjectList<T>> {
    return this.ask<ObjectList<T>>('GET', resourcePath(resource, namespace) + queryText({ ...options }));
  }

  create<T extends KubeObject>(resource: ResourceName, object: T): Process<T> {
    return this.ask<T>('POST', resourcePath(resource, object.metadata.namespace), object);
  }

  update<T extends KubeObject>(resource: ResourceName, object: T): Process<T> {
    const { namespace, name } = object.metadata;
    return this.ask<T>('PUT', resourcePath(resource, namespace, name), object);
  }

  updateStatus<T extends KubeObject>(resource: ResourceName, object: T): Process<T> {
    const { namespace, name } = object.metadata;
    return this.ask<T>('PUT', resourcePath(resource, namespace, name, 'status'), object);
  }

  patch<T>(
    resource: ResourceName,
    namespace: string | undefined,
    name: string,
    patch: unknown,
    options: PatchOptions,
  ): Process<T> {
    const { subresource, fieldManager, force } = options;
    const query = queryText({ fieldManager, force });
    const path = resourcePath(resource, namespace, name, subresource) + query;
    return this.ask<T>('PATCH', path, patch, CONTENT_TYPES[options.type]);
  }

  delete(
    resource: ResourceName,
    namespace: string | undefined,
    name: string,
    options?: DeleteOptions,
  ): Process<unknown> {
    return this.ask('DELETE', resourcePath(resource, namespace, name), deleteBody(options));
  }

  deleteCollection(
    resource: ResourceName,
    namespace: string | undefined,
    options?: DeleteOptions,
    which?: ListOptions,
  ): Process<unknown> {
    return this.ask('DELETE', resourcePath(resource, namespace) + queryText({ ...which }), deleteBody(options));
  }

  /** Binding, token, scale, finalize, eviction: whatever hangs below an object. */
  subresource<T = any>(
    method: ApiRequest['method'],
    resource: ResourceName,
    namespace: string | undefined,
    name: string,
    subresource: string,
    body?: unknown,
  ): Process<T> {
    return this.ask<T>(method, resourcePath(resource, namespace, name, subresource), body);
  }

  /**
   * Opens a watch; its items are `{type, object}`. The stream has to be closed by whoever stops reading it. Watches are not held
   * back by the client's rate, as in client-go.
   */
  *watch<T = unknown>(
    resource: ResourceName,
    namespace: string | undefined,
    options: WatchOptions,
  ): Process<ClientStream<ApiAnswer, T>> {
    const path = resourcePath(resource, namespace) + queryText({ watch: true, ...options });
    const stream: ClientStream<ApiAnswer, T> = yield* this.component.open(
      this.address,
      this.request('GET', path),
      this.call,
    );
    if (stream.streaming) return stream;
    throw answerRefusal(stream.head!);
  }

  /** The answer as it came, refusals included; repeated where client-go would. */
  *raw(request: Partial<ApiRequest>): Process<ApiAnswer> {
    const whole = {
      ...this.request(request.method ?? 'GET', request.path ?? '/', request.body),
      headers: { ...this.headers(''), ...request.headers },
    };
    return yield* this.exchange(whole);
  }

  private *ask<T>(method: ApiRequest['method'], path: string, body?: unknown, contentType?: string): Process<T> {
    const answer = yield* this.exchange(this.request(method, path, body, contentType));
    if (answer.status >= 400) throw answerRefusal(answer);
    return answer.body as T;
  }

  private *exchange(request: ApiRequest): Process<ApiAnswer> {
    for (let triesLeft = MAXIMUM_RETRIES; ; triesLeft--) {
      const wait = this.waitMilliseconds();
      if (wait > 0) yield* sleep(wait);
      let again = READ_AGAIN_AFTER_MILLISECONDS;
      try {
        const answer = yield* this.component.request<ApiRequest, ApiAnswer>(this.address, request, this.call);
        const asked = retryAfterMilliseconds(answer);
        if (asked === undefined || triesLeft === 0) return answer;
        again = asked;
      } catch (error) {
        if (triesLeft === 0 || request.method !== 'GET' || !wasCut(error)) throw error;
      }
      yield* sleep(again);
    }
  }

  private get address(): string {
    return this.way?.() ?? this.server;
  }

  /** How long this request is held back so that the rate is kept. */
  private waitMilliseconds(): number {
    return this.flow?.reserve(this.component.now) ?? 0;
  }

  private request(
    method: ApiRequest['method'],
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): ApiRequest {
    if (body === undefined) return { method, path, headers: this.headers('') };
    return { method, path, headers: this.headers(contentType), body };
  }

  /** Shared by all requests of a kind, until the identity has another token. */
  private headers(contentType: string): ApiRequest['headers'] {
    const { certificate, token } = this.identity;
    if (certificate !== this.headersOf.certificate || token !== this.headersOf.token) {
      this.headersOf = { certificate, token };
      this.knownHeaders.clear();
    }
    let headers = this.knownHeaders.get(contentType);
    if (!headers) this.knownHeaders.set(contentType, (headers = headersOf(this.identity, contentType)));
    return headers;
  }
}

function headersOf({ certificate, token, userAgent }: Identity, contentType: string): ApiRequest['headers'] {
  const headers: Record<string, string> = { 'user-agent': userAgent, accept: 'application/json' };
  if (certificate !== undefined) headers['x-client-certificate'] = certificate;
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (contentType !== '') headers['content-type'] = contentType;
  return headers;
}

/** The connection broke while it was waited for: a read may be tried again. */
function wasCut(error: unknown): boolean {
  return error instanceof NetworkError && error.reason === 'reset';
}

function deleteBody(options: DeleteOptions | undefined): unknown {
  return options && { kind: 'DeleteOptions', apiVersion: 'v1', ...options };
}
