/** Shows how schedules are read to `../shared/yardsticks/vectors/run-vectors.mjs`. Only names and shapes are mapped here. */
import { instantOf, wallClock } from '../../apimachinery';
import { nextScheduled } from '../workloads/cron-next';
import { parseSchedule } from '../workloads/cron-schedule';

export function cronNext(spec: string, from: string, count: number): readonly string[] {
  const schedule = parseSchedule(spec);
  const found: string[] = [];
  let at = nextScheduled(schedule, instantOf(from)!);
  while (at !== undefined && found.length < count) {
    found.push(wallClock(at));
    at = nextScheduled(schedule, at);
  }
  return found;
}
