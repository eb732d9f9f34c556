import type { ControllerRevision, PersistentVolumeClaim, Pod, StatefulSet } from '../../api';
import { isPodReady } from '../../api';
import { semanticallyEqual, wallClock } from '../../apimachinery';
import type { ApiClient, EventRecorder, Informer } from '../../client';
import { keyOf, refusedWith, startWorkers, WorkQueue } from '../../client';
import type { Component, Process } from '../../simulation';
import { all, attempt } from '../../simulation';
import { claimAll, selectorOfSpec } from '../claim';
import type { Controller, ControllerContext } from '../context';
import { REVISIONS } from '../controller-history';
import type { PodNews } from '../owned-pods';
import { watchOwnedPods } from '../owned-pods';
import { isNamespaceTerminating } from '../refusals';
import { writeStatus } from '../status-write';
import type { SetRevisions } from './history';
import { StatefulHistory } from './history';
import { claimsFor, ordinalOf, podName, statefulPod } from './identity';
import { mend, mendClaims } from './mending';
import type { Step } from './plan';
import { isParallel, planStateful } from './plan';
import { statusOf } from './status';

const RESOURCE = 'statefulsets.apps';
const WORKERS = 5;

/** Keeps the pods of stateful sets: each in a place with a name and claims that stay its own. */
export const statefulSetController: Controller = (context) => {
  const controller = new StatefulSetController(context);
  return () => controller.start();
};

class StatefulSetController {
  private readonly component: Component;
  readonly client: ApiClient;
  readonly recorder: EventRecorder;
  private readonly sets: Informer<StatefulSet>;
  private readonly pods: Informer<Pod>;
  readonly claims: Informer<PersistentVolumeClaim>;
  private readonly queue: WorkQueue;
  private readonly history: StatefulHistory;

  constructor(context: ControllerContext) {
    const { component, client, informers } = context;
    this.component = component;
    this.client = client;
    this.recorder = context.recorder();
    this.sets = informers.of<StatefulSet>(RESOURCE);
    this.pods = informers.of<Pod>('pods');
    this.claims = informers.of<PersistentVolumeClaim>('persistentvolumeclaims');
    this.queue = new WorkQueue(component, 'statefulset');
    this.history = new StatefulHistory(client, informers.of<ControllerRevision>(REVISIONS));
    this.sets.onChange(({ object }) => this.queue.add(keyOf(object)));
    watchOwnedPods<StatefulSet>({
      kind: 'StatefulSet',
      owners: this.sets,
      pods: this.pods,
      selectorOf: ({ spec }) => selectorOfSpec(spec),
      tell: (set, news, pod, previous) => this.podNews(set, news, pod, previous),
    });
  }

  start(): void {
    startWorkers(this.component, this.queue, { workers: WORKERS }, (key) => this.reconcile(key));
  }

  private podNews(set: StatefulSet, news: PodNews, pod: Pod, previous: Pod | undefined): void {
    this.queue.add(keyOf(set));
    const { minReadySeconds } = set.spec;
    if (news === 'changed' && minReadySeconds && isPodReady(pod) && !isPodReady(previous!))
      this.queue.addAfter(keyOf(set), (minReadySeconds + 1) * 1000);
  }

  private *reconcile(key: string): Process<void> {
    const set = this.sets.getByKey(key);
    if (!set) return;
    const claimable = { client: this.client, cache: this.pods, resource: 'pods', ownerResource: RESOURCE };
    const isNamed = (pod: Pod): boolean => ordinalOf(set, pod) !== undefined;
    const pods = yield* claimAll(claimable, set, selectorOfSpec(set.spec), isNamed);
    const revisions = yield* this.history.bringUpToDate(set);
    if (revisions === 'collision') return yield* this.countCollision(set);
    const outcome = yield* attempt(this.act(set, pods, revisions));
    const now = outcome.ok ? outcome.value : pods;
    yield* this.writeStatus(set, now, revisions);
    if (!outcome.ok) throw outcome.error;
    yield* this.history.forgetOld(set, revisions, pods);
  }

  /** Answers the pods as they are afterwards, as far as the server has answered. */
  private *act(set: StatefulSet, pods: readonly Pod[], revisions: SetRevisions): Process<readonly Pod[]> {
    if (set.metadata.deletionTimestamp) return pods;
    yield* mend(this, set, pods);
    const names = { current: revisions.current.metadata.name, update: revisions.update.metadata.name };
    const steps = planStateful(set, pods, names, this.component.now);
    if (steps.length === 0) return pods;
    this.component.note('stateful set', { set: set.metadata.name, steps: steps.map(wordsOf) });
    const done = isParallel(set)
      ? yield* all(steps.map((step) => attempt(this.take(set, step, revisions))))
      : yield* this.inOrder(set, steps, revisions);
    const failure = done.find(({ ok }) => !ok);
    if (failure && !failure.ok) throw failure.error;
    const made = done.flatMap((outcome) => (outcome.ok && outcome.value ? [outcome.value] : []));
    const outdated = steps.flatMap((step) => (step.kind === 'delete' && step.why === 'updated' ? [step.pod] : []));
    return [...pods.map((pod) => (outdated.includes(pod) ? goingNow(pod, this.component.now) : pod)), ...made];
  }

