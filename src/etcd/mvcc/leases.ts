import { refusal } from './errors';
import { NO_LEASE } from './requests';
import type { LeaseId } from './requests';

export interface LeaseRecord {
  readonly id: LeaseId;
  readonly ttlSeconds: number;
}

interface Lease extends LeaseRecord {
  readonly keys: Set<string>;
}

/** Which leases exist and which keys hang on them; the same on every member. When they expire is the leader's business. */
export class LeaseTable {
  private readonly leases = new Map<LeaseId, Lease>();

  has(id: LeaseId): boolean {
    return this.leases.has(id);
  }

  get(id: LeaseId): LeaseRecord | undefined {
    return this.leases.get(id);
  }

  records(): LeaseRecord[] {
    return [...this.leases.values()].map(({ id, ttlSeconds }) => ({ id, ttlSeconds }));
  }

  keyCount(id: LeaseId): number {
    return this.leases.get(id)?.keys.size ?? 0;
  }

  grant(id: LeaseId, ttlSeconds: number): void {
    if (this.leases.has(id)) throw refusal('leaseExists');
    this.leases.set(id, { id, ttlSeconds, keys: new Set() });
  }

  /** The lease's keys, sorted: they are deleted in that order. */
  keysOf(id: LeaseId): string[] {
    const lease = this.leases.get(id);
    if (!lease) throw refusal('leaseNotFound');
    return [...lease.keys].sort();
  }

  remove(id: LeaseId): void {
    this.leases.delete(id);
  }

  /** A key hangs on one lease at most. */
  move(key: string, from: LeaseId, to: LeaseId): void {
    if (from === to) return;
    if (from !== NO_LEASE) this.leases.get(from)?.keys.delete(key);
    if (to !== NO_LEASE) this.leases.get(to)?.keys.add(key);
  }
}
