/** What a pod asks for, exactly and in the units that it was written in: for whoever tells people about it. */
import { addQuantities, compareQuantities, parseQuantity } from '../apimachinery';
import type { Quantity } from '../apimachinery';
import type { Container } from './container';
import type { Pod, PodSpec } from './pod-spec';
import { isPodLevel, isSidecar } from './pod-resources';
import type { ResourceList } from './reference';

export type Quantities = Readonly<Record<string, Quantity>>;

type Sum = Record<string, Quantity>;

export function quantitiesOf(list: ResourceList | undefined): Quantities {
  const quantities: Sum = {};
  for (const name in list) quantities[name] = parseQuantity(String(list[name]));
  return quantities;
}

export function addTo(sum: Sum, more: Quantities): void {
  for (const name in more) sum[name] = sum[name] ? addQuantities(sum[name], more[name]!) : more[name]!;
}

function raise(sum: Sum, least: Quantities): void {
  for (const name in least) if (!sum[name] || compareQuantities(sum[name], least[name]!) < 0) sum[name] = least[name]!;
}

/** Containers run together, init containers one after another beside the sidecars started before them. */
export function containerQuantities(spec: PodSpec, which: 'requests' | 'limits'): Quantities {
  const of = (container: Container): Quantities => quantitiesOf(container.resources?.[which]);
  const together: Sum = {};
  for (const container of spec.containers) addTo(together, of(container));
  const sidecars: Sum = {};
  const starting: Sum = {};
  for (const container of spec.initContainers ?? []) {
    const alone = { ...sidecars };
    addTo(alone, of(container));
    raise(starting, alone);
    if (!isSidecar(container)) continue;
    addTo(together, of(container));
    addTo(sidecars, of(container));
  }
  raise(together, starting);
  return together;
}

export function podQuantities({ spec }: Pod, which: 'requests' | 'limits'): Quantities {
  const together: Sum = { ...containerQuantities(spec, which) };
  const level = quantitiesOf(spec.resources?.[which]);
  for (const name in level) if (isPodLevel(name)) together[name] = level[name]!;
  const overhead = quantitiesOf(spec.overhead);
  for (const name in overhead) if (which === 'requests' || together[name]) addTo(together, { [name]: overhead[name]! });
  return together;
}
