/** When a schedule is due next. Instants are milliseconds of the simulation. */
import { civilOf, instantOfCivil } from '../../apimachinery';
import type { Schedule } from './cron-schedule';
import { offsetAt, zoneCalled } from '../time-zone';

type Fields = Exclude<Schedule, { readonly every: number }>;

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** A schedule that names no day within five years, as the 30th of February, never comes. */
const yearsAhead = 5;

/**
 * The first instant after `after` that the schedule names; undefined where there is none.
 * @param zone the place whose clock counts; what the schedule says itself comes first
 */
export function nextScheduled(schedule: Schedule, after: number, zone = 'UTC'): number | undefined {
  if ('every' in schedule) return Math.floor(after / second) * second + schedule.every;
  const place = zoneCalled(schedule.zone ?? zone) ?? { hours: 0, summer: 'none' as const };
  let local = after + offsetAt(place, after);
  for (;;) {
    const found = nextLocal(schedule, local);
    if (found === undefined) return undefined;
    // In spring an hour is left out, in autumn one comes twice.
    for (const hours of [place.hours + 1, place.hours]) {
      const instant = found - hours * hour;
      if (instant > after && offsetAt(place, instant) === hours * hour) return instant;
    }
    local = found;
  }
}

/** On one clock without summer: minute by minute is too slow, so it goes in steps of what doesn't fit. */
function nextLocal(schedule: Fields, after: number): number | undefined {
  let at = Math.floor(after / minute) * minute + minute;
  const lastYear = civilOf(at).year + yearsAhead;
  for (;;) {
    const { year, month, day: dayOfMonth, weekday } = civilOf(at);
    if (year > lastYear) return undefined;
    if (!schedule.month.values.has(month)) {
      at = month === 12 ? instantOfCivil(year + 1, 1, 1) : instantOfCivil(year, month + 1, 1);
    } else if (!isDay(schedule, dayOfMonth, weekday)) {
      at = Math.floor(at / day) * day + day;
    } else if (!schedule.hour.values.has(Math.floor(at / hour) - Math.floor(at / day) * 24)) {
      at = Math.floor(at / hour) * hour + hour;
    } else if (schedule.minute.values.has(Math.floor(at / minute) - Math.floor(at / hour) * 60)) {
      return at;
    } else at += minute;
  }
}

/** Days of the month and of the week: both where one has a star, else either. */
function isDay({ day: days, weekday: weekdays }: Fields, dayOfMonth: number, weekday: number): boolean {
  const byDate = days.values.has(dayOfMonth);
  const byWeek = weekdays.values.has(weekday);
  return days.isAny || weekdays.isAny ? byDate && byWeek : byDate || byWeek;
}
