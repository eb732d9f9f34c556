import type { Pod } from '../api';

/** Whose an address is, or was last: kept while pods' objects change. */
export class PodAddresses {
  readonly #pods = new Map<string, string>();

  /** The key of the pod. */
  podAt(address: string): string | undefined {
    return this.#pods.get(address);
  }

  see(key: string, { spec, status }: Pod): void {
    if (status?.podIP && !spec.hostNetwork && status.phase === 'Running') this.#pods.set(status.podIP, key);
  }
}
