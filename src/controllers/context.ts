import type { KubeObject, OwnerReference } from '../apimachinery';
import type { ApiClient, EventRecorder, SharedInformers } from '../client';
import type { Component } from '../simulation';

/** What a controller is given: its machine, the caches all controllers share, and a client under its own service account. */
export interface ControllerContext {
  readonly component: Component;
  readonly informers: SharedInformers;
  readonly client: ApiClient;
  /** Events under the name of this controller, or of another source where upstream says another one. */
  recorder(source?: string): EventRecorder;
}

/** Sets up caches and handlers; what it answers starts the work, once the caches are filled. */
export type Controller = (context: ControllerContext) => () => void;

/** The one owner that manages an object. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}

/** A reference that says "I manage this, and it shall be gone before me". */
export function controllerReference(owner: KubeObject): OwnerReference {
  const { name, uid } = owner.metadata;
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name,
    uid: uid!,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Name of the index by `controllerIndex`. */
export const BY_CONTROLLER = 'controller';

/** Under the controller's uid; what nobody manages, under its namespace (`orphansOf`). */
export function controllerIndex(object: KubeObject): readonly string[] {
  const owner = controllerOf(object);
  return [owner ? owner.uid : orphansOf(object.metadata.namespace)];
}

export function orphansOf(namespace: string | undefined): string {
  return `orphans of ${namespace}`;
}
