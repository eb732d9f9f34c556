/** A custom kind as the rest of the server knows kinds: one for each version that is served. */
import {
  apiVersionOf,
  commonMetadataErrors,
  laterParts,
  DecodeProblem,
  metadataUpdateErrors,
  namespacedFields,
  scaleSubresource,
  standardFinalizers,
  statusSubresource,
  subdomainName,
  typeMetaProblem,
  withGeneration,
  type CustomResourceDefinition,
  type CustomResourceVersion,
  type Decoded,
  type JsonSchema,
  type KindDefinition,
  type Verb,
} from '../../api';
import { badRequest, bodySummary, equal, fieldInvalid, invalid, isObject, refuse } from '../../apimachinery';
import type { FieldError, KubeObject } from '../../apimachinery';
import { shapeOfSchema } from './apply-shape';
import { columnsOf } from './columns';
import { byAge } from './version-age';
import { pathReader } from './json-path';
import { scaleErrors, scalingOf } from './scale';
import { duplicateErrors, schemaErrors } from './schema-validation';
import { defaulted, pruned, readMetadata } from './structural';

const allVerbs: readonly Verb[] = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** Where etcd has the objects of a definition, in whatever version. */
export const storagePrefixOf = ({ spec }: CustomResourceDefinition): string =>
  `/registry/${spec.group}/${spec.names.plural}`;

const schemaOf = (version: CustomResourceVersion): JsonSchema => version.schema?.openAPIV3Schema ?? {};

