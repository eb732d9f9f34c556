import { preferredKinds, resourceName } from '../../api';
import type { KubeObject, OwnerReference } from '../../apimachinery';
import { equal } from '../../apimachinery';
import type { ApiClient, Change, DeleteOptions, EventRecorder } from '../../client';
import { clientResource, refusedWith, startWorkers, WorkQueue } from '../../client';
import type { Component, Process } from '../../simulation';
import { attempt } from '../../simulation';
import type { Controller, ControllerContext } from '../context';
import { kindsView } from '../kinds-view';
import type { KindsView } from '../kinds-view';
import { ifFound } from '../refusals';
import type { GraphNode, GraphWork, Misplaced } from './graph';
import { FOREGROUND, ORPHAN, OwnerGraph } from './graph';

const WORKERS = 20;

/** Deletes what has lost its owners, and lets owners go that wait for their dependents. */
export const garbageCollector: Controller = (context) => {
  const collector = new GarbageCollector(context);
  return () => collector.start();
};

/** Of an object's owners: those that live, those that are gone, those that wait for it to be gone. */
interface Owners {
  readonly solid: readonly OwnerReference[];
  readonly dangling: readonly OwnerReference[];
  readonly waiting: readonly OwnerReference[];
}

class GarbageCollector {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly recorder: EventRecorder;
  private readonly graph: OwnerGraph;
  private readonly kinds: KindsView;
  private readonly toConsider: WorkQueue;
  private readonly toOrphan: WorkQueue;

  constructor({ component, client, informers, recorder }: ControllerContext) {
    this.kinds = kindsView({ component, client, informers }, (change) => this.take(change));
    this.graph = new OwnerGraph((apiVersion, kind) => this.kinds.find(apiVersion, kind));
    this.component = component;
    this.client = client;
    this.recorder = recorder('garbage-collector-controller');
    this.toConsider = new WorkQueue(component, 'garbage_collector_attempt_to_delete');
    this.toOrphan = new WorkQueue(component, 'garbage_collector_attempt_to_orphan');
    for (const kind of preferredKinds) {
      // Events are many and own nothing.
      if (kind.kind === 'Event' || !kind.verbs.includes('delete') || !kind.verbs.includes('watch')) continue;
      informers.of<KubeObject>(resourceName(kind)).onChange((change) => this.take(change));
    }
  }

  private take({ type, object }: Change<KubeObject>): void {
    this.enqueue(type === 'deleted' ? this.graph.removed(object.metadata.uid!) : this.graph.seen(object));
  }

  start(): void {
    startWorkers(this.component, this.toConsider, { workers: WORKERS }, (uid) => this.consider(uid));
    startWorkers(this.component, this.toOrphan, { workers: WORKERS }, (uid) => this.orphanDependents(uid));
  }

  private enqueue({ consider, orphan, misplaced }: GraphWork): void {
    for (const node of consider) this.toConsider.add(node.uid);
    if (orphan) this.toOrphan.add(orphan.uid);
    misplaced?.forEach((each) => this.tellMisplaced(each));
  }

  private tellMisplaced({ dependent, owner }: Misplaced): void {
    const { apiVersion, kind, namespace, name, uid } = dependent;
    const metadata = { name, uid, ...(namespace !== undefined && { namespace }) };
    const reference = dependent.owners.find((each) => each.uid === owner.uid)!;
    const where = `${reference.apiVersion}/${reference.kind}, namespace: ${namespace ?? ''}`;
    const message = `ownerRef [${where}, name: ${reference.name}, uid: ${reference.uid}] does not exist in namespace "${namespace ?? ''}"`;
    this.recorder.event({ apiVersion, kind, metadata }, 'Warning', 'OwnerRefInvalidNamespace', message);
  }

