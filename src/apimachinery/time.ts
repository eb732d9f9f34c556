/** Instants are milliseconds since the simulation began, which is 2026-01-01T00:00:00Z by the wall clock. */

const epochDays = 20_454;
const dayMilliseconds = 86_400_000;

/** When the simulation began, in milliseconds since 1970. */
export const EPOCH_MILLISECONDS = epochDays * dayMilliseconds;

/** Whole seconds since 1970. */
export const unixSeconds = (now: number): number => Math.floor((EPOCH_MILLISECONDS + now) / 1000);

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** A day of the calendar; Sunday is 0. */
export interface CivilDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

/** Year, month and day of a day counted from 1970-01-01, by the proleptic Gregorian calendar (years start in March here). */
function civilDay(days: number): CivilDay {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day, weekday: (((days + 4) % 7) + 7) % 7 };
}

function civilDate(days: number): string {
  const { year, month, day } = civilDay(days);
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}

/** The day, by UTC, that an instant is in. */
export const civilOf = (now: number): CivilDay => civilDay(Math.floor(now / dayMilliseconds) + epochDays);

/** The instant at which a day begins, by UTC. */
export const instantOfCivil = (year: number, month: number, day: number): number =>
  (daysOfCivil(year, month, day) - epochDays) * dayMilliseconds;

function daysOfCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

function clockText(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  const clock = `${digits(Math.floor(rest / 3600), 2)}:${digits(Math.floor(rest / 60) % 60, 2)}:${digits(rest % 60, 2)}`;
  return `${civilDate(days + epochDays)}T${clock}`;
}

let lastSecond = 0;
let lastText = clockText(0);
let lastWallClock = `${lastText}Z`;

function clockTextOf(second: number): string {
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = clockText(second);
    lastWallClock = `${lastText}Z`;
  }
  return lastText;
}

/** metav1.Time: RFC 3339 with whole seconds, `2026-01-01T00:00:00Z`. */
export function wallClock(now: number): string {
  clockTextOf(Math.floor(now / 1000));
  return lastWallClock;
}

/** metav1.MicroTime: RFC 3339 with microseconds, `2026-01-01T00:00:00.000000Z`. */
export function microTime(now: number): string {
  const microseconds = Math.round(now * 1000);
  const second = Math.floor(microseconds / 1_000_000);
  return `${clockTextOf(second)}.${digits(microseconds - second * 1_000_000, 6)}Z`;
}

const timestamp = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** Back from RFC 3339 (any fraction, any offset) to simulated milliseconds; undefined when it is no timestamp. */
export function instantOf(text: string): number | undefined {
  const match = timestamp.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return undefined;
  const days = daysOfCivil(year, month, day) - epochDays;
  const offset = match[8] ? (Number(match[9]) * 60 + Number(match[10])) * (match[8] === '-' ? -60_000 : 60_000) : 0;
  const fraction = Math.round(Number(match[7] ?? 0) * 1e6) / 1000;
  return days * dayMilliseconds + hour * 3_600_000 + minute * 60_000 + second * 1000 + fraction - offset;
}

export const WEEKDAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
export const MONTH_NAMES = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

/** `2026-01-01T00:00:07Z` as `Thu, 01 Jan 2026 00:00:07 +0000`. */
export function longTime(timestamp: string | undefined): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(timestamp ?? '');
  if (!match) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const [, year, month, day, time] = match;
  const { weekday } = civilDay(daysOfCivil(Number(year), Number(month), Number(day)));
  return `${WEEKDAY_NAMES[weekday]}, ${day} ${MONTH_NAMES[Number(month) - 1]} ${year} ${time} +0000`;
}
