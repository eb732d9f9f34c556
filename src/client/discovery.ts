/** Kinds that no table has: definitions made them up, and discovery tells of them. */
import { defineKind, findByResourceName, kinds, resourceName } from '../api';
import type { KindDefinition, Verb } from '../api';
import type { Process } from '../simulation';
import { answerRefusal } from './answers';
import type { ApiClient } from './api-client';
import type { ResourceName } from './resource-path';

/** All groups, versions and resources at once. */
export const discoveryAccept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

interface DiscoveredGroup {
  readonly metadata: { readonly name?: string };
  readonly versions: readonly { readonly version: string; readonly resources: readonly DiscoveredResource[] }[];
}

interface DiscoveredResource {
  readonly resource: string;
  readonly responseKind: { readonly kind: string };
  readonly scope: string;
  readonly singularResource: string;
  readonly verbs: readonly Verb[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

const ownGroups: ReadonlySet<string> = new Set(kinds.map(({ group }) => group));

export function* discoverMadeUpKinds(client: ApiClient): Process<readonly KindDefinition[]> {
  const answer = yield* client.raw({ method: 'GET', path: '/apis', headers: { accept: discoveryAccept } });
  if (answer.status >= 400) throw answerRefusal(answer);
  return madeUpKinds(answer.body);
}

/** All versions of all made-up kinds that an answer names, the preferred ones first. */
export function madeUpKinds(body: unknown): readonly KindDefinition[] {
  const { items } = body as { readonly items: readonly DiscoveredGroup[] };
  return items.flatMap(({ metadata: { name: group = '' }, versions }) =>
    ownGroups.has(group)
      ? []
      : versions.flatMap(({ version, resources }) => resources.map((one) => madeUpKind(group, version, one))),
  );
}

function madeUpKind(group: string, version: string, resource: DiscoveredResource): KindDefinition {
  const { singularResource: singular, verbs, shortNames = [], categories = [] } = resource;
  return defineKind({
    ...{ group, version, singular, verbs, shortNames, categories },
    kind: resource.responseKind.kind,
    plural: resource.resource,
    namespaced: resource.scope === 'Namespaced',
    storagePrefix: '',
  });
}

/** What a client asks for: of a made-up kind the version has to be said. */
export function clientResource(kind: KindDefinition): ResourceName {
  const name = resourceName(kind);
  return findByResourceName(name) ? name : `${kind.plural}~${kind.version}.${kind.group}`;
}
