import { sha256 } from '../../apimachinery';
import type { Subresource } from '../../api';
import { encodeBase64 } from '../base64';
import type { ListedResource, ListedVersion } from './groups';

/** meta/v1 APIResourceList: what a group version serves. */
export function resourceList(groupVersion: string, { resources }: ListedVersion): unknown {
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: resources.flatMap(entriesOf) };
}

function entriesOf(resource: ListedResource): unknown[] {
  const { plural, singular, namespaced, kind, shortNames, categories, storedAs } = resource;
  const own = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: verbsOf(resource),
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(storedAs === undefined ? {} : { storageVersionHash: storageVersionHash(storedAs) }),
  };
  return [own, ...subresourcesOf(resource).map((one) => subresourceEntry(resource, one))];
}

export const verbsOf = ({ verbs, isCustom }: ListedResource): readonly string[] =>
  isCustom ? verbs : [...verbs].sort();

/** In the order of their names. */
export const subresourcesOf = ({ subresources, isCustom }: ListedResource): readonly Subresource[] =>
  isCustom ? subresources : [...subresources].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** Is the body of this subresource of another group or version than the resource? */
export const isForeign = (resource: ListedResource, { group, version }: Subresource): boolean =>
  group !== resource.group || version !== resource.version;

function subresourceEntry(resource: ListedResource, subresource: Subresource): unknown {
  const { name, group, version, kind, verbs } = subresource;
  return {
    name: `${resource.plural}/${name}`,
    singularName: '',
    namespaced: resource.namespaced,
    ...(isForeign(resource, subresource) ? { group, version } : {}),
    kind,
    verbs: [...verbs].sort(),
  };
}

const hashes = new Map<string, string>();

/** Says whether two servers keep a kind in the same form: eight bytes of a hash over `group/version/kind`. */
export function storageVersionHash(storedAs: string): string {
  let hash = hashes.get(storedAs);
  if (hash === undefined) {
    const bytes = String.fromCharCode(...sha256(storedAs).subarray(0, 8));
    hash = `${encodeBase64(bytes).replaceAll('-', '+').replaceAll('_', '/')}=`;
    hashes.set(storedAs, hash);
  }
  return hash;
}