  private *consider(uid: string): Process<void> {
    const node = this.graph.get(uid);
    if (!node || (node.beingDeleted && !node.deletingDependents)) return;
    const latest = yield* this.read(node, node.namespace);
    if (latest === 'unresolvable') return;
    // Made up from a reference, or its deletion is on the way to us: it is gone for all who depend on it.
    if (!latest || latest.metadata.uid !== uid) return this.isGone(node);
    if (node.deletingDependents) return yield* this.finishForeground(node);
    const references = latest.metadata.ownerReferences ?? [];
    if (references.length === 0) return;
    const owners = yield* this.classify(node, references);
    // Nobody can say of each owner whether it is there: it is left alone.
    if (!owners) return;
    if (owners.solid.length > 0) yield* this.letGo(node, [...owners.dangling, ...owners.waiting]);
    else if (owners.waiting.length > 0 && node.dependents.size > 0) yield* this.deleteInForeground(node, latest);
    else yield* this.deleteObject(node, latest, policyOf(latest));
  }

  private isGone(node: GraphNode): void {
    this.enqueue(node.dependents.size > 0 ? this.graph.notFound(node) : this.graph.removed(node.uid));
  }

  /** What has no namespace can't name an owner that has one: where should it be looked for? */
  private *read(
    { apiVersion, kind: name, name: called }: GraphNode | OwnerReference,
    namespace: string | undefined,
  ): Process<KubeObject | undefined | 'unresolvable'> {
    const kind = this.kinds.find(apiVersion, name);
    if (!kind || (kind.namespaced && namespace === undefined)) return 'unresolvable';
    const where = kind.namespaced ? namespace : undefined;
    return yield* ifFound(this.client.get<KubeObject>(clientResource(kind), where, called));
  }

  private *classify(node: GraphNode, references: readonly OwnerReference[]): Process<Owners | undefined> {
    const owners: Record<keyof Owners, OwnerReference[]> = { solid: [], dangling: [], waiting: [] };
    for (const reference of references) {
      const state = yield* this.stateOf(node, reference);
      if (state === 'unresolvable') return undefined;
      owners[state].push(reference);
    }
    return owners;
  }

  private *stateOf(node: GraphNode, reference: OwnerReference): Process<keyof Owners | 'unresolvable'> {
    const where = this.kinds.find(reference.apiVersion, reference.kind)?.namespaced ? node.namespace : undefined;
    if (this.graph.isAbsent(reference.uid, where)) return 'dangling';
    const owner = yield* this.read(reference, node.namespace);
    if (owner === 'unresolvable') return owner;
    if (!owner || owner.metadata.uid !== reference.uid) {
      this.graph.rememberAbsent(reference.uid, where);
      return 'dangling';
    }
    return owner.metadata.deletionTimestamp && owner.metadata.finalizers?.includes(FOREGROUND) ? 'waiting' : 'solid';
  }

  /** Owners that are gone are forgotten; the others keep it alive. */
  private *letGo(node: GraphNode, references: readonly OwnerReference[]): Process<void> {
    if (references.length === 0) return;
    const ownerReferences = references.map(({ uid }) => ({ $patch: 'delete', uid }));
    const patch = this.patch(node, { metadata: { ownerReferences, uid: node.uid } }, 'strategic');
    const outcome = yield* attempt(patch);
    if (outcome.ok) return;
    if (!refusedWith(outcome.error, 415)) throw outcome.error;
    const gone = new Set(references.map(({ uid }) => uid));
    yield* this.patchOwners(node, (owners) => owners.filter(({ uid }) => !gone.has(uid)));
  }

  /** Objects of custom kinds take no strategic patches: the whole list is written, on top of the version that it was read from. */
  private *patchOwners(
    node: GraphNode,
    change: (owners: readonly OwnerReference[]) => readonly OwnerReference[],
  ): Process<void> {
    const latest = yield* this.read(node, node.namespace);
    if (!latest || latest === 'unresolvable') return;
    const { resourceVersion, uid, ownerReferences = [] } = latest.metadata;
    const metadata = { resourceVersion, uid, ownerReferences: change(ownerReferences) };
    yield* this.patch(node, { metadata }, 'merge');
  }

  /** Its owner waits for it, and it has dependents of its own: they go first. */
  private *deleteInForeground(node: GraphNode, latest: KubeObject): Process<void> {
    const circle = [...node.dependents.values()].some(({ deletingDependents }) => deletingDependents);
    if (circle) yield* this.unblock(node, latest);
    yield* this.deleteObject(node, latest, 'Foreground');
  }

