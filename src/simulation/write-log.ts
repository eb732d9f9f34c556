import type { HopId } from './cause';
import { Names } from './names';

/** What can happen to a file or a log. */
export type WriteKind = 'write' | 'remove' | 'append' | 'truncate' | 'drop-prefix';

/** A write to a machine's disk. */
export interface DiskWrite {
  readonly at: number;
  readonly host: string;
  readonly file: string;
  readonly kind: WriteKind;
  readonly data: unknown;
  readonly cause: HopId;
}

const KINDS: readonly WriteKind[] = ['write', 'remove', 'append', 'truncate', 'drop-prefix'];
const CHUNK_BITS = 12;
const CHUNK_SIZE = 1 << CHUNK_BITS;

/** Some thousand writes, a column a field. */
class Chunk {
  readonly ats = new Float64Array(CHUNK_SIZE);
  readonly hosts = new Uint16Array(CHUNK_SIZE);
  readonly kinds = new Uint8Array(CHUNK_SIZE);
  readonly files = new Uint16Array(CHUNK_SIZE);
  readonly causes = new Float64Array(CHUNK_SIZE);
  readonly data: unknown[] = [];
}

/** All writes in order, in chunks, as hops are kept: nothing for the garbage collector to copy. Whole chunks are dropped from the beginning. */
export class WriteLog {
  readonly #chunks: Chunk[] = [];
  #lastLength = CHUNK_SIZE;
  readonly #hosts = new Names();
  readonly #files = new Names();

  add(at: number, host: string, kind: WriteKind, file: string, data: unknown, cause: HopId): void {
    if (this.#lastLength === CHUNK_SIZE) {
      this.#chunks.push(new Chunk());
      this.#lastLength = 0;
    }
    const chunk = this.#chunks.at(-1)!;
    const index = this.#lastLength++;
    chunk.ats[index] = at;
    chunk.hosts[index] = this.#hosts.number(host);
    chunk.kinds[index] = KINDS.indexOf(kind);
    chunk.files[index] = this.#files.number(file);
    chunk.causes[index] = cause;
    chunk.data[index] = data;
  }

  /** Those still held. */
  all(): readonly DiskWrite[] {
    return this.#chunks.flatMap((chunk) => this.#writesOf(chunk));
  }

  /** Drops the chunks whose writes were all made before the instant; each write is shown to `see` first, if anybody wants to. */
  dropBefore(instant: number, see: ((write: DiskWrite) => void) | undefined): void {
    while (this.#chunks.length > 1 && this.#chunks[0]!.ats[CHUNK_SIZE - 1]! < instant) {
      const chunk = this.#chunks.shift()!;
      if (see) for (const write of this.#writesOf(chunk)) see(write);
    }
  }

  #writesOf(chunk: Chunk): DiskWrite[] {
    return chunk.data.map((data, index) => ({
      at: chunk.ats[index]!,
      host: this.#hosts.name(chunk.hosts[index]!),
      file: this.#files.name(chunk.files[index]!),
      kind: KINDS[chunk.kinds[index]!]!,
      data,
      cause: chunk.causes[index]!,
    }));
  }
}
