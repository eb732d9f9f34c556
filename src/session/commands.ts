/** What the page asks of the worker. */
import type { Fault } from '../cluster';
import type { Story } from './journal';

export type Selection =
  | { readonly kind: 'hop'; readonly id: number }
  | { readonly kind: 'object'; readonly key: string }
  | { readonly kind: 'component'; readonly id: string }
  | { readonly kind: 'machine'; readonly name: string };

/**
 * How far a step goes: to the next message of the followed request, or whichever comes; or, on the tree of causes, to what
 * this message sets in motion, past all that happens for it, or out of the request within which it happens.
 */
export type StepHow = 'next' | 'any' | 'into' | 'over' | 'out';

/** A moment: just after a message was sent, or an instant. */
export type Moment = { readonly hop: number } | { readonly at: number };

/** Something that stops the clock when it happens. */
export interface Breakpoint {
  readonly id: string;
  readonly when: 'pod-bound' | 'pod-fails' | 'no-leader' | 'written';
  /** Of `written`: what the key contains. */
  readonly text?: string;
  readonly on: boolean;
}

export type Command =
  | {
      readonly kind: 'start';
      readonly seed: string;
      readonly speed: number;
      readonly autoPace: boolean;
      /** How many workers the cluster begins with; three unless told. */
      readonly workers?: number;
      /** The history to begin with, run again from its seed: after a reload, or when a worker died. */
      readonly story?: Story;
      /** The name of a lock that this worker holds as long as it lives. */
      readonly life?: string;
    }
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  /** 0.01 to 100 times real time. */
  | { readonly kind: 'speed'; readonly speed: number }
  | { readonly kind: 'auto-pace'; readonly on: boolean }
  /** One step further; then the clock stands. */
  | { readonly kind: 'step'; readonly how: StepHow }
  | { readonly kind: 'run-until-quiet' }
  /** As fast as it goes up to an instant that is yet to come; then the clock stands. */
  | { readonly kind: 'run-to'; readonly at: number }
  /** All of them, whole each time. */
  | { readonly kind: 'breakpoints'; readonly breakpoints: readonly Breakpoint[] }
  | { readonly kind: 'apply'; readonly file: string; readonly text: string }
  | { readonly kind: 'delete'; readonly file: string; readonly text: string }
  /** Apply as far as the server goes without writing; and the live objects beside what the server would make of the manifest. */
  | { readonly kind: 'dry-run'; readonly file: string; readonly text: string }
  | { readonly kind: 'compare'; readonly file: string; readonly text: string }
  /** A line typed into the laptop's terminal, in a folder that holds these files; with `job` it runs in the background by that number. */
  | {
      readonly kind: 'terminal';
      readonly line: string;
      readonly files: Readonly<Record<string, string>>;
      readonly job?: number;
    }
  /** More for the line that runs in the terminal: what was typed, or (`closed`) that there is no more. */
  | { readonly kind: 'input'; readonly text: string; readonly closed?: boolean }
  /** Ctrl-C: the terminal's line ends where it stands; or one in the background does. */
  | { readonly kind: 'interrupt'; readonly job?: number }
  /** What may follow in a terminal's line? Answered by `completed`; changes nothing. */
  | { readonly kind: 'complete'; readonly line: string; readonly files: readonly string[] }
  /** Something is broken, or mended. What cannot be (there is no such machine) is nobody's act. */
  | { readonly kind: 'fault'; readonly fault: Fault }
  /**
   * To look at another moment of the history: seed and journal are run again up to there, in a fresh cluster. The present
   * stands still meanwhile and is kept; steps and play then go through what is recorded, up to the present.
   */
  | { readonly kind: 'seek'; readonly to: Moment }
  /** One hop of the followed request back, in the same way. */
  | { readonly kind: 'back' }
  /** From the past to where the history ends. */
  | { readonly kind: 'return' }
  /** The moment looked at becomes the present: what was done later is dropped, and what comes is a new history. */
  | { readonly kind: 'fork' }
  /** Stay where we are after all. */
  | { readonly kind: 'cancel-seek' }
  /** Which act's hops are followed; 0: the user's last. */
  | { readonly kind: 'follow'; readonly act: number }
  | { readonly kind: 'select'; readonly selection: Selection | null }
  /** What is in this message? Answered by `peeked`; changes nothing. */
  | { readonly kind: 'peek'; readonly hop: number }
  /** Somebody looks at etcd: its timers and leases are told, and the history of a key. Off: no more. */
  | { readonly kind: 'look-into-etcd'; readonly on: boolean; readonly key: string }
  /** Asks for the whole history so far, and its hash. */
  | { readonly kind: 'history' }
  /** The page was hidden or is back; a hidden page's clock stands still. */
  | { readonly kind: 'visible'; readonly visible: boolean }
  /** The page has taken in what it was told, and is ready for more. */
  | { readonly kind: 'taken' };

/** What is asked for while the cluster comes up, and done when it is there. */
export const waitsForCluster: ReadonlySet<Command['kind']> = new Set([
  'apply',
  'delete',
  'dry-run',
  'compare',
  'run-until-quiet',
  'run-to',
  'step',
]);
