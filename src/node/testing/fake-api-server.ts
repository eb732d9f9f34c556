import type { ApiAnswer, ApiRequest } from '../../apimachinery';
import { wallClock } from '../../apimachinery';
import type { Component, Program, ServerCall, ServerStream } from '../../simulation';

interface Watcher {
  readonly collection: string;
  readonly fieldSelector: string | undefined;
  readonly stream: ServerStream;
}

/** How long a real one works on a request before it answers, its etcd included. */
const WORK_MILLISECONDS = 5;

type Fields = Record<string, any>;

/**
 * As much of an API server as a kubelet needs, over the same contract: plain maps, no admission, no authorization. It
 * keeps every version of every pod and the list of requests.
 */
export class FakeApiServer {
  readonly requests: { readonly at: number; readonly text: string; readonly body: any; readonly status: number }[] = [];
  readonly versions: { readonly type: string; readonly object: any }[] = [];
  /** What is about such a path is refused with 403. */
  refusing: string | undefined;
  private readonly objects = new Map<string, any>();
  private watchers: Watcher[] = [];
  private revision = 0;
  private uids = 0;
  private component!: Component;

  readonly program: Program = (component) => {
    this.component = component;
    component.listen({ request: (call: ServerCall<ApiRequest>) => this.serve(call) });
  };

  get(path: string): any {
    return this.objects.get(path);
  }

  list(collection: string): any[] {
    return [...this.objects].filter(([path]) => inCollection(path, collection)).map(([, object]) => object);
  }

  put(path: string, object: Fields): any {
    const known = this.objects.get(path);
    const metadata = {
      creationTimestamp: wallClock(this.component.now),
      uid: `00000000-0000-0000-0000-${String(++this.uids).padStart(12, '0')}`,
      ...object.metadata,
      resourceVersion: String(++this.revision),
    };
    const stored = { ...object, metadata };
    this.objects.set(path, stored);
    this.tell(known ? 'MODIFIED' : 'ADDED', path, stored);
    return stored;
  }

  remove(path: string): void {
    const object = { ...this.objects.get(path) };
    object.metadata = { ...object.metadata, resourceVersion: String(++this.revision) };
    this.objects.delete(path);
    this.tell('DELETED', path, object);
  }

  /** As a user does it: with grace, unless nothing runs yet. */
  deletePod(path: string, graceSeconds?: number): void {
    const pod = this.objects.get(path);
    const grace = graceSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
    const generation = pod.metadata.deletionTimestamp ? pod.metadata.generation : pod.metadata.generation + 1;
    const deletionTimestamp = wallClock(this.component.now + grace * 1000);
    this.put(path, {
      ...pod,
      metadata: { ...pod.metadata, generation, deletionTimestamp, deletionGracePeriodSeconds: grace },
    });
    if (grace === 0) this.remove(path);
  }

