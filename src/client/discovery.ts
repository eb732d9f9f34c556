import { findByResourceName, resourceName } from '../api';
import type { KindDefinition } from '../api';
import type { ResourceName } from './resource-path';

/** What discovery is asked for: all groups, versions and resources at once. */
export const discoveryAccept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** What a client asks for: of a custom kind the version has to be said. */
export function clientResource(kind: KindDefinition): ResourceName {
  const name = resourceName(kind);
  return findByResourceName(name) ? name : `${kind.plural}~${kind.version}.${kind.group}`;
}
