import type { Job, JobStatus, Pod } from '../../api';
import { isJobFinished, isPodReady } from '../../api';
import { semanticallyEqual, wallClock } from '../../apimachinery';
import type { ApiClient, Change, EventRecorder, Informer } from '../../client';
import { keyOf, startWorkers, WorkQueue } from '../../client';
import type { Component, Process } from '../../simulation';
import { all, attempt } from '../../simulation';
import { claimAll, selectorOfSpec } from '../claim';
import type { Controller, ControllerContext } from '../context';
import { BY_CONTROLLER, controllerOf } from '../context';
import { Expectations } from '../expectations';
import type { PodNews } from '../owned-pods';
import { ownerIn, watchOwnedPods } from '../owned-pods';
import { PodControl } from '../pod-control';
import { ifFound } from '../refusals';
import type { Failures } from './failure-back-off';
import { addFinished, NO_FAILURES, waitAfter } from './failure-back-off';
import { formatIndexes } from './indexes';
import { isTracked, jobPod, TRACKING_FINALIZER } from './job-pod';
import type { Outcome } from './outcome';
import { announcementOf, COMPLETED, endOf, isComplete, terminalOf, untilDeadline, withJobCondition } from './outcome';
import { failureAnnotations, failuresAfter, limitsEachIndex } from './per-index';
import { planJob } from './plan';
import { account, countReleased, hasUncounted } from './tracking';
import type { JobView } from './view';
import { viewOf } from './view';

const RESOURCE = 'jobs.batch';
const OURS = 'kubernetes.io/job-controller';
const WORKERS = 5;
/** News of pods and statuses are gathered for a second. */
const BATCH_MILLISECONDS = 1000;
const RETRIES = { baseMilliseconds: 1000, maximumMilliseconds: 60_000, permitsPerSecond: 10, burst: 100 };
const NONE: ReadonlySet<string> = new Set();

/** Runs the pods of jobs until enough have succeeded or too many failed. */
export const jobController: Controller = (context) => {
  const controller = new JobController(context);
  return () => controller.start();
};

class JobController {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly recorder: EventRecorder;
  private readonly jobs: Informer<Job>;
  private readonly pods: Informer<Pod>;
  private readonly queue: WorkQueue;
  private readonly orphans: WorkQueue;
  private readonly expectations = new Expectations();
  private readonly podControl: PodControl;
  private readonly failures = new Map<string, Failures>();
  /** Pods whose finalizer was taken off and is still in the cache, by the job's key. */
  private readonly released = new Map<string, Set<string>>();
  /** The version that the last status written here has, by the job's key: what is older has been overtaken. */
  private readonly written = new Map<string, number>();

  constructor(context: ControllerContext) {
    const { component, client, informers } = context;
    this.component = component;
    this.client = client;
    this.recorder = context.recorder();
    this.jobs = informers.of<Job>(RESOURCE);
    this.pods = informers.of<Pod>('pods');
    this.queue = new WorkQueue(component, 'job', RETRIES);
    this.orphans = new WorkQueue(component, 'job_orphan_pod', RETRIES);
    this.podControl = new PodControl(component, client, this.recorder, this.expectations);
    this.jobs.onChange((change) => this.jobChanged(change));
    watchOwnedPods<Job>({
      kind: 'Job',
      owners: this.jobs,
      pods: this.pods,
      selectorOf: ({ spec }) => selectorOfSpec({ selector: spec.selector ?? {} }),
      tell: (job, news, pod) => this.podNews(job, news, pod),
    });
    this.pods.onChange(({ type, object }) => {
      if (type !== 'deleted' && isTracked(object) && this.isOrphan(object)) this.orphans.add(keyOf(object));
    });
  }

  start(): void {
    startWorkers(this.component, this.queue, { workers: WORKERS }, (key) => this.reconcile(key));
    startWorkers(this.component, this.orphans, { workers: 1 }, (key) => this.releaseOrphan(key));
  }

  private jobChanged({ type, object, previous }: Change<Job>): void {
    const key = keyOf(object);
    if (type === 'deleted' || isJobFinished(object)) {
      for (const pod of this.pods.byIndex(BY_CONTROLLER, object.metadata.uid!))
        if (isTracked(pod)) this.orphans.add(keyOf(pod));
    }
    if (type === 'deleted') this.forget(key);
    const isWritten = type === 'updated' && object.metadata.generation === previous!.metadata.generation;
    if (isWritten) this.queue.addAfter(key, BATCH_MILLISECONDS);
    else this.queue.add(key);
  }

  private podNews(job: Job, news: PodNews, pod: Pod): void {
    const key = keyOf(job);
    if (news === 'appeared') this.expectations.creationObserved(key);
    if (news === 'leaves') this.expectations.deletionObserved(key, keyOf(pod));
    if (!isTracked(pod)) this.released.get(key)?.delete(pod.metadata.uid!);
    this.queue.addAfter(key, BATCH_MILLISECONDS);
  }

