/** How the amounts of a pod's containers come together: the same rule for numbers and for exact quantities. */
import type { Container } from './container';
import type { Pod } from './pod-spec';
import type { ResourceList } from '../reference';

/** Amounts by resource name. */
export type Amounts<A> = Readonly<Record<string, A>>;

/** What has to be known of amounts to add them up. */
export interface Arithmetic<A> {
  readonly read: (list: ResourceList | undefined) => Amounts<A>;
  readonly sum: (a: A, b: A) => A;
  readonly isLess: (a: A, b: A) => boolean;
}

type Sum<A> = Record<string, A>;

/** Sidecars: init containers that keep running beside the others. */
export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

export const isPodLevel = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

export function addTo<A>(sum: Sum<A>, more: Amounts<A>, arithmetic: Arithmetic<A>): void {
  for (const name in more) {
    const before = sum[name];
    sum[name] = before === undefined ? more[name]! : arithmetic.sum(before, more[name]!);
  }
}

function raise<A>(sum: Sum<A>, least: Amounts<A>, { isLess }: Arithmetic<A>): void {
  for (const name in least) {
    const before = sum[name];
    if (before === undefined || isLess(before, least[name]!)) sum[name] = least[name]!;
  }
}

/** Containers run together, init containers one after another beside the sidecars started before them. */
export function containersSum<A>(
  { spec }: Pick<Pod, 'spec'>,
  amountsOf: (container: Container) => Amounts<A>,
  arithmetic: Arithmetic<A>,
): Sum<A> {
  const together: Sum<A> = {};
  for (const container of spec.containers) addTo(together, amountsOf(container), arithmetic);
  if (!spec.initContainers) return together;
  const sidecars: Sum<A> = {};
  const starting: Sum<A> = {};
  for (const container of spec.initContainers) {
    const amounts = amountsOf(container);
    const beside = { ...sidecars };
    addTo(beside, amounts, arithmetic);
    raise(starting, beside, arithmetic);
    if (!isSidecar(container)) continue;
    addTo(together, amounts, arithmetic);
    addTo(sidecars, amounts, arithmetic);
  }
  raise(together, starting, arithmetic);
  return together;
}

/** With what is said for the pod as a whole, and its overhead, which limits only what is limited already. */
export function podSum<A>(
  pod: Pick<Pod, 'spec'>,
  which: 'requests' | 'limits',
  amountsOf: (container: Container) => Amounts<A>,
  arithmetic: Arithmetic<A>,
): Sum<A> {
  const { resources, overhead } = pod.spec;
  const sum = containersSum(pod, amountsOf, arithmetic);
  const level = resources && arithmetic.read(resources[which]);
  for (const name in level) if (isPodLevel(name)) sum[name] = level[name]!;
  const more = overhead && arithmetic.read(overhead);
  for (const name in more)
    if (which === 'requests' || sum[name] !== undefined) addTo(sum, { [name]: more[name]! }, arithmetic);
  return sum;
}
