/** What Go's time.Parse says of a text that is no time of RFC 3339. */
import { quote } from './go-text';

interface Element {
  /** As the layout writes it. */
  readonly written: string;
  readonly form: RegExp;
  /** What the number is, and where it ends. */
  readonly named?: readonly [name: string, low: number, high: number];
}

const two = /^\d\d/;
const sign = (written: string): Element => ({ written, form: new RegExp(`^${written}`) });
const day: Element = { written: '02', form: two };
const month: Element = { written: '01', form: two, named: ['month', 1, 12] };
const date = [{ written: '2006', form: /^\d{4}/ }, sign('-'), month, sign('-'), day, sign('T')];
const clock: readonly Element[] = [
  { written: '15', form: two, named: ['hour', 0, 23] },
  sign(':'),
  { written: '04', form: two, named: ['minute', 0, 59] },
  sign(':'),
];
const second: Element = { written: '05', form: two, named: ['second', 0, 59] };
const zone: Element = { written: 'Z07:00', form: /^(Z|[+-]\d\d:\d\d)/ };

/** Where the layout has no fraction a text may have one all the same. */
const layouts = {
  seconds: [...date, ...clock, { ...second, form: /^\d\d([.,]\d+)?/ }, zone],
  microseconds: [...date, ...clock, second, { written: '.000000', form: /^\.\d{6}/ }, zone],
};

const daysOf = (year: number, of: number): number =>
  of === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(of)
      ? 30
      : 31;

/** Undefined for a text that is one. */
export function timeProblem(text: string, precision: keyof typeof layouts): string | undefined {
  const layout: readonly Element[] = layouts[precision];
  const parsing = `parsing time ${quote(text)}`;
  let rest = text;
  for (const { written, form, named } of layout) {
    const found = form.exec(rest)?.[0];
    if (found === undefined) {
      const whole = layout.map((element) => element.written).join('');
      return `${parsing} as ${quote(whole)}: cannot parse ${quote(rest)} as ${quote(written)}`;
    }
    const number = Number.parseInt(found, 10);
    if (named && (number < named[1] || number > named[2])) return `${parsing}: ${named[0]} out of range`;
    rest = rest.slice(found.length);
  }
  if (rest !== '') return `${parsing}: extra text: ${quote(rest)}`;
  const [year, of, on] = text.split(/[-T]/).map(Number) as [number, number, number];
  return on < 1 || on > daysOf(year, of) ? `${parsing}: day out of range` : undefined;
}
