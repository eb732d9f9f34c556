/** What a pod asks for, exactly and in the units that it was written in: for whoever tells people about it. */
import { addQuantities, compareQuantities, parseQuantity } from '../../apimachinery';
import type { Quantity } from '../../apimachinery';
import type { Pod, PodSpec } from './pod-spec';
import type { Amounts, Arithmetic } from './pod-sums';
import { containersSum, podSum } from './pod-sums';
import type { ResourceList } from '../reference';

export type Quantities = Amounts<Quantity>;

export function quantitiesOf(list: ResourceList | undefined): Quantities {
  const quantities: Record<string, Quantity> = {};
  for (const name in list) quantities[name] = parseQuantity(String(list[name]));
  return quantities;
}

const exact: Arithmetic<Quantity> = {
  read: quantitiesOf,
  sum: addQuantities,
  isLess: (a, b) => compareQuantities(a, b) < 0,
};

export const containerQuantities = (spec: PodSpec, which: 'requests' | 'limits'): Quantities =>
  containersSum({ spec }, ({ resources }) => quantitiesOf(resources?.[which]), exact);

export const podQuantities = (pod: Pod, which: 'requests' | 'limits'): Quantities =>
  podSum(pod, which, ({ resources }) => quantitiesOf(resources?.[which]), exact);
