import { recallInTab, rememberInTab } from '../state/memory';

const KEY = 'wheelhouse.tab';
const STANDING_KEY = 'wheelhouse.stood';
const LOCK = 'wheelhouse-tab-';
/** A page that is being left gives its name back, but one that is busy may take a moment longer: who comes by a reload is no copy. */
const PATIENCE_MILLISECONDS = 400;
const PATIENCE_OF_A_RELOAD_MILLISECONDS = 3000;

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

function patience(): number {
  const [entry] = performance.getEntriesByType('navigation');
  const isReload = entry !== undefined && 'type' in entry && entry.type === 'reload';
  return isReload ? PATIENCE_OF_A_RELOAD_MILLISECONDS : PATIENCE_MILLISECONDS;
}

/** Takes the lock of this name and holds it until the page is left; false where another page has it. */
function holds(id: string): Promise<boolean> {
  const { locks } = navigator;
  if (!locks) return Promise.resolve(true);
  const left = new Promise<void>((resolve) => addEventListener('pagehide', () => resolve(), { once: true }));
  // Somebody may come back to the page that was left, as it stood then.
  addEventListener('pageshow', function back({ persisted }) {
    if (!persisted) return;
    removeEventListener('pageshow', back);
    void holds(id);
  });
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(patience());
    const taken = () => {
      resolve(true);
      return left;
    };
    locks.request(`${LOCK}${id}`, { signal }, taken).catch(() => resolve(false));
  });
}

function freshName(): string {
  return `${Date.now().toString(36)}-${Math.floor(Math.random() * 2 ** 40).toString(36)}`;
}
