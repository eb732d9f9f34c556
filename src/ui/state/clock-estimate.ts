import type { ClockView } from '../../session/protocol';

/**
 * The simulated clock between two batches. The worker's pace varies (auto pace skips and lingers), so the rate is measured,
 * never assumed; the estimate runs ahead by one batch at most and never goes back while the clock plays. What runs as fast as
 * it can (boot, until quiet) is shown as it is told.
 */
export class ClockEstimate {
  private base = 0;
  private baseAt = 0;
  private rate = 0;
  private lastRate = 0;
  private ahead = 0;
  private shown = 0;
  private moving = false;
  private playing = false;

  /** @param at the page's own clock, in milliseconds, when the batch was received. */
  observe(clock: Pick<ClockView, 'now' | 'mode'>, at: number): void {
    const wasPlaying = this.playing;
    this.playing = clock.mode === 'playing';
    this.moving = this.playing || clock.mode === 'booting' || clock.mode === 'running-until-quiet';
    const passed = clock.now - this.base;
    const rate = wasPlaying && this.playing && at > this.baseAt ? passed / (at - this.baseAt) : 0;
    // One leap over a wait must not be taken for a pace: the smaller of the last two rates is.
    this.rate = Math.max(0, Math.min(rate, this.lastRate));
    this.lastRate = rate;
    this.ahead = Math.max(0, passed);
    if (clock.now < this.base || !(wasPlaying && this.playing)) this.shown = clock.now;
    this.base = clock.now;
    this.baseAt = at;
  }

  /** Simulated milliseconds at the page's instant `at`. */
  read(at: number): number {
    if (!this.moving) return this.base;
    const guess = this.base + Math.min(this.ahead, Math.max(0, at - this.baseAt) * this.rate);
    this.shown = Math.max(this.shown, guess);
    return this.shown;
  }

  get isMoving(): boolean {
    return this.moving;
  }
}
