import { openDB } from 'idb';

/** Texts that local storage is too small for, by file name. */
const STORE = 'texts';

async function open() {
  return openDB('wheelhouse-files', 1, { upgrade: (database) => void database.createObjectStore(STORE) });
}

/** Keeps these texts and forgets all others. Throws where the browser keeps nothing. */
export async function keepLarge(texts: ReadonlyMap<string, string>): Promise<void> {
  const database = await open();
  const { store, done } = database.transaction(STORE, 'readwrite');
  const known = await store.getAllKeys();
  await Promise.all([
    ...known.filter((name) => !texts.has(String(name))).map((name) => store.delete(name)),
    ...[...texts].map(([name, text]) => store.put(text, name)),
  ]);
  await done;
  database.close();
}

/** Undefined where it is not there any more. */
export async function recallLarge(name: string): Promise<string | undefined> {
  const database = await open();
  const text: unknown = await database.get(STORE, name);
  database.close();
  return typeof text === 'string' ? text : undefined;
}
