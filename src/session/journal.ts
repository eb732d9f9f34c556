import type { Command } from './commands';

/** What a user does to the cluster; everything else is about looking at it. */
export type UserCommand = Extract<
  Command,
  { kind: 'apply' | 'delete' | 'dry-run' | 'compare' | 'fault' | 'terminal' | 'input' | 'interrupt' }
>;

/** Something the user did that the simulation heard of, and how many events it had delivered by then. */
export interface JournalEntry {
  readonly event: number;
  /** The simulated instant, which may be later than the last event's. */
  readonly at: number;
  readonly command: UserCommand;
}

/** What it takes to have a history again. */
export interface Recorded {
  readonly seed: string;
  /** Workers the cluster began with, where not the usual three. */
  readonly workers?: number;
  readonly journal: readonly JournalEntry[];
  readonly events: number;
  readonly now: number;
}

/** A whole history: what it takes to have it again, and what it must come to. */
export interface History extends Recorded {
  /** Of the trace: every hop and every disk write. */
  readonly hash: string;
}

/** How the user stood in it: whether the clock ran, what was followed, which moment of the past was looked at, and what waited. */
export interface Standing {
  readonly playing: boolean;
  readonly following: number;
  readonly followChosen: boolean;
  readonly cursor: number;
  /** The moment of the past that is looked at, by events delivered. */
  readonly lookingAt?: { readonly events: number; readonly now: number };
  /** What was asked for and waits until what was asked before it is done. */
  readonly waiting?: readonly UserCommand[];
}

/** A recorded history and how the user stood in it: where a session goes on after a reload, or when its worker died. */
export interface Story extends Recorded {
  readonly standing: Standing;
}
