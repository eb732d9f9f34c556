/** A version of a key, as etcd keeps it until it compacts. */
export interface KeyVersion {
  readonly revision: number;
  /** 0: the key was deleted. */
  readonly version: number;
  /** The hop that asked for the write, and when that was sent, as long as it is kept. */
  readonly hop: number;
  readonly at?: number;
  readonly writer: string;
  readonly yaml: string;
  /** Machines whose member has applied it. */
  readonly standsOn: readonly string[];
}

export interface KeyHistory {
  readonly key: string;
  /** Oldest first. */
  readonly versions: readonly KeyVersion[];
  /** Versions before the oldest one here are gone. */
  readonly compactedRevision: number;
}

/** What somebody who looks at etcd sees beside its keys. */
export interface EtcdView {
  readonly members: readonly {
    readonly machine: string;
    readonly revision: number;
    readonly timer: { readonly kind: 'heartbeat' | 'election'; readonly since: number; readonly until: number };
  }[];
  readonly leases: readonly {
    readonly id: string;
    readonly ttlSeconds: number;
    readonly keys: number;
    /** Unknown where there is no leader. */
    readonly until?: number;
  }[];
  readonly key?: KeyHistory;
}
