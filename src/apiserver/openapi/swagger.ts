type Json = Readonly<Record<string, any>>;

/** The parts of an OpenAPI 3 document that the older form is made of. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: Json;
  readonly paths: Readonly<Record<string, Json>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;
const identities = 'x-kubernetes-group-version-kind';

/** All group versions in one document of the older form, OpenAPI 2: `kubectl apply -f` of a `kind: List` is judged by it. */
export function swaggerOf(documents: readonly OpenApiDocument[]): Json {
  const definitions: Record<string, Json> = {};
  for (const { components } of documents)
    for (const [name, schema] of Object.entries(components.schemas))
      definitions[name] = bothIdentities(definitions[name], definitionOf(schema));
  const paths = documents.flatMap((document) => Object.entries(document.paths));
  return {
    swagger: '2.0',
    info: documents[0]?.info ?? {},
    paths: Object.fromEntries(paths.map(([path, item]) => [path, pathItem(item)])),
    definitions: Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Kinds of several groups (options for deletions) have one definition, which names them all. */
function bothIdentities(before: Json | undefined, definition: Json): Json {
  const [old, more] = [before?.[identities], definition[identities]];
  return old && more ? { ...definition, [identities]: [...old, ...more] } : definition;
}

/** A schema by itself; of several types that a value may have, the older form has words for one. */
function definitionOf({ allOf, oneOf, properties, items, additionalProperties, $ref, ...rest }: Json): Json {
  const reference = $ref ?? allOf?.[0].$ref;
  return {
    ...rest,
    ...(reference && { $ref: reference.replace('#/components/schemas/', '#/definitions/') }),
    ...(oneOf && { type: 'string' }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries<Json>(properties).map(([name, one]) => [name, definitionOf(one)])),
    }),
    ...(items && { items: definitionOf(items) }),
    ...(additionalProperties && { additionalProperties: definitionOf(additionalProperties) }),
  };
}

function pathItem(item: Json): Json {
  const operations = methods.filter((method) => item[method]).map((method) => [method, operationOf(item[method])]);
  return { ...Object.fromEntries(operations), parameters: item.parameters.map(parameterOf) };
}

function operationOf({ parameters = [], requestBody, responses, ...rest }: Json): Json {
  const content: Json = requestBody?.content ?? {};
  const [body] = Object.values<Json>(content);
  const { description, content: answered } = responses[200];
  return {
    consumes: Object.keys(content),
    produces: Object.keys(answered),
    parameters: [
      ...(body
        ? [{ name: 'body', in: 'body', required: requestBody.required, schema: definitionOf(body.schema) }]
        : []),
      ...parameters.map(parameterOf),
    ],
    responses: { 200: { description, schema: definitionOf(Object.values<Json>(answered)[0]!.schema) } },
    ...rest,
  };
}

const parameterOf = ({ schema, ...rest }: Json): Json => ({ ...rest, ...schema });
