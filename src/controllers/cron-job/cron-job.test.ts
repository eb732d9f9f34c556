import { beforeEach, describe, expect, it } from 'vitest';
import type { CronJob } from '../../api';
import { parseSchedule } from '../../api';
import { longTime, wallClock } from '../../apimachinery';
import { ManagerWorld } from '../testing/manager-world';
import { beyondHistory, jobAt } from './children';
import { dueNow } from './due';

const MINUTE = 60_000;
const BATCH = '/apis/batch/v1/namespaces/default';
const MERGE = { 'content-type': 'application/merge-patch+json' };
const template = { spec: { containers: [{ name: 'main', image: 'busybox' }], restartPolicy: 'Never' } };
const jobTemplate = { metadata: { labels: { app: 'c' } }, spec: { template } };

const cronJob = (spec: object = {}, lastScheduleTime?: string): CronJob =>
  ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'c', namespace: 'default', uid: 'u', creationTimestamp: wallClock(0) },
    spec: { schedule: '*/5 * * * *', jobTemplate, ...spec },
    status: { ...(lastScheduleTime && { lastScheduleTime }) },
  }) as CronJob;

describe('a schedule', () => {
  const due = (job: CronJob, now: number) => dueNow(job, parseSchedule(job.spec.schedule), now);

  it('demands the newest instant that has come, and nothing twice', () => {
    expect(due(cronJob(), 4 * MINUTE)).toEqual({ tooMany: false, wait: MINUTE + 100 });
    expect(due(cronJob(), 5 * MINUTE)).toEqual({ at: 5 * MINUTE, tooMany: false, wait: 5 * MINUTE + 100 });
    expect(due(cronJob(), 17 * MINUTE).at).toBe(15 * MINUTE);
    expect(due(cronJob({}, wallClock(15 * MINUTE)), 17 * MINUTE).at).toBeUndefined();
  });

  it('forgets what is older than its deadline', () => {
    expect(due(cronJob({ startingDeadlineSeconds: 60 }), 7 * MINUTE).at).toBeUndefined();
    expect(due(cronJob({ startingDeadlineSeconds: 180 }), 7 * MINUTE).at).toBe(5 * MINUTE);
  });

  it('is told as letters tell time', () => {
    expect(longTime(wallClock(5 * MINUTE))).toBe('Thu, 01 Jan 2026 00:05:00 +0000');
    expect(longTime(wallClock(40 * 24 * 60 * MINUTE + 1000))).toBe('Tue, 10 Feb 2026 00:00:01 +0000');
  });

  it('says when far too many were missed, and still finds the newest soon', () => {
    const late = due(cronJob(), 365 * 24 * 60 * MINUTE + MINUTE);
    expect(late).toMatchObject({ at: 365 * 24 * 60 * MINUTE, tooMany: true });
  });
});

describe('the job for an instant', () => {
  it('is named after its minute and says its time by the zone’s clock', () => {
    const { metadata } = jobAt(cronJob({ timeZone: 'Asia/Kolkata' }), 5 * MINUTE);
    expect(metadata.name).toBe('c-29453765');
    expect(metadata.labels).toEqual({ app: 'c' });
    expect(metadata.annotations).toEqual({
      'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T05:35:00+05:30',
    });
    expect(metadata.ownerReferences).toMatchObject([{ kind: 'CronJob', name: 'c', controller: true }]);
  });

  it('goes when enough newer ones have ended', () => {
    const job = (name: string, startTime: string) => ({ metadata: { name }, status: { startTime } }) as never;
    const jobs = [job('b', wallClock(2000)), job('a', wallClock(1000)), job('c', wallClock(3000))];
    expect(beyondHistory(jobs, 1).map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(beyondHistory(jobs, undefined)).toEqual([]);
  });
});

describe('the controller', () => {
  let world: ManagerWorld;
  const put = (spec: object): void => {
    const body = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'c' } };
    world.ask('POST', `${BATCH}/cronjobs`, { ...body, spec: { schedule: '* * * * *', jobTemplate, ...spec } });
  };
  const jobs = (): string[] => world.of(`${BATCH}/jobs`).map(({ metadata }) => metadata.name);
  const status = (): any => world.ask('GET', `${BATCH}/cronjobs/c`).status;
  const end = (name: string, type: 'Complete' | 'Failed'): void => {
    const at = wallClock(world.simulation.now);
    const before = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
    const conditions = [before, type].map((one) => ({ type: one, status: 'True', lastTransitionTime: at }));
    const { startTime = at } = world.ask('GET', `${BATCH}/jobs/${name}`).status;
    const done = type === 'Complete' ? { completionTime: at, succeeded: 1 } : {};
    const body = { status: { startTime, conditions, active: null, ready: null, terminating: null, ...done } };
    expect(world.ask('PATCH', `${BATCH}/jobs/${name}/status`, body, MERGE).message).toBeUndefined();
  };

  beforeEach(() => {
    world = new ManagerWorld();
  });

  it('makes a job every minute and notes how they end', () => {
    put({});
    world.simulation.runFor(MINUTE);
    const [first] = jobs();
    expect(status()).toMatchObject({ active: [{ kind: 'Job', name: first }], lastScheduleTime: expect.any(String) });
    end(first!, 'Complete');
    world.simulation.runFor(2000);
    expect(status().active).toBeUndefined();
    expect(status().lastSuccessfulTime).toMatch(/^2026/);
    expect(world.messages).toEqual(
      expect.arrayContaining([`Created job ${first}`, `Saw completed job: ${first}, condition: Complete`]),
    );
    world.simulation.runFor(2 * MINUTE);
    expect(jobs()).toHaveLength(3);
  });

  it('starts none beside another where that is forbidden, and one in its place where it is to be replaced', () => {
    put({ concurrencyPolicy: 'Forbid' });
    world.simulation.runFor(2 * MINUTE + 1000);
    const [only, ...others] = jobs();
    expect(others).toEqual([]);
    expect(world.messages).toContain(
      'Not starting job because prior execution is running and concurrency policy is Forbid',
    );
    world.ask('PATCH', `${BATCH}/cronjobs/c`, { spec: { concurrencyPolicy: 'Replace' } }, MERGE);
    world.simulation.runFor(MINUTE);
    expect(jobs()).toHaveLength(1);
    expect(jobs()).not.toContain(only);
  });

  it('rests while it is suspended or its zone is not known', () => {
    put({ suspend: true });
    world.simulation.runFor(2 * MINUTE);
    expect(jobs()).toEqual([]);
    world.ask('PATCH', `${BATCH}/cronjobs/c`, { spec: { suspend: false, timeZone: 'Europe/Atlantis' } }, MERGE);
    world.simulation.runFor(MINUTE);
    expect(jobs()).toEqual([]);
    expect(world.messages).toContain('invalid timeZone: "Europe/Atlantis": unknown time zone Europe/Atlantis');
  });

  it('keeps as many ended jobs as it is told to', () => {
    put({ successfulJobsHistoryLimit: 1 });
    for (let minute = 0; minute < 3; minute++) {
      world.simulation.runFor(MINUTE);
      for (const { active = [] } of [status()]) for (const { name } of active) end(name, 'Complete');
    }
    world.simulation.runFor(5000);
    expect(jobs()).toHaveLength(1);
  });
});
