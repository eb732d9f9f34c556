/** Kinds that no table has: definitions made them up, and discovery tells of them. */
import { defineKind, type KindDefinition, type Verb } from '../kind';
import { kinds } from '../registry';

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

/** All versions of all custom kinds that an answer of discovery names, the preferred ones first. */
export function customKinds(body: unknown): readonly KindDefinition[] {
  const own = new Set(kinds.map(({ group }) => group));
  const { items } = body as { readonly items: readonly DiscoveredGroup[] };
  return items.flatMap(({ metadata: { name: group = '' }, versions }) =>
    own.has(group)
      ? []
      : versions.flatMap(({ version, resources }) => resources.map((one) => customKind(group, version, one))),
  );
}

function customKind(group: string, version: string, resource: DiscoveredResource): KindDefinition {
  const { singularResource: singular, verbs, shortNames = [], categories = [] } = resource;
  return defineKind({
    ...{ group, version, singular, verbs, shortNames, categories },
    kind: resource.responseKind.kind,
    plural: resource.resource,
    namespaced: resource.scope === 'Namespaced',
    storagePrefix: '',
  });
}
