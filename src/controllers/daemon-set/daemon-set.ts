import type { ControllerRevision, DaemonSet, Node, Pod } from '../../api';
import { isPodTerminal } from '../../api';
import { equal, semanticallyEqual } from '../../apimachinery';
import type { ApiClient, Change, EventRecorder, Informer } from '../../client';
import { keyOf, startWorkers, WorkQueue } from '../../client';
import type { Component, Process } from '../../simulation';
import { attempt } from '../../simulation';
import { BackOff } from '../back-off';
import { claimAll, selectorOfSpec } from '../claim';
import type { Controller, ControllerContext } from '../context';
import { BY_CONTROLLER } from '../context';
import { Expectations } from '../expectations';
import { noticePod } from '../pod-news';
import { watchOwnedPods } from '../owned-pods';
import { PodControl } from '../pod-control';
import { writeStatus } from '../status-write';
import { daemonPod, suitability, targetNodeOf } from './daemon-pod';
import { DaemonHistory } from './history';
import type { PodsByNode } from './plan';
import { planDaemons } from './plan';
import { planUpdate } from './rolling';
import { statusOf } from './status';

const RESOURCE = 'daemonsets.apps';
const WORKERS = 2;
/** No sync creates or deletes more than this at once. */
const BURST = 250;
const FIRST_BACK_OFF_MILLISECONDS = 1000;
const LONGEST_BACK_OFF_MILLISECONDS = 15 * 60_000;

/** Keeps one pod of each daemon set on every node that suits it. */
export const daemonSetController: Controller = (context) => {
  const controller = new DaemonSetController(context);
  return () => controller.start();
};

class DaemonSetController {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly recorder: EventRecorder;
  private readonly sets: Informer<DaemonSet>;
  private readonly pods: Informer<Pod>;
  private readonly nodes: Informer<Node>;
  readonly queue: WorkQueue;
  readonly expectations = new Expectations();
  private readonly podControl: PodControl;
  private readonly history: DaemonHistory;
  private readonly failed = new BackOff(FIRST_BACK_OFF_MILLISECONDS, LONGEST_BACK_OFF_MILLISECONDS);

  constructor(context: ControllerContext) {
    const { component, client, informers } = context;
    this.component = component;
    this.client = client;
    this.recorder = context.recorder('daemonset-controller');
    this.sets = informers.of<DaemonSet>(RESOURCE);
    this.pods = informers.of<Pod>('pods');
    this.nodes = informers.of<Node>('nodes');
    this.queue = new WorkQueue(component, 'daemonset');
    this.podControl = new PodControl(component, client, this.recorder, this.expectations);
    this.history = new DaemonHistory(client, informers.of<ControllerRevision>('controllerrevisions.apps'));
    this.sets.onChange((change) => this.setChanged(change));
    this.nodes.onChange((change) => this.nodeChanged(change));
    watchOwnedPods<DaemonSet>({
      kind: 'DaemonSet',
      owners: this.sets,
      pods: this.pods,
      selectorOf: ({ spec }) => selectorOfSpec(spec),
      tell: (set, news, pod, previous) => noticePod(this, set, news, pod, previous),
    });
  }

  start(): void {
    startWorkers(this.component, this.queue, { workers: WORKERS }, (key) => this.reconcile(key));
  }

  private setChanged({ type, object }: Change<DaemonSet>): void {
    if (type === 'deleted') this.expectations.forget(keyOf(object));
    this.queue.add(keyOf(object));
  }

  /** Only labels and taints decide who runs where: heartbeats are nothing to look at. */
  private nodeChanged({ type, object, previous }: Change<Node>): void {
    if (type === 'deleted' || this.sets.size === 0) return;
    if (type === 'updated' && !isOtherPlace(object, previous!)) return;
    for (const set of this.sets.list()) {
      const now = suitability(set, object);
      const changed = previous ? !equal(now, suitability(set, previous)) : now.shouldRun;
      if (changed) this.queue.add(keyOf(set));
    }
  }

  private *reconcile(key: string): Process<void> {
    const set = this.sets.getByKey(key);
    if (!set) return this.expectations.forget(key);
    // Who can't count on its history (it goes with the set) does nothing.
    if (set.metadata.deletionTimestamp) return;
    const hash = yield* this.history.bringUpToDate(set);
    if (hash === 'collision') return yield* this.countCollision(set);
    if (!this.expectations.satisfied(key, this.component.now)) {
      return yield* this.writeStatus(set, yield* this.podsByNode(set), hash, false);
    }
    const outcome = yield* attempt(this.manage(set, hash));
    const pods = yield* this.podsByNode(set);
    yield* this.writeStatus(set, pods, hash, true);
    if (!outcome.ok) throw outcome.error;
  }

