import { methodNotAllowed, unknownResource } from '../../apimachinery';
import type { ApiAnswer, ApiRequest } from '../../apimachinery';
import { checkAcceptable, discoveryConversions, representations, wantedForm } from '../presentation/accept';
import { inMedia } from '../presentation/present';
import { answer, textAnswer } from '../request/answers';
import type { RequestInfo } from '../request/request-info';
import { aggregatedDiscovery } from './aggregated';
import type { ListedGroup, ListedVersion } from './groups';
import { resourceList } from './resource-list';

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** What this server serves, for clients that ask before they speak: `/api`, `/apis` and what lies below. */
export class Discovery {
  private readonly core: readonly ListedGroup[];
  private readonly groups: readonly ListedGroup[];
  private readonly names: ReadonlySet<string>;

  /** @param custom what definitions made: paths below it that are nowhere are nobody's, as if there were no such group */
  constructor(all: readonly ListedGroup[], custom: readonly ListedGroup[]) {
    this.core = all.filter(({ name }) => name === '');
    this.groups = [...all.filter(({ name }) => name !== ''), ...custom];
    this.names = new Set(all.map(({ name }) => name));
  }

  answer(info: RequestInfo, { method, headers }: ApiRequest): ApiAnswer {
    const [root, ...below] = info.path.split('/').filter((part) => part !== '');
    // What stands beside the real server's routes answers to any method.
    const isRouted = root === 'api' || below.length > 1;
    if (!isRouted && below.length === 0) return this.roots(false, headers.accept);
    const found = below.length === 0 ? undefined : root === 'api' ? this.resources('', below[0]!) : this.below(below);
    if (found?.status === 404) return found;
    if (isRouted && method !== 'GET') throw methodNotAllowed();
    if (isRouted) checkAcceptable(headers.accept, representations.objects);
    return found
      ? inMedia(
          found,
          wantedForm(headers.accept, () => false),
        )
      : this.roots(true, headers.accept);
  }

  /** Where something is found, for who looks at the root. */
  paths(): readonly string[] {
    const below = this.groups.flatMap(({ name, versions }) => [
      `/apis/${name}`,
      ...versions.map(({ version }) => `/apis/${name}/${version}`),
    ]);
    return ['/api', '/api/v1', '/apis', '/apis/', ...below];
  }

  /** Is there anything of that group? Paths of unknown groups are nobody's. */
  knowsGroup(group: string): boolean {
    return this.names.has(group);
  }

  private roots(core: boolean, accept: string | undefined): ApiAnswer {
    const wanted = wantedForm(accept, discoveryConversions);
    if (wanted.as === '') return inMedia(answer(200, core ? coreVersions : this.groupList()), wanted);
    const all = answer(200, aggregatedDiscovery(core ? this.core : this.groups));
    return { ...all, headers: { ...all.headers, 'content-type': aggregatedType } };
  }

  private groupList(): unknown {
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: this.groups.map(apiGroup) };
  }

  private below([group, version]: readonly string[]): ApiAnswer {
    if (version !== undefined) return this.resources(group!, version);
    const found = this.groups.find(({ name }) => name === group);
    return found ? answer(200, { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(found) }) : pageNotFound;
  }

  private resources(group: string, version: string): ApiAnswer {
    const found = [...this.core, ...this.groups].find(({ name }) => name === group);
    if (!found) return pageNotFound;
    const listed = found.versions.find((one) => one.version === version);
    if (!listed) {
      if (this.knowsGroup(group)) throw unknownResource();
      return pageNotFound;
    }
    return answer(200, resourceList(group === '' ? version : `${group}/${version}`, listed));
  }
}

export const pageNotFound = textAnswer(404, '404 page not found\n');

const coreVersions = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '10.0.0.1:6443' }],
};

function apiGroup({ name, versions }: ListedGroup) {
  const named = versions.map(({ version }: ListedVersion) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: named, preferredVersion: named[0]! };
}
