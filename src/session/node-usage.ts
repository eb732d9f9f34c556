import type { Pod } from '../api';
import { podRequests } from '../api';

/** What the pods on a node ask for: thousandths of a core, bytes. A new object whenever it changes. */
export interface Used {
  readonly cpu: number;
  readonly memory: number;
}

interface Share extends Used {
  readonly node: string;
}

/** Sums up what is asked for on each node as pods come, change and go: a batch looks at what changed, not at all pods. */
export class NodeUsage {
  /** Counts changes. */
  version = 0;
  readonly #shares = new Map<string, Share>();
  readonly #used = new Map<string, Used>();

  of(node: string): Used | undefined {
    return this.#used.get(node);
  }

  /** @param pod undefined when it is gone */
  see(key: string, pod: Pod | undefined): void {
    const before = this.#shares.get(key);
    const after = pod && shareOf(pod);
    if (isSame(before, after)) return;
    this.version++;
    if (before) this.#add(before, -1);
    if (after) this.#add(after, 1);
    if (after) this.#shares.set(key, after);
    else this.#shares.delete(key);
  }

  #add({ node, cpu, memory }: Share, sign: 1 | -1): void {
    const used = this.#used.get(node);
    this.#used.set(node, { cpu: (used?.cpu ?? 0) + sign * cpu, memory: (used?.memory ?? 0) + sign * memory });
  }
}

/** A pod that is not bound, or has ended, takes nothing. */
function shareOf(pod: Pod): Share | undefined {
  const node = pod.spec?.nodeName;
  const phase = pod.status?.phase;
  if (!node || phase === 'Succeeded' || phase === 'Failed') return undefined;
  const { cpu = 0, memory = 0 } = podRequests(pod);
  return { node, cpu, memory };
}

function isSame(before: Share | undefined, after: Share | undefined): boolean {
  if (!before || !after) return before === after;
  return before.node === after.node && before.cpu === after.cpu && before.memory === after.memory;
}
