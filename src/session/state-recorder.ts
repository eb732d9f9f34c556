import type { Pod } from '../api';
import type { KubeObject } from '../apimachinery';
import type { Cluster, StateChange } from '../cluster';
import { NodeUsage } from './node-usage';
import { objectView } from './object-views';
import { PodAddresses } from './pod-addresses';
import type { KeyView, ObjectView } from './protocol';

/** A key of etcd as it was last written. */
export interface StoredState extends StateChange {
  /** The act that the write belongs to. */
  readonly root: number;
}

/** What changed since the last batch. */
export interface StateDelta {
  readonly objects: readonly ObjectView[];
  readonly objectsGone: readonly string[];
  readonly keys: readonly KeyView[];
  readonly keysGone: readonly string[];
}

const PODS = '/registry/pods/';
const NODES = '/registry/minions/';

/** Follows what etcd's members have applied: the cluster's state as it is recorded, key by key. */
export class StateRecorder {
  revision = 0;
  readonly state = new Map<string, StoredState>();
  /** Keys of events by the uid of what they are about. */
  readonly eventsByUid = new Map<string, Set<string>>();
  /** What the pods on each node ask for. */
  readonly usage = new NodeUsage();
  /** Counts writes to nodes. */
  nodesVersion = 0;
  readonly #cluster: Cluster;
  readonly #changed = new Set<string>();
  readonly #addresses = new PodAddresses();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  look(): void {
    const { hops } = this.#cluster.simulation.trace;
    for (const change of this.#cluster.changesAfter(this.revision)) {
      this.revision = Math.max(this.revision, change.revision);
      this.#changed.add(change.key);
      if (change.deleted) this.#forget(change.key);
      else this.#remember({ ...change, root: hops.rootOf(change.hop) });
    }
  }

  take(): StateDelta {
    const objects: ObjectView[] = [];
    const objectsGone: string[] = [];
    const keys: KeyView[] = [];
    for (const key of this.#changed) {
      const stored = this.state.get(key);
      if (!stored) objectsGone.push(key);
      else {
        keys.push(keyView(stored, this.writerOf(stored.hop)));
        const object = objectOf(stored);
        if (object && object.kind !== 'Event') objects.push(objectView(key, object, stored.revision, stored.root));
      }
    }
    this.#changed.clear();
    return { objects, objectsGone, keys, keysGone: objectsGone };
  }

  /** All of it counts as changed. */
  tellAgain(): void {
    for (const key of this.state.keys()) this.#changed.add(key);
  }

  object(key: string): KubeObject | undefined {
    const stored = this.state.get(key);
    return stored && objectOf(stored);
  }

  /** Objects of one kind of key, `/registry/pods/` for example. */
  *under(prefix: string): Iterable<KubeObject> {
    for (const [key, stored] of this.state) {
      if (!key.startsWith(prefix)) continue;
      const object = objectOf(stored);
      if (object) yield object;
    }
  }

  /** Who asked an API server for the write, behind whatever passed it on. */
  writerOf(hop: number): string {
    const { trace } = this.#cluster.simulation;
    let request = trace.hop(hop);
    while (request && (request.protocol === 'grpc' || request.from.startsWith('balancer/'))) {
      const cause = trace.hop(request.cause);
      if (cause?.kind !== 'request') break;
      request = cause;
    }
    return request?.from ?? '';
  }

  /** The key of the pod that has this address, or had it last. */
  podAt(address: string): string | undefined {
    return this.#addresses.podAt(address);
  }

  #remember(stored: StoredState): void {
    this.state.set(stored.key, stored);
    if (stored.key.startsWith(NODES)) this.nodesVersion++;
    if (stored.key.startsWith(PODS)) {
      this.#addresses.see(stored.key, stored.value as Pod);
      this.usage.see(stored.key, stored.value as Pod);
    }
    const about = aboutUid(stored);
    if (!about) return;
    let keys = this.eventsByUid.get(about);
    if (!keys) this.eventsByUid.set(about, (keys = new Set<string>()));
    keys.add(stored.key);
  }

  #forget(key: string): void {
    const stored = this.state.get(key);
    if (!stored) return;
    this.state.delete(key);
    if (key.startsWith(NODES)) this.nodesVersion++;
    if (key.startsWith(PODS)) this.usage.see(key, undefined);
    const about = aboutUid(stored);
    const keys = about ? this.eventsByUid.get(about) : undefined;
    if (keys?.delete(key) && keys.size === 0) this.eventsByUid.delete(about!);
  }
}

export function objectOf(stored: StateChange): KubeObject | undefined {
  const value = stored.value as KubeObject | undefined;
  return typeof value === 'object' && value !== null && value.kind && value.metadata ? value : undefined;
}

function aboutUid(stored: StateChange): string | undefined {
  if (!stored.key.startsWith('/registry/events/')) return undefined;
  const event = stored.value as { involvedObject?: { uid?: string }; regarding?: { uid?: string } };
  return event?.involvedObject?.uid ?? event?.regarding?.uid;
}

function keyView(stored: StoredState, writer: string): KeyView {
  const { key, createRevision, revision, version, lease, hop } = stored;
  return { key, createRevision, revision, version, lease, size: sizeOf(stored.value), hop, writer };
}

const sizes = new WeakMap<object, number>();

/** Roughly the bytes of the value as JSON; parts that versions share are measured once. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 4;
  let size = sizes.get(value);
  if (size === undefined) {
    size = 2;
    for (const [key, field] of Object.entries(value)) if (field !== undefined) size += key.length + 4 + sizeOf(field);
    sizes.set(value, size);
  }
  return size;
}
