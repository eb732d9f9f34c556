import { apiVersionOf, schemaOf } from '../../api';
import type { Subresource } from '../../api';
import { sha256 } from '../../apimachinery';
import type { ApiAnswer } from '../../apimachinery';
import { pageNotFound } from '../discovery/discovery';
import type { ListedGroup, ListedResource, ListedVersion } from '../discovery/groups';
import { answer } from '../request/answers';
import type { RequestInfo } from '../request/request-info';
import { pathsOf } from './paths';
import type { Bodies } from './paths';
import { Schemas } from './schemas';
import { swaggerOf } from './swagger';
import type { OpenApiDocument } from './swagger';

type Schema = Readonly<Record<string, unknown>>;

const root = '/openapi/v3';
const older = '/openapi/v2';

/** Where one begins to read. */
export const openApiPaths: readonly string[] = [older, root];

/** Paths that a document is found at. */
export const isOpenApiPath = (path: string): boolean => path === older || path === root || path.startsWith(`${root}/`);

/** `/openapi/v3`: which fields the served kinds have and what can be asked of them, a document for each group version; `/openapi/v2`: in one. */
export class OpenApi {
  private readonly groups: readonly ListedGroup[];
  private readonly documents = new Map<string, { readonly document: OpenApiDocument; readonly hash: string }>();

  private swagger: unknown;

  constructor(groups: readonly ListedGroup[]) {
    this.groups = groups;
  }

  answer({ path }: RequestInfo): ApiAnswer {
    if (path === older) return answer(200, this.whole());
    if (path === root || path === `${root}/`) return answer(200, { paths: this.index() });
    const found = this.documentAt(path.slice(root.length + 1));
    return found ? answer(200, found.document) : pageNotFound;
  }

  private whole(): unknown {
    this.swagger ??= swaggerOf(this.places().map((place) => this.documentAt(place)!.document));
    return this.swagger;
  }

  private places(): readonly string[] {
    return this.groups.flatMap((group) => group.versions.map((version) => placeOf(group, version)));
  }

  private index(): unknown {
    const places = this.places();
    return Object.fromEntries(
      places.map((place) => [place, { serverRelativeURL: `${root}/${place}?hash=${this.documentAt(place)!.hash}` }]),
    );
  }

  /** Made when it is first asked for. */
  private documentAt(place: string) {
    const known = this.documents.get(place);
    if (known) return known;
    for (const group of this.groups) {
      const version = group.versions.find((one) => placeOf(group, one) === place);
      if (!version) continue;
      const document = version.document?.() ?? documentOf(group, version, place);
      const hash = [...sha256(JSON.stringify(document))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      const made = { document, hash: hash.toUpperCase() };
      this.documents.set(place, made);
      return made;
    }
    return undefined;
  }
}

const placeOf = ({ name }: ListedGroup, { version }: ListedVersion): string =>
  name === '' ? `api/${version}` : `apis/${name}/${version}`;

function documentOf({ name }: ListedGroup, { version, resources }: ListedVersion, place: string): OpenApiDocument {
  const schemas = new Schemas(`io.k8s.api.${name === '' ? 'core' : name.split('.')[0]}.${version}`);
  const status = schemas.reference('Status');
  const patch = schemas.reference('Patch');
  const deleteOptions = schemas.kind('DeleteOptions', [{ group: name, kind: 'DeleteOptions', version }]);
  const paths = resources.map((resource) => {
    const object = kindReference(schemas, resource);
    const subresource = (one: Subresource): Schema => kindReference(schemas, one);
    const bodies: Bodies = {
      object,
      list: listReference(schemas, resource, object),
      status,
      patch,
      deleteOptions,
      subresource,
    };
    return pathsOf(resource, `/${place}`, bodies);
  });
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: '1.36' },
    paths: Object.assign({}, ...paths) as OpenApiDocument['paths'],
    components: { schemas: schemas.all() },
  };
}

type Identity = Pick<ListedResource, 'group' | 'version' | 'kind'>;

/** Kinds that the table has no fields of (streams of bytes, for example) are any object. */
function kindReference(schemas: Schemas, { group, version, kind }: Identity): Schema {
  const type = schemaOf(apiVersionOf({ group, version }), kind);
  return type ? schemas.kind(type.name, [{ group, kind, version }]) : { type: 'object' };
}

function listReference(schemas: Schemas, { group, version, kind }: Identity, items: Schema): Schema {
  return schemas.put(`${schemas.nameOf(kind)}List`, {
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion: { type: 'string' },
      items: { type: 'array', items: { default: {}, allOf: [items] } },
      kind: { type: 'string' },
      metadata: { default: {}, allOf: [schemas.reference('ListMeta')] },
    },
    'x-kubernetes-group-version-kind': [{ group, kind: `${kind}List`, version }],
  });
}
