import type { Host } from './host';
import type { Process } from './process';
import { SleepWait } from './process';
import type { DiskWrite } from './write-log';

type Files = Map<string, unknown>;

type Change = Pick<DiskWrite, 'kind' | 'file' | 'data'>;

function logIn(files: Files, file: string): unknown[] {
  let log = files.get(file) as unknown[] | undefined;
  if (!log) files.set(file, (log = []));
  return log;
}

function perform(files: Files, { kind, file, data }: Change): void {
  switch (kind) {
    case 'append':
      logIn(files, file).push(data);
      return;
    case 'write':
      files.set(file, data);
      return;
    case 'remove':
      files.delete(file);
      return;
    case 'truncate':
      shorten(logIn(files, file), data as number);
      return;
    case 'drop-prefix':
      logIn(files, file).splice(0, data as number);
  }
}

function shorten(log: unknown[], length: number): void {
  if (log.length > length) log.length = length;
}

/**
 * A machine's disk: files that hold one value, and logs that hold a list of records. What was written before a `sync`
 * began survives a crash once that sync has returned; the rest is lost. Reads see what was written, synced or not: a
 * writer goes on at once, as with a page cache, while the disk takes the writes one after the other.
 */
export class Disk {
  /** How long the disk is busy with one write. */
  writeMilliseconds = 0.02;
  /** How long a sync takes once the writes before it are done. */
  syncMilliseconds = 1;
  readonly #host: Host;
  readonly #durable: Files = new Map();
  #visible: Files = new Map();
  #unsynced: Change[] = [];
  #syncedCount = 0;
  /** When the disk has done all that was written. */
  #idleAt = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  read(file: string): any {
    return this.#visible.get(file);
  }

  /** A log's records; do not keep the array. */
  log(file: string): readonly any[] {
    return (this.#visible.get(file) as unknown[] | undefined) ?? [];
  }

  files(): readonly string[] {
    return [...this.#visible.keys()].sort();
  }

  write(file: string, value: unknown): void {
    this.#change({ kind: 'write', file, data: value });
  }

  remove(file: string): void {
    this.#change({ kind: 'remove', file, data: null });
  }

  append(file: string, record: unknown): void {
    this.#change({ kind: 'append', file, data: record });
  }

  /** Keeps the first so many records. */
  truncate(file: string, keepFirst: number): void {
    this.#change({ kind: 'truncate', file, data: keepFirst });
  }

  /** Drops the first so many records. */
  dropPrefix(file: string, count: number): void {
    this.#change({ kind: 'drop-prefix', file, data: count });
  }

  /** Makes durable what has been written before this call. */
  *sync(): Process<void> {
    const target = this.#syncedCount + this.#unsynced.length;
    yield new SleepWait(Math.max(0, this.#idleAt - this.#host.simulation.now) + this.syncMilliseconds);
    const changes = this.#unsynced.splice(0, Math.max(0, target - this.#syncedCount));
    this.#syncedCount += changes.length;
    for (const change of changes) perform(this.#durable, change);
  }

  /** The machine lost power: what was not synced is gone. */
  crash(): void {
    this.#unsynced = [];
    this.#visible = new Map();
    for (const [file, content] of this.#durable)
      this.#visible.set(file, Array.isArray(content) ? [...content] : content);
  }

  #change(change: Change): void {
    perform(this.#visible, change);
    this.#unsynced.push(change);
    this.#idleAt = Math.max(this.#idleAt, this.#host.simulation.now) + this.writeMilliseconds;
    this.#host.simulation.recordWrite(this.#host, change);
  }
}
