import type { Cluster } from '../cluster';
import { yamlOf } from './inspection';
import type { EtcdView, KeyHistory } from './protocol';
import type { StateRecorder } from './state-recorder';

/** More versions of a key than this are not told. */
const VERSIONS = 60;
/** Timers and leases are told this often at most, in looks. */
const LOOKS = 6;

/** What is seen of etcd's members beside keys and logs, while somebody looks. */
export class EtcdRecorder {
  readonly #cluster: Cluster;
  readonly #state: StateRecorder;
  #on = false;
  #key = '';
  #told = '';
  #looks = 0;

  constructor(cluster: Cluster, state: StateRecorder) {
    this.#cluster = cluster;
    this.#state = state;
  }

  lookInto(on: boolean, key: string): void {
    this.#on = on;
    this.#key = key;
    this.tellAgain();
  }

  get looksInto(): { readonly on: boolean; readonly key: string } {
    return { on: this.#on, key: this.#key };
  }

  tellAgain(): void {
    this.#told = '';
    this.#looks = 0;
  }

  /** Undefined when the page knows it all. @param standing the clock stands: there is time to tell at once */
  take(standing: boolean): EtcdView | undefined {
    if (!this.#on || (this.#looks++ % LOOKS !== 0 && !standing)) return undefined;
    const members = this.#cluster.etcdMembers().map(({ machine, member }) => {
      return { machine, revision: member.store.revision, timer: member.timer };
    });
    const leader = this.#cluster.etcdMembers().find(({ member }) => member.isLeader) ?? this.#cluster.etcdMembers()[0];
    const leases = leader?.member.leases() ?? [];
    const text = JSON.stringify([members, leases, this.#key]);
    if (text === this.#told) return undefined;
    this.#told = text;
    return { members, leases, ...(this.#key ? { key: this.#history(this.#key) } : {}) };
  }

  #history(key: string): KeyHistory {
    const members = this.#cluster.etcdMembers();
    const furthest = members.reduce(
      (best, each) => (each.member.store.revision > (best?.member.store.revision ?? 0) ? each : best),
      members[0],
    );
    const { trace } = this.#cluster.simulation;
    const versions = (furthest?.member.store.versionsOf(key) ?? []).slice(-VERSIONS).map((change) => {
      const { revision, version, hop } = change;
      const at = trace.hop(hop)?.sentAt;
      const standsOn = members.filter(({ member }) => member.store.revision >= revision).map(({ machine }) => machine);
      const writer = this.#state.writerOf(hop);
      const yaml = change.deleted ? '' : yamlOf(change.value);
      return { revision, version, hop, ...(at === undefined ? {} : { at }), writer, yaml, standsOn };
    });
    return { key, versions, compactedRevision: Math.max(0, furthest?.member.store.compactedRevision ?? 0) };
  }
}
