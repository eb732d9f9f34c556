/** What definitions make known: resources with the manners of the part of a real server that serves them, and groups for discovery. */
import type { CustomResourceDefinition, CustomResourceVersion, KindDefinition } from '../../api';
import { forbidden, isObject, notFound, refuse, unsupportedMediaType } from '../../apimachinery';
import type { ApiAnswer, ApiRequest, Refusal } from '../../apimachinery';
import { pageNotFound } from '../discovery/discovery';
import { byText } from '../discovery/groups';
import type { ListedGroup, ListedResource, ListedVersion } from '../discovery/groups';
import { Resource } from '../registry/resource';
import { mediaType } from '../request/body';
import type { RequestInfo } from '../request/request-info';
import type { Store } from '../storage/store';
import { kindOfVersion } from './kind';
import { documentOf } from './open-api';
import { byAge } from './version-age';

export const versionsOf = ({ spec }: CustomResourceDefinition): readonly CustomResourceVersion[] =>
  spec.versions.filter(({ served }) => served);

const patchTypes = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];
const ofAllNamespaces: ReadonlySet<string> = new Set(['list', 'watch']);

export class CustomResource extends Resource {
  private readonly isEnding: boolean;

  constructor(kind: KindDefinition, store: Store, { metadata }: CustomResourceDefinition) {
    super(kind, store);
    this.isEnding = metadata.deletionTimestamp !== undefined;
  }

  /** Paths that nobody has are nobody's here; and what ends gets nothing new. */
  override turnsAway(info: RequestInfo, request: ApiRequest): ApiAnswer | undefined {
    const { kind } = this;
    const isAcross = kind.namespaced && info.namespace === '';
    if (kind.namespaced ? isAcross && !ofAllNamespaces.has(info.verb) : info.namespace !== '') return pageNotFound;
    const { subresource, verb, name } = info;
    if (subresource !== '' && !kind.subresources.some((one) => one.name === subresource)) {
      throw notFound(this.name, name);
    }
    if (request.method === 'OPTIONS' || (subresource !== '' && (verb === 'create' || verb === 'delete')))
      throw this.notSupported(request.method === 'OPTIONS' ? '' : verb);
    if (verb === 'create' && this.isEnding)
      throw forbidden(
        this.name,
        name || nameOf(request),
        'create not allowed while custom resource definition is terminating',
      );
    if (verb === 'patch' && !patchTypes.includes(mediaType(request))) throw unsupportedMediaType(patchTypes);
    return undefined;
  }

  private notSupported(verb: string): Refusal {
    const { group, plural } = this.kind;
    const details = { ...(group ? { group } : {}), kind: plural };
    return refuse(405, 'MethodNotAllowed', `${verb} is not supported on resources of kind "${this.name}"`, details);
  }
}

function nameOf({ body }: ApiRequest): string {
  const { name } = isObject(body) && isObject(body.metadata) ? body.metadata : {};
  return typeof name === 'string' ? name : '';
}

// ---- discovery -------------------------------------------------------------------------------------------------------

export function groupsOf(definitions: readonly CustomResourceDefinition[]): readonly ListedGroup[] {
  const names = [...new Set(definitions.map(({ spec }) => spec.group))].sort(byText);
  return names.map((name) =>
    groupOf(
      name,
      definitions.filter(({ spec }) => spec.group === name),
    ),
  );
}

function groupOf(name: string, definitions: readonly CustomResourceDefinition[]): ListedGroup {
  const versions = [...new Set(definitions.flatMap((one) => versionsOf(one).map((version) => version.name)))];
  return { name, versions: versions.sort(byAge).map((version) => listedVersion(name, version, definitions)) };
}

function listedVersion(
  group: string,
  version: string,
  definitions: readonly CustomResourceDefinition[],
): ListedVersion {
  const made = definitions
    .flatMap((definition) => {
      const found = versionsOf(definition).find((one) => one.name === version);
      return found ? [{ definition, version: found, kind: kindOfVersion(definition, found) }] : [];
    })
    .sort((a, b) => byText(a.kind.plural, b.kind.plural));
  const resources = made.map(({ definition, kind }) => listed(definition, kind));
  const schemas = made.map(({ kind, version: { schema } }) => ({ kind, schema: schema?.openAPIV3Schema ?? {} }));
  return { version, resources, document: () => documentOf(group, version, resources, schemas) };
}

/** What can still be done with objects whose definition is about to go, as clients are told. */
const lastVerbs: ReadonlySet<string> = new Set(['delete', 'deletecollection', 'get', 'list', 'watch']);

function listed({ spec, metadata }: CustomResourceDefinition, kind: KindDefinition): ListedResource {
  const storage = spec.versions.find((version) => version.storage)!;
  const verbs =
    metadata.deletionTimestamp === undefined ? kind.verbs : kind.verbs.filter((verb) => lastVerbs.has(verb));
  return { ...kind, verbs, storedAs: `${kind.group}/${storage.name}/${kind.kind}`, isCustom: true };
}
