import type { PlainKey } from '../../text/translation';

/** What examples are about, in the order in which they are shown. */
export type Theme = 'workloads' | 'trouble' | 'configuration' | 'health' | 'scheduling' | 'network' | 'access';

/** A line to type once the example has settled, and what it shows then: a test types it on the whole simulated cluster. */
export interface Proof {
  readonly command: string;
  readonly shows: RegExp;
}

/** A manifest that settles as it says. */
export interface Example {
  readonly file: string;
  readonly theme: Theme;
  readonly title: PlainKey;
  /** One sentence: what it shows. */
  readonly words: PlainKey;
  readonly text: string;
  /** How long it takes until the proofs hold, in simulated seconds. */
  readonly seconds: number;
  readonly proofs: readonly Proof[];
}
