import { fieldNotSupported, fieldRequired, type FieldError, type KubeObject } from '../../apimachinery';
import type { ObjectReference } from '../reference';

/** Binds a pod to a node (POST pods/NAME/binding). */

export interface Binding extends KubeObject {
  readonly target: ObjectReference;
}

/** Only nodes can be bound to, and they have a name. */
export function bindingErrors({ target }: Binding): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (target.kind && target.kind !== 'Node')
    errors.push(fieldNotSupported('target.kind', target.kind, ['Node', '<empty>']));
  if (!target.name) errors.push(fieldRequired('target.name'));
  return errors;
}
