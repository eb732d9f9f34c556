import type { Pod, PodDisruptionBudget, PodDisruptionBudgetStatus, StatefulSet } from '../../api';
import type { KubeObject } from '../../apimachinery';
import { semanticallyEqual } from '../../apimachinery';
import type { ApiClient, Change, EventRecorder, Informer } from '../../client';
import { keyOf, startWorkers, WorkQueue } from '../../client';
import type { Component, Process } from '../../simulation';
import type { Controller, ControllerContext } from '../context';
import { controllerOf } from '../context';
import { ownerIn } from '../owned-pods';
import type { Replicated } from '../replica-set/replicated';
import { expectationOf, failedStatus, nextTimeout, selects, statusOf } from './budget';
import { startStaleDisruptions } from './stale-disruption';
import { notScaled, unmanagedPods } from './words';

const RESOURCE = 'poddisruptionbudgets.policy';
const BY_NAMESPACE = 'namespace';

type Scaled = KubeObject & { readonly spec: { readonly replicas?: number } };

/** Says of each budget how many of its pods may go now. */
export const disruptionController: Controller = (context) => {
  const controller = new DisruptionController(context);
  return () => controller.start();
};

class DisruptionController {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly recorder: EventRecorder;
  private readonly budgets: Informer<PodDisruptionBudget>;
  private readonly pods: Informer<Pod>;
  private readonly deployments: Informer<Scaled>;
  /** Kinds whose pods are many; replica sets that have an owner of their own count by that. */
  private readonly scaled: Readonly<Record<string, Informer<any>>>;
  private readonly queue: WorkQueue;

  constructor(context: ControllerContext) {
    const { component, client, informers } = context;
    this.component = component;
    this.client = client;
    this.recorder = context.recorder('controllermanager');
    this.budgets = informers.of<PodDisruptionBudget>(RESOURCE);
    this.pods = informers.of<Pod>('pods');
    this.deployments = informers.of<Scaled>('deployments.apps');
    this.scaled = {
      ReplicaSet: informers.of<Replicated>('replicasets.apps'),
      StatefulSet: informers.of<StatefulSet>('statefulsets.apps'),
      ReplicationController: informers.of<Replicated>('replicationcontrollers'),
    };
    this.queue = new WorkQueue(component, 'disruption');
    this.budgets.addIndexer(BY_NAMESPACE, ({ metadata }) => [metadata.namespace!]);
    this.pods.addIndexer(BY_NAMESPACE, ({ metadata }) => [metadata.namespace!]);
    this.budgets.onChange(({ type, object }) => type !== 'deleted' && this.queue.add(keyOf(object)));
    this.pods.onChange((change) => this.podChanged(change));
  }

  start(): void {
    startWorkers(this.component, this.queue, { workers: 1 }, (key) => this.reconcile(key));
    startStaleDisruptions(this.component, this.client, this.pods);
  }

  private podChanged({ object, previous }: Change<Pod>): void {
    for (const budget of this.budgets.byIndex(BY_NAMESPACE, object.metadata.namespace!))
      if (selects(budget, object) || (previous && selects(budget, previous))) this.queue.add(keyOf(budget));
  }

  private *reconcile(key: string): Process<void> {
    const budget = this.budgets.getByKey(key);
    if (!budget) return;
    const all = this.pods.byIndex(BY_NAMESPACE, budget.metadata.namespace!);
    const pods = all.filter((pod) => selects(budget, pod));
    if (pods.length === 0) this.recorder.event(budget, 'Normal', 'NoPods', 'No matching pods found');
    const status = this.statusOf(budget, pods);
    const next = nextTimeout(status.disruptedPods ?? {}, this.component.now);
    if (next !== undefined) this.queue.addAfter(key, next);
    if (semanticallyEqual(budget.status, status)) return;
    yield* this.client.updateStatus<PodDisruptionBudget>(RESOURCE, { ...budget, status });
  }

  private statusOf(budget: PodDisruptionBudget, pods: readonly Pod[]): PodDisruptionBudgetStatus {
    const { now } = this.component;
    const isCountedByOwners = typeof budget.spec.minAvailable !== 'number';
    const owners = this.ownersOf(pods);
    if (isCountedByOwners && pods.some((pod) => !controllerOf(pod))) this.tellUnmanaged(budget);
    if (typeof owners === 'string' && isCountedByOwners) {
      const message = `Failed to calculate the number of expected pods: ${owners}`;
      this.recorder.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', message);
      return failedStatus(budget, owners, now);
    }
    const scale = (): number => (typeof owners === 'string' ? 0 : sumOf(owners));
    return statusOf(budget, pods, expectationOf(budget, pods, scale), now);
  }

  /** Pods that nobody manages aren't counted: nobody knows how many there should be. */
  private tellUnmanaged(budget: PodDisruptionBudget): void {
    this.recorder.event(budget, 'Warning', 'UnmanagedPods', unmanagedPods(budget));
  }

  /** Each owner once; pods without one don't count. A sentence where an owner's size can't be known. */
  private ownersOf(pods: readonly Pod[]): ReadonlyMap<string, number> | string {
    const sizes = new Map<string, number>();
    for (const pod of pods) {
      const reference = controllerOf(pod);
      if (!reference || sizes.has(reference.uid)) continue;
      const kind = this.scaled[reference.kind];
      if (!kind) return notScaled(reference);
      const owner = ownerIn<Scaled>(kind, reference.kind, pod);
      if (!owner) return `found no controllers for pod "${pod.metadata.name}"`;
      const top = ownerIn<Scaled>(this.deployments, 'Deployment', owner) ?? owner;
      sizes.set(top.metadata.uid!, top.spec.replicas ?? 1);
    }
    return sizes;
  }
}

function sumOf(sizes: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const size of sizes.values()) sum += size;
  return sum;
}
