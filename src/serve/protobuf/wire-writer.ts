import { BYTES, VARINT } from './wire';

/** One field as it is written; nothing where there is no value. */
export type Field = readonly Uint8Array[];

const utf8 = new TextEncoder();

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  bytes.push(left);
  return Uint8Array.from(bytes);
}

function delimited(number: number, bytes: Uint8Array): Field {
  return [varint(number * 8 + BYTES), varint(bytes.length), bytes];
}

/** Fields as one message: its bytes. */
export function message(...fields: readonly Field[]): Uint8Array {
  return new Uint8Array(Buffer.concat(fields.flat()));
}

export function text(number: number, value: string | undefined): Field {
  return value === undefined || value === '' ? [] : delimited(number, utf8.encode(value));
}

export function texts(number: number, values: readonly string[] = []): Field {
  return values.flatMap((value) => delimited(number, utf8.encode(value)));
}

export function flag(number: number, value: boolean | undefined): Field {
  return value ? [varint(number * 8 + VARINT), varint(1)] : [];
}

export function inner(number: number, bytes: Uint8Array | undefined): Field {
  return bytes === undefined ? [] : delimited(number, bytes);
}
