import type { CronJob, CronJobStatus, Job, Schedule } from '../../api';
import { finishedCondition, parseSchedule, zoneCalled } from '../../api';
import { longTime, wallClock } from '../../apimachinery';
import type { ApiClient, EventRecorder, Informer } from '../../client';
import { keyOf, refusedWith, startWorkers, WorkQueue } from '../../client';
import type { Component, Process } from '../../simulation';
import type { Controller, ControllerContext } from '../context';
import { BY_CONTROLLER, controllerIndex } from '../context';
import { ownerIn } from '../owned-pods';
import { ifFound, isNamespaceTerminating } from '../refusals';
import { beyondHistory, jobAt, referenceTo } from './children';
import type { Due } from './due';
import { dueNow } from './due';

const RESOURCE = 'cronjobs.batch';
const JOBS = 'jobs.batch';
const WORKERS = 5;

/** Makes a job whenever a schedule says so, and clears away those that ended long ago. */
export const cronJobController: Controller = (context) => {
  const controller = new CronJobController(context);
  return () => controller.start();
};

class CronJobController {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly recorder: EventRecorder;
  private readonly cronJobs: Informer<CronJob>;
  private readonly jobs: Informer<Job>;
  private readonly queue: WorkQueue;

  constructor(context: ControllerContext) {
    const { component, client, informers } = context;
    this.component = component;
    this.client = client;
    this.recorder = context.recorder();
    this.cronJobs = informers.of<CronJob>(RESOURCE);
    this.jobs = informers.of<Job>(JOBS);
    this.queue = new WorkQueue(component, 'cronjob');
    this.jobs.addIndexer(BY_CONTROLLER, controllerIndex);
    this.cronJobs.onChange(({ object }) => this.queue.add(keyOf(object)));
    this.jobs.onChange(({ object }) => {
      const owner = ownerIn(this.cronJobs, 'CronJob', object);
      if (owner) this.queue.add(keyOf(owner));
    });
  }

  start(): void {
    startWorkers(this.component, this.queue, { workers: WORKERS }, (key) => this.reconcile(key));
  }

  private *reconcile(key: string): Process<void> {
    const cronJob = this.cronJobs.getByKey(key);
    if (!cronJob) return;
    const jobs = this.jobs.byIndex(BY_CONTROLLER, cronJob.metadata.uid!);
    // What is cleared away at once is never told to have been seen completed.
    const left = yield* this.clearAway(cronJob, jobs);
    let status = yield* this.caughtUp(cronJob, left, jobs);
    const schedule = this.scheduleOf(cronJob);
    if (schedule) {
      const due = dueNow(cronJob, schedule, this.component.now);
      if (due.wait !== undefined) this.queue.addAfter(key, due.wait);
      if (due.at !== undefined) status = yield* this.run(cronJob, status, due, due.at);
    }
    if (status !== (cronJob.status ?? NOTHING)) yield* this.client.updateStatus(RESOURCE, { ...cronJob, status });
  }

  /** What became of the jobs that ran. */
  private *caughtUp(cronJob: CronJob, before: CronJobStatus, jobs: readonly Job[]): Process<CronJobStatus> {
    let status = before;
    for (const job of jobs) {
      const end = finishedCondition(job)?.type;
      const isKnown = status.active?.some(({ uid }) => uid === job.metadata.uid);
      if (end && isKnown) {
        status = without(status, job.metadata.uid);
        this.tell(cronJob, 'SawCompletedJob', `Saw completed job: ${job.metadata.name}, condition: ${end}`);
      }
      if (!end && !isKnown) {
        const sentence = `Saw a job that the controller did not create or forgot: ${job.metadata.name}`;
        if (!(yield* this.isKnownNow(cronJob, job))) this.warn(cronJob, 'UnexpectedJob', sentence);
      }
      if (end === 'Complete') status = withSuccess(status, job.status?.completionTime);
    }
    for (const { name, uid } of status.active ?? []) {
      if (jobs.some(({ metadata }) => metadata.uid === uid)) continue;
      if (yield* ifFound(this.client.get<Job>(JOBS, cronJob.metadata.namespace, name!))) continue;
      status = without(status, uid);
      this.tell(cronJob, 'MissingJob', `Active job went missing: ${name}`);
    }
    return status;
  }

  /** This cache may be older than the write that says so. */
  private *isKnownNow({ metadata }: CronJob, job: Job): Process<boolean> {
    const fresh = yield* ifFound(this.client.get<CronJob>(RESOURCE, metadata.namespace, metadata.name));
    return !fresh || (fresh.status?.active?.some(({ uid }) => uid === job.metadata.uid) ?? false);
  }

