import type { HopId } from './cause';

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

/**
 * Writes in order, a column a field: a record of five fields each would be a fifth of what the garbage collector
 * has to look after. The log forgets its beginning.
 */
export class WriteLog {
  #ats: number[] = [];
  #hosts: string[] = [];
  #kinds: WriteKind[] = [];
  #files: string[] = [];
  #data: unknown[] = [];
  #causes: HopId[] = [];

  add(at: number, host: string, kind: WriteKind, file: string, data: unknown, cause: HopId): void {
    this.#ats.push(at);
    this.#hosts.push(host);
    this.#kinds.push(kind);
    this.#files.push(file);
    this.#data.push(data);
    this.#causes.push(cause);
  }

  all(): readonly DiskWrite[] {
    return this.#ats.map((_, index) => this.#get(index));
  }

  /** Drops what was written before the instant; each write is shown to `see` first, if anybody wants to. */
  dropBefore(instant: number, see: ((write: DiskWrite) => void) | undefined): void {
    let count = 0;
    for (; count < this.#ats.length && this.#ats[count]! < instant; count++) see?.(this.#get(count));
    if (count === 0) return;
    this.#ats = this.#ats.slice(count);
    this.#hosts = this.#hosts.slice(count);
    this.#kinds = this.#kinds.slice(count);
    this.#files = this.#files.slice(count);
    this.#data = this.#data.slice(count);
    this.#causes = this.#causes.slice(count);
  }

  #get(index: number): DiskWrite {
    return {
      at: this.#ats[index]!,
      host: this.#hosts[index]!,
      file: this.#files[index]!,
      kind: this.#kinds[index]!,
      data: this.#data[index],
      cause: this.#causes[index]!,
    };
  }
}
