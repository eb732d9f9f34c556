import type { Pod } from '../../api';
import { isPodActive, isPodTerminating } from '../../api';
import type { Selector } from '../../apimachinery';
import type { ApiClient, Change, Informer } from '../../client';
import { keyOf, startWorkers, WorkQueue } from '../../client';
import type { Component, Process } from '../../simulation';
import { attempt } from '../../simulation';
import { claimAll, labelMatcher } from '../claim';
import type { Controller, ControllerContext } from '../context';
import { BY_CONTROLLER, controllerIndex, controllerOf } from '../context';
import { Expectations } from '../expectations';
import { noticePod } from '../pod-news';
import { watchOwnedPods } from '../owned-pods';
import { PodControl, podFrom } from '../pod-control';
import { writeStatus } from '../status-write';
import { planReplicas } from './plan';
import type { Replicated, ReplicatedKind } from './replicated';
import { REPLICA_SETS, REPLICATION_CONTROLLERS } from './replicated';
import type { Failure } from './status';
import { nextAvailable, sameStatus, statusOf } from './status';

const WORKERS = 5;

const controllerFor =
  (kind: ReplicatedKind): Controller =>
  (context) => {
    const controller = new ReplicaSetController(context, kind);
    return () => controller.start();
  };

/** Keeps as many pods as each replica set wants. */
export const replicaSetController = controllerFor(REPLICA_SETS);

/** The same for the older kind. */
export const replicationController = controllerFor(REPLICATION_CONTROLLERS);

class ReplicaSetController {
  private readonly kind: ReplicatedKind;
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly sets: Informer<Replicated>;
  private readonly pods: Informer<Pod>;
  readonly queue: WorkQueue;
  readonly expectations = new Expectations();
  private readonly podControl: PodControl;

  constructor(context: ControllerContext, kind: ReplicatedKind) {
    this.kind = kind;
    this.component = context.component;
    this.client = context.client;
    this.sets = context.informers.of<Replicated>(kind.resource);
    this.pods = context.informers.of<Pod>('pods');
    this.sets.addIndexer(BY_CONTROLLER, controllerIndex);
    this.queue = new WorkQueue(this.component, kind.queue);
    this.podControl = new PodControl(this.component, this.client, context.recorder(), this.expectations);
    this.sets.onChange((change) => this.setChanged(change));
    watchOwnedPods<Replicated>({
      kind: kind.kind,
      owners: this.sets,
      pods: this.pods,
      selectorOf: (set) => kind.selectorOf(set),
      tell: (set, news, pod, previous) => noticePod(this, set, news, pod, previous),
    });
  }

  start(): void {
    startWorkers(this.component, this.queue, { workers: WORKERS }, (key) => this.reconcile(key));
  }

  private setChanged({ type, object }: Change<Replicated>): void {
    const key = keyOf(object);
    if (type === 'deleted') this.expectations.forget(key);
    this.queue.add(key);
  }

  private *reconcile(key: string): Process<void> {
    const set = this.sets.getByKey(key);
    if (!set) return this.expectations.forget(key);
    const mayManage = this.expectations.satisfied(key, this.component.now) && !set.metadata.deletionTimestamp;
    const selector = this.kind.selectorOf(set);
    const claimable = { client: this.client, cache: this.pods, resource: 'pods', ownerResource: this.kind.resource };
    const active = yield* claimAll(claimable, set, selector, isPodActive);
    const terminating = this.kind.tellsTerminating ? this.terminating(set, selector) : undefined;
    const outcome = yield* attempt(mayManage ? this.manage(set, active) : nothing());
    const failure = outcome.ok ? undefined : failureOf(set, active, outcome.error);
    yield* this.writeStatus(set, active, terminating, failure);
    if (!outcome.ok) throw outcome.error;
    const next = nextAvailable(set, active, this.component.now);
    if (next !== undefined) this.queue.addAfter(key, next);
  }

  private terminating(set: Replicated, selector: Selector): number {
    const matches = labelMatcher(selector);
    let count = 0;
    for (const pod of this.pods.byIndex(BY_CONTROLLER, set.metadata.uid!)) {
      if (isPodTerminating(pod) && matches(pod.metadata.labels)) count++;
    }
    return count;
  }

  private *manage(set: Replicated, active: readonly Pod[]): Process<void> {
    const plan = planReplicas(set, active, () => this.related(set), this.component.now);
    if (plan.kind === 'nothing') return;
    const seen = { set: set.metadata.name, wanted: set.spec.replicas, seen: active.length };
    if (plan.kind === 'create') {
      this.component.note('replicas', { ...seen, create: plan.count });
      this.podControl.expect(set, plan.count, []);
      const pod = podFrom(set.spec.template!, set);
      yield* this.podControl.create(
        set,
        Array.from({ length: plan.count }, () => pod),
      );
    } else {
      this.component.note('replicas', { ...seen, delete: plan.pods.map((pod) => pod.metadata.name) });
      this.podControl.expect(set, 0, plan.pods);
      yield* this.podControl.delete(set, plan.pods);
    }
  }

  /** Active pods of all sets with the same owner. */
  private related(set: Replicated): readonly Pod[] {
    const owner = controllerOf(set);
    const sets = owner ? this.sets.byIndex(BY_CONTROLLER, owner.uid) : [set];
    return sets.flatMap((each) => this.pods.byIndex(BY_CONTROLLER, each.metadata.uid!).filter(isPodActive));
  }

  /** Writes the status if it differs. */
  private *writeStatus(
    set: Replicated,
    active: readonly Pod[],
    terminating: number | undefined,
    failure: Failure | undefined,
  ): Process<void> {
    const status = statusOf(set, active, terminating, failure, this.component.now);
    if (sameStatus(set.status, status)) return;
    yield* writeStatus(this.client, this.kind.resource, set, status);
  }
}

function failureOf(set: Replicated, active: readonly Pod[], error: Error): Failure {
  const wanted = set.spec.replicas ?? 1;
  return { reason: active.length < wanted ? 'FailedCreate' : 'FailedDelete', message: error.message };
}

function* nothing(): Process<void> {}
