import { durationProblem } from '../apimachinery';

const durations = new Set(['timeout', 'since', 'pod-running-timeout']);

const bits: Readonly<Record<string, 32 | 64>> = {
  replicas: 64,
  'current-replicas': 64,
  tail: 64,
  'limit-bytes': 64,
  'max-log-requests': 64,
  'grace-period': 64,
  'skip-wait-for-delete-timeout': 64,
  revision: 64,
  'to-revision': 64,
  'chunk-size': 64,
  concurrency: 64,
  retries: 64,
  'node-port': 64,
  min: 32,
  max: 32,
  'cpu-percent': 32,
  value: 32,
};

function integerProblem(text: string, size: 32 | 64): string | undefined {
  const why = `strconv.ParseInt: parsing ${JSON.stringify(text)}`;
  if (!/^[+-]?\d+$/.test(text)) return `${why}: invalid syntax`;
  const number = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(size, number) === number ? undefined : `${why}: value out of range`;
}

/** What is wrong with a flag's value, in the words of Go's readers of numbers and durations; undefined where nothing is. */
export function valueProblem(name: string, text: string): string | undefined {
  if (durations.has(name)) return durationProblem(text);
  const size = bits[name];
  return size === undefined ? undefined : integerProblem(text, size);
}