  private forget(key: string): void {
    this.expectations.forget(key);
    this.failures.delete(key);
    this.released.delete(key);
    this.written.delete(key);
  }

  private *reconcile(key: string): Process<void> {
    const job = this.jobs.getByKey(key);
    if (!job) return this.forget(key);
    if (isJobFinished(job) || (job.spec.managedBy ?? OURS) !== OURS) return;
    // Pods that were counted since would seem never to have been; the version written here comes and brings it back.
    if (versionOf(job) < (this.written.get(key) ?? 0)) return;
    const satisfied = this.expectations.satisfied(key, this.component.now);
    const claimable = { client: this.client, cache: this.pods, resource: 'pods', ownerResource: RESOURCE };
    const selector = selectorOfSpec({ selector: job.spec.selector ?? {} });
    const pods = yield* claimAll(claimable, job, selector, () => true);
    const view = viewOf(job, pods, this.released.get(key) ?? NONE);
    const failures = addFinished(this.failures.get(key) ?? NO_FAILURES, view.newSucceeded, view.newFailed);
    const end = endOf(job, view, this.component.now);
    const left = untilDeadline(job, this.component.now);
    if (!end && left !== undefined) this.queue.addAfter(key, left);
    const step = end ? this.stop(job, view, end, satisfied) : this.goOn(job, view, failures, satisfied);
    const { acted, ...result } = yield* step;
    yield* this.count(job, view, result, failures);
    if (!acted.ok) throw acted.error;
  }

  /** Deletes what still runs. The job can't be declared finished while the cache may not have shown all of it. */
  private *stop(job: Job, view: JobView, end: Outcome, satisfied: boolean): Process<Step> {
    if (view.active.length > 0) this.podControl.expect(job, 0, view.active);
    const acted = yield* attempt(this.podControl.delete(job, view.active));
    const left = acted.ok ? NO_PODS : view.active;
    const status = this.statusOf(job, view, left, acted.ok ? view.active.length : 0);
    return { acted, status, end: acted.ok && satisfied ? end : undefined };
  }

  private *goOn(job: Job, view: JobView, failures: Failures, satisfied: boolean): Process<Step> {
    const manages = satisfied && !job.metadata.deletionTimestamp;
    const plan = planJob(job, view, this.component.now);
    let active = view.active.length;
    let left = view.active;
    let acted: Step['acted'] = { ok: true };
    if (manages && plan.kind === 'delete') {
      this.podControl.expect(job, 0, plan.pods);
      acted = yield* attempt(this.takeAway(job, plan.pods));
      left = view.active.filter((pod) => !plan.pods.includes(pod));
      active = left.length;
    } else if (manages && plan.kind === 'create' && !this.waits(job, failures)) {
      acted = yield* attempt(this.create(job, view, plan.indexes));
      active += acted.ok ? plan.indexes.length : 0;
    } else if (manages && plan.kind === 'wait') this.queue.addAfter(keyOf(job), plan.milliseconds);
    const status = this.statusOf(job, view, left, view.active.length - left.length, active);
    if (isComplete(job, view.succeeded, active)) return { acted, status, end: COMPLETED };
    return { acted, status: manages ? this.withSuspension(job, status) : status, end: undefined };
  }

  /** Pods that are too many haven't failed: nobody is to count them. */
  private *takeAway(job: Job, pods: readonly Pod[]): Process<void> {
    yield* this.release(keyOf(job), pods.filter(isTracked));
    yield* this.podControl.delete(job, pods);
  }

  private waits(job: Job, failures: Failures): boolean {
    // Where each index has its own limit, each has its own wait.
    if (limitsEachIndex(job)) return false;
    const wait = waitAfter(failures, this.component.now);
    if (wait > 0) this.queue.addAfter(keyOf(job), wait);
    return wait > 0;
  }

  private *create(job: Job, { lastFailures }: JobView, indexes: readonly (number | undefined)[]): Process<void> {
    this.component.note('job pods', { job: job.metadata.name, create: indexes.length });
    this.podControl.expect(job, indexes.length, []);
    const told = (index: number): Readonly<Record<string, string>> =>
      failureAnnotations(failuresAfter(job, lastFailures.get(index)));
    const pods = indexes.map((index) =>
      jobPod(job, index, index === undefined || !limitsEachIndex(job) ? {} : told(index)),
    );
    yield* this.podControl.create(job, pods);
  }

  private statusOf(job: Job, view: JobView, left: readonly Pod[], stopped: number, active = left.length): JobStatus {
    const {
      active: _,
      startTime = job.spec.suspend ? undefined : wallClock(this.component.now),
      ...others
    } = job.status ?? {};
    return {
      ...others,
      ...(startTime !== undefined && { startTime }),
      ...(active > 0 && { active }),
      ...(limitsEachIndex(job) && { failedIndexes: formatIndexes(view.failedIndexes) }),
      ready: left.filter(isPodReady).length,
      terminating: view.terminating.length + stopped,
    };
  }

