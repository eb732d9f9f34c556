import { openDB } from 'idb';

/** Texts that local storage is too small for, by tab and file name. */
const STORE = 'texts';

async function open() {
  return openDB('wheelhouse-files', 1, { upgrade: (database) => void database.createObjectStore(STORE) });
}

/** Names of tabs have no slash in them. What was kept before tabs had names stands under the file's name alone. */
const keyOf = (tab: string, name: string) => (tab === '' ? name : `${tab}/${name}`);
const isOf = (tab: string, key: string) =>
  tab === '' ? !/^[0-9a-z]+-[0-9a-z]+\//.test(key) : key.startsWith(`${tab}/`);

/**
 * Keeps these texts of a tab and forgets its others. Throws where the browser keeps nothing.
 * @param also names of texts that stay as they are.
 */
export async function keepLarge(
  tab: string,
  texts: ReadonlyMap<string, string>,
  also: readonly string[],
): Promise<void> {
  const database = await open();
  const { store, done } = database.transaction(STORE, 'readwrite');
  const known = (await store.getAllKeys()).map(String).filter((key) => isOf(tab, key));
  const wanted = new Set([...texts.keys(), ...also].map((name) => keyOf(tab, name)));
  await Promise.all([
    ...known.filter((key) => !wanted.has(key)).map((key) => store.delete(key)),
    ...[...texts].map(([name, text]) => store.put(text, keyOf(tab, name))),
  ]).finally(() => database.close());
  await done;
}

/** Undefined where it is not there any more. */
export async function recallLarge(tab: string, name: string): Promise<string | undefined> {
  const database = await open();
  const text: unknown = await database.get(STORE, keyOf(tab, name)).finally(() => database.close());
  return typeof text === 'string' ? text : undefined;
}

/** Forgets all texts of these tabs. */
export async function forgetLarge(tabs: readonly string[]): Promise<void> {
  for (const tab of tabs) await keepLarge(tab, new Map(), []);
}
