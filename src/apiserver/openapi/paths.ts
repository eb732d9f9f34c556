import type { Subresource, Verb } from '../../api';
import type { ListedResource } from '../discovery/groups';

type Schema = Readonly<Record<string, unknown>>;

/** References to the schemas that operations speak of. */
export interface Bodies {
  readonly object: Schema;
  readonly list: Schema;
  readonly status: Schema;
  readonly patch: Schema;
  readonly deleteOptions: Schema;
  /** Of a subresource: its kind's. */
  subresource(subresource: Subresource): Schema;
}

interface Identity {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const query = (name: string, type = 'string') => ({ name, in: 'query', schema: { type, uniqueItems: true } });
const inPath = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string', uniqueItems: true } });

const listParameters = [
  query('allowWatchBookmarks', 'boolean'),
  query('continue'),
  query('fieldSelector'),
  query('labelSelector'),
  query('limit', 'integer'),
  query('resourceVersion'),
  query('resourceVersionMatch'),
  query('sendInitialEvents', 'boolean'),
  query('timeoutSeconds', 'integer'),
  query('watch', 'boolean'),
];
const writeParameters = [query('dryRun'), query('fieldManager'), query('fieldValidation')];
const deleteParameters = [
  query('dryRun'),
  query('gracePeriodSeconds', 'integer'),
  query('orphanDependents', 'boolean'),
  query('propagationPolicy'),
];

/** Operations by their verb: the method, what clients call the action, its query and which content its body has. */
const operations: Readonly<Record<string, { method: string; action: string; parameters: readonly unknown[] }>> = {
  get: { method: 'get', action: 'get', parameters: [] },
  list: { method: 'get', action: 'list', parameters: listParameters },
  create: { method: 'post', action: 'post', parameters: writeParameters },
  update: { method: 'put', action: 'put', parameters: writeParameters },
  patch: { method: 'patch', action: 'patch', parameters: [...writeParameters, query('force', 'boolean')] },
  delete: { method: 'delete', action: 'delete', parameters: deleteParameters },
  deletecollection: {
    method: 'delete',
    action: 'deletecollection',
    parameters: [...listParameters, ...deleteParameters],
  },
};

const patchTypes = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];
const answerTypes = ['application/json', 'application/yaml'];

const contentOf = (types: readonly string[], schema: Schema) =>
  Object.fromEntries(types.map((type) => [type, { schema }]));

/** All paths below which a resource is served, with what can be done there. */
export function pathsOf(resource: ListedResource, base: string, bodies: Bodies): Readonly<Record<string, unknown>> {
  const { plural, namespaced, verbs, subresources } = resource;
  const collection = namespaced ? `${base}/namespaces/{namespace}/${plural}` : `${base}/${plural}`;
  const parameters = namespaced ? [inPath('namespace')] : [];
  const at = (place: readonly Verb[]) => verbs.filter((verb) => place.includes(verb));
  const paths: Record<string, unknown> = {};
  const put = (path: string, chosen: readonly Verb[], more: readonly unknown[]): void => {
    if (chosen.length > 0) paths[path] = pathItem(chosen, resource, bodies, [...more, query('pretty')]);
  };
  if (namespaced) put(`${base}/${plural}`, at(['list']), []);
  put(collection, at(['list', 'create', 'deletecollection']), parameters);
  put(`${collection}/{name}`, at(['get', 'update', 'patch', 'delete']), [inPath('name'), ...parameters]);
  for (const subresource of subresources) {
    const object = bodies.subresource(subresource);
    const path = `${collection}/{name}/${subresource.name}`;
    paths[path] = pathItem(subresource.verbs, subresource, { ...bodies, object }, [inPath('name'), ...parameters]);
  }
  return paths;
}

function pathItem(verbs: readonly Verb[], identity: Identity, bodies: Bodies, parameters: readonly unknown[]): unknown {
  const item: Record<string, unknown> = {};
  for (const verb of verbs) {
    const operation = operations[verb];
    if (operation) item[operation.method] = operationOf(verb, identity, bodies);
  }
  return { ...item, parameters };
}

function operationOf(verb: Verb, { group, version, kind }: Identity, bodies: Bodies): unknown {
  const { action, parameters } = operations[verb]!;
  const answered = verb === 'list' ? bodies.list : verb.startsWith('delete') ? bodies.status : bodies.object;
  return {
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBody(verb, bodies),
    responses: { 200: { description: 'OK', content: contentOf(answerTypes, answered) } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version, kind },
  };
}

function requestBody(verb: Verb, { object, patch, deleteOptions }: Bodies): Readonly<Record<string, unknown>> {
  if (verb === 'patch') return { requestBody: { required: true, content: contentOf(patchTypes, patch) } };
  if (verb === 'create' || verb === 'update')
    return { requestBody: { required: true, content: contentOf(['*/*'], object) } };
  return verb.startsWith('delete') ? { requestBody: { content: contentOf(['*/*'], deleteOptions) } } : {};
}
