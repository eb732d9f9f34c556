import type { Pod, ReplicaSet } from '../../api';
import type { Selector } from '../../apimachinery';
import { equal, matchesSelector } from '../../apimachinery';
import type { ApiClient, Change, EventRecorder, Informer } from '../../client';
import { keyOf, refusedWith, startWorkers, WorkQueue } from '../../client';
import type { Component, Process } from '../../simulation';
import { attempt } from '../../simulation';
import { claimAll, labelMatcher, selectorOfSpec } from '../claim';
import type { Controller, ControllerContext } from '../context';
import { BY_CONTROLLER, controllerIndex, controllerOf } from '../context';
import { Expectations } from '../expectations';
import { isActive, isReady, isTerminating } from '../pod-readiness';
import { planReplicas } from './plan';
import { PodControl } from './pod-control';
import type { Failure } from './status';
import { nextAvailable, sameStatus, statusOf } from './status';

const WORKERS = 5;
const RESOURCE = 'replicasets.apps';

/** Keeps as many pods as each replica set wants. */
export const replicaSetController: Controller = (context) => {
  const controller = new ReplicaSetController(context);
  return () => controller.start();
};

class ReplicaSetController {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly recorder: EventRecorder;
  private readonly sets: Informer<ReplicaSet>;
  private readonly pods: Informer<Pod>;
  private readonly queue: WorkQueue;
  private readonly expectations = new Expectations();
  private readonly podControl: PodControl;

  constructor(context: ControllerContext) {
    this.component = context.component;
    this.client = context.client;
    this.recorder = context.recorder();
    this.sets = context.informers.of<ReplicaSet>(RESOURCE);
    this.pods = context.informers.of<Pod>('pods');
    this.sets.addIndexer(BY_CONTROLLER, controllerIndex);
    this.pods.addIndexer(BY_CONTROLLER, controllerIndex);
    this.queue = new WorkQueue(this.component, 'replicaset');
    this.podControl = new PodControl(this.component, this.client, this.recorder, this.expectations);
    this.sets.onChange((change) => this.setChanged(change));
    this.pods.onChange((change) => this.podChanged(change));
  }

  start(): void {
    startWorkers(this.component, this.queue, { workers: WORKERS }, (key) => this.reconcile(key));
  }

  private setChanged({ type, object }: Change<ReplicaSet>): void {
    const key = keyOf(object);
    if (type === 'deleted') this.expectations.forget(key);
    this.queue.add(key);
  }

  private podChanged({ type, object, previous }: Change<Pod>): void {
    if (type === 'updated') return this.podUpdated(object, previous!);
    const set = this.setOf(object);
    if (type === 'deleted' || object.metadata.deletionTimestamp) {
      if (set) this.podLeaves(set, object);
    } else if (set) {
      this.expectations.creationObserved(keyOf(set));
      this.queue.add(keyOf(set));
    } else if (!controllerOf(object)) this.offer(object);
  }

  private podUpdated(pod: Pod, previous: Pod): void {
    const set = this.setOf(pod);
    if (pod.metadata.deletionTimestamp) {
      if (set) this.podLeaves(set, pod);
      return;
    }
    const before = this.setOf(previous);
    if (before && before !== set) this.queue.add(keyOf(before));
    if (set) return this.podOfSetUpdated(set, pod, previous);
    const relabeled =
      pod.metadata.labels !== previous.metadata.labels && !equal(pod.metadata.labels, previous.metadata.labels);
    if (!controllerOf(pod) && (relabeled || controllerOf(previous))) this.offer(pod);
  }

  private podOfSetUpdated(set: ReplicaSet, pod: Pod, previous: Pod): void {
    this.queue.add(keyOf(set));
    const { minReadySeconds } = set.spec;
    // A second more, because timestamps have whole seconds.
    if (minReadySeconds && isReady(pod) && !isReady(previous))
      this.queue.addAfter(keyOf(set), (minReadySeconds + 1) * 1000);
  }

  private podLeaves(set: ReplicaSet, pod: Pod): void {
    this.expectations.deletionObserved(keyOf(set), keyOf(pod));
    this.queue.add(keyOf(set));
  }