  /** A job that goes on after a pause begins anew: its deadline too. */
  private withSuspension(job: Job, status: JobStatus): JobStatus {
    const { now } = this.component;
    const known = status.conditions ?? [];
    const [word, is] = job.spec.suspend ? (['Suspended', 'True'] as const) : (['Resumed', 'False'] as const);
    const message = `Job ${word.toLowerCase()}`;
    const condition = { type: 'Suspended', status: is, reason: `Job${word}`, message };
    const conditions = withJobCondition(known, condition, now);
    if (conditions === known) return status;
    this.recorder.event(job, 'Normal', word, message);
    const { startTime: _, ...others } = status;
    return { ...others, conditions, ...(!job.spec.suspend && { startTime: wallClock(now) }) };
  }

  /** Names the pods that have ended, takes their finalizers off, counts them, and ends the job when all are counted. */
  private *count(job: Job, view: JobView, { status, end }: Omit<Step, 'acted'>, failures: Failures): Process<void> {
    const key = keyOf(job);
    const accounting = account(job, status, view, this.released.get(key) ?? NONE, end?.type);
    const announced =
      end && !accounting.incomplete ? this.withCondition(accounting.status, announcementOf(end)) : accounting.status;
    const named = yield* this.writeStatus(job, announced);
    this.failures.set(key, failures);
    const before = new Set(this.released.get(key));
    const free = new Set([...before, ...(yield* this.release(key, accounting.release))]);
    const left = view.pods.filter((pod) => isTracked(pod) && !free.has(pod.metadata.uid!));
    const counted = countReleased(named.status ?? {}, uidsOf(left), job.spec.completionMode === 'Indexed');
    const isOver = end && !accounting.incomplete && !hasUncounted(counted) && (counted.terminating ?? 0) === 0;
    if (accounting.incomplete) this.queue.add(key);
    if (!isOver) return void (yield* this.writeStatus(named, counted));
    yield* this.writeStatus(named, this.withEnd(counted, end));
    this.tellEnd(job, end);
    this.failures.delete(key);
  }

  private withCondition(status: JobStatus, condition: Parameters<typeof withJobCondition>[1]): JobStatus {
    const known = status.conditions ?? [];
    const conditions = withJobCondition(known, condition, this.component.now);
    return conditions === known ? status : { ...status, conditions };
  }

  private withEnd(status: JobStatus, end: Outcome): JobStatus {
    const ended = this.withCondition(status, terminalOf(end));
    return end.type === 'Complete' ? { ...ended, completionTime: wallClock(this.component.now) } : ended;
  }

  private tellEnd(job: Job, { type, reason, message }: Outcome): void {
    if (type === 'Complete') this.recorder.event(job, 'Normal', 'Completed', 'Job completed');
    else this.recorder.event(job, 'Warning', reason, message);
  }

  private *writeStatus(job: Job, status: JobStatus): Process<Job> {
    if (semanticallyEqual(job.status, status)) return job;
    const updated = yield* this.client.updateStatus<Job>(RESOURCE, { ...job, status });
    this.written.set(keyOf(job), versionOf(updated));
    return updated;
  }

  // ---- finalizers -------------------------------------------------------------------------------------------------

  /** Answers the uids of those that have lost theirs. */
  private *release(key: string, pods: readonly Pod[]): Process<readonly string[]> {
    if (pods.length === 0) return [];
    const released = this.released.get(key) ?? new Set<string>();
    this.released.set(key, released);
    for (const { metadata } of pods) released.add(metadata.uid!);
    const outcomes = yield* all(pods.map((pod) => attempt(this.takeOff(pod))));
    const uids = pods.map(({ metadata }) => metadata.uid!);
    const kept = uids.filter((_, index) => !outcomes[index]!.ok);
    for (const uid of kept) released.delete(uid);
    if (kept.length > 0) this.queue.addRateLimited(key);
    return uids.filter((uid) => !kept.includes(uid));
  }

  private *takeOff({ metadata: { namespace, name, uid } }: Pod): Process<void> {
    const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': [TRACKING_FINALIZER], uid } };
    yield* ifFound(this.client.patch('pods', namespace, name, patch, { type: 'strategic' }));
  }

  /** Of a job that is gone or has ended: nobody counts it any more. */
  private isOrphan(pod: Pod): boolean {
    if (controllerOf(pod)?.kind !== 'Job') return controllerOf(pod) === undefined;
    const job = ownerIn(this.jobs, 'Job', pod);
    return !job || isJobFinished(job);
  }

  private *releaseOrphan(key: string): Process<void> {
    const pod = this.pods.getByKey(key);
    if (pod && isTracked(pod) && this.isOrphan(pod)) yield* this.takeOff(pod);
  }
}

const versionOf = ({ metadata }: Job): number => Number(metadata.resourceVersion);

interface Step {
  readonly acted: { readonly ok: true } | { readonly ok: false; readonly error: Error };
  readonly status: JobStatus;
  readonly end: Outcome | undefined;
}

const NO_PODS: readonly Pod[] = [];

const uidsOf = (pods: readonly Pod[]): ReadonlySet<string> => new Set(pods.map(({ metadata }) => metadata.uid!));
