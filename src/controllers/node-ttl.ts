import type { Node } from '../api';
import { startWorkers, WorkQueue } from '../client';
import type { Process } from '../simulation';
import type { Controller } from './context';
import { ifFound } from './refusals';

const ANNOTATION = 'node.alpha.kubernetes.io/ttl';

/** How long kubelets may keep secrets and config maps they have read; the ranges overlap, so that a node more or less changes nothing. */
const STEPS: readonly { readonly fewest: number; readonly most: number; readonly seconds: number }[] = [
  { fewest: 0, most: 100, seconds: 0 },
  { fewest: 90, most: 500, seconds: 15 },
  { fewest: 450, most: 1000, seconds: 30 },
  { fewest: 900, most: 2000, seconds: 60 },
  { fewest: 1800, most: Infinity, seconds: 300 },
];

/** The step after the cluster has come to so many nodes, one more or one less than before. */
export function nextStep(step: number, nodes: number): number {
  const { fewest, most } = STEPS[step]!;
  if (nodes > most) return step + 1;
  return nodes < fewest ? step - 1 : step;
}

/** Tells every node's kubelet, in an annotation, for how many seconds it may go by what it has read: longer in larger clusters. */
export const nodeTtlController: Controller = ({ component, client, informers }) => {
  const nodes = informers.of<Node>('nodes');
  const queue = new WorkQueue(component, 'ttl');
  let count = 0;
  let step = 0;
  nodes.onChange(({ type, object }) => {
    if (type !== 'updated') step = nextStep(step, (count += type === 'added' ? 1 : -1));
    if (type !== 'deleted' && object.metadata.annotations?.[ANNOTATION] !== wanted()) queue.add(object.metadata.name);
  });

  const wanted = (): string => String(STEPS[step]!.seconds);

  function* reconcile(name: string): Process<void> {
    const node = nodes.get(undefined, name);
    if (!node || node.metadata.annotations?.[ANNOTATION] === wanted()) return;
    const patch = { metadata: { annotations: { [ANNOTATION]: wanted() } } };
    yield* ifFound(client.patch('nodes', undefined, name, patch, { type: 'strategic' }));
  }

  return () => startWorkers(component, queue, { workers: 1 }, reconcile);
};
