import { apiVersionOf, patchSchemaOf } from '../../api';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  badRequest,
  isObject,
  PatchError,
  refuse,
  valueAt,
} from '../../apimachinery';
import type { ApiAnswer, ApiRequest, JsonPatchOperation, KubeObject, Refusal } from '../../apimachinery';
import type { Process } from '../../simulation';
import { answer } from '../request/answers';
import { mediaType } from '../request/body';
import { examineJson } from '../request/json-text';
import { apply, applyMediaType, forceIsForApply } from './apply';
import { isDryRun, passed, rereadObject } from './context';
import type { RequestContext } from './context';
import type { Resource } from './resource';
import { changeObject, checkName } from './update';

/** What a patch makes of an object; a refusal for what it can't be applied to. */
export type Patcher = (object: unknown) => unknown;

/** PATCH: changes the object as it is now, and again when somebody else was faster, so that no conflict is ever seen. */
export function* patch(context: RequestContext): Process<ApiAnswer> {
  if (mediaType(context.request) === applyMediaType) return yield* apply(context);
  if (context.info.query.get('force') !== undefined) throw forceIsForApply();
  const dryRun = isDryRun(context, 'PatchOptions');
  const patched = patcherOf(context.request, context.resource);
  passed(context, 'decoding', mediaType(context.request));
  const wanted = (current: KubeObject): KubeObject => {
    const next = rereadObject(context, patched(current), current);
    checkName(context, next);
    return next;
  };
  const object = yield* changeObject(context, wanted, dryRun);
  return answer(200, object, context.warnings);
}

/** Reads the patch in the format that its content type says. */
export function patcherOf(request: ApiRequest, resource: Resource | undefined): Patcher {
  switch (mediaType(request)) {
    case 'application/json-patch+json':
      return jsonPatcher(patchBody(request));
    case 'application/merge-patch+json':
      return mergePatcher(patchBody(request));
    case 'application/strategic-merge-patch+json':
      return strategicPatcher(patchBody(request), resource);
    default:
      throw refuse(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  }
}

function patchBody({ body }: ApiRequest): unknown {
  if (typeof body !== 'string') return body;
  const { error } = examineJson(body);
  if (error !== undefined) throw badRequest(`error decoding patch: ${error}`);
  return JSON.parse(body);
}

/** The server's words for a patch that does not apply. */
const rejected = (): Refusal =>
  refuse(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

const goType = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

function jsonPatcher(body: unknown): Patcher {
  if (!Array.isArray(body))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goType(body)} into Go value of type []handlers.jsonPatchOp`,
    );
  return (object) => applied(() => (body as readonly JsonPatchOperation[]).reduce(applyOperation, object), rejected);
}

/** The real server's library replaces members that aren't there, where the RFC would have it fail. */
function applyOperation(document: unknown, operation: JsonPatchOperation): unknown {
  const { op, path } = operation;
  const lenient = op === 'replace' && typeof path === 'string' && isObject(parentOf(document, path));
  return applyJsonPatch(document, [lenient ? { ...operation, op: 'add' } : operation]);
}

function parentOf(document: unknown, path: string): unknown {
  const steps = path.split('/').slice(1, -1);
  return valueAt(
    document,
    steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')),
  );
}

function mergePatcher(body: unknown): Patcher {
  if (!isObject(body))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goType(body)} into Go value of type map[string]interface {}`,
    );
  return (object) => applyMergePatch(object, body);
}

function strategicPatcher(body: unknown, resource: Resource | undefined): Patcher {
  if (!isObject(body))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goType(body)} into Go value of type map[string]interface {}`,
    );
  const schema = resource && patchSchemaOf(apiVersionOf(resource.kind), resource.kind.kind);
  if (!schema) throw refuse(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  return (object) =>
    applied(
      () => applyStrategicMergePatch(object as typeof body, body, schema),
      (why) => refuse(500, '', why),
    );
}

function applied(apply: () => unknown, refusal: (why: string) => Refusal): unknown {
  try {
    return apply();
  } catch (error) {
    if (error instanceof PatchError) throw refusal(error.message);
    throw error;
  }
}
