/** The same objects by owner. */
export const ownership = {
  headWorkload: 'Workload',
  headOwned: 'Owned',
  headPod: 'Pod',
  headNode: 'Node',
  ownerReference: 'owner reference',
  boundByScheduler: 'bound by scheduler',
  nothingMatches: 'Nothing matches',
  nothingRuns: 'Nothing runs here yet',
  showAll: 'Show everything again',
  apply: 'Apply a manifest: what it creates stands here, beside what comes of it.',
  rest: 'and {{counts}}',
  owns: '{{owner}} owns {{owned}} (owner reference)',
  runsOn: '{{pod}} runs on {{node}} (bound by scheduler)',
} as const;