  private *inOrder(set: StatefulSet, steps: readonly Step[], revisions: SetRevisions) {
    const made = [];
    for (const step of steps) made.push(yield* attempt(this.take(set, step, revisions)));
    return made;
  }

  private *take(set: StatefulSet, step: Step, revisions: SetRevisions): Process<Pod | undefined> {
    if (step.kind === 'create') return yield* this.create(set, step.ordinal, step.revision, revisions);
    return void (yield* this.remove(set, step.pod));
  }

  private *create(
    set: StatefulSet,
    ordinal: number,
    revision: string,
    { current, update }: SetRevisions,
  ): Process<Pod | undefined> {
    for (const claim of claimsFor(set, ordinal)) yield* this.createClaim(set, claim, ordinal);
    const template = revision === update.metadata.name ? set.spec.template : templateOf(current, set);
    const made = yield* attempt(this.client.create<Pod>('pods', statefulPod(set, template, ordinal, revision)));
    const subject = `Create Pod ${podName(set, ordinal)} in StatefulSet ${set.metadata.name}`;
    if (made.ok) {
      yield* mendClaims(this, set, made.value);
      this.recorder.event(set, 'Normal', 'SuccessfulCreate', `${subject} successful`);
      return made.value;
    }
    if (isNamespaceTerminating(made.error)) return undefined;
    // It is there already, and the cache hasn't shown it.
    if (!refusedWith(made.error, 409))
      this.recorder.event(set, 'Warning', 'FailedCreate', `${subject} failed error: ${made.error.message}`);
    throw made.error;
  }

  private *createClaim(set: StatefulSet, claim: PersistentVolumeClaim, ordinal: number): Process<void> {
    if (this.claims.get(claim.metadata.namespace, claim.metadata.name)) return;
    const subject = `Create Claim ${claim.metadata.name} Pod ${podName(set, ordinal)} in StatefulSet ${set.metadata.name}`;
    const made = yield* attempt(this.client.create('persistentvolumeclaims', claim));
    if (made.ok) return this.recorder.event(set, 'Normal', 'SuccessfulCreate', `${subject} success`);
    if (refusedWith(made.error, 409)) return;
    this.recorder.event(set, 'Warning', 'FailedCreate', `${subject} failed error: ${made.error.message}`);
    throw made.error;
  }

  private *remove(set: StatefulSet, { metadata: { namespace, name } }: Pod): Process<void> {
    const subject = `Delete Pod ${name} in StatefulSet ${set.metadata.name}`;
    const outcome = yield* attempt(this.client.delete('pods', namespace, name));
    if (outcome.ok) return this.recorder.event(set, 'Normal', 'SuccessfulDelete', `${subject} successful`);
    if (refusedWith(outcome.error, 404)) return;
    this.recorder.event(set, 'Warning', 'FailedDelete', `${subject} failed error: ${outcome.error.message}`);
    throw outcome.error;
  }

  private *writeStatus(set: StatefulSet, pods: readonly Pod[], revisions: SetRevisions): Process<void> {
    const names = { current: revisions.current.metadata.name, update: revisions.update.metadata.name };
    const status = statusOf(set, pods, names, this.component.now);
    if (semanticallyEqual(set.status, status)) return;
    yield* writeStatus(this.client, RESOURCE, set, status);
  }

  private *countCollision(set: StatefulSet): Process<void> {
    const collisionCount = (set.status?.collisionCount ?? 0) + 1;
    yield* this.client.updateStatus<StatefulSet>(RESOURCE, { ...set, status: { ...set.status!, collisionCount } });
  }
}

/** A pod that was just deleted to be updated no longer counts as current, though the cache has it as it was. */
const goingNow = (pod: Pod, now: number): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, deletionTimestamp: wallClock(now) },
});

/** The template that a revision remembers. */
function templateOf({ data }: ControllerRevision, set: StatefulSet): StatefulSet['spec']['template'] {
  const { $patch: _, ...template } = (data?.spec as { readonly template?: Record<string, unknown> })?.template ?? {};
  return Object.keys(template).length > 0
    ? (template as unknown as StatefulSet['spec']['template'])
    : set.spec.template;
}

function wordsOf(step: Step): string {
  return step.kind === 'create' ? `create ${step.ordinal}` : `delete ${step.pod.metadata.name}: ${step.why}`;
}
