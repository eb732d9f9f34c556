import type { Process } from '../../../simulation';
import { sleep } from '../../../simulation';
import type { Command } from '../invocation';

const INTERPRETERS: ReadonlySet<string> = new Set(['perl', 'python', 'python3', 'node', 'ruby', 'php']);
/** How long such a program takes for a digit of π. */
const MILLISECONDS_PER_DIGIT = 2;
const MOST_DIGITS = 20_000;

/** Whether an interpreter is given its program on the command line. */
export function isOneLiner([given = '', ...words]: readonly string[]): boolean {
  return INTERPRETERS.has(given.replace(/^.*\//, '')) && words.some((word) => /^-\w*[ceE]$/.test(word));
}

/** Of a program in one line what it prints literally, how long it sleeps and how it ends; and digits of π. The rest of the language passes unheard. */
export const oneLiner: Command = function* ({ parameters, streams }): Process<number> {
  const at = parameters.findIndex((word) => /^-\w*[ceE]$/.test(word));
  const option = parameters[at]!;
  const ends = option.includes('l') || !option.endsWith('e');
  for (const statement of (parameters[at + 1] ?? '').split(/[;\n]/)) {
    const exit = /^\s*(?:sys\.|process\.)?exit\s*\(?\s*(\d+)/.exec(statement)?.[1];
    if (exit !== undefined) return Number(exit);
    const pause = /^\s*(?:time\.)?sleep\s*\(?\s*([\d.]+)/.exec(statement)?.[1];
    if (pause !== undefined) yield* sleep(Number(pause) * 1000);
    const digits = Math.min(Number(/\bbpi\s*\(?\s*(\d+)/.exec(statement)?.[1] ?? 0), MOST_DIGITS);
    if (digits > 0) yield* sleep(digits * MILLISECONDS_PER_DIGIT);
    const text = digits > 0 ? digitsOfPi(digits) : printed(statement);
    if (text !== undefined) streams.output(`${text}${ends && !text.endsWith('\n') ? '\n' : ''}`);
  }
  return 0;
};

function printed(statement: string): string | undefined {
  const match = /^\s*(?:print|say|puts|echo|console\.log)\s*\(?\s*(?:"([^"]*)"|'([^']*)')/.exec(statement);
  return match ? (match[1] ?? match[2]!).replaceAll('\\n', '\n').replaceAll('\\t', '\t') : undefined;
}

/** By Machin's formula: π = 16 arctan 1/5 − 4 arctan 1/239. */
function digitsOfPi(count: number): string {
  const guard = 10n;
  const unit = 10n ** (BigInt(count) + guard);
  const scaled = (16n * inverseTangent(5n, unit) - 4n * inverseTangent(239n, unit)) / 10n ** (guard + 1n);
  const rounded = scaled.toString();
  return `${rounded[0]}.${rounded.slice(1)}`;
}

function inverseTangent(inverse: bigint, unit: bigint): bigint {
  const square = inverse * inverse;
  let power = unit / inverse;
  let sum = power;
  for (let divisor = 3n, sign = -1n; power > 0n; divisor += 2n, sign = -sign) {
    power /= square;
    sum += sign * (power / divisor);
  }
  return sum;
}