  private *manage(set: DaemonSet, hash: string): Process<void> {
    yield* this.keepOneEach(set, hash);
    const isRolling = set.spec.updateStrategy?.type === 'RollingUpdate';
    if (isRolling && this.expectations.satisfied(keyOf(set), this.component.now)) yield* this.update(set, hash);
    yield* this.history.forgetOld(set, this.podsOf(set));
  }

  private *keepOneEach(set: DaemonSet, hash: string): Process<void> {
    const { now } = this.component;
    const isHeldBack = (pod: Pod): boolean => this.isHeldBack(set, hash, pod);
    const plan = planDaemons({ set, hash, now, isHeldBack }, this.nodes.list(), yield* this.podsByNode(set));
    for (const pod of plan.ended) this.tellEnded(set, hash, pod);
    yield* this.carryOut(set, hash, plan.create, plan.delete);
  }

  private *update(set: DaemonSet, hash: string): Process<void> {
    const step = planUpdate(set, this.nodes.list(), yield* this.podsByNode(set), hash, this.component.now);
    yield* this.carryOut(set, hash, step.create, step.delete);
  }

  private *carryOut(
    set: DaemonSet,
    hash: string,
    nodeNames: readonly string[],
    surplus: readonly Pod[],
  ): Process<void> {
    const create = nodeNames.slice(0, BURST).map((name) => daemonPod(set, name, hash));
    const remove = surplus.slice(0, BURST);
    if (create.length + remove.length === 0) return;
    const names = remove.map(({ metadata }) => metadata.name);
    this.component.note('daemons', { set: set.metadata.name, create: nodeNames, delete: names });
    this.podControl.expect(set, create.length, remove);
    const made = yield* attempt(this.podControl.create(set, create));
    yield* this.podControl.delete(set, remove);
    if (!made.ok) throw made.error;
  }

  private isHeldBack(set: DaemonSet, hash: string, pod: Pod): boolean {
    const wait = this.failed.remaining(failureKey(set, hash, pod), this.component.now);
    if (wait > 0) this.queue.addAfter(keyOf(set), wait);
    return wait > 0;
  }

  private tellEnded(set: DaemonSet, hash: string, pod: Pod): void {
    const where = `daemon pod ${keyOf(pod)} on node ${targetNodeOf(pod)}`;
    if (pod.status?.phase === 'Succeeded') {
      const message = `Found succeeded ${where}, will try to delete it`;
      return this.recorder.event(set, 'Normal', 'SucceededDaemonPod', message);
    }
    this.failed.next(failureKey(set, hash, pod), this.component.now);
    this.recorder.event(set, 'Warning', 'FailedDaemonPod', `Found failed ${where}, will try to kill it`);
  }

  private podsOf(set: DaemonSet): readonly Pod[] {
    return this.pods.byIndex(BY_CONTROLLER, set.metadata.uid!);
  }

  /** Of all pods, also such that have ended, by the node each is on or meant for. */
  private *podsByNode(set: DaemonSet): Process<PodsByNode> {
    const claimable = { client: this.client, cache: this.pods, resource: 'pods', ownerResource: RESOURCE };
    const isThere = (pod: Pod): boolean => !(pod.metadata.deletionTimestamp && isPodTerminal(pod));
    const pods = yield* claimAll(claimable, set, selectorOfSpec(set.spec), isThere);
    const byNode = new Map<string, Pod[]>();
    for (const pod of pods) {
      const name = targetNodeOf(pod);
      if (name === undefined) continue;
      const here = byNode.get(name);
      if (here) here.push(pod);
      else byNode.set(name, [pod]);
    }
    return byNode;
  }

  private *writeStatus(set: DaemonSet, pods: PodsByNode, hash: string, observed: boolean): Process<void> {
    const status = statusOf(set, this.nodes.list(), pods, hash, observed, this.component.now);
    const { minReadySeconds } = set.spec;
    if (minReadySeconds && status.numberReady !== (status.numberAvailable ?? 0))
      this.queue.addAfter(keyOf(set), minReadySeconds * 1000);
    if (semanticallyEqual(set.status, status)) return;
    yield* writeStatus(this.client, RESOURCE, set, status);
  }

  /** Another template has the same hash: the next look tries the next one. */
  private *countCollision(set: DaemonSet): Process<void> {
    const collisionCount = (set.status?.collisionCount ?? 0) + 1;
    yield* this.client.updateStatus<DaemonSet>(RESOURCE, { ...set, status: { ...set.status!, collisionCount } });
  }
}

function isOtherPlace(node: Node, previous: Node): boolean {
  return !equal(node.metadata.labels, previous.metadata.labels) || !equal(node.spec.taints, previous.spec.taints);
}

function failureKey({ metadata }: DaemonSet, hash: string, pod: Pod): string {
  return `${metadata.uid}/${hash}/${targetNodeOf(pod)}`;
}
