import type { Subresource } from '../../api';
import type { ListedGroup, ListedResource } from './groups';
import { isForeign, subresourcesOf, verbsOf } from './resource-list';

/** apidiscovery/v2 APIGroupDiscoveryList: all groups, versions and resources in one answer. */
export const aggregatedDiscovery = (groups: readonly ListedGroup[]): unknown => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: groups.map(({ name, versions }) => ({
    metadata: name === '' ? {} : { name },
    versions: versions.map(({ version, resources }) => ({
      version,
      resources: resources.map(resourceEntry),
      freshness: 'Current',
    })),
  })),
});

function resourceEntry(resource: ListedResource): unknown {
  const { plural, kind, namespaced, singular, shortNames, categories } = resource;
  const { group, version } = resource.isCustom ? resource : { group: '', version: '' };
  const subresources = subresourcesOf(resource).map((one) => subresourceEntry(resource, one));
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: verbsOf(resource),
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  };
}

function subresourceEntry(resource: ListedResource, subresource: Subresource): unknown {
  const foreign = resource.isCustom || isForeign(resource, subresource);
  const { name, group, version, kind, verbs } = subresource;
  return {
    subresource: name,
    responseKind: { group: foreign ? group : '', version: foreign ? version : '', kind },
    verbs: [...verbs].sort(),
  };
}
