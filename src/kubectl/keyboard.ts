/** What somebody says to a command that runs: text as it was typed, or that there is no more. */
export interface Typed {
  readonly stdin?: string;
  readonly closed?: boolean;
}

/** What a command makes of the keys: the container's terminal shows them and obeys Ctrl-C, or lines are read as they are entered here. */
export type Reading = 'terminal' | 'lines';

/** Who sits before a command that runs: it hears what is typed as long as it listens. */
export class Keyboard {
  private listener: ((typed: Typed) => void) | undefined;
  private how: Reading | undefined;

  /** How it is listened to; undefined where nobody does. */
  get reading(): Reading | undefined {
    return this.how;
  }

  /** Returns what ends it. */
  listen(reading: Reading, listener: (typed: Typed) => void): () => void {
    this.listener = listener;
    this.how = reading;
    return () => {
      this.listener = undefined;
      this.how = undefined;
    };
  }

  type(typed: Typed): void {
    this.listener?.(typed);
  }
}
