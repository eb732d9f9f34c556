import type { KindDefinition } from '../../api';
import { kinds, resourceName } from '../../api';

const BY_NAME = new Map(kinds.map((kind) => [resourceName(kind), kind]));

/** The row of `deployments.apps`. */
export function kindOfResource(name: string): KindDefinition | undefined {
  return BY_NAME.get(name);
}
