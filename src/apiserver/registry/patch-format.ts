import { apiVersionOf, patchSchemaOf } from '../../api';
import type { DecodeProblem } from '../../api';
import {
  examineJson,
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  badRequest,
  fieldInvalid,
  goValue,
  invalid,
  isObject,
  PatchError,
  refuse,
  valueAt,
} from '../../apimachinery';
import type { ApiRequest, JsonPatchOperation, Refusal } from '../../apimachinery';
import { mediaType } from '../request/body';
import type { PatchRefusals } from './context';

/** A patch in one of the formats of PATCH. */
export interface Patch extends PatchRefusals {
  /** What it makes of an object; a refusal for what it can't be applied to. */
  onto(object: unknown): unknown;
}

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Reads the patch in the format that its content type says. */
export function patchOf(request: ApiRequest, kind: Kind): Patch {
  switch (mediaType(request)) {
    case 'application/json-patch+json':
      return jsonPatch(patchBody(request, decodingPatch));
    case 'application/merge-patch+json':
      return mergePatch(patchBody(request, decodingPatch));
    case 'application/strategic-merge-patch+json':
      return strategicPatch(patchBody(request, badRequest), kind);
    default:
      throw unsupported();
  }
}

const unsupported = (): Refusal => refuse(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
const decodingPatch = (why: string): Refusal => badRequest(`error decoding patch: ${why}`);

function patchBody({ body }: ApiRequest, refusal: (why: string) => Refusal): unknown {
  if (typeof body !== 'string') return body ?? null;
  const { error } = examineJson(body);
  if (error !== undefined) throw refusal(error);
  return JSON.parse(body);
}

/** The server's words for a patch that does not apply. */
const rejected = (): Refusal =>
  refuse(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

const goType = (value: unknown): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;

const unfit = (value: unknown, wanted: string): string => `json: cannot unmarshal ${goType(value)} into Go ${wanted}`;

// ---- what came of it -------------------------------------------------------------------------------------------------

/** Whatever is wrong with the patched object is wrong with the request's one field, the patch. */
const ofPatch = (shown: string, why: string): Refusal => invalid('', '', [fieldInvalid('patch', shown, why)]);

const strictly = (problems: readonly string[]): string => `strict decoding error: ${problems.join(', ')}`;

/** Patches that are applied to an object's text: messages show the text that came of it. */
const textual: PatchRefusals = {
  unreadable: ({ message }: DecodeProblem, patched) => ofPatch(JSON.stringify(patched), message),
  strict: (problems, patched) => ofPatch(JSON.stringify(patched), strictly(problems)),
};

// ---- the formats -----------------------------------------------------------------------------------------------------

/** So many operations one patch may have. */
const mostOperations = 10_000;

function jsonPatch(body: unknown): Patch {
  const operations = body ?? [];
  if (!Array.isArray(operations)) throw decodingPatch(unfit(operations, 'value of type []handlers.jsonPatchOp'));
  for (const operation of operations) checkOperation(operation);
  if (operations.length > mostOperations) {
    const why = `The allowed maximum operations in a JSON patch is ${mostOperations}, got ${operations.length}`;
    throw refuse(413, 'RequestEntityTooLarge', `Request entity is too large: ${why}`);
  }
  const onto = (object: unknown) =>
    applied(() => (operations as readonly JsonPatchOperation[]).reduce(applyOperation, object), rejected);
  return { ...textual, onto };
}

function checkOperation(operation: unknown): void {
  if (operation === null) return;
  if (!isObject(operation)) throw decodingPatch(unfit(operation, 'value of type handlers.jsonPatchOp'));
  for (const name of ['op', 'path', 'from']) {
    const value = operation[name] ?? '';
    if (typeof value !== 'string') throw decodingPatch(unfit(value, `struct field jsonPatchOp.${name} of type string`));
  }
}

/** The real server's library replaces members that aren't there, where the RFC would have it fail. */
function applyOperation(document: unknown, operation: JsonPatchOperation | null): unknown {
  if (operation === null) throw new PatchError('an operation that says nothing');
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

function mergePatch(body: unknown): Patch {
  if (body === null) throw badRequest('Invalid JSON Patch');
  if (!isObject(body)) throw decodingPatch(unfit(body, 'value of type map[string]interface {}'));
  return { ...textual, onto: (object) => applyMergePatch(object, body) };
}

function strategicPatch(body: unknown, kind: Kind): Patch {
  const patch = body ?? {};
  if (!isObject(patch)) throw badRequest(unfit(patch, 'value of type map[string]interface {}'));
  const schema = patchSchemaOf(apiVersionOf(kind), kind.kind);
  if (!schema) throw unsupported();
  return {
    onto: (object) => applied(() => applyStrategicMergePatch(object as typeof patch, patch, schema), strategicRefusal),
    unreadable: ({ converted }) => ofPatch(goValue(patch), converted),
    strict: (problems) => ofPatch(goValue(patch), strictly([...problems].sort())),
  };
}

/** The real server has words for some of what can be wrong with a strategic patch; the rest it takes for its own fault. */
function strategicRefusal({ sort, message }: PatchError): Refusal {
  if (sort === 'malformed') return badRequest(message);
  return sort === 'unfit' ? rejected() : refuse(500, '', message);
}

function applied(apply: () => unknown, refusal: (problem: PatchError) => Refusal): unknown {
  try {
    return apply();
  } catch (error) {
    if (error instanceof PatchError) throw refusal(error);
    throw error;
  }
}
