import type { Cluster } from '../cluster';

/** Addresses of the simulated machines, for who asks where a request came from. */
export class HostAddresses {
  readonly #cluster: () => Cluster;
  readonly #known = new Map<string, string>();

  constructor(cluster: () => Cluster) {
    this.#cluster = cluster;
  }

  /** @param component for example `worker-1/kubelet`; what comes from outside comes over loopback */
  of(component: string): string {
    const host = component.slice(0, component.indexOf('/'));
    let address = this.#known.get(host);
    if (address === undefined) {
      address = this.#cluster().machines.find(({ name }) => name === host)?.address ?? '127.0.0.1';
      this.#known.set(host, address);
    }
    return address;
  }
}
