import type { KubeObject } from '../../apimachinery';
import type { DeleteOptions } from '../delete-options';

/** Asks for a pod to go away if disruption budgets allow it (POST pods/NAME/eviction). */

export interface Eviction extends KubeObject {
  readonly deleteOptions?: DeleteOptions;
}
