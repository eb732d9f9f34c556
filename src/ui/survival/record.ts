import type { JournalEntry, RecordMessage, Standing, Story } from '../../session/protocol';

/** A session as it is kept: what it takes to have it again, and by which build of the simulation it was made. */
export interface KeptSession {
  readonly build: string;
  /** What the address asked for when it began: another address asks for another session. */
  readonly asked: string;
  readonly seed: string;
  readonly workers?: number;
  readonly journal: readonly JournalEntry[];
  readonly events: number;
  readonly now: number;
  readonly standing: Standing;
  readonly speed: number;
  readonly autoPace: boolean;
}

/** The record after the worker told how it grew; what was kept of another seed is forgotten. */
export function afterRecord(
  before: Pick<KeptSession, 'seed' | 'journal'> | undefined,
  { keep, entries, seed, workers, events, now, standing }: RecordMessage,
): Pick<KeptSession, 'seed' | 'workers' | 'journal' | 'events' | 'now' | 'standing'> {
  const old = before?.seed === seed ? before.journal.slice(0, keep) : [];
  return { seed, ...(workers ? { workers } : {}), journal: [...old, ...entries], events, now, standing };
}

export function storyOf({ seed, workers, journal, events, now, standing }: KeptSession): Story {
  return { seed, ...(workers ? { workers } : {}), journal, events, now, standing };
}

/** The same history up to just before an event, with the clock standing. */
export function storyBefore(kept: KeptSession, event: number): Story {
  const story = storyOf(kept);
  const standing = { ...story.standing, playing: false };
  if (event > story.events) return { ...story, standing };
  const journal = story.journal.filter((entry) => entry.event < event);
  const { lookingAt: _past, ...present } = standing;
  // Where exactly the clock stood before that event is not known: it stands where the last event before it left it.
  return { ...story, journal, events: event - 1, now: 0, standing: present };
}

/** Without the user's last act, and up to just before it. */
export function storyWithoutLastAct(kept: KeptSession): Story | undefined {
  const last = kept.journal.at(-1);
  if (!last) return undefined;
  const { lookingAt: _past, ...standing } = { ...kept.standing, playing: false };
  return { ...storyOf(kept), journal: kept.journal.slice(0, -1), events: last.event, now: last.at, standing };
}

/** The record as a file that a person can keep or send. */
export function recordFile({ build, seed, workers, journal, events, now }: KeptSession): string {
  return `${JSON.stringify({ wheelhouse: build, seed, workers, events, now, journal }, undefined, 2)}\n`;
}
