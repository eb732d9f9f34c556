/** The OpenAPI document of a group version that definitions made: what their schemas say, with what every object has. */
import { apiVersionOf, schemaOf, type JsonSchema, type KindDefinition, type Subresource } from '../../api';
import { isObject } from '../../apimachinery';
import type { ListedResource } from '../discovery/groups';
import { pathsOf } from '../openapi/paths';
import { Schemas } from '../openapi/schemas';
import type { OpenApiDocument } from '../openapi/swagger';

type Schema = Readonly<Record<string, unknown>>;

interface Made {
  readonly kind: KindDefinition;
  readonly schema: JsonSchema;
}

export function documentOf(
  group: string,
  version: string,
  resources: readonly ListedResource[],
  made: readonly Made[],
): OpenApiDocument {
  const prefix = `${group.split('.').reverse().join('.')}.${version}`;
  const schemas = new Schemas('io.k8s.api.autoscaling.v1');
  const status = schemas.reference('Status');
  const patch = schemas.reference('Patch');
  const deleteOptions = schemas.kind('DeleteOptions', [{ group, kind: 'DeleteOptions', version }]);
  const paths = made.map(({ kind, schema }, index) => {
    const object = schemas.put(`${prefix}.${kind.kind}`, objectSchema(kind, schema, schemas));
    const list = schemas.put(`${prefix}.${kind.listKind}`, listSchema(kind, object, schemas));
    const subresource = (one: Subresource): Schema => (one.name === 'status' ? object : bodyOf(one, schemas));
    const bodies = { object, list, status, patch, deleteOptions, subresource };
    return pathsOf(resources[index]!, `/apis/${group}/${version}`, bodies);
  });
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' },
    paths: withoutStrategicPatches(Object.assign({}, ...paths) as OpenApiDocument['paths']),
    components: { schemas: schemas.all() },
  };
}

function bodyOf({ group, version, kind }: Subresource, schemas: Schemas): Schema {
  const type = schemaOf(apiVersionOf({ group, version }), kind);
  return type ? schemas.kind(type.name, [{ group, kind, version }]) : { type: 'object' };
}

const identityOf = ({
  group,
  kind,
  version,
}: {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
}) => [{ group, kind, version }];

function objectSchema(kind: KindDefinition, schema: JsonSchema, schemas: Schemas): Schema {
  const { properties, ...rest } = told(schema, schemas) as { readonly properties?: Schema };
  return {
    ...rest,
    type: 'object',
    properties: { ...properties, ...ownProperties(schemas) },
    'x-kubernetes-group-version-kind': identityOf(kind),
  };
}

const ownProperties = (schemas: Schemas): Schema => ({
  apiVersion: {
    type: 'string',
    description: 'Which version of which group this object is written in; servers may refuse those they do not know.',
  },
  kind: { type: 'string', description: 'What sort of object this is, in CamelCase. It can never be changed.' },
  metadata: { description: 'What every object has.', allOf: [schemas.reference('ObjectMeta')] },
});

/** A schema as clients are told it: embedded objects have metadata as all have. */
function told(schema: JsonSchema, schemas: Schemas): Schema {
  const { properties, items, additionalProperties: more, 'x-kubernetes-validations': rules, ...rest } = schema;
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
  const fields = Object.entries(properties ?? {}).map(([name, one]) => [name, told(one, schemas)] as const);
  return {
    ...rest,
    ...(schema['x-kubernetes-int-or-string'] && !schema.anyOf
      ? { anyOf: [{ type: 'integer' }, { type: 'string' }] }
      : {}),
    ...(properties || isEmbedded
      ? { properties: { ...Object.fromEntries(fields), ...(isEmbedded ? ownProperties(schemas) : {}) } }
      : {}),
    ...(isObject(items) ? { items: told(items, schemas) } : {}),
    ...(more === undefined ? {} : { additionalProperties: isObject(more) ? told(more, schemas) : more }),
    ...(rules ? { 'x-kubernetes-validations': rules } : {}),
  };
}

function listSchema(kind: KindDefinition, items: Schema, schemas: Schemas): Schema {
  const { apiVersion, kind: sort } = ownProperties(schemas);
  return {
    description: `${kind.listKind} is a list of ${kind.kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion,
      items: { type: 'array', items },
      kind: sort,
      metadata: { allOf: [schemas.reference('ListMeta')] },
    },
    'x-kubernetes-group-version-kind': identityOf({ ...kind, kind: kind.listKind }),
  };
}

/** Nobody says how objects of custom kinds would merge strategically: clients look here before they try. */
function withoutStrategicPatches(paths: OpenApiDocument['paths']): OpenApiDocument['paths'] {
  const told = Object.entries(paths).map(([path, item]) => {
    const { patch } = item;
    if (!patch) return [path, item] as const;
    const { 'application/strategic-merge-patch+json': _, ...content } = patch.requestBody.content;
    return [path, { ...item, patch: { ...patch, requestBody: { ...patch.requestBody, content } } }] as const;
  });
  return Object.fromEntries(told);
}
