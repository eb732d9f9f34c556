import type { Cause } from '../../simulation';
import type { PodInfo } from '../cache/pod-info';

/** Where a waiting pod is: ready to be tried, waiting a little, waiting after an error, or until something changes. */
export type QueuePlace = 'active' | 'backoff' | 'error-backoff' | 'unschedulable' | 'gated' | 'in flight' | 'gone';

export const NOBODY: ReadonlySet<string> = new Set();

/** A pod that waits for a node, with its history. */
export class QueuedPod {
  info: PodInfo;
  place: QueuePlace = 'gone';
  /** Counts its moves: what a heap says about an earlier one is out of date. */
  move = 0;
  /** Total order among equals. */
  readonly sequence: number;
  /** When it came, or came back. */
  since = 0;
  attempts = 0;
  /** How often it was refused, and how often in a row something went wrong: they decide the back-off. */
  refusals = 0;
  errors = 0;
  refusedBy: ReadonlySet<string> = NOBODY;
  /** Why it is to be tried: who made it, or what has changed since. */
  cause: Cause;

  constructor(info: PodInfo, sequence: number, cause: Cause) {
    this.info = info;
    this.sequence = sequence;
    this.cause = cause;
  }

  get key(): string {
    return this.info.key;
  }

  get backoffEnds(): number {
    const tries = Math.max(this.refusals, this.errors);
    return tries === 0 ? this.since : this.since + backoffMilliseconds(tries);
  }
}

const FIRST_BACKOFF_MILLISECONDS = 1_000;
const LONGEST_BACKOFF_MILLISECONDS = 10_000;

/** 1 s, 2 s, 4 s, 8 s, 10 s from then on. */
export function backoffMilliseconds(tries: number): number {
  return Math.min(FIRST_BACKOFF_MILLISECONDS * 2 ** (tries - 1), LONGEST_BACKOFF_MILLISECONDS);
}

/** The more important first, then who waits longer. */
export function isTriedBefore(a: QueuedPod, b: QueuedPod): boolean {
  if (a.info.priority !== b.info.priority) return a.info.priority > b.info.priority;
  return a.since === b.since ? a.sequence < b.sequence : a.since < b.since;
}
