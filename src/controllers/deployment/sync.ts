import type { Deployment, DeploymentStatus, Pod, ReplicaSet } from '../../api';
import { isPodTerminal } from '../../api';
import { Refusal, semanticallyEqual } from '../../apimachinery';
import type { ApiClient, EventRecorder, Informer } from '../../client';
import { refusedWith } from '../../client';
import type { Component, Process } from '../../simulation';
import { attempt } from '../../simulation';
import { BY_CONTROLLER, controllerOf } from '../context';
import { isNamespaceTerminating } from '../refusals';
import { highestRevision, newestAnnotations, numberIn, replicasAnnotations, REVISION } from './annotations';
import { condition, conditionOf, hasDeadline, isComplete, withCondition } from './conditions';
import { planCleanupOfHistory } from './history';
import { isRolling, maximumSurge, wantedReplicas } from './limits';
import { planScale, wasScaled } from './proportions';
import type { ReplicaSets } from './replica-sets';
import { newReplicaSet, sameTemplate, splitSets } from './replica-sets';
import type { ScaleStep } from './rolling';
import { isScaledUp, planNewSet, planOldSets, sizeOf } from './rolling';
import { rolloutStatusOf, statusOf } from './status';

const DEPLOYMENTS = 'deployments.apps';
const SETS = 'replicasets.apps';

export interface DeploymentTools {
  readonly component: Component;
  readonly client: ApiClient;
  readonly recorder: EventRecorder;
  readonly sets: Informer<ReplicaSet>;
  readonly pods: Informer<Pod>;
  /** A rollout that isn't finished has to be looked at again, for its deadline. */
  readonly lookAgain: (deployment: Deployment, status: DeploymentStatus) => void;
}

/**
 * One look at one deployment. What it was given stays as it was, although it writes: its second write may be refused
 * because the first one made it stale, and then it comes again. The real one does so too (the 409s in its audit log).
 */
export class DeploymentSync {
  private readonly tools: DeploymentTools;
  private readonly claimed: readonly ReplicaSet[];
  private deployment: Deployment;

  constructor(tools: DeploymentTools, deployment: Deployment, claimed: readonly ReplicaSet[]) {
    this.tools = tools;
    this.deployment = deployment;
    this.claimed = claimed;
  }

  *run(): Process<void> {
    if (this.deployment.metadata.deletionTimestamp) return yield* this.writeStatus(yield* this.findSets(false));
    yield* this.markPaused();
    if (this.deployment.spec.paused) return yield* this.scale();
    if (wasScaled(this.deployment, yield* this.findSets(false))) return yield* this.scale();
    yield* isRolling(this.deployment) ? this.roll() : this.recreate();
  }

  // ---- strategies -------------------------------------------------------------------------------------------------

  private *roll(): Process<void> {
    const sets = yield* this.findSets(true);
    const newest = sets.newest!;
    const up = planNewSet(this.deployment, newest, sets.old);
    const steps = up ? [up] : planOldSets(this.deployment, newest, sets.old);
    if (steps.length > 0) {
      this.note(up ? 'up' : 'down', steps);
      yield* this.apply(steps);
    } else if (isComplete(this.deployment, this.deployment.status)) yield* this.cleanUp(sets);
    yield* this.writeRolloutStatus(sets);
  }

  private *recreate(): Process<void> {
    let sets = yield* this.findSets(false);
    const down = sets.old.filter(isScaledUp).map((set) => ({ set, replicas: 0 }));
    if (down.length > 0) {
      this.note('down', down);
      yield* this.apply(down);
      return yield* this.writeRolloutStatus(sets);
    }
    if (this.oldPodsRun(sets)) return yield* this.writeRolloutStatus(sets);
    if (!sets.newest) sets = yield* this.findSets(true);
    const wanted = wantedReplicas(this.deployment);
    if (sizeOf(sets.newest!) !== wanted) yield* this.apply([{ set: sets.newest!, replicas: wanted }]);
    if (isComplete(this.deployment, this.deployment.status)) yield* this.cleanUp(sets);
    yield* this.writeRolloutStatus(sets);
  }

