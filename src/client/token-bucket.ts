/**
 * A bucket of permits that refills steadily (client-go's flow control and the controllers' overall limit).
 * It may be overdrawn: who reserves is told how long to wait until the permit would have been there.
 */
export class TokenBucket {
  private readonly permitsPerMillisecond: number;
  private readonly burst: number;
  private permits: number;
  private countedAt = 0;

  /** A rate in permits per second, and how many may be saved up. */
  constructor(permitsPerSecond: number, burst: number) {
    this.permitsPerMillisecond = permitsPerSecond / 1000;
    this.burst = burst;
    this.permits = burst;
  }

  /** Takes one permit at this instant; answers how many milliseconds to wait before using it. */
  reserve(now: number): number {
    this.permits = Math.min(this.burst, this.permits + (now - this.countedAt) * this.permitsPerMillisecond);
    this.countedAt = now;
    this.permits -= 1;
    return this.permits >= 0 ? 0 : -this.permits / this.permitsPerMillisecond;
  }

  /** Takes one permit if there is one. */
  tryTake(now: number): boolean {
    if (this.reserve(now) === 0) return true;
    this.permits += 1;
    return false;
  }
}
