// The worker that `simulation-page.ts` talks to: one cluster at a time, as the product has it.
import { BootedCluster } from './rollout';

export type Order =
  | { readonly kind: 'boot'; readonly workers: number }
  | { readonly kind: 'roll out'; readonly pods: number }
  | { readonly kind: 'idle'; readonly milliseconds: number };

let booted: BootedCluster | undefined;

/** Answers the number of messages of a rollout; else 0. */
function obey(order: Order): number {
  if (order.kind === 'boot') booted = new BootedCluster(order.workers);
  else if (order.kind === 'roll out') return booted!.rollOut(order.pods);
  else booted!.idle(order.milliseconds);
  return 0;
}

addEventListener('message', ({ data }: MessageEvent<Order>) => postMessage(obey(data)));
