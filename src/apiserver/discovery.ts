import { apiVersionOf } from '../api';
import type { KindDefinition } from '../api';
import { unknownResource } from '../apimachinery';
import type { ApiAnswer } from '../apimachinery';
import { answer, textAnswer } from './request/answers';
import type { RequestInfo } from './request/request-info';

/** What this server serves, for clients that ask before they speak: `/api`, `/apis` and what lies below. */
export class Discovery {
  private readonly kinds: readonly KindDefinition[];

  constructor(kinds: readonly KindDefinition[]) {
    this.kinds = kinds;
  }

  answer(info: RequestInfo): ApiAnswer {
    const parts = info.path.split('/').filter((part) => part !== '');
    if (parts[0] === 'api') return parts.length === 1 ? answer(200, coreVersions) : this.resources('', parts[1]!);
    if (parts.length === 1)
      return answer(200, { kind: 'APIGroupList', apiVersion: 'v1', groups: this.groups().map(apiGroup) });
    return parts.length === 2 ? this.group(parts[1]!) : this.resources(parts[1]!, parts[2]!);
  }

  /** Is there anything of that group? Paths of unknown groups are nobody's. */
  knowsGroup(group: string): boolean {
    return this.kinds.some((kind) => kind.group === group);
  }

  private groups(): readonly string[] {
    return [...new Set(this.kinds.map((kind) => kind.group))].filter((group) => group !== '');
  }

  private group(group: string): ApiAnswer {
    if (!this.knowsGroup(group)) return pageNotFound;
    return answer(200, { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) });
  }

  private resources(group: string, version: string): ApiAnswer {
    if (!this.knowsGroup(group)) return pageNotFound;
    const served = this.kinds.filter((kind) => kind.group === group && kind.version === version);
    if (served.length === 0) throw unknownResource();
    const resources = served.flatMap(resourcesOf).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    return answer(200, {
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: apiVersionOf(served[0]!),
      resources,
    });
  }
}

export const pageNotFound = textAnswer(404, '404 page not found\n');

const coreVersions = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '10.0.0.1:6443' }],
};

function apiGroup(name: string) {
  const version = { groupVersion: `${name}/v1`, version: 'v1' };
  return { name, versions: [version], preferredVersion: version };
}

function resourcesOf(kind: KindDefinition) {
  const own = {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: [...kind.verbs].sort(),
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
  };
  const below = kind.subresources.map((subresource) => ({
    name: `${kind.plural}/${subresource.name}`,
    singularName: '',
    namespaced: kind.namespaced,
    ...(subresource.group === kind.group && subresource.version === kind.version
      ? {}
      : { group: subresource.group, version: subresource.version }),
    kind: subresource.kind,
    verbs: [...subresource.verbs].sort(),
  }));
  return [own, ...below];
}
