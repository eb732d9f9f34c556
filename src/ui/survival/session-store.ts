import type { DBSchema, IDBPDatabase } from 'idb';
import type { JournalEntry } from '../../session/protocol';
import type { KeptSession } from './record';

/** All of a session but what the user did: that lies beside it, an entry each, so that saving costs what is new. */
type Head = Omit<KeptSession, 'journal'> & { readonly id: string; readonly acts: number; readonly savedAt: number };

interface Schema extends DBSchema {
  sessions: { key: string; value: Head };
  acts: { key: [string, number]; value: JournalEntry };
}

/** So many sessions of tabs that are closed are kept, and no longer than that. */
const SESSIONS_KEPT = 12;
const KEPT_MILLISECONDS = 14 * 24 * 3_600_000;

/** Fetched when something is kept or recalled for the first time: nobody waits for it before. */
async function open(): Promise<IDBPDatabase<Schema>> {
  const { openDB } = await import('idb');
  return openDB<Schema>('wheelhouse', 1, {
    upgrade(database) {
      database.createObjectStore('sessions', { keyPath: 'id' });
      database.createObjectStore('acts');
    },
  });
}

/** Sessions in the browser's database, each under its tab's name. Whatever the browser refuses is thrown. */
export class SessionStore {
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= open();
    return this.#database;
  }

  async load(id: string): Promise<KeptSession | undefined> {
    const database = await this.#open();
    const head = await database.get('sessions', id);
    if (!head) return undefined;
    const journal = await database.getAll('acts', actsOf(id, 0));
    return journal.length === head.acts ? { ...head, journal } : undefined;
  }

  /** @param from acts before this one are kept there as they are. */
  async save(id: string, kept: KeptSession, from: number): Promise<void> {
    const { journal, ...head } = kept;
    const transaction = (await this.#open()).transaction(['sessions', 'acts'], 'readwrite');
    const acts = transaction.objectStore('acts');
    const writes: Promise<unknown>[] = [
      transaction.objectStore('sessions').put({ ...head, id, acts: journal.length, savedAt: Date.now() }),
      acts.delete(actsOf(id, from)),
      ...journal.slice(from).map((entry, index) => acts.put(entry, [id, from + index])),
    ];
    await Promise.all([...writes, transaction.done]);
  }

  /** Makes room: sessions of long ago are forgotten, the one of this tab never. */
  async prune(own: string): Promise<void> {
    const database = await this.#open();
    const heads = await database.getAll('sessions');
    const others = heads.filter(({ id }) => id !== own).sort((a, b) => b.savedAt - a.savedAt);
    const old = others.filter((head, rank) => rank >= SESSIONS_KEPT || Date.now() - head.savedAt > KEPT_MILLISECONDS);
    for (const { id } of old) {
      await database.delete('sessions', id);
      await database.delete('acts', actsOf(id, 0));
    }
  }
}

function actsOf(id: string, from: number): IDBKeyRange {
  return IDBKeyRange.bound([id, from], [id, Number.POSITIVE_INFINITY]);
}
