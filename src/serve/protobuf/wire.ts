/** Bytes that are no protobuf. */
export class ProtobufError extends Error {}

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** Reads the wire format: numbers, then tagged fields. */
export class WireReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** A field's number and how its value is written. */
  tag(): { readonly number: number; readonly type: number } {
    const tag = Number(this.#varint());
    return { number: Math.floor(tag / 8), type: tag & 7 };
  }

  /** A signed number of up to 64 bits; exact up to 2^53. */
  integer(): number {
    return Number(BigInt.asIntN(64, this.#varint()));
  }

  bytes(): Uint8Array {
    const length = Number(this.#varint());
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new ProtobufError('unexpected EOF');
    const value = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return value;
  }

  skip(type: number): void {
    if (type === VARINT) this.#varint();
    else if (type === BYTES) this.bytes();
    else if (type === FIXED32 || type === FIXED64) this.#at += type === FIXED32 ? 4 : 8;
    else throw new ProtobufError(`illegal wireType ${type}`);
    if (this.#at > this.#bytes.length) throw new ProtobufError('unexpected EOF');
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new ProtobufError('unexpected EOF');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new ProtobufError('integer overflow');
  }
}