  private tell(type: string, path: string, object: Fields): void {
    if (/\/pods\//.test(path)) this.versions.push({ type, object });
    this.watchers = this.watchers.filter(({ stream }) => !stream.closed);
    const collections = collectionsOf(path);
    for (const { collection, fieldSelector, stream } of this.watchers) {
      if (collections.includes(collection) && selected(object, fieldSelector)) stream.send({ type, object });
    }
  }

  private serve(call: ServerCall<ApiRequest>): void {
    const { method, path, body } = call.payload;
    const [plain, query = ''] = path.split('?') as [string, string?];
    const options = new Map(
      query.split('&').map((each) => each.split('=').map(decodeURIComponent) as [string, string]),
    );
    if (options.get('watch')) {
      const stream = call.open({ status: 200, headers: {}, body: undefined });
      this.watchers.push({ collection: plain, fieldSelector: options.get('fieldSelector'), stream });
      return;
    }
    const answer = this.answer(method, plain, body as Fields, options);
    this.requests.push({ at: this.component.now, text: `${method} ${plain}`, body, status: answer.status });
    this.component.after(WORK_MILLISECONDS, () => call.respond(answer));
  }

  private answer(method: string, path: string, body: Fields, options: ReadonlyMap<string, string>): ApiAnswer {
    if (this.refusing !== undefined && path.includes(this.refusing))
      return { status: 403, headers: {}, body: status(403, 'Forbidden', `${path} is forbidden`) };
    if (method === 'GET' && isCollection(path)) {
      const items = this.list(path).filter((each) => selected(each, options.get('fieldSelector')));
      return ok({ apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: String(this.revision) }, items });
    }
    if (method === 'POST' && path.endsWith('/token')) return created({ ...body, status: { token: 'a-token' } });
    if (method === 'POST') return created(this.put(`${path}/${body.metadata.name}`, body));
    const target = path.replace(/\/status$/, '');
    const object = this.objects.get(target);
    if (!object) return { status: 404, headers: {}, body: status(404, 'NotFound', `${target} not found`) };
    if (method === 'GET') return ok(object);
    if (method === 'PUT') return ok(this.put(target, { ...body, metadata: { ...object.metadata, ...body.metadata } }));
    if (method === 'PATCH') return ok(this.put(target, strategic(object, { ...body, metadata: {} }) as Fields));
    this.delete(target, body);
    return ok({});
  }

  private delete(path: string, body: Fields): void {
    if (/\/pods\//.test(path)) this.deletePod(path, body?.gracePeriodSeconds);
    else this.remove(path);
  }
}

function ok(body: unknown): ApiAnswer {
  return { status: 200, headers: {}, body };
}

function created(body: unknown): ApiAnswer {
  return { status: 201, headers: {}, body };
}

function status(code: number, reason: string, message: string) {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

function isCollection(path: string): boolean {
  const rest = path.replace(/^\/api(s\/[^/]+)?\/[^/]+\//, '').replace(/^namespaces\/[^/]+\/(?=.)/, '');
  return !rest.includes('/');
}

/** The collections an object is listed in: its namespace's and the whole cluster's. */
function collectionsOf(path: string): readonly [string, string] {
  const own = path.slice(0, path.lastIndexOf('/'));
  return [own, own.replace(/\/namespaces\/[^/]+\/(?=[^/]+$)/, '/')];
}

function inCollection(path: string, collection: string): boolean {
  return collectionsOf(path).includes(collection);
}

function selected(object: any, fieldSelector: string | undefined): boolean {
  if (!fieldSelector) return true;
  const [path, value] = fieldSelector.split('=') as [string, string];
  return String(path.split('.').reduce((at: any, key) => at?.[key], object)) === value;
}

const KEYS: Readonly<Record<string, string>> = { conditions: 'type', podIPs: 'ip', hostIPs: 'ip', addresses: 'type' };

function strategic(object: any, patch: any): any {
  const result: Fields = { ...object };
  for (const [name, value] of Object.entries<any>(patch)) {
    if (name.startsWith('$')) continue;
    if (value === null) delete result[name];
    else if (Array.isArray(value) && KEYS[name]) result[name] = mergedList(result[name] ?? [], value, KEYS[name]);
    else if (value && typeof value === 'object' && !Array.isArray(value))
      result[name] = strategic(result[name] ?? {}, value);
    else result[name] = value;
  }
  for (const [name, order] of Object.entries<any>(patch)) {
    const list = name.startsWith('$setElementOrder/') ? name.slice('$setElementOrder/'.length) : undefined;
    if (list)
      result[list] = order.map((each: any) =>
        result[list].find((item: any) => item[KEYS[list]!] === each[KEYS[list]!]),
      );
  }
  return result;
}

function mergedList(before: any[], items: any[], key: string): any[] {
  let list = [...before];
  for (const item of items) {
    const at = list.findIndex((each) => each[key] === item[key]);
    if (item.$patch === 'delete') list = list.filter((each) => each[key] !== item[key]);
    else if (at < 0) list.push(item);
    else list[at] = strategic(list[at], item);
  }
  return list;
}
