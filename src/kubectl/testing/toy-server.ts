import {
  alreadyExists,
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  equal,
  fieldInvalid,
  invalid,
  isObject,
  notFound,
  Refusal,
  successStatus,
  validateDns1123Subdomain,
  wallClock,
} from '../../apimachinery';
import type { ApiRequest, KubeObject, WatchEvent } from '../../apimachinery';
import { apiVersionOf, findByResourceName, patchSchemaOf } from '../../api';
import type { KindDefinition } from '../../api';
import type { Component, ServerCall, ServerStream } from '../../simulation';

type Any = any;

interface Target {
  readonly kind: KindDefinition;
  readonly collection: string;
  readonly name?: string;
  readonly subresource?: string;
  readonly query: URLSearchParams;
}

/** An API server of one map: enough of REST for kubectl's requests to be answered truly. */
export class ToyServer {
  /** `get pods p 404`, in the order of arrival, as audit logs say it. */
  readonly log: string[] = [];
  readonly objects = new Map<string, KubeObject>();
  /** A deletion takes as long as somebody else says. */
  lingering = false;
  private revision = 100;
  private readonly watches: { readonly target: Target; readonly stream: ServerStream }[] = [];
  private component!: Component;

  readonly program = (component: Component): void => {
    this.component = component;
    component.listen({ request: (call) => this.answer(call) });
  };

  put(path: string, object: KubeObject): KubeObject {
    const old = this.objects.get(path);
    const metadata = {
      ...object.metadata,
      resourceVersion: String(++this.revision),
      uid: old?.metadata.uid ?? `uid-${this.revision}`,
    };
    const stored = { ...object, metadata } as KubeObject;
    this.objects.set(path, stored);
    this.tell(path, { type: old ? 'MODIFIED' : 'ADDED', object: stored });
    return stored;
  }

  remove(path: string): void {
    const object = this.objects.get(path);
    if (!object) return;
    this.revision++;
    this.objects.delete(path);
    this.tell(path, { type: 'DELETED', object });
  }

  private tell(path: string, event: WatchEvent): void {
    for (const { target, stream } of this.watches) {
      if (!stream.closed && path.startsWith(`${target.collection}/`) && selects(target, event.object))
        stream.send(event);
    }
  }

  private answer(call: ServerCall): void {
    const request: ApiRequest = call.payload;
    // Nobody makes kinds up here.
    if (request.path === '/apis') return call.respond({ status: 200, headers: {}, body: { items: [] } });
    const target = targetOf(request);
    if (target.query.has('watch')) {
      this.watches.push({ target, stream: call.open({ status: 200, headers: {}, body: undefined }) });
      return;
    }
    const [status, body] = this.judged(request, target);
    const resource =
      [target.kind.plural, target.subresource].filter(Boolean).join('/') +
      (target.kind.group && `.${target.kind.group}`);
    const verb =
      request.method === 'GET'
        ? target.name
          ? 'get'
          : 'list'
        : ({ POST: 'create', PATCH: 'patch', DELETE: 'delete' } as Any)[request.method];
    const name = target.name ?? (request.body as Any)?.metadata?.name ?? '';
    this.log.push([verb, resource, name, status].filter((part) => part !== '').join(' '));
    const asTable = status === 200 && verb !== 'delete' && request.headers['accept']?.includes('as=Table');
    call.respond({ status, headers: {}, body: asTable ? this.tableOf(target.kind, body as Any) : body });
  }

  private tableOf(kind: KindDefinition, body: Any): unknown {
    const objects: readonly KubeObject[] = body.items ?? [body];
    return {
      kind: 'Table',
      metadata: body.metadata,
      columnDefinitions: kind.columns,
      rows: objects.map((object) => ({
        cells: kind.columns.map((column) => column.cell(object, this.component.now)),
        object,
      })),
    };
  }

  private judged(request: ApiRequest, target: Target): [number, unknown] {
    try {
      return [request.method === 'POST' ? 201 : 200, this.handle(request, target)];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return [error.code, error.status];
    }
  }

  private handle(request: ApiRequest, target: Target): unknown {
    const { kind, collection, name } = target;
    if (request.method === 'POST') return this.create(request, target);
    if (name === undefined) {
      const items = [...this.objects].filter(
        ([path, object]) => path.startsWith(`${collection}/`) && selects(target, object),
      );
      return {
        kind: kind.listKind,
        apiVersion: apiVersionOf(kind),
        metadata: { resourceVersion: String(this.revision) },
        items: items.map(([, object]) => object),
      };
    }
    const path = `${collection}/${name}`;
    const object = this.objects.get(path);
    if (!object) throw notFound(kind.group ? `${kind.plural}.${kind.group}` : kind.plural, name);
    if (request.method === 'PATCH') {
      const next = patched(object, request, kind);
      return equal(next, object) ? object : this.put(path, next);
    }
    if (request.method === 'DELETE') {
      if (!this.lingering) this.remove(path);
      return successStatus({ name, kind: kind.plural, uid: object.metadata.uid });
    }
    return object;
  }

  private create(request: ApiRequest, { kind, collection }: Target): KubeObject {
    const object = request.body as KubeObject;
    const { name } = object.metadata;
    const problems = validateDns1123Subdomain(name).map((problem) => fieldInvalid('metadata.name', name, problem));
    if (problems.length > 0) throw invalid(kind.group ? `${kind.kind}.${kind.group}` : kind.kind, name, problems);
    const path = `${collection}/${name}`;
    if (this.objects.has(path)) throw alreadyExists(kind.plural, name);
    return this.put(path, {
      ...object,
      metadata: { ...object.metadata, creationTimestamp: wallClock(this.component.now) },
    });
  }
}

function patched(object: KubeObject, request: ApiRequest, kind: KindDefinition): KubeObject {
  const type = request.headers['content-type'];
  const [from, patch] = [object as Any, request.body as Any];
  if (type === 'application/json-patch+json') return applyJsonPatch(from, patch) as KubeObject;
  if (type === 'application/merge-patch+json') return applyMergePatch(from, patch) as KubeObject;
  return applyStrategicMergePatch(from, patch, patchSchemaOf(apiVersionOf(kind), kind.kind)) as unknown as KubeObject;
}

function selects({ query }: Target, object: KubeObject): boolean {
  const field = query.get('fieldSelector');
  if (field && field !== `metadata.name=${object.metadata.name}`) return false;
  const label = query.get('labelSelector');
  return (
    !label ||
    label
      .split(',')
      .every(
        (pair) =>
          isObject(object.metadata.labels) && object.metadata.labels[pair.split('=')[0]!] === pair.split('=')[1],
      )
  );
}

function targetOf(request: ApiRequest): Target {
  const [path, query] = request.path.split('?');
  const match =
    /^(?:\/api\/v1|\/apis\/([^/]+)\/[^/]+)(\/namespaces\/[^/]+(?=\/))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(
      path!,
    )!;
  const [, group, namespace = '', plural, name, subresource] = match;
  const kind = findByResourceName(group ? `${plural}.${group}` : plural!)!;
  const collection = `${group ?? ''}${namespace}/${plural}`;
  return {
    kind,
    collection,
    query: new URLSearchParams(query ?? ''),
    ...(name && { name }),
    ...(subresource && { subresource }),
  };
}
