import '../../text/later-english';
import { access } from './access';
import { configuration } from './configuration';
import type { Example, Theme } from './example';
import { health } from './health';
import { network } from './network';
import { scheduling } from './scheduling';
import { trouble } from './trouble';
import { workloads } from './workloads';

export type { Example, Theme };

/** All examples, theme by theme. */
export const examples: readonly Example[] = [
  ...workloads,
  ...network,
  ...configuration,
  ...health,
  ...scheduling,
  ...access,
  ...trouble,
];
