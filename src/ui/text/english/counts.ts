/** Things counted, by the language's own plural rules. */
export const counts = {
  controlPlanes_one: '{{count, number}} control plane',
  controlPlanes_other: '{{count, number}} control planes',
  pods_one: '{{count, number}} pod',
  pods_other: '{{count, number}} pods',
  watches_one: '{{count, number}} watch',
  watches_other: '{{count, number}} watches',
  hops_one: '{{count, number}} hop',
  hops_other: '{{count, number}} hops',
  workers_one: '{{count, number}} worker',
  workers_other: '{{count, number}} workers',
} as const;
