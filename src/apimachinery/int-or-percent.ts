/** intstr: a count, or a share of another count. */
export type IntOrString = number | string;

function percentProblem(text: string): string {
  if (!text.endsWith('%')) return 'invalid value for IntOrString: invalid type: string is not a percentage';
  const number = JSON.stringify(text.slice(0, -1));
  return `invalid value for IntOrString: invalid value ${JSON.stringify(text)}: strconv.Atoi: parsing ${number}: invalid syntax`;
}

/** The percentage in `25%`, undefined where it is a plain number. Throws an Error with Go's words for other text. */
export function percentOf(value: IntOrString): number | undefined {
  if (typeof value === 'number') return undefined;
  const match = /^([+-]?\d+)%$/.exec(value);
  if (!match) throw new Error(percentProblem(value));
  return Number(match[1]);
}

/**
 * How many `value` is of `total`. Deployments round maxSurge up and maxUnavailable down.
 * Throws an Error with Go's words for text that is no percentage.
 */
export function scaledValue(value: IntOrString, total: number, roundUp: boolean): number {
  const percent = percentOf(value);
  if (percent === undefined) return value as number;
  return (roundUp ? Math.ceil((percent * total) / 100) : Math.floor((percent * total) / 100)) + 0;
}
