import type { Node } from '../api';
import { startWorkers, WorkQueue } from '../client';
import type { Process } from '../simulation';
import type { Controller } from './context';

const BLOCKS = 256;

/**
 * Blocks of pod addresses, one /24 of 10.244.0.0/16 for each node. They are handed out round and round, so a block that
 * was given back isn't used again at once.
 */
export class PodBlocks {
  private readonly used = new Set<number>();
  private next = 0;

  /** `10.244.7.0/24`; undefined when all are taken. */
  allocate(): string | undefined {
    for (let step = 0; step < BLOCKS; step++) {
      const block = (this.next + step) % BLOCKS;
      if (this.used.has(block)) continue;
      this.used.add(block);
      this.next = (block + 1) % BLOCKS;
      return `10.244.${block}.0/24`;
    }
    return undefined;
  }

  occupy(cidr: string): void {
    const block = blockOf(cidr);
    if (block !== undefined) this.used.add(block);
  }

  release(cidr: string): void {
    const block = blockOf(cidr);
    if (block !== undefined) this.used.delete(block);
  }
}

function blockOf(cidr: string): number | undefined {
  const match = /^10\.244\.(\d+)\.0\/24$/.exec(cidr);
  return match ? Number(match[1]) : undefined;
}

/** Gives every node its block of pod addresses. */
export const nodeIpamController: Controller = ({ component, client, informers, recorder }) => {
  const nodes = informers.of<Node>('nodes');
  const queue = new WorkQueue(component, 'node-ipam');
  const events = recorder('cidrAllocator');
  const blocks = new PodBlocks();
  nodes.onChange(({ type, object }) => {
    const { podCIDR } = object.spec ?? {};
    if (type === 'deleted') return podCIDR === undefined ? undefined : blocks.release(podCIDR);
    if (podCIDR === undefined) queue.add(object.metadata.name);
    else blocks.occupy(podCIDR);
  });

  function* reconcile(name: string): Process<void> {
    const node = nodes.get(undefined, name);
    if (!node || node.spec?.podCIDR !== undefined) return;
    const podCIDR = blocks.allocate();
    if (podCIDR === undefined)
      return events.event(node, 'Normal', 'CIDRNotAvailable', `Node ${name} status is now: CIDRNotAvailable`);
    try {
      yield* client.patch('nodes', undefined, name, { spec: { podCIDR, podCIDRs: [podCIDR] } }, { type: 'strategic' });
    } catch (error) {
      blocks.release(podCIDR);
      throw error;
    }
  }

  return () => startWorkers(component, queue, { workers: 1 }, reconcile);
};