  private oldPodsRun({ newest, old }: ReplicaSets): boolean {
    if (old.some((set) => (set.status?.replicas ?? 0) > 0)) return true;
    const others = this.claimed.filter((set) => set.metadata.uid !== newest?.metadata.uid);
    return others.some((set) => this.podsOf(set).some((pod) => !isPodTerminal(pod)));
  }

  private podsOf(set: ReplicaSet): readonly Pod[] {
    return this.tools.pods.byIndex(BY_CONTROLLER, set.metadata.uid!);
  }

  private *scale(): Process<void> {
    const sets = yield* this.findSets(false);
    yield* this.apply(planScale(this.deployment, sets));
    if (this.deployment.spec.paused) yield* this.cleanUp(sets);
    yield* this.writeStatus(sets);
  }

  /** Told apart from being stuck: a paused rollout's deadline doesn't run. */
  private *markPaused(): Process<void> {
    const { deployment } = this;
    const current = conditionOf(deployment.status, 'Progressing');
    if (!hasDeadline(deployment) || current?.reason === 'ProgressDeadlineExceeded') return;
    const marked = current?.reason === 'DeploymentPaused';
    if (marked === (deployment.spec.paused ?? false)) return;
    const [reason, message] = marked
      ? ['DeploymentResumed', 'Deployment is resumed']
      : ['DeploymentPaused', 'Deployment is paused'];
    yield* this.update(this.withProgressing('Unknown', reason!, message!));
  }

  // ---- sets -------------------------------------------------------------------------------------------------------

  /** The sets, with the newest one's revision and annotations brought up to date; made if it is missing and wanted. */
  private *findSets(create: boolean): Process<ReplicaSets> {
    const { newest, old } = splitSets(this.deployment, this.claimed);
    const revision = highestRevision(old) + 1;
    if (newest) return { newest: yield* this.bringUpToDate(newest, revision), old };
    return { newest: create ? yield* this.create(old, revision) : undefined, old };
  }

