import type { Component } from '../../simulation';

export interface LogLine {
  readonly at: number;
  readonly line: string;
}

/** So many lines of a container's log are kept, as rotated logs are. */
const LINES_KEPT = 2000;

/** What a container's programs wrote to their standard output and error, a line at a time. */
export class ContainerLog {
  private readonly component: Component;
  private kept: LogLine[] = [];
  private partial = '';
  private followers: readonly LogFollower[] = [];
  private taps: readonly ((text: string) => void)[] = [];
  ended = false;

  constructor(component: Component) {
    this.component = component;
  }

  get lines(): readonly LogLine[] {
    return this.kept;
  }

  readonly write = (text: string): void => {
    for (const tap of this.taps) tap(text);
    const parts = (this.partial + text).split('\n');
    this.partial = parts.pop()!;
    for (const line of parts) this.add({ at: this.component.now, line });
    if (this.kept.length > LINES_KEPT * 2) this.kept = this.kept.slice(-LINES_KEPT);
  };

  /** The program has ended: what it wrote without a line end is a line too. */
  end(): void {
    if (this.partial) this.write('\n');
    this.ended = true;
    for (const follower of this.followers) follower.onEnd();
    this.followers = [];
  }

  /** Hears of all that is written from now on, line ends or not; what is returned ends that. */
  tap(hear: (text: string) => void): () => void {
    this.taps = [...this.taps, hear];
    return () => {
      this.taps = this.taps.filter((other) => other !== hear);
    };
  }

  /** Hears of every line from now on; what is returned ends that. */
  follow(follower: LogFollower): () => void {
    this.followers = [...this.followers, follower];
    return () => {
      this.followers = this.followers.filter((other) => other !== follower);
    };
  }

  private add(line: LogLine): void {
    this.kept.push(line);
    for (const follower of this.followers) follower.onLine(line);
  }
}

export interface LogFollower {
  onLine(line: LogLine): void;
  onEnd(): void;
}
