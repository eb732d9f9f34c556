/** Things counted, by the language's own plural rules. */
export const counts = {
  controlPlanes_one: '{{count, number}} control plane',
  controlPlanes_other: '{{count, number}} control planes',
  workers_one: '{{count, number}} worker',
  workers_other: '{{count, number}} workers',
} as const;