  /** In a circle of owners each would wait for the other. */
  private *unblock(node: GraphNode, latest: KubeObject): Process<void> {
    const blocking = (latest.metadata.ownerReferences ?? []).filter(({ blockOwnerDeletion }) => blockOwnerDeletion);
    const ownerReferences = blocking.map((reference) => ({ ...reference, blockOwnerDeletion: false }));
    if (blocking.length > 0) yield* this.patch(node, { metadata: { ownerReferences, uid: node.uid } }, 'strategic');
  }

  private *finishForeground(node: GraphNode): Process<void> {
    const blocking = this.graph.blocking(node);
    if (blocking.length === 0) return yield* this.removeFinalizer(node, FOREGROUND);
    for (const dependent of blocking) if (!dependent.deletingDependents) this.toConsider.add(dependent.uid);
  }

  private *orphanDependents(uid: string): Process<void> {
    const owner = this.graph.get(uid);
    if (!owner) return;
    for (const dependent of [...owner.dependents.values()]) {
      yield* ifFound(
        this.letGo(
          dependent,
          dependent.owners.filter((reference) => reference.uid === uid),
        ),
      );
    }
    yield* this.removeFinalizer(owner, ORPHAN);
  }

  private *removeFinalizer(node: GraphNode, finalizer: string): Process<void> {
    for (let tries = 1; ; tries++) {
      const latest = yield* this.read(node, node.namespace);
      if (!latest || latest === 'unresolvable' || !latest.metadata.finalizers?.includes(finalizer)) return;
      const finalizers = latest.metadata.finalizers.filter((name) => name !== finalizer);
      const metadata = { resourceVersion: latest.metadata.resourceVersion, finalizers };
      const outcome = yield* attempt(this.patch(node, { metadata }, 'merge'));
      if (outcome.ok || refusedWith(outcome.error, 404)) return;
      if (!refusedWith(outcome.error, 409) || tries >= 5) throw outcome.error;
    }
  }

  private *patch(node: GraphNode, patch: object, type: 'strategic' | 'merge'): Process<void> {
    yield* this.client.patch(this.resourceOf(node), this.placeOf(node), node.name, patch, { type });
  }

  /** Under the version we judged; if only other things changed meanwhile, the judgement stands. */
  private *deleteObject(
    node: GraphNode,
    judged: KubeObject,
    propagationPolicy: DeleteOptions['propagationPolicy'],
  ): Process<void> {
    const { uid, resourceVersion, ownerReferences } = judged.metadata;
    this.component.note('garbage', {
      kind: node.kind,
      name: node.name,
      policy: propagationPolicy,
      owners: ownerReferences?.map(({ name }) => name),
    });
    const first = yield* attempt(this.delete(node, { preconditions: { uid, resourceVersion }, propagationPolicy }));
    if (first.ok || refusedWith(first.error, 404)) return;
    if (!refusedWith(first.error, 409)) throw first.error;
    const live = yield* this.read(node, node.namespace);
    if (!live || live === 'unresolvable' || live.metadata.uid !== uid) return;
    if (!equal(live.metadata.ownerReferences, ownerReferences)) throw first.error;
    yield* ifFound(this.delete(node, { preconditions: { uid }, propagationPolicy }));
  }

  private *delete(node: GraphNode, options: DeleteOptions): Process<void> {
    yield* this.client.delete(this.resourceOf(node), this.placeOf(node), node.name, options);
  }

  private resourceOf(node: GraphNode): string {
    return clientResource(this.kinds.find(node.apiVersion, node.kind)!);
  }

  private placeOf(node: GraphNode): string | undefined {
    return this.kinds.find(node.apiVersion, node.kind)!.namespaced ? node.namespace : undefined;
  }
}

function policyOf({ metadata }: KubeObject): DeleteOptions['propagationPolicy'] {
  if (metadata.finalizers?.includes(ORPHAN)) return 'Orphan';
  return metadata.finalizers?.includes(FOREGROUND) ? 'Foreground' : 'Background';
}
