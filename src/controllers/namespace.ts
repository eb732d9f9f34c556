import type { KindDefinition, Namespace } from '../api';
import type { ObjectList } from '../apimachinery';
import { equal } from '../apimachinery';
import type { ApiClient } from '../client';
import { clientResource, refusedWith, startWorkers, WorkQueue } from '../client';
import type { Component, Process } from '../simulation';
import { attempt } from '../simulation';
import type { Controller } from './context';
import type { Remains } from './namespace-contents';
import { contentConditions, estimateSeconds, isPods, namespacedResources, resourceName } from './namespace-contents';
import { kindsView } from './kinds-view';
import type { KindsView } from './kinds-view';
import { ifFound } from './refusals';

/** Other API servers get so long to see that the namespace goes, and to let nothing new in. */
const GRACE_MILLISECONDS = 5000;
const WORKERS = 10;
const FINALIZER = 'kubernetes';

/** Empties namespaces that are being deleted, and lets them go when nothing is left. */
export const namespaceController: Controller = ({ component, client, informers }) => {
  const namespaces = informers.of<Namespace>('namespaces');
  const kinds = kindsView({ component, client, informers });
  const queue = new WorkQueue(component, 'namespace');
  namespaces.onChange(({ type, object }) => {
    if (type !== 'deleted' && object.metadata.deletionTimestamp)
      queue.addAfter(object.metadata.name, GRACE_MILLISECONDS);
  });
  function* reconcile(name: string): Process<void> {
    if (!namespaces.get(undefined, name)) return;
    const wait = yield* new NamespaceDeletion(component, client, name, kinds).run();
    if (wait !== undefined) queue.addAfter(name, wait);
  }
  return () => startWorkers(component, queue, { workers: WORKERS }, reconcile);
};

class NamespaceDeletion {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly name: string;
  private readonly failures: string[] = [];
  private readonly kinds: KindsView;

  constructor(component: Component, client: ApiClient, name: string, kinds: KindsView) {
    this.kinds = kinds;
    this.component = component;
    this.client = client;
    this.name = name;
  }

  /** Milliseconds until it should be looked at again; undefined: done. */
  *run(): Process<number | undefined> {
    let namespace = yield* ifFound(this.client.get<Namespace>('namespaces', undefined, this.name));
    if (!namespace?.metadata.deletionTimestamp) return undefined;
    if (namespace.status?.phase !== 'Terminating')
      namespace = yield* this.writeStatus({ ...namespace, status: { ...namespace.status, phase: 'Terminating' } });
    if (!namespace.spec?.finalizers?.length) return undefined;
    const remains = yield* this.deleteContents();
    const left = remains.some(({ objects }) => objects.length > 0);
    // While pods are there the rest wasn't looked at, and what remains is not told: the real one says as long that nothing does.
    const told = left && remains.length === 1 ? [] : remains;
    namespace = yield* this.report(namespace, told);
    if (this.failures.length > 0) return 1000;
    if (left) return (Math.floor(estimateSeconds(remains) / 2) + 1) * 1000;
    yield* this.finalize(namespace);
    return undefined;
  }

  /** Pods first; the rest only when they are gone. */
  private *deleteContents(): Process<readonly Remains[]> {
    const remains: Remains[] = [];
    for (const kind of namespacedResources(yield* this.kinds.discover())) {
      const outcome = yield* attempt(this.deleteAll(kind));
      if (outcome.ok) remains.push(outcome.value);
      else this.failures.push(`${resourceName(kind)}: ${outcome.error.message}`);
      if (isPods(kind) && remains.some(({ objects }) => objects.length > 0)) break;
    }
    return remains;
  }

  private *deleteAll(kind: KindDefinition): Process<Remains> {
    const resource = clientResource(kind);
    yield* this.client.deleteCollection(resource, this.name, { propagationPolicy: 'Background' });
    const list: ObjectList = yield* this.client.list(resource, this.name);
    const objects = list.items.map((item) => (item.kind ? item : { ...item, kind: kind.kind }));
    return { resource: kind.plural, group: kind.group, objects };
  }

  private *report(namespace: Namespace, remains: readonly Remains[]): Process<Namespace> {
    const known = namespace.status?.conditions;
    const conditions = contentConditions(known, remains, this.failures, this.component.now);
    if (equal(known, conditions)) return namespace;
    return yield* this.writeStatus({ ...namespace, status: { ...namespace.status, conditions } });
  }

  private *writeStatus(namespace: Namespace): Process<Namespace> {
    return yield* this.client.updateStatus<Namespace>('namespaces', namespace);
  }

  /** Takes our finalizer away; on a lost race from the newest version. */
  private *finalize(latest: Namespace): Process<void> {
    let namespace: Namespace | undefined = latest;
    while (namespace) {
      const finalizers = (namespace.spec?.finalizers ?? []).filter((name) => name !== FINALIZER);
      const body: Namespace = { ...namespace, spec: { ...namespace.spec, finalizers } };
      const outcome = yield* attempt(
        this.client.subresource('PUT', 'namespaces', undefined, this.name, 'finalize', body),
      );
      if (outcome.ok || refusedWith(outcome.error, 404)) return;
      if (!refusedWith(outcome.error, 409)) throw outcome.error;
      namespace = yield* ifFound(this.client.get<Namespace>('namespaces', undefined, this.name));
    }
  }
}