  private setOf(pod: Pod): ReplicaSet | undefined {
    const owner = controllerOf(pod);
    if (owner?.kind !== 'ReplicaSet') return undefined;
    const set = this.sets.get(pod.metadata.namespace, owner.name);
    return set?.metadata.uid === owner.uid ? set : undefined;
  }

  /** A pod without an owner: every set that selects it should have a look. */
  private offer(pod: Pod): void {
    if (!pod.metadata.labels) return;
    for (const set of this.sets.list()) {
      if (set.metadata.namespace !== pod.metadata.namespace) continue;
      if (matchesSelector(selectorOfSpec(set.spec), pod.metadata.labels)) this.queue.add(keyOf(set));
    }
  }

  private *reconcile(key: string): Process<void> {
    const set = this.sets.getByKey(key);
    if (!set) return this.expectations.forget(key);
    const mayManage = this.expectations.satisfied(key, this.component.now) && !set.metadata.deletionTimestamp;
    const selector = selectorOfSpec(set.spec);
    const claimable = { client: this.client, cache: this.pods, resource: 'pods', ownerResource: RESOURCE };
    const active = yield* claimAll(claimable, set, selector, isActive);
    const terminating = this.terminating(set, selector);
    const outcome = yield* attempt(mayManage ? this.manage(set, active) : nothing());
    const failure = outcome.ok ? undefined : failureOf(set, active, outcome.error);
    yield* this.writeStatus(set, active, terminating, failure);
    if (!outcome.ok) throw outcome.error;
    const next = nextAvailable(set, active, this.component.now);
    if (next !== undefined) this.queue.addAfter(key, next);
  }

  private terminating(set: ReplicaSet, selector: Selector): number {
    const matches = labelMatcher(selector);
    let count = 0;
    for (const pod of this.pods.byIndex(BY_CONTROLLER, set.metadata.uid!)) {
      if (isTerminating(pod) && matches(pod.metadata.labels)) count++;
    }
    return count;
  }

  private *manage(set: ReplicaSet, active: readonly Pod[]): Process<void> {
    const plan = planReplicas(set, active, () => this.related(set), this.component.now);
    if (plan.kind === 'create') {
      this.component.note('replicas', {
        set: set.metadata.name,
        wanted: set.spec.replicas,
        seen: active.length,
        create: plan.count,
      });
      yield* this.podControl.create(set, plan.count);
    } else if (plan.kind === 'delete') {
      const names = plan.pods.map((pod) => pod.metadata.name);
      this.component.note('replicas', {
        set: set.metadata.name,
        wanted: set.spec.replicas,
        seen: active.length,
        delete: names,
      });
      yield* this.podControl.delete(set, plan.pods);
    }
  }

  /** Active pods of all sets with the same owner. */
  private related(set: ReplicaSet): readonly Pod[] {
    const owner = controllerOf(set);
    const sets = owner ? this.sets.byIndex(BY_CONTROLLER, owner.uid) : [set];
    return sets.flatMap((each) => this.pods.byIndex(BY_CONTROLLER, each.metadata.uid!).filter(isActive));
  }

  /** Writes the status if it differs; a lost race is tried once more on the newest object. */
  private *writeStatus(
    set: ReplicaSet,
    active: readonly Pod[],
    terminating: number,
    failure: Failure | undefined,
  ): Process<void> {
    const status = statusOf(set, active, terminating, failure, this.component.now);
    if (sameStatus(set.status, status)) return;
    try {
      yield* this.client.updateStatus<ReplicaSet>(RESOURCE, { ...set, status });
    } catch (error) {
      if (!refusedWith(error, 409)) throw error;
      const { namespace, name } = set.metadata;
      const fresh = yield* this.client.get<ReplicaSet>(RESOURCE, namespace, name);
      yield* this.client.updateStatus<ReplicaSet>(RESOURCE, { ...fresh, status });
    }
  }
}

function failureOf(set: ReplicaSet, active: readonly Pod[], error: Error): Failure {
  const wanted = set.spec.replicas ?? 1;
  return { reason: active.length < wanted ? 'FailedCreate' : 'FailedDelete', message: error.message };
}

function* nothing(): Process<void> {}