  /** Undefined where nothing is to be made, for a reason that is told. */
  private scheduleOf(cronJob: CronJob): Schedule | undefined {
    const { timeZone, suspend, schedule } = cronJob.spec;
    if (cronJob.metadata.deletionTimestamp) return undefined;
    if (timeZone !== undefined && !zoneCalled(timeZone)) {
      const sentence = `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone ${timeZone}`;
      this.warn(cronJob, 'UnknownTimeZone', sentence);
      return undefined;
    }
    return suspend ? undefined : parseSchedule(schedule);
  }

  private *run(cronJob: CronJob, status: CronJobStatus, due: Due, at: number): Process<CronJobStatus> {
    const { concurrencyPolicy, startingDeadlineSeconds } = cronJob.spec;
    if (due.tooMany) {
      const sentence = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
      this.warn(cronJob, 'TooManyMissedTimes', sentence);
    }
    if (startingDeadlineSeconds !== undefined && at + startingDeadlineSeconds * 1000 < this.component.now) {
      this.warn(cronJob, 'MissSchedule', `Missed scheduled time to start a job: ${longTime(wallClock(at))}`);
      return status;
    }
    const wanted = jobAt(cronJob, at);
    if (status.active?.some(({ name }) => name === wanted.metadata.name)) return status;
    if (concurrencyPolicy === 'Forbid' && status.active?.length) {
      const why = 'Not starting job because prior execution is running and concurrency policy is Forbid';
      this.tell(cronJob, 'JobAlreadyActive', why);
      return status;
    }
    let left = status;
    if (concurrencyPolicy === 'Replace')
      for (const { name, uid } of status.active ?? []) {
        yield* this.delete(cronJob, name!);
        left = without(left, uid);
      }
    const made = yield* this.create(cronJob, wanted);
    if (!made) return left;
    return { ...left, active: [...(left.active ?? []), referenceTo(made)], lastScheduleTime: wallClock(at) };
  }

  /** One that is there already was made before the last status could be written. */
  private *create(cronJob: CronJob, wanted: Job): Process<Job | undefined> {
    const { namespace, name } = wanted.metadata;
    try {
      const made = yield* this.client.create<Job>(JOBS, wanted);
      this.tell(cronJob, 'SuccessfulCreate', `Created job ${name}`);
      return made;
    } catch (error) {
      if (refusedWith(error, 409)) return yield* ifFound(this.client.get<Job>(JOBS, namespace, name));
      if (error instanceof Error && isNamespaceTerminating(error)) return undefined;
      if (error instanceof Error) this.warn(cronJob, 'FailedCreate', `Error creating job: ${error.message}`);
      throw error;
    }
  }

  /** Answers the status without the jobs that went. */
  private *clearAway(cronJob: CronJob, jobs: readonly Job[]): Process<CronJobStatus> {
    const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = cronJob.spec;
    const ended = (how: 'Complete' | 'Failed') => jobs.filter((job) => finishedCondition(job)?.type === how);
    const old = [
      ...beyondHistory(ended('Failed'), failedJobsHistoryLimit),
      ...beyondHistory(ended('Complete'), successfulJobsHistoryLimit),
    ];
    let status = cronJob.status ?? NOTHING;
    for (const { metadata } of old) {
      if (metadata.deletionTimestamp) continue;
      yield* this.delete(cronJob, metadata.name);
      if (status.active?.some(({ uid }) => uid === metadata.uid)) status = without(status, metadata.uid);
    }
    return status;
  }

  private *delete(cronJob: CronJob, name: string): Process<void> {
    const { namespace } = cronJob.metadata;
    const gone = yield* ifFound(this.client.delete(JOBS, namespace, name, { propagationPolicy: 'Background' }));
    if (gone !== undefined) this.tell(cronJob, 'SuccessfulDelete', `Deleted job ${name}`);
  }

  private tell(cronJob: CronJob, reason: string, sentence: string): void {
    this.recorder.event(cronJob, 'Normal', reason, sentence);
  }

  private warn(cronJob: CronJob, reason: string, sentence: string): void {
    this.recorder.event(cronJob, 'Warning', reason, sentence);
  }
}

const NOTHING: CronJobStatus = {};

function without(status: CronJobStatus, gone: string | undefined): CronJobStatus {
  const { active = [], ...rest } = status;
  const left = active.filter(({ uid }) => uid !== gone);
  return left.length === 0 ? rest : { ...rest, active: left };
}

function withSuccess(status: CronJobStatus, at: string | undefined): CronJobStatus {
  if (at === undefined || (status.lastSuccessfulTime ?? '') >= at) return status;
  return { ...status, lastSuccessfulTime: at };
}
