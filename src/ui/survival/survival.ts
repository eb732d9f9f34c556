import { create } from 'zustand';
import type { Crash, RecordMessage, Standing, Story } from '../../session/protocol';
import { tellBreakpoints } from '../state/breakpoints';
import { useScreen } from '../state/screen';
import { send } from '../state/session';
import { startCluster, workersWanted } from '../state/start';
import { Keeper, type Kept } from './keeper';
import { type KeptSession, recordFile, storyBefore, storyOf, storyWithoutLastAct } from './record';
import { SessionStore } from './session-store';
import { claimTab, isNewTab, recallStood, rememberStood, type Tab } from './tab';

/** Something that a person is told about the session's survival, until it is put away. */
export type Saying =
  | { readonly kind: 'reloaded' | 'copied' | 'otherBuild' }
  /** The browser's own words, where it had any. */
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'bug'; readonly crash: Crash };

interface Survival {
  readonly saying: Saying | null;
  /** Whether the browser keeps the session. */
  readonly kept: Kept;
  /** Why it is run again right now. */
  readonly restoring: 'reload' | 'lost' | null;
  /** A session of another build, which can still be downloaded. */
  readonly foreign: KeptSession | null;
}

export const useSurvival = create<Survival>(() => ({
  saying: null,
  kept: 'unknown',
  restoring: null,
  foreign: null,
}));

/** Of the simulation's sources: the same acts lead to the same history only in the same build. */
const BUILD = __SIMULATION_BUILD__;
/** A worker that dies again and again is not started for ever. */
const MOST_RECOVERIES = 3;
const RECOVERY_MILLISECONDS = 20_000;

const store = new SessionStore();
const keeper = new Keeper(store, (kept) => useSurvival.setState({ kept }));
let recoveries: number[] = [];

function asked(): string {
  const { searchParams } = new URL(location.href);
  return `${searchParams.get('seed') ?? ''} ${workersWanted(location.search) ?? ''}`.trim();
}

/** The page's first deed: a new tab gets a new cluster at once, a reloaded one has its session again. */
export async function beginSession(): Promise<void> {
  addEventListener('pagehide', rememberWhereItStood);
  const seed = new URLSearchParams(location.search).get('seed') ?? undefined;
  const fresh = isNewTab();
  if (fresh) startCluster(seed);
  const tab = await claimTab();
  const kept = fresh ? undefined : await loadOf(tab);
  if (fresh) return keeper.keepUnder(tab.id);
  if (!kept || kept.asked !== asked()) startCluster(seed);
  else if (kept.build !== BUILD) {
    startCluster(seed);
    useSurvival.setState({ saying: { kind: 'otherBuild' }, foreign: kept });
  } else return goOn(tab, kept);
  keeper.keepUnder(tab.id);
}

async function loadOf({ before }: Tab): Promise<KeptSession | undefined> {
  try {
    return before === undefined ? undefined : await store.load(before);
  } catch {
    useSurvival.setState({ kept: 'blocked' });
    return undefined;
  }
}

function goOn({ id, copied }: Tab, kept: KeptSession): void {
  const session = withStood(kept);
  keeper.keepUnder(id, copied ? undefined : session);
  if (copied) keeper.begin(session);
  useSurvival.setState({ restoring: 'reload', saying: { kind: copied ? 'copied' : 'reloaded' } });
  restart(session, storyOf(session));
}

function restart({ speed, autoPace }: Pick<KeptSession, 'speed' | 'autoPace'>, story: Story): void {
  const { seed, workers } = story;
  useScreen.setState({ crash: null });
  send({ kind: 'start', seed, speed, autoPace, story, ...(workers ? { workers } : {}) });
  tellBreakpoints();
}

// ---- while it runs --------------------------------------------------------------------------------------------------------

export function hearRecord(message: RecordMessage): void {
  const { speed, autoPace } = useScreen.getState().clock;
  keeper.hear(message, { build: BUILD, asked: asked(), speed, autoPace });
  if (useSurvival.getState().restoring) useSurvival.setState({ restoring: null });
}

interface Stood {
  readonly acts: number;
  readonly seed: string;
  readonly events: number;
  readonly now: number;
  readonly standing: Standing;
}

function rememberWhereItStood(): void {
  const kept = keeper.session;
  if (!kept) return;
  const { seed, events, now, standing, journal } = kept;
  rememberStood({ acts: journal.length, seed, events, now, standing } satisfies Stood);
}

/** The database may have heard last a moment before the page was left. */
function withStood(kept: KeptSession): KeptSession {
  const stood = recallStood() as Stood | null;
  const same = stood?.seed === kept.seed && stood.acts === kept.journal.length && stood.events >= kept.events;
  if (!stood || !same) return kept;
  const { events, now, standing } = stood;
  return { ...kept, events, now, standing };
}

// ---- when the worker is gone ------------------------------------------------------------------------------------------------

/** A worker that died is replaced, and its history run again. False where that is hopeless: then the page says so. */
export function recover(crash: Crash): boolean {
  const kept = keeper.session;
  const now = performance.now();
  recoveries = [...recoveries.filter((at) => now - at < RECOVERY_MILLISECONDS), now];
  if (!kept || kept.seed !== crash.seed || recoveries.length > MOST_RECOVERIES) {
    // Nothing is run again any more, though the last attempt may have been on its way.
    useSurvival.setState({ restoring: null });
    return false;
  }
  const isBug = crash.event > 0;
  useSurvival.setState({
    restoring: 'lost',
    saying: isBug ? { kind: 'bug', crash } : { kind: 'lost', why: crash.message },
  });
  const story = isBug ? storyBefore(kept, crash.event) : storyOf(kept);
  keeper.begin({ ...kept, ...story });
  restart(kept, story);
  return true;
}

/** Whether there is an act to leave out. */
export function canLeaveOutLastAct(): boolean {
  return (keeper.session?.journal.length ?? 0) > 0;
}

/** The way on where the session dies of its last act. */
export function goOnWithoutLastAct(): void {
  const kept = keeper.session;
  const story = kept && storyWithoutLastAct(kept);
  if (!story) return;
  recoveries = [];
  useSurvival.setState({ restoring: 'lost', saying: null });
  keeper.begin({ ...kept, ...story });
  restart(kept, story);
}

/** The record as a file: of this session, or of the one that could not be gone on with. */
export function downloadRecord(): void {
  const kept = useSurvival.getState().foreign ?? keeper.session;
  if (!kept) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([recordFile(kept)], { type: 'application/json' }));
  link.download = `wheelhouse-${kept.seed}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A new cluster in place of this one; what was kept of it goes with it. */
export function startAnew(): void {
  useSurvival.setState({ saying: null, foreign: null });
  startCluster();
}
