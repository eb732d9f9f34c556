import { nameOf, placeOf } from '../witness';
import type { CheckerOf } from './checker';

/** A job counts each pod once: a complete one has as many successes as it wanted, none has more, and counts never go back. */
export const jobs: CheckerOf = (_witness, complain) => ({
  changed({ key, object, previous }) {
    if (placeOf(key) !== 'jobs' || !object?.status) return;
    const { succeeded = 0, failed = 0, conditions = [] } = object.status;
    const { completions } = object.spec;
    if (completions !== undefined && succeeded > completions)
      complain(`${nameOf(object)} has ${succeeded} successes of ${completions}`);
    const complete = conditions.some((each: any) => each.type === 'Complete' && each.status === 'True');
    if (complete && completions !== undefined && succeeded !== completions)
      complain(`${nameOf(object)} is complete with ${succeeded} successes of ${completions}`);
    if (previous?.metadata.uid !== object.metadata.uid) return;
    const before = previous?.status ?? {};
    if (succeeded < (before.succeeded ?? 0) || failed < (before.failed ?? 0))
      complain(`${nameOf(object)} forgot pods it had counted`);
  },
});
