import type { LeaseTable } from './mvcc/leases';
import type { LeaseId } from './mvcc';

const REVOKE_RETRY_MILLISECONDS = 3_000;

/**
 * When leases expire: known to the leader alone, by its own clock. A new leader gives every lease its whole life again (and an election
 * timeout more), because it can't know when the last keep-alive came.
 */
export class Lessor {
  private readonly expiries = new Map<LeaseId, number>();
  private leading = false;

  lead(leases: LeaseTable, now: number, graceMilliseconds: number): void {
    this.leading = true;
    this.expiries.clear();
    for (const { id, ttlSeconds } of leases.records())
      this.expiries.set(id, now + ttlSeconds * 1000 + graceMilliseconds);
  }

  follow(): void {
    this.leading = false;
    this.expiries.clear();
  }

  /** Granted, or kept alive. */
  renew(id: LeaseId, ttlSeconds: number, now: number): void {
    if (this.leading) this.expiries.set(id, now + ttlSeconds * 1000);
  }

  forget(id: LeaseId): void {
    this.expiries.delete(id);
  }

  /** When it runs out, as far as this member knows: only a leader does. */
  expiryOf(id: LeaseId): number | undefined {
    return this.expiries.get(id);
  }

  /** Whole seconds, as etcd says them: of 9.9 it says 9. */
  remainingSeconds(id: LeaseId, now: number): number {
    return Math.floor(((this.expiries.get(id) ?? now) - now) / 1000);
  }

  /** Leases to revoke now, in the order of their expiry; named again after a while if they are still there. */
  takeExpired(now: number): LeaseId[] {
    const expired: { readonly id: LeaseId; readonly at: number }[] = [];
    for (const [id, at] of this.expiries) if (at <= now) expired.push({ id, at });
    expired.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    for (const { id } of expired) this.expiries.set(id, now + REVOKE_RETRY_MILLISECONDS);
    return expired.map(({ id }) => id);
  }
}
