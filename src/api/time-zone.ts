/**
 * Clocks of places: hours from UTC, and by whose rules they are put forward in summer. A few rules as they hold today, no database of
 * the past: what is not here is a zone that this cluster's machines don't know.
 */
import { civilOf, instantOfCivil } from '../apimachinery';

type Summer = 'europe' | 'america' | 'none';

interface Zone {
  readonly hours: number;
  readonly summer: Summer;
}

const table: readonly (readonly [hours: number, summer: Summer, names: string])[] = [
  [0, 'none', 'UTC GMT UCT Zulu Universal Etc/UTC Etc/GMT Africa/Abidjan Africa/Accra Atlantic/Reykjavik Iceland'],
  [0, 'europe', 'Europe/London Europe/Dublin Europe/Lisbon WET GB Portugal'],
  [1, 'none', 'Africa/Lagos Africa/Algiers Africa/Tunis'],
  [1, 'europe', 'Europe/Amsterdam Europe/Berlin Europe/Brussels Europe/Budapest Europe/Copenhagen Europe/Madrid'],
  [1, 'europe', 'Europe/Oslo Europe/Paris Europe/Prague Europe/Rome Europe/Stockholm Europe/Vienna Europe/Warsaw'],
  [1, 'europe', 'Europe/Zurich Europe/Belgrade Europe/Zagreb Europe/Luxembourg CET MET Poland'],
  [2, 'none', 'Africa/Johannesburg Africa/Maputo Africa/Tripoli Europe/Kaliningrad Libya'],
  [
    2,
    'europe',
    'Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kyiv Europe/Riga Europe/Sofia Europe/Vilnius EET',
  ],
  [3, 'none', 'Africa/Nairobi Asia/Baghdad Asia/Riyadh Europe/Istanbul Europe/Minsk Europe/Moscow Turkey W-SU'],
  [3.5, 'none', 'Asia/Tehran Iran'],
  [4, 'none', 'Asia/Dubai Asia/Baku Asia/Tbilisi'],
  [5, 'none', 'Asia/Karachi Asia/Tashkent Asia/Almaty'],
  [5.5, 'none', 'Asia/Kolkata Asia/Calcutta Asia/Colombo'],
  [6, 'none', 'Asia/Dhaka'],
  [7, 'none', 'Asia/Bangkok Asia/Ho_Chi_Minh Asia/Jakarta'],
  [
    8,
    'none',
    'Asia/Hong_Kong Asia/Manila Asia/Shanghai Asia/Singapore Asia/Taipei Australia/Perth Hongkong PRC ROC Singapore',
  ],
  [9, 'none', 'Asia/Seoul Asia/Tokyo Japan ROK'],
  [10, 'none', 'Australia/Brisbane'],
  [-3, 'none', 'America/Argentina/Buenos_Aires America/Buenos_Aires America/Sao_Paulo'],
  [-5, 'none', 'America/Bogota America/Lima America/Panama EST Jamaica'],
  [-5, 'america', 'America/New_York America/Toronto America/Detroit US/Eastern EST5EDT'],
  [-6, 'none', 'America/Mexico_City America/Costa_Rica America/Guatemala'],
  [-6, 'america', 'America/Chicago America/Winnipeg US/Central CST6CDT'],
  [-7, 'none', 'America/Phoenix MST'],
  [-7, 'america', 'America/Denver America/Edmonton US/Mountain MST7MDT Navajo'],
  [-8, 'america', 'America/Los_Angeles America/Vancouver US/Pacific PST8PDT'],
  [-9, 'america', 'America/Anchorage US/Alaska'],
  [-10, 'none', 'Pacific/Honolulu US/Hawaii HST'],
];

const zones = new Map<string, Zone>();
for (const [hours, summer, names] of table) for (const name of names.split(' ')) zones.set(name, { hours, summer });

const hour = 3_600_000;
const day = 24 * hour;

/** Undefined for a zone that isn't known. */
export function zoneCalled(name: string): Zone | undefined {
  const fixed = /^Etc\/GMT([+-]\d{1,2})$/.exec(name);
  // These names count westwards.
  return fixed ? { hours: -Number(fixed[1]), summer: 'none' } : zones.get(name);
}

/** Milliseconds that the zone's clocks are ahead of UTC at an instant. */
export function offsetAt({ hours, summer }: Zone, instant: number): number {
  return hours * hour + (isSummer(hours, summer, instant) ? hour : 0);
}

function isSummer(hours: number, summer: Summer, instant: number): boolean {
  if (summer === 'none') return false;
  const { year } = civilOf(instant + hours * hour);
  if (summer === 'europe') {
    const begins = lastSunday(year, 3) + hour;
    return instant >= begins && instant < lastSunday(year, 10) + hour;
  }
  const begins = nthSunday(year, 3, 2) + 2 * hour - hours * hour;
  return instant >= begins && instant < nthSunday(year, 11, 1) + hour - hours * hour;
}

function nthSunday(year: number, month: number, nth: number): number {
  const first = instantOfCivil(year, month, 1);
  return first + (((7 - civilOf(first).weekday) % 7) + (nth - 1) * 7) * day;
}

function lastSunday(year: number, month: number): number {
  const last = instantOfCivil(year, month, 31);
  return last - civilOf(last).weekday * day;
}
