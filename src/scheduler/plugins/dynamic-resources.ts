import type { Plugin } from '../framework/plugin';

/** Devices by claim. No claim is served yet, so every node is as good as the next, and no claim can be taken from anybody. */
export const dynamicResources: Plugin<never, true> = {
  name: 'DynamicResources',
  postFilter: () => ({ message: 'no new claims to deallocate' }),
  preScore: () => true,
  score: () => 0,
};
