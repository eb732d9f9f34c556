/** How one plain value of a request's body is read: its type, its limits, its canonical form, in the words of Go's decoder. */
import {
  canonicalQuantity,
  instantOf,
  microTime,
  milliValue,
  quantityProblems,
  timeProblem,
  wallClock,
} from '../../apimachinery';
import type { ScalarCode } from './schema-lines';

/** A body that cannot be read as its kind; the message is the decoder's. */
export class DecodeProblem extends Error {
  /** What the converter says, which reads what strategic patches make. */
  readonly converted: string;
  /** The decoder reads on: what comes later and can't be read at all is told instead. */
  readonly isPassing: boolean;

  constructor(message: string, converted = message, isPassing = false) {
    super(message);
    this.converted = converted;
    this.isPassing = isPassing;
  }
}

/** Where a value stands, for messages: the innermost Go struct and the field's path without indexes. */
export interface Place {
  readonly struct: string;
  path(): string;
  /** The field itself. */
  readonly field: string;
}

type TypeNames = (struct: string, field: string, plain: string) => string;

let goTypeOf: TypeNames = (_struct, _field, plain) => plain;

/** Go's own names of types come later, with the rules. */
export function offerTypeNames(names: TypeNames): void {
  goTypeOf = names;
}

const goNames: Readonly<Record<ScalarCode, string>> = {
  s: 'string',
  b: 'bool',
  i: 'int32',
  l: 'int64',
  n: 'float64',
  q: 'resource.Quantity',
  x: 'intstr.IntOrString',
  t: 'v1.Time',
  u: 'v1.MicroTime',
  y: '[]uint8',
  j: 'interface {}',
};

export const goName = (code: ScalarCode): string => goNames[code];

/** What Go's decoder calls the value it found; numbers are quoted where a number of another kind was wanted. */
export function foundWord(value: unknown, numberWanted: boolean): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return numberWanted ? `number ${value}` : 'number';
  return typeof value === 'string' ? 'string' : 'object';
}

export function wrongType(value: unknown, wanted: string, place: Place, numberWanted = false): DecodeProblem {
  const found = foundWord(value, numberWanted);
  const type = goTypeOf(place.struct, place.field, wanted);
  return new DecodeProblem(
    `json: cannot unmarshal ${found} into Go struct field ${place.struct}.${place.path()} of type ${type}`,
    unconvertible(value, wanted),
    true,
  );
}

/** Of a type that reads itself: nothing is read after it. */
function unreadable(value: unknown, wanted: string, place: Place, numberWanted = false): DecodeProblem {
  return new DecodeProblem(wrongType(value, wanted, place, numberWanted).message);
}

function unconvertible(value: unknown, wanted: string): string {
  const kind = goKind(value);
  if (wanted.startsWith('[]')) return `cannot restore slice from ${kind}`;
  if (wanted.startsWith('map[')) return `cannot restore map from ${kind}`;
  if (wanted.includes('.')) return `cannot restore struct from: ${kind}`;
  const changesItself = (kind === 'int64' && wanted === 'string') || (kind === 'float64' && wanted.startsWith('int'));
  return changesItself ? `cannot convert ${kind} to ${wanted}` : `unrecognized type: ${wanted}`;
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'string' ? 'string' : 'map';
}

const isInteger = (value: unknown, limit: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit;

function integer(value: unknown, code: 'i' | 'l', place: Place): number {
  if (!isInteger(value, code === 'i' ? 2 ** 31 : 2 ** 63)) throw wrongType(value, goNames[code], place, true);
  return value;
}

const canonicalTexts = new Map<string, string>();

function quantity(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new DecodeProblem(quantityProblems.form);
  const text = String(value).trim();
  let canonical = canonicalTexts.get(text);
  if (canonical === undefined) {
    canonical = inThousandths(readQuantity(text));
    if (canonicalTexts.size > 10_000) canonicalTexts.clear();
    canonicalTexts.set(text, canonical);
  }
  return canonical;
}

function readQuantity(text: string): string {
  try {
    return canonicalQuantity(text);
  } catch (error) {
    throw new DecodeProblem((error as Error).message);
  }
}

/** Resources are stored to a thousandth, rounded up: `100u` of CPU becomes `1m`. */
const inThousandths = (canonical: string): string =>
  /[nu]$/.test(canonical) ? canonicalQuantity(`${milliValue(canonical)}m`) : canonical;

// Days that every month has: of the others the calendar is asked.
const plainDay = String.raw`^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d`;
const plainTime = new RegExp(`${plainDay}Z$`);
const plainMicroTime = new RegExp(`${plainDay}\\.\\d{6}Z$`);

function time(value: unknown, code: 't' | 'u', place: Place): string {
  if (typeof value !== 'string') throw unreadable(value, 'string', place);
  if ((code === 't' ? plainTime : plainMicroTime).test(value)) return value;
  const problem = timeProblem(value, code === 't' ? 'seconds' : 'microseconds');
  if (problem !== undefined) throw new DecodeProblem(problem);
  const instant = instantOf(value.replace(',', '.'))!;
  return code === 't' ? wallClock(instant) : microTime(instant);
}

/** Go's base64 reader names the first byte that does not belong. */
function base64(value: unknown, place: Place): string {
  if (typeof value !== 'string') throw wrongType(value, goNames.y, place);
  const text = value.replace(/[\r\n]/g, '');
  const strange = /[^A-Za-z0-9+/]/.exec(text)?.index ?? text.length;
  const padding = text.length - strange;
  if (text.length % 4 === 0 && padding <= 2 && text.slice(strange) === '='.repeat(padding)) return text;
  const at = strange < text.length ? strange : text.length - (text.length % 4);
  const problem = `illegal base64 data at input byte ${at}`;
  throw new DecodeProblem(problem, problem, true);
}

/** The value in its canonical form. Throws DecodeProblem. */
export function readScalar(value: unknown, code: ScalarCode, place: Place): unknown {
  switch (code) {
    case 's':
      if (typeof value !== 'string') throw wrongType(value, 'string', place);
      return value;
    case 'b':
      if (typeof value !== 'boolean') throw wrongType(value, 'bool', place);
      return value;
    case 'i':
    case 'l':
      return integer(value, code, place);
    case 'n':
      if (typeof value !== 'number') throw wrongType(value, 'float64', place);
      return value;
    case 'q':
      return quantity(value);
    case 'x':
      return typeof value === 'string' || isInteger(value, 2 ** 31) ? value : failLoose(value, place);
    case 't':
    case 'u':
      return time(value, code, place);
    case 'y':
      return base64(value, place);
    case 'j':
      return value;
  }
}

function failLoose(value: unknown, place: Place): never {
  throw unreadable(value, 'int32', place, true);
}

export const zeroOf = (code: ScalarCode): unknown => {
  if (code === 'b') return false;
  if (code === 's' || code === 'y' || code === 't' || code === 'u') return '';
  return code === 'q' ? '0' : code === 'j' ? null : 0;
};
