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
 * The browser copies what it is given before it goes on. A long text lies in pieces, so that nobody waits for the whole of
 * it: under the text's key and the number of the piece.
 */
const PIECE_LETTERS = 1_000_000;

/** The key of the text that this is the key of, or of a piece of. Older builds kept each text whole, under its own key. */
const textOf = (key: IDBValidKey) => String(Array.isArray(key) ? key[0] : key);

function* piecesOf(text: string): Iterable<string> {
  for (let at = 0; at === 0 || at < text.length; at += PIECE_LETTERS) yield text.slice(at, at + PIECE_LETTERS);
}

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
  try {
    const { store, done } = database.transaction(STORE, 'readwrite');
    const untouched = new Set(also.filter((name) => !texts.has(name)).map((name) => keyOf(tab, name)));
    const known = (await store.getAllKeys()).filter((key) => isOf(tab, textOf(key)) && !untouched.has(textOf(key)));
    await Promise.all(known.map((key) => store.delete(key)));
    for (const [name, text] of texts) {
      let number = 0;
      for (const piece of piecesOf(text)) await store.put(piece, [keyOf(tab, name), number++]);
    }
    await done;
  } finally {
    database.close();
  }
}

/** Undefined where it is not there any more. */
export async function recallLarge(tab: string, name: string): Promise<string | undefined> {
  const database = await open();
  try {
    const { store } = database.transaction(STORE);
    const key = keyOf(tab, name);
    let text: unknown = await store.get(key);
    for (let number = 0; ; number++) {
      const piece: unknown = await store.get([key, number]);
      if (typeof piece !== 'string') return typeof text === 'string' ? text : undefined;
      text = typeof text === 'string' ? text + piece : piece;
    }
  } finally {
    database.close();
  }
}

/** Forgets all texts of these tabs. */
export async function forgetLarge(tabs: readonly string[]): Promise<void> {
  for (const tab of tabs) await keepLarge(tab, new Map(), []);
}
