import type { Service } from '../../api';
import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { claimsBetween, claimsOf } from './allocator';
import type { Claims, ServiceAllocator } from './allocator';

const nothing: Claims = { addresses: [], ports: [] };

/** What one write of a service takes and gives back. The write may be tried several times and may come to nothing. */
export class ServiceClaims {
  private readonly allocator: ServiceAllocator;
  private readonly dryRun: boolean;
  private taken: Claims = nothing;
  private dropped: Claims = nothing;

  constructor(allocator: ServiceAllocator, dryRun: boolean) {
    this.allocator = allocator;
    this.dryRun = dryRun;
  }

  /** The service with what it needs; what an earlier try took is given back first. */
  *complete(next: KubeObject, previous?: KubeObject): Process<KubeObject> {
    yield* this.undo();
    const { service, taken } = yield* this.allocator.complete(
      next as Service,
      previous as Service | undefined,
      this.dryRun,
    );
    this.taken = taken;
    this.dropped = previous ? claimsBetween(claimsOf(previous as Service), claimsOf(service)) : nothing;
    return service;
  }

  /** The write is the service's end: it gives back all it has. */
  ends(service: KubeObject): void {
    this.dropped = claimsOf(service as Service);
  }

  /** The write failed. */
  *undo(): Process<void> {
    const { taken } = this;
    this.taken = nothing;
    yield* this.allocator.release(taken);
  }

  /** The write is done: what the service had before and has no longer is free. */
  *done(): Process<void> {
    if (!this.dryRun) yield* this.allocator.release(this.dropped);
  }
}
