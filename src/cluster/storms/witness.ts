import type { KubeObject } from '../../apimachinery';
import type { EtcdMember } from '../../etcd';
import { memberOf } from '../../etcd';
import type { Component, Hop } from '../../simulation';
import type { Cluster, StateChange } from '../cluster';

/** An object of any kind, looked into without ceremony. */
export type Seen = KubeObject & { readonly spec?: any; readonly status?: any; readonly data?: any };

export interface SeenChange {
  readonly revision: number;
  readonly key: string;
  /** What the key holds from now on; undefined when it was deleted. */
  readonly object: Seen | undefined;
  readonly previous: Seen | undefined;
  /** The request to etcd that did it. */
  readonly hop: number;
  readonly at: number;
}

/** What one member of etcd has been seen to have applied, since it last started or took a snapshot. */
export interface MemberView {
  readonly component: Component;
  member: EtcdMember | undefined;
  store: EtcdMember['store'] | undefined;
  revision: number;
}

/** Sees what was committed and what was sent, without taking part: from here checkers know what is true. */
export class Witness {
  readonly cluster: Cluster;
  /** What etcd holds, by key, as its furthest member has applied it. */
  readonly objects = new Map<string, Seen>();
  /** The newest object of each uid, those that are gone too. */
  readonly byUid = new Map<string, Seen>();
  /** Uids of what is there. */
  readonly live = new Set<string>();
  /** Every change since the beginning, in order. */
  readonly changes: SeenChange[] = [];
  /** Revision → its first change in `changes`. */
  readonly firstChange = new Map<number, number>();
  readonly members: readonly MemberView[];
  revision = 1;
  readonly #versions = new Map<string, number>();

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    const etcd = cluster.components.filter(({ name }) => name === 'etcd');
    this.members = etcd.map((component) => ({ component, member: undefined, store: undefined, revision: 0 }));
  }

  get now(): number {
    return this.cluster.simulation.now;
  }

  /** Changes that have come since the last look. */
  newChanges(): readonly SeenChange[] {
    if (!this.members.some(({ component }) => component.up && revisionOf(component) > this.revision)) return [];
    return this.cluster.changesAfter(this.revision).map((change) => this.#record(change));
  }

  /** A change has not reached every member yet. */
  get isSpreading(): boolean {
    return this.members.some(({ component }) => revisionOf(component) !== this.revision);
  }

  /** The changes that one revision made. */
  changesAt(revision: number): readonly SeenChange[] {
    const first = this.firstChange.get(revision);
    if (first === undefined) return [];
    let end = first;
    while (this.changes[end]?.revision === revision) end++;
    return this.changes.slice(first, end);
  }

  /** The revision at which a key was last written. */
  versionOf(key: string): number {
    return this.#versions.get(key) ?? 0;
  }

  /** Everything below a prefix, in no order. */
  under(prefix: string): readonly Seen[] {
    const found: Seen[] = [];
    for (const [key, object] of this.objects) if (key.startsWith(prefix)) found.push(object);
    return found;
  }

  /** The request to an API server that a change came of; undefined when a server did it by itself, or the trace is over. */
  requestOf(change: SeenChange): Hop | undefined {
    const { trace } = this.cluster.simulation;
    for (let hop = trace.hop(change.hop); hop; hop = trace.hop(hop.cause)) {
      if (hop.kind === 'request' && hop.protocol === 'https' && hop.to.endsWith('/kube-apiserver')) return hop;
      if (hop.protocol !== 'grpc') return undefined;
    }
    return undefined;
  }

  #record(change: StateChange): SeenChange {
    const { key, revision, hop } = change;
    const previous = this.objects.get(key);
    const object = change.deleted ? undefined : (change.value as Seen);
    if (object === undefined) this.objects.delete(key);
    else this.objects.set(key, object);
    this.#versions.set(key, revision);
    const uid = object?.metadata?.uid;
    const gone = previous?.metadata?.uid;
    if (gone !== undefined && gone !== uid) this.live.delete(gone);
    if (uid !== undefined) {
      this.byUid.set(uid, object!);
      this.live.add(uid);
    }
    const seen: SeenChange = { revision, key, object, previous, hop, at: this.now };
    if (!this.firstChange.has(revision)) this.firstChange.set(revision, this.changes.length);
    this.changes.push(seen);
    this.revision = revision;
    return seen;
  }
}

function revisionOf(component: Component): number {
  return memberOf(component)?.store.revision ?? 0;
}

/** `pods` of `/registry/pods/default/web-1`: what kind of thing lies there. */
export function placeOf(key: string): string {
  const rest = key.slice('/registry/'.length);
  return rest.slice(0, rest.indexOf('/'));
}

export function controllerOf(
  object: Seen,
): { readonly kind: string; readonly name: string; readonly uid: string } | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller) as never;
}

/** It runs, or will: neither finished nor on its way out. */
export function isActive(pod: Seen): boolean {
  return !isFinished(pod) && pod.metadata.deletionTimestamp === undefined;
}

export function isFinished(pod: Seen): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

export function nameOf(object: Seen): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}
