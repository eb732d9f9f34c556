import { wallClock } from '../apimachinery';

/** 2026-01-01T00:00:00Z, the simulation's beginning, in milliseconds since 1970. */
export const EPOCH_UNIX_MILLISECONDS = 1_767_225_600_000;

/** An instant as MicroTime: `2026-01-01T00:00:00.000000Z` (leases, events.k8s.io). */
export function microTime(now: number): string {
  const micros = Math.round(now * 1000) % 1_000_000;
  return wallClock(Math.floor(Math.round(now * 1000) / 1_000_000) * 1000).replace('Z', `.${String(micros).padStart(6, '0')}Z`);
}

const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)Z$/;

/** The simulated instant of an RFC 3339 timestamp (UTC), in milliseconds; undefined where there is none. */
export function instantOf(timestamp: string | null | undefined): number | undefined {
  const parts = timestamp ? TIMESTAMP.exec(timestamp) : null;
  if (!parts) return undefined;
  const [year, month, day, hours, minutes, seconds] = parts.slice(1).map(Number) as [number, number, number, number, number, number];
  const whole = ((daysSinceEpoch(year, month, day) * 24 + hours) * 60 + minutes) * 60_000;
  return whole + Math.round(seconds * 1_000_000) / 1000;
}

const EPOCH_DAYS = EPOCH_UNIX_MILLISECONDS / 86_400_000;

/** Days of the Gregorian calendar, counted in years that begin in March: leap days come last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const years = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return years * 365 + leapDays + dayOfYear - 719_468 - EPOCH_DAYS;
}
