import { componentStatusKind } from '../../api';
import type { KindDefinition } from '../../api';
import type { OpenApiDocument } from '../openapi/swagger';

/** The order in which a real server lists its groups: what clients prefer when a short name means several things. */
const knownOrder = [
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
];

/** A resource as discovery tells of it: a served kind's, or one that is nothing but a request. */
export type ListedResource = Pick<
  KindDefinition,
  | 'group'
  | 'version'
  | 'kind'
  | 'plural'
  | 'singular'
  | 'namespaced'
  | 'verbs'
  | 'shortNames'
  | 'categories'
  | 'subresources'
> & {
  /** `group/version/kind` of what lies in etcd; none of what is not stored. */
  readonly storedAs?: string;
  /** By a definition; told a little otherwise. */
  readonly isCustom?: true;
};

export interface ListedVersion {
  readonly version: string;
  /** In the order of their names. */
  readonly resources: readonly ListedResource[];
  /** Its OpenAPI document, where that is not made of the table of kinds. */
  document?(): OpenApiDocument;
}

export interface ListedGroup {
  /** '' is the core group. */
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly ListedVersion[];
}

const plainRequest = { shortNames: [], categories: [], subresources: [], verbs: ['create'] } as const;

const request = (group: string, kind: string, namespaced = false): ListedResource => {
  const singular = kind.toLowerCase();
  return { ...plainRequest, group, version: 'v1', kind, plural: `${singular}s`, singular, namespaced };
};

/** Resources that are no kind of their own: what is posted there is done or answered, not kept. */
const requests: readonly ListedResource[] = [
  request('', 'Binding', true),
  componentStatusKind,
  request('authentication.k8s.io', 'SelfSubjectReview'),
  request('authentication.k8s.io', 'TokenReview'),
  request('authorization.k8s.io', 'LocalSubjectAccessReview', true),
  request('authorization.k8s.io', 'SelfSubjectAccessReview'),
  request('authorization.k8s.io', 'SelfSubjectRulesReview'),
  request('authorization.k8s.io', 'SubjectAccessReview'),
];

/** A kind whose first version is so young that a server one version older must still be able to read it. */
function older(group: string, kind: string): Readonly<Record<string, string>> {
  return { [`${group}/v1/${kind}`]: `${group}/v1beta1/${kind}` };
}

/** Kinds that lie in etcd as something else than what they are called. */
const storedElsewhere: Readonly<Record<string, string>> = {
  'events.k8s.io/v1/Event': '/v1/Event',
  'autoscaling/v1/HorizontalPodAutoscaler': 'autoscaling/v2/HorizontalPodAutoscaler',
  ...older('admissionregistration.k8s.io', 'MutatingAdmissionPolicy'),
  ...older('admissionregistration.k8s.io', 'MutatingAdmissionPolicyBinding'),
};

function listed(kind: KindDefinition): ListedResource {
  const own = `${kind.group}/${kind.version}/${kind.kind}`;
  return { ...kind, storedAs: storedElsewhere[own] ?? own };
}

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** All that is served, by group and version, in the order a real server has them. */
export function listedGroups(kinds: readonly KindDefinition[]): readonly ListedGroup[] {
  const resources = [...requests, ...kinds.map(listed)];
  const names = [...new Set(resources.map(({ group }) => group))].sort(
    (a, b) => placeOf(a) - placeOf(b) || byText(a, b),
  );
  return names.map((name) =>
    groupOf(
      name,
      resources.filter(({ group }) => group === name),
    ),
  );
}

function placeOf(group: string): number {
  const at = knownOrder.indexOf(group);
  return at < 0 ? knownOrder.length : at;
}

function groupOf(name: string, resources: readonly ListedResource[]): ListedGroup {
  const versions = [...new Set(resources.map(({ version }) => version))].sort((a, b) => byText(b, a));
  return {
    name,
    versions: versions.map((version) => ({
      version,
      resources: resources.filter((one) => one.version === version).sort((a, b) => byText(a.plural, b.plural)),
    })),
  };
}
