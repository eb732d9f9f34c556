import type { Plugin } from '../framework/plugin';

/** A pod with gates waits until somebody has taken the last one away. */
export const schedulingGates: Plugin = {
  name: 'SchedulingGates',
  hints: [{ events: ['pod/gates'] }],
  preEnqueue: ({ pod }) => {
    const gates = pod.spec.schedulingGates ?? [];
    if (gates.length === 0) return undefined;
    return { reasons: [`waiting for scheduling gates: [${gates.map(({ name }) => name).join(' ')}]`], final: true };
  },
};
