import type { ApiAnswer, ApiRequest, KubeObject } from '../../apimachinery';
import { alreadyExists, conflict, expired, notFound, Refusal, wallClock } from '../../apimachinery';
import type { Component, Process, Program, ServerCall, ServerStream } from '../../simulation';

/** For tests: a small API server that keeps objects in a map. It creates, reads, updates, merges patches, deletes, lists and watches. */
export class ToyServer {
  readonly objects = new Map<string, any>();
  readonly requests: {
    readonly user: string;
    readonly line: string;
    readonly status: number;
    readonly request: ApiRequest;
  }[] = [];
  /** Asked first; an answer of its own stands for the server's. */
  intercept: (request: ApiRequest) => ApiAnswer | undefined = () => undefined;
  private revision = 100;
  private uids = 0;
  private readonly watches = new Set<{ readonly prefix: string; readonly stream: ServerStream }>();
  private readonly history: { readonly revision: number; readonly path: string; readonly event: object }[] = [];
  private compactedTo = 0;
  private component: Component | undefined;

  readonly program: Program = (component) => {
    this.component = component;
    this.watches.clear();
    component.listen({ request: (call) => this.serve(call) });
  };

  /** Puts an object in as somebody else's write. */
  put(path: string, object: any): void {
    const old = this.objects.get(path);
    const metadata = {
      uid: `uid-${++this.uids}`,
      creationTimestamp: wallClock(this.component?.now ?? 0),
      ...old?.metadata,
      ...object.metadata,
      resourceVersion: String(++this.revision),
    };
    const stored = { ...object, metadata };
    this.objects.set(path, stored);
    this.publish(path, { type: old ? 'MODIFIED' : 'ADDED', object: stored });
  }

  remove(path: string): void {
    const old = this.objects.get(path);
    if (!old) return;
    this.objects.delete(path);
    const object = { ...old, metadata: { ...old.metadata, resourceVersion: String(++this.revision) } };
    this.publish(path, { type: 'DELETED', object });
  }

  /** Forgets the past: watches that ask for it are told 410. */
  compact(): void {
    this.compactedTo = this.revision;
  }

  cutWatches(): void {
    for (const { stream } of this.watches) stream.end();
    this.watches.clear();
  }

  private publish(path: string, event: object): void {
    this.history.push({ revision: this.revision, path, event });
    for (const watch of this.watches) if (covers(watch.prefix, path)) watch.stream.send(event);
  }

  private serve(call: ServerCall): void {
    const request = call.payload as ApiRequest;
    const [path, query] = request.path.split('?') as [string, string | undefined];
    const parameters = new URLSearchParams(query ?? '');
    if (parameters.get('watch') === 'true') return this.watch(call, path, parameters);
    const answer = this.answer(request, path);
    const user = request.headers['user-agent'] ?? '';
    this.requests.push({ user, line: `${request.method} ${path}`, status: answer.status, request });
    call.respond(answer);
  }

  private answer(request: ApiRequest, path: string): ApiAnswer {
    const own = this.intercept(request);
    if (own) return own;
    try {
      const body = this.handle(request, path);
      return { status: request.method === 'POST' ? 201 : 200, headers: {}, body };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.code, headers: {}, body: error.status };
    }
  }

  private handle(request: ApiRequest, path: string): unknown {
    const { plural, name } = parts(path);
    if (request.method === 'GET') return name === undefined ? this.list(path) : this.read(path, plural, name);
    if (request.method === 'POST') return this.create(path, plural, request.body as KubeObject);
    const old = this.read(path, plural, name!);
    if (request.method === 'DELETE') return this.remove(path);
    const next: any = request.method === 'PUT' ? request.body : merged(old, request.body);
    const wanted = next.metadata.resourceVersion;
    if (wanted !== undefined && wanted !== old.metadata.resourceVersion) throw conflict(plural, name!);
    this.put(path, next);
    return this.objects.get(path);
  }

  private read(path: string, plural: string, name: string): any {
    const object = this.objects.get(path);
    if (!object) throw notFound(plural, name);
    return object;
  }

  private list(path: string): unknown {
    const items = [...this.objects].filter(([key]) => covers(path, key)).map(([, object]) => object);
    return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: String(this.revision) }, items };
  }

  private create(path: string, plural: string, body: KubeObject): unknown {
    const key = `${path}/${body.metadata.name}`;
    if (this.objects.has(key)) throw alreadyExists(plural, body.metadata.name);
    this.put(key, body);
    return this.objects.get(key);
  }

  private watch(call: ServerCall, prefix: string, parameters: URLSearchParams): void {
    const from = Number(parameters.get('resourceVersion') ?? 0);
    const stream = call.open({ status: 200, headers: {}, body: undefined });
    if (from < this.compactedTo) {
      stream.send({ type: 'ERROR', object: expired('too old resource version').status });
      return stream.end();
    }
    for (const { revision, path, event } of this.history)
      if (revision > from && covers(prefix, path)) stream.send(event);
    const watch = { prefix, stream };
    this.watches.add(watch);
    call.onCancel(() => this.watches.delete(watch));
  }
}

/** A collection covers what lies in it; one over all namespaces covers those of each. */
function covers(collection: string, path: string): boolean {
  const { root, plural, namespace } = parts(collection);
  const one = parts(path);
  return one.root === root && one.plural === plural && (namespace === undefined || one.namespace === namespace);
}

function parts(path: string) {
  const segments = path.split('/').slice(1);
  const root = segments.splice(0, segments[0] === 'api' ? 2 : 3).join('/');
  const namespace = segments[0] === 'namespaces' && segments.length > 2 ? segments[1] : undefined;
  if (namespace !== undefined) segments.splice(0, 2);
  const [plural, name] = segments as [string, string | undefined];
  return { root, namespace, plural, name };
}

function merged(target: any, patch: any): any {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: any = { ...target };
  for (const key of Object.keys(patch)) {
    if (patch[key] === null) delete result[key];
    else result[key] = merged(result[key], patch[key]);
  }
  return result;
}

/** Runs a process of the component until it has ended, and answers what it returned. */
export function finish<T>(component: Component, body: Process<T>, milliseconds = 60_000): T {
  let result: { readonly value: T } | { readonly error: unknown } | undefined;
  function* run(): Process<void> {
    try {
      result = { value: yield* body };
    } catch (error) {
      result = { error };
    }
  }
  component.spawn('test', run());
  component.simulation.runWhile(() => result === undefined, milliseconds);
  if (!result) throw new Error('it never ended');
  if ('error' in result) throw result.error;
  return result.value;
}
