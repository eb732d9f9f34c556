import type { CronJob, CronJobStatus, Job } from '../../api';
import { offsetAt, zoneCalled } from '../../api';
import { instantOf, unixSeconds, wallClock } from '../../apimachinery';
import { controllerReference } from '../context';

const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** The job for an instant: its name says which minute, so that there can't be two. */
export function jobAt(cronJob: CronJob, at: number): Job {
  const { metadata, spec } = cronJob;
  const { jobTemplate } = spec;
  const minutes = Math.floor(unixSeconds(at) / 60);
  const { labels, annotations } = jobTemplate.metadata ?? {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${metadata.name}-${minutes}`,
      namespace: metadata.namespace,
      ...(labels && { labels }),
      annotations: { ...annotations, [SCHEDULED]: inZone(at, spec.timeZone) },
      ownerReferences: [controllerReference(cronJob)],
    },
    spec: jobTemplate.spec,
  };
}

/** RFC 3339 with the place's own offset. */
function inZone(at: number, name: string | undefined): string {
  const zone = zoneCalled(name ?? 'UTC');
  const offset = zone ? offsetAt(zone, at) / 60_000 : 0;
  if (offset === 0) return wallClock(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(offset);
  const sign = `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return wallClock(at + offset * 60_000).replace('Z', sign);
}

type Reference = NonNullable<CronJobStatus['active']>[number];

export const referenceTo = ({ metadata }: Job): Reference => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  name: metadata.name,
  namespace: metadata.namespace,
  resourceVersion: metadata.resourceVersion,
  uid: metadata.uid,
});

/** Of the jobs that ended in one way the oldest ones, beyond how many are to be kept. */
export function beyondHistory(jobs: readonly Job[], limit: number | undefined): readonly Job[] {
  if (limit === undefined) return [];
  const startOf = ({ status }: Job): number => instantOf(status?.startTime ?? '') ?? Infinity;
  const sorted = [...jobs].sort((a, b) => startOf(a) - startOf(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
  return sorted.slice(0, Math.max(0, jobs.length - limit));
}
