import type { CronJob, Schedule } from '../../api';
import { nextScheduled } from '../../api';
import { instantOf } from '../../apimachinery';

/** Upstream waits a moment longer, so that the instant has surely come. */
const LATER_MILLISECONDS = 100;
const MANY = 100;

export interface Due {
  /** The newest instant that has come and for which there was no job yet. */
  readonly at?: number;
  /** So many came that something must be wrong. */
  readonly tooMany: boolean;
  /** Milliseconds until it is worth looking again; undefined where the schedule never comes again. */
  readonly wait?: number;
}

/** What a schedule demands now: of all that was missed only the newest instant counts. */
export function dueNow(job: CronJob, schedule: Schedule, now: number): Due {
  const zone = job.spec.timeZone ?? 'UTC';
  const start = earliestOf(job, now);
  let newest: number | undefined;
  let missed = 0;
  let next = nextScheduled(schedule, start, zone);
  while (next !== undefined && next <= now) {
    newest = next;
    missed++;
    // After long sleep it is no use to count every minute: as long a time as the first hundred took holds the newest.
    const from = missed === MANY ? Math.max(next, now - (next - start)) : next;
    next = nextScheduled(schedule, from, zone);
  }
  const wait = next === undefined ? {} : { wait: next + LATER_MILLISECONDS - now };
  return { ...(newest === undefined ? {} : { at: newest }), tooMany: missed > MANY, ...wait };
}

/** What came before is over: a job was made for it, or it is too late by the job's own word. */
function earliestOf({ metadata, spec, status }: CronJob, now: number): number {
  const since = instantOf(status?.lastScheduleTime ?? '') ?? instantOf(metadata.creationTimestamp ?? '') ?? now;
  const { startingDeadlineSeconds: seconds } = spec;
  return seconds === undefined ? since : Math.max(since, now - seconds * 1000);
}
