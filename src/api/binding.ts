import type { KubeObject } from '../apimachinery';
import type { ObjectReference } from './reference';

/** Binds a pod to a node (POST pods/NAME/binding). */

export interface Binding extends KubeObject {
  readonly target: ObjectReference;
}
