import type { Component, Process } from '../../simulation';
import type { EtcdDoor, LeaseId } from './etcd-door';

/** Events live for an hour. */
const timeToLiveSeconds = 3600;
/** Events within this time, or this many, share one lease: etcd is spared a lease for each. */
const sharedForMilliseconds = 60_000;
const sharedByAtMost = 1000;

/** Gives out etcd leases for events, one for many, as the real server does; a lease lives as much longer as it is shared. */
export class EventLeases {
  private readonly component: Component;
  private readonly etcd: EtcdDoor;
  private lease: LeaseId | undefined;
  private grantedAt = 0;
  private used = 0;

  constructor(component: Component, etcd: EtcdDoor) {
    this.component = component;
    this.etcd = etcd;
  }

  *current(): Process<LeaseId> {
    const old = this.component.now - this.grantedAt >= sharedForMilliseconds;
    if (this.lease === undefined || old || this.used >= sharedByAtMost) {
      this.lease = yield* this.etcd.grant(timeToLiveSeconds + sharedForMilliseconds / 1000);
      this.grantedAt = this.component.now;
      this.used = 0;
    }
    this.used++;
    return this.lease;
  }
}
