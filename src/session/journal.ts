import type { Command } from './protocol';

/** What a user does to the cluster; everything else is about looking at it. */
export type UserCommand = Extract<Command, { kind: 'apply' | 'delete' | 'fault' | 'terminal' | 'interrupt' }>;

/** Something the user did that the simulation heard of, and how many events it had delivered by then. */
export interface JournalEntry {
  readonly event: number;
  /** The simulated instant, which may be later than the last event's. */
  readonly at: number;
  readonly command: UserCommand;
}

/** A whole history: what it takes to have it again, and what it must come to. */
export interface History {
  readonly seed: string;
  /** Workers the cluster began with, where not the usual three. */
  readonly workers?: number;
  readonly journal: readonly JournalEntry[];
  readonly events: number;
  readonly now: number;
  /** Of the trace: every hop and every disk write. */
  readonly hash: string;
}
