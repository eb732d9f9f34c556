/** A definition that was told to go: it stays until its objects are gone. */
import type { KubeObject } from '../../apimachinery';
import { setCondition } from '../condition';
import { cleanupFinalizer, type CustomResourceDefinition } from './custom-resource-definition';

const pending = {
  type: 'Terminating',
  status: 'True',
  reason: 'InstanceDeletionPending',
  message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
} as const;

export function terminatingDefinition(object: KubeObject, deletionTimestamp: string): CustomResourceDefinition {
  const { metadata, status, ...rest } = object as CustomResourceDefinition;
  const finalizers = metadata.finalizers ?? [];
  return {
    ...rest,
    metadata: {
      ...metadata,
      deletionTimestamp,
      finalizers: finalizers.includes(cleanupFinalizer) ? finalizers : [...finalizers, cleanupFinalizer],
    },
    status: { ...status!, conditions: setCondition(status?.conditions ?? undefined, pending, deletionTimestamp) },
  };
}
