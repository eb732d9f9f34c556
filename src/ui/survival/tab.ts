const KEY = 'wheelhouse.tab';
const STANDING_KEY = 'wheelhouse.stood';
const LOCK = 'wheelhouse-tab-';
/** A page that is being left may hold its name for a moment longer. */
const PATIENCE_MILLISECONDS = 400;

/** The name under which this tab's session is kept, and whether it is to be read from there. */
export interface Tab {
  readonly id: string;
  /** The name that the tab had before: its session is had again from there. */
  readonly before: string | undefined;
  /** The tab is a copy of one that still lives. */
  readonly copied: boolean;
}

let claim: Promise<Tab> | undefined;

/** Names are kept for the life of a tab, through reloads; a duplicated tab comes with the name of the other one. */
export function claimTab(): Promise<Tab> {
  claim ??= claimed();
  return claim;
}

async function claimed(): Promise<Tab> {
  const before = nameBefore();
  if (before !== undefined && (await holds(before))) return { id: before, before, copied: false };
  const id = freshName();
  rememberInTab(KEY, id);
  await holds(id);
  return { id, before, copied: before !== undefined };
}

/** The name this tab came with, which another one may hold: undefined in a new tab. */
export function nameBefore(): string | undefined {
  return recallInTab(KEY);
}

/** Whether there is anything to wait for: a tab that is new begins at once. */
export function isNewTab(): boolean {
  return nameBefore() === undefined;
}

/** The names of all tabs that are open now; undefined where the browser does not tell. */
export async function livingTabs(): Promise<ReadonlySet<string> | undefined> {
  const found = await navigator.locks?.query().catch(() => undefined);
  const names = found?.held?.map(({ name = '' }) => name).filter((name) => name.startsWith(LOCK));
  return names && new Set(names.map((name) => name.slice(LOCK.length)));
}

/** Where the session stood when the page was left: told at the last moment, when no database has time to answer. */
export function rememberStood(stood: unknown): void {
  rememberInTab(STANDING_KEY, JSON.stringify(stood));
}

export function recallStood(): unknown {
  try {
    return JSON.parse(recallInTab(STANDING_KEY) ?? 'null');
  } catch {
    return null;
  }
}

/** Takes the lock of this name and holds it for the life of the page; false where another page has it. */
function holds(id: string): Promise<boolean> {
  const { locks } = navigator;
  if (!locks) return Promise.resolve(true);
  const forever = new Promise<never>(() => {});
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    const taken = () => {
      resolve(true);
      return forever;
    };
    locks.request(`${LOCK}${id}`, { signal }, taken).catch(() => resolve(false));
  });
}

function freshName(): string {
  return `${Date.now().toString(36)}-${Math.floor(Math.random() * 2 ** 40).toString(36)}`;
}

function recallInTab(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function rememberInTab(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // A tab that can keep nothing is a new one after a reload.
  }
}
