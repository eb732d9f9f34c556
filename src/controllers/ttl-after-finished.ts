import type { Job } from '../api';
import { finishedCondition } from '../api';
import { instantOf } from '../apimachinery';
import { keyOf, startWorkers, WorkQueue } from '../client';
import type { Process } from '../simulation';
import type { Controller } from './context';
import { ifFound } from './refusals';

/** When a finished job is to be deleted, in milliseconds; undefined where nothing says so. */
export function expiryOf(job: Job): number | undefined {
  const ended = instantOf(finishedCondition(job)?.lastTransitionTime ?? '');
  const { ttlSecondsAfterFinished: seconds } = job.spec;
  return ended === undefined || seconds === undefined ? undefined : ended + seconds * 1000;
}

/** Deletes jobs that have been finished for as long as they say. */
export const ttlAfterFinishedController: Controller = ({ component, client, informers }) => {
  const jobs = informers.of<Job>('jobs.batch');
  const queue = new WorkQueue(component, 'ttl_jobs_to_delete');
  jobs.onChange(({ type, object }) => {
    const expiry = type === 'deleted' || object.metadata.deletionTimestamp ? undefined : expiryOf(object);
    if (expiry !== undefined) queue.addAfter(keyOf(object), expiry - component.now);
  });

  function* reconcile(key: string): Process<void> {
    const known = jobs.getByKey(key);
    if (!known || known.metadata.deletionTimestamp || (expiryOf(known) ?? Infinity) > component.now) return;
    const { namespace, name } = known.metadata;
    // The cache may be old: what is deleted is what the server has.
    const fresh = yield* ifFound(client.get<Job>('jobs.batch', namespace, name));
    if (!fresh || (expiryOf(fresh) ?? Infinity) > component.now) return;
    const options = { propagationPolicy: 'Foreground', preconditions: { uid: fresh.metadata.uid } } as const;
    yield* ifFound(client.delete('jobs.batch', namespace, name, options));
  }

  return () => startWorkers(component, queue, { workers: 5 }, reconcile);
};
