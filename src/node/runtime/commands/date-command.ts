import {
  EPOCH_MILLISECONDS,
  instantOf,
  MONTH_NAMES,
  unixSeconds,
  wallClock,
  WEEKDAY_NAMES,
} from '../../../apimachinery';
import type { Invocation } from '../invocation';

const DAY_MILLISECONDS = 86_400_000;
/** The first day of 2026 is a Thursday. */
const FIRST_WEEKDAY = 4;

const LONG_WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const LONG_MONTHS = 'January February March April May June July August September October November December'.split(' ');

const FORMATS: Readonly<Record<string, string>> = {
  I: '%Y-%m-%d',
  Idate: '%Y-%m-%d',
  Iseconds: '%Y-%m-%dT%H:%M:%S+00:00',
  Is: '%Y-%m-%dT%H:%M:%S+00:00',
  Iminutes: '%Y-%m-%dT%H:%M+00:00',
  R: '%a, %d %b %Y %T +0000',
};

/** `date`, `date +%s`, `date -Iseconds`, `date -d @0 +%F`. */
export function date({ parameters, streams, world }: Invocation): number {
  const at = parameters.findIndex((each) => /^(-d|--date)$/.test(each));
  const told = at < 0 ? parameters.find((each) => each.startsWith('--date='))?.slice(7) : parameters[at + 1];
  const now = told === undefined ? world.component.now : instantTold(told, world.component.now);
  if (now === undefined) {
    streams.error(`date: invalid date '${told}'\n`);
    return 1;
  }
  const named = parameters.map((each) => FORMATS[each.replace(/^-/, '')]).find(Boolean);
  const format = parameters.find((each) => each.startsWith('+'))?.slice(1) ?? named ?? '%a %b %e %T %Z %Y';
  streams.output(`${formatted(format, now)}\n`);
  return 0;
}

function instantTold(text: string, now: number): number | undefined {
  if (text === 'now') return now;
  if (text.startsWith('@')) return Number(text.slice(1)) * 1000 - EPOCH_MILLISECONDS;
  const ago = /^(-?\d+) (second|minute|hour|day)s?( ago)?$/.exec(text);
  if (ago) {
    const units = { second: 1000, minute: 60_000, hour: 3_600_000, day: DAY_MILLISECONDS } as const;
    return now + Number(ago[1]) * units[ago[2] as 'day'] * (ago[3] ? -1 : 1);
  }
  return instantOf(
    /T.*(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text.replace(' ', 'T')}${text.length > 10 ? '' : 'T00:00:00'}Z`,
  );
}

function formatted(format: string, now: number): string {
  const [, year = '', month = '', day = '', time = ''] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(wallClock(now))!;
  const days = Math.floor(now / DAY_MILLISECONDS);
  const weekday = (((days + FIRST_WEEKDAY) % 7) + 7) % 7;
  const hour = Number(time.slice(0, 2));
  const thousandths = String(Math.floor(((now % 1000) + 1000) % 1000)).padStart(3, '0');
  const fields: Readonly<Record<string, string>> = {
    Y: year,
    y: year.slice(2),
    m: month,
    d: day,
    e: String(Number(day)).padStart(2),
    T: time,
    X: time,
    R: time.slice(0, 5),
    H: time.slice(0, 2),
    I: String(hour % 12 || 12).padStart(2, '0'),
    p: hour < 12 ? 'AM' : 'PM',
    M: time.slice(3, 5),
    S: time.slice(6),
    F: `${year}-${month}-${day}`,
    D: `${month}/${day}/${year.slice(2)}`,
    x: `${month}/${day}/${year.slice(2)}`,
    s: String(unixSeconds(now)),
    a: WEEKDAY_NAMES[weekday]!,
    A: LONG_WEEKDAYS[weekday]!,
    u: String(weekday || 7),
    w: String(weekday),
    b: MONTH_NAMES[Number(month) - 1]!,
    h: MONTH_NAMES[Number(month) - 1]!,
    B: LONG_MONTHS[Number(month) - 1]!,
    j: String(days - Math.floor((instantOf(`${year}-01-01T00:00:00Z`) ?? 0) / DAY_MILLISECONDS) + 1).padStart(3, '0'),
    c: `${WEEKDAY_NAMES[weekday]} ${MONTH_NAMES[Number(month) - 1]} ${String(Number(day)).padStart(2)} ${time} ${year}`,
    Z: 'UTC',
    z: '+0000',
    N: `${thousandths}000000`,
    n: '\n',
    t: '\t',
    '%': '%',
  };
  return format.replace(/%(3?)([A-Za-z%])/g, (whole, three: string, letter: string) =>
    three ? thousandths : (fields[letter] ?? whole),
  );
}
