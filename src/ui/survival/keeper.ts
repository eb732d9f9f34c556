import type { RecordMessage } from '../../session/protocol';
import type { KeptSession } from './record';
import { afterRecord } from './record';

/** What a keeper needs of the place where sessions are kept. */
export interface Shelf {
  save(id: string, kept: KeptSession, from: number): Promise<void>;
  prune(own: string): Promise<void>;
}

export type Kept = 'unknown' | 'kept' | 'full' | 'blocked';

/**
 * Keeps the record: always in memory, so that a dead worker can be replaced, and on the shelf as far as the browser lets it.
 * One write at a time; what grew meanwhile goes with the next, and what was refused too: what forbids it may be over by then.
 */
export class Keeper {
  session: KeptSession | undefined;
  readonly #shelf: Shelf;
  readonly #onKept: (kept: Kept) => void;
  #id: string | undefined;
  #savedActs = 0;
  #writing = false;
  #waiting = false;
  #kept: Kept = 'unknown';

  constructor(shelf: Shelf, onKept: (kept: Kept) => void) {
    this.#shelf = shelf;
    this.#onKept = onKept;
  }

  /** From here on the session is kept under this name. @param session what is kept there already. */
  keepUnder(id: string, session?: KeptSession): void {
    this.#id = id;
    if (session) this.session = session;
    this.#savedActs = session?.journal.length ?? 0;
    if (this.session) void this.#write();
  }

  /** Another session takes the place of the one that is kept. */
  begin(session: KeptSession | undefined): void {
    this.session = session;
    this.#savedActs = 0;
  }

  hear(message: RecordMessage, about: Pick<KeptSession, 'build' | 'asked' | 'speed' | 'autoPace'>): void {
    this.session = { ...about, ...afterRecord(this.session, message) };
    this.#savedActs = Math.min(this.#savedActs, message.keep);
    void this.#write();
  }

  async #write(): Promise<void> {
    const id = this.#id;
    if (this.#writing) this.#waiting = true;
    if (id === undefined || this.#writing || !this.session) return;
    this.#writing = true;
    this.#waiting = false;
    await this.#save(id, this.session);
    this.#writing = false;
    if (this.#waiting) void this.#write();
  }

  async #save(id: string, session: KeptSession): Promise<void> {
    const from = this.#savedActs;
    this.#savedActs = session.journal.length;
    try {
      await this.#shelf.save(id, session, from);
      if (this.#kept !== 'kept') void this.#shelf.prune(id).catch(() => undefined);
      this.#tell('kept');
    } catch (error) {
      this.#savedActs = Math.min(this.#savedActs, from);
      const full = error instanceof DOMException && error.name === 'QuotaExceededError';
      if (full) await this.#shelf.prune(id).catch(() => undefined);
      this.#tell(full ? 'full' : 'blocked');
    }
  }

  #tell(kept: Kept): void {
    if (kept === this.#kept) return;
    this.#kept = kept;
    this.#onKept(kept);
  }
}