  private *bringUpToDate(set: ReplicaSet, revision: number): Process<ReplicaSet> {
    const annotations = newestAnnotations(this.deployment, set.metadata.annotations, revision);
    const { minReadySeconds = 0 } = this.deployment.spec;
    if (
      annotations !== (set.metadata.annotations ?? annotations) ||
      (set.spec.minReadySeconds ?? 0) !== minReadySeconds
    ) {
      const { minReadySeconds: _, ...others } = set.spec;
      const spec = minReadySeconds > 0 ? { ...others, minReadySeconds } : others;
      return yield* this.tools.client.update<ReplicaSet>(SETS, {
        ...set,
        metadata: { ...set.metadata, annotations },
        spec,
      });
    }
    const revised = this.withRevision(annotations[REVISION]);
    const found = hasDeadline(this.deployment) && !conditionOf(this.deployment.status, 'Progressing');
    if (!found && !revised) return set;
    if (found)
      yield* this.update(
        this.withProgressing('True', 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`),
      );
    else yield* this.update(this.deployment);
    return set;
  }

  private *create(old: readonly ReplicaSet[], revision: number): Process<ReplicaSet> {
    const wanted = newReplicaSet(this.deployment, old, revision);
    const made = yield* attempt(this.tools.client.create<ReplicaSet>(SETS, wanted));
    if (!made.ok) return yield* this.creationFailed(wanted, made.error);
    const set = made.value;
    if (sizeOf(set) > 0) this.tell(`Scaled up replica set ${set.metadata.name} from 0 to ${sizeOf(set)}`);
    const revised = this.withRevision(String(revision));
    if (hasDeadline(this.deployment)) {
      yield* this.update(
        this.withProgressing('True', 'NewReplicaSetCreated', `Created new replica set "${set.metadata.name}"`),
      );
    } else if (revised) yield* this.update(this.deployment);
    return set;
  }

  /** The name is taken: by our own set that the cache hasn't shown yet, or by another one whose hash is the same. */
  private *creationFailed(wanted: ReplicaSet, error: Error): Process<ReplicaSet> {
    if (isNamespaceTerminating(error)) throw error;
    if (error instanceof Refusal && error.reason === 'AlreadyExists') return yield* this.nameTaken(wanted, error);
    const message = `Failed to create new replica set "${wanted.metadata.name}": ${error.message}`;
    if (hasDeadline(this.deployment))
      yield* this.update(this.withProgressing('False', 'ReplicaSetCreateError', message));
    this.tools.recorder.event(this.deployment, 'Warning', 'ReplicaSetCreateError', message);
    throw error;
  }

  private *nameTaken(wanted: ReplicaSet, error: Error): Process<ReplicaSet> {
    const { namespace, name } = wanted.metadata;
    const taken = this.tools.sets.get(namespace, name);
    if (!taken) throw error;
    const ours = controllerOf(taken)?.uid === this.deployment.metadata.uid;
    if (ours && sameTemplate(taken.spec.template, this.deployment.spec.template)) return taken;
    const collisionCount = (this.deployment.status?.collisionCount ?? 0) + 1;
    yield* this.update({ ...this.deployment, status: { ...this.deployment.status, collisionCount } });
    throw error;
  }

  private *cleanUp({ old }: ReplicaSets): Process<void> {
    for (const { metadata } of planCleanupOfHistory(this.deployment, old)) {
      const outcome = yield* attempt(this.tools.client.delete(SETS, metadata.namespace, metadata.name));
      if (!outcome.ok && !refusedWith(outcome.error, 404)) throw outcome.error;
    }
  }

  // ---- writes -----------------------------------------------------------------------------------------------------

  /** One set may come twice: then its second step starts from what the first one wrote. */
  private *apply(steps: readonly ScaleStep[]): Process<void> {
    const written = new Map<string, ReplicaSet>();
    for (const { set, replicas } of steps) {
      const uid = set.metadata.uid!;
      written.set(uid, yield* this.resize(written.get(uid) ?? set, replicas));
    }
  }

  private *resize(set: ReplicaSet, replicas: number): Process<ReplicaSet> {
    const before = sizeOf(set);
    const wanted = wantedReplicas(this.deployment);
    const annotations = replicasAnnotations(set.metadata.annotations, wanted, wanted + maximumSurge(this.deployment));
    if (before === replicas && annotations === set.metadata.annotations) return set;
    const resized: ReplicaSet = { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } };
    const written = yield* this.tools.client.update<ReplicaSet>(SETS, resized);
    const direction = before < replicas ? 'up' : 'down';
    if (before !== replicas)
      this.tell(`Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${replicas}`);
    return written;
  }

  private *writeRolloutStatus(sets: ReplicaSets): Process<void> {
    const status = rolloutStatusOf(this.deployment, sets, this.tools.component.now);
    if (semanticallyEqual(this.deployment.status, status)) return this.tools.lookAgain(this.deployment, status);
    yield* this.update({ ...this.deployment, status });
  }

  private *writeStatus(sets: ReplicaSets): Process<void> {
    const status = statusOf(this.deployment, sets, this.tools.component.now);
    if (!semanticallyEqual(this.deployment.status, status)) yield* this.update({ ...this.deployment, status });
  }

  /** Writes the status (and the revision annotation, which the server takes along) under the version we were given. */
  private *update(deployment: Deployment): Process<void> {
    this.deployment = deployment;
    yield* this.tools.client.updateStatus<Deployment>(DEPLOYMENTS, deployment);
  }

  private withProgressing(status: 'True' | 'False' | 'Unknown', reason: string, message: string): Deployment {
    const next = condition('Progressing', status, reason, message, this.tools.component.now);
    const { deployment } = this;
    return {
      ...deployment,
      status: { ...deployment.status, conditions: withCondition(deployment.status?.conditions, next) },
    };
  }

  /** Takes over the newest set's revision; says whether that is news. */
  private withRevision(revision: string | undefined): boolean {
    const { annotations } = this.deployment.metadata;
    if (revision === undefined || numberIn(annotations, REVISION) === Number(revision)) return false;
    this.deployment = {
      ...this.deployment,
      metadata: { ...this.deployment.metadata, annotations: { ...annotations, [REVISION]: revision } },
    };
    return true;
  }

  private tell(message: string): void {
    this.tools.recorder.event(this.deployment, 'Normal', 'ScalingReplicaSet', message);
  }

  private note(direction: string, steps: readonly ScaleStep[]): void {
    const sizes = steps.map(({ set, replicas }) => ({ set: set.metadata.name, from: sizeOf(set), to: replicas }));
    this.tools.component.note('rollout', { deployment: this.deployment.metadata.name, direction, sizes });
  }
}