interface Identity {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export function kindOfVersion(definition: CustomResourceDefinition, version: CustomResourceVersion): KindDefinition {
  const { spec } = definition;
  const names = definition.status!.acceptedNames;
  const identity = { group: spec.group, version: version.name, kind: names.kind };
  const { scale, status } = version.subresources ?? {};
  return {
    ...identity,
    listKind: names.listKind ?? `${names.kind}List`,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: spec.scope === 'Namespaced',
    storagePrefix: storagePrefixOf(definition),
    subresources: [...(status ? [statusSubresource(identity)] : []), ...(scale ? [scaleSubresource] : [])],
    verbs: allVerbs,
    generations: true,
    defaults: (object) => object,
    ...writeRules(status !== undefined),
    ...validation(version, spec.scope === 'Namespaced'),
    warnings: finalizerWarnings,
    warnsOfUpdates: true,
    ...(version.deprecated ? { deprecated: version.deprecationWarning ?? deprecation(spec, identity) } : {}),
    columns: columnsOf(version),
    ...fieldRules(version, spec.scope === 'Namespaced'),
    ...storedForm(definition, identity),
    own: {
      decode: decoder(identity, schemaOf(version)),
      applyShape: shapeOfSchema(schemaOf(version)),
      ...(scale ? { scale: scalingOf(scale) } : {}),
    },
  };
}

/** With what to use instead, where there is something newer. */
function deprecation({ group, versions }: CustomResourceDefinition['spec'], identity: Identity): string {
  const named = (version: string): string => `${apiVersionOf({ group, version })} ${identity.kind}`;
  const newer = versions
    .filter(({ served, deprecated, name }) => served && !deprecated && byAge(name, identity.version) < 0)
    .map(({ name }) => name)
    .sort(byAge);
  const why = `${named(identity.version)} is deprecated`;
  return newer[0] === undefined ? why : `${why}; use ${named(newer[0])}`;
}

// ---- reading ---------------------------------------------------------------------------------------------------------

type Decode = NonNullable<KindDefinition['own']>['decode'];

function decoder(identity: Identity, schema: JsonSchema): Decode {
  return (body, refusal) => {
    const given = checked(identity, body, refusal !== undefined, (why) => {
      if (refusal) return refusal(new DecodeProblem(why));
      return badRequest(
        `the object provided is unrecognized (must be of type ${identity.kind}): ${why} (${bodySummary(JSON.stringify(body))})`,
      );
    });
    const { object, unknown } = pruned(given, schema);
    const whole = defaulted(withoutNulls(object), schema) as KubeObject;
    const metadata = readMetadata(whole.metadata ?? {}, (why) => {
      const problem = new DecodeProblem(why);
      const { kind, version } = identity;
      return refusal?.(problem) ?? badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`);
    });
    const problems = [...unknown, ...metadata.problems].map((path) => `unknown field ${JSON.stringify(path)}`);
    const read = metadata.object === (whole.metadata as unknown) ? whole : { ...whole, metadata: metadata.object };
    return { object: read as unknown as KubeObject, problems } satisfies Decoded;
  };
}

/** A spec that is null is none. */
function withoutNulls(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.keys(object).some((name) => object[name] === null)
    ? Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null))
    : object;
}

/** A real server takes a patch that leaves no version for its own fault. */
function versionless(): Error {
  const message = "Object 'apiVersion' is missing in 'object has no apiVersion field'";
  return refuse(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

function checked(identity: Identity, body: unknown, isPatched: boolean, unrecognized: (why: string) => Error) {
  if (body !== null && !isObject(body))
    throw unrecognized(`couldn't get version/kind; json parse error: ${typeMetaProblem(body)}`);
  const { apiVersion, kind } = body ?? {};
  if (!kind) throw unrecognized(`Object 'Kind' is missing in '${JSON.stringify(body)}'`);
  const version = apiVersionOf(identity);
  if (isPatched && apiVersion === undefined) throw versionless();
  if (apiVersion !== version) {
    const found = typeof apiVersion === 'string' ? apiVersion : '';
    throw badRequest(`the API version in the data (${found}) does not match the expected API version (${version})`);
  }
  if (kind !== identity.kind) {
    const { name } = isObject(body!.metadata) ? body!.metadata : {};
    const wrong = fieldInvalid('kind', kind, `must be ${identity.kind}`);
    throw invalid(`${String(kind)}.${identity.group}`, typeof name === 'string' ? name : '', [wrong]);
  }
  return body!;
}

// ---- writing ---------------------------------------------------------------------------------------------------------

type WriteRules = Pick<KindDefinition, 'prepareForCreate' | 'prepareForUpdate' | 'prepareForStatusUpdate'>;
type WithStatus = KubeObject & { readonly status?: unknown };

/** Without a status of its own all but the metadata is what somebody wants. */
function writeRules(hasStatus: boolean): WriteRules {
  const wish = ({ metadata: _metadata, status, ...rest }: WithStatus) => (hasStatus ? rest : { ...rest, status });
  return {
    prepareForCreate: (object) => withGeneration(hasStatus ? without(object) : object, 1),
    prepareForUpdate: (next, previous) => {
      const kept = hasStatus ? withStatusOf(next, previous) : next;
      const generation = previous.metadata.generation ?? 0;
      return withGeneration(kept, equal(wish(kept), wish(previous)) ? generation : generation + 1);
    },
    prepareForStatusUpdate: (next, previous) => withStatusOf(previous, next),
  };
}

function without(object: WithStatus): KubeObject {
  if (object.status === undefined) return object;
  const { status: _, ...rest } = object;
  return rest;
}

function withStatusOf(object: WithStatus, from: WithStatus): KubeObject {
  if (object.status === from.status) return object;
  return from.status === undefined ? without(object) : ({ ...object, status: from.status } as KubeObject);
}

type Validation = Pick<KindDefinition, 'validate' | 'validateUpdate' | 'validateStatusUpdate'>;

function validation(version: CustomResourceVersion, namespaced: boolean): Validation {
  const schema = schemaOf(version);
  const { scale } = version.subresources ?? {};
  const content = (object: KubeObject, before?: KubeObject): readonly FieldError[] =>
    withRules(formErrors(object, before), object, schema, before);
  const formErrors = (object: KubeObject, before?: KubeObject): readonly FieldError[] => [
    ...schemaErrors(object, schema, '', before),
    ...(before && duplicateErrors(before, schema, '').length > 0 ? [] : duplicateErrors(object, schema, '')),
    ...(scale ? scaleErrors(scale, object) : []),
  ];
  const again = (next: KubeObject, previous: KubeObject) => [
    ...metadataUpdateErrors(next, previous).filter(({ field }) => !field.startsWith('metadata.finalizers[')),
    ...content(next, previous),
  ];
  return {
    validate: (object) => [...commonMetadataErrors(object, namespaced, subdomainName), ...content(object)],
    validateUpdate: again,
    validateStatusUpdate: again,
  };
}

const blocking: ReadonlySet<FieldError['type']> = new Set([
  'notSupported',
  'required',
  'tooLong',
  'tooMany',
  'wrongType',
]);

/** Rules are asked about what is as its schema says. */
function withRules(
  errors: readonly FieldError[],
  object: KubeObject,
  schema: JsonSchema,
  before: KubeObject | undefined,
): readonly FieldError[] {
  const { rules, unaskedRules } = laterParts();
  const isAsked = !errors.some(({ type }) => blocking.has(type));
  return [...errors, ...(isAsked ? rules(object, schema, before) : unaskedRules(schema))];
}

function finalizerWarnings({ metadata }: KubeObject): readonly string[] {
  const why = 'prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers';
  return (metadata.finalizers ?? [])
    .filter((name) => !name.includes('/') && !standardFinalizers.has(name))
    .map((name) => `metadata.finalizers: ${JSON.stringify(name)}: ${why}`);
}

// ---- selecting and storing -------------------------------------------------------------------------------------------

function fieldRules(
  version: CustomResourceVersion,
  namespaced: boolean,
): Pick<KindDefinition, 'fieldsOf' | 'ownFieldLabels'> {
  const readers = (version.selectableFields ?? []).map(
    ({ jsonPath }) => [jsonPath.slice(1), pathReader(jsonPath)] as const,
  );
  const fieldsOf = (object: KubeObject) => {
    const { 'metadata.namespace': namespace, ...fields } = namespacedFields(object);
    const own = readers.map(([name, read]) => [name, String(read(object) ?? '')] as const);
    return {
      ...fields,
      ...(namespaced ? { 'metadata.namespace': namespace! } : {}),
      ...Object.fromEntries(own),
    };
  };
  return { fieldsOf, ownFieldLabels: true };
}

/** Objects lie in etcd in one version; in the others they are the same but for what they are called, and for their schemas. */
function storedForm(
  { spec }: CustomResourceDefinition,
  identity: Identity,
): Pick<KindDefinition, 'fromStorage' | 'toStorage'> {
  const storage = spec.versions.find((version) => version.storage)!;
  const stored = apiVersionOf({ group: spec.group, version: storage.name });
  const own = apiVersionOf(identity);
  // An object is read by the schema of the version in which it was once written.
  const schemas = new Map(
    spec.versions.map((version) => [apiVersionOf({ group: spec.group, version: version.name }), schemaOf(version)]),
  );
  const shownBy = schemaOf(spec.versions.find(({ name }) => name === identity.version)!);
  return {
    fromStorage: (object) => {
      const schema = schemas.get(object.apiVersion) ?? schemaOf(storage);
      const known = pruned(object as unknown as Readonly<Record<string, unknown>>, schema).object;
      const whole = defaulted(known, schema) as KubeObject;
      if (whole.apiVersion === own) return whole;
      return pruned({ ...whole, apiVersion: own }, shownBy).object as unknown as KubeObject;
    },
    toStorage: (object) => (object.apiVersion === stored ? object : { ...object, apiVersion: stored }),
  };
}
