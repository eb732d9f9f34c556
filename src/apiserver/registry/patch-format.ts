import { apiVersionOf, patchSchemaOf } from '../../api';
import type { DecodeProblem } from '../../api';
import {
  examineJson,
  applyMergePatch,
  applyStrategicMergePatch,
  badRequest,
  fieldInvalid,
  goValue,
  invalid,
  isObject,
  PatchError,
  refuse,
} from '../../apimachinery';
import type { ApiRequest, JsonPatchOperation, Refusal } from '../../apimachinery';
import { mediaType } from '../request/body';
import type { PatchRefusals } from './context';
import { applyOperation } from './json-patch-dialect';

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

/** The formats that a patch may have. */
export const patchTypes: ReadonlySet<string> = new Set([
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
]);

/** Reads the patch in the format that its content type says. */
export function patchOf(request: ApiRequest, kind: Kind): Patch {
  switch (mediaType(request)) {
    case 'application/json-patch+json':
      return jsonPatch(readPatch(request, decodingPatch));
    case 'application/merge-patch+json':
      return mergePatch(readPatch(request, decodingPatch));
    case 'application/strategic-merge-patch+json':
      return strategicPatch(readPatch(request, badRequest), kind);
    default:
      throw unsupportedPatch();
  }
}

export const unsupportedPatch = (): Refusal => refuse(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
const decodingPatch = (why: string): Refusal => badRequest(`error decoding patch: ${why}`);

interface PatchText {
  readonly body: unknown;
  readonly duplicates: readonly string[];
}

function readPatch({ body }: ApiRequest, refusal: (why: string) => Refusal): PatchText {
  if (body !== undefined && typeof body !== 'string') return { body, duplicates: [] };
  const text = body ?? '';
  const { error, duplicates } = examineJson(text);
  if (error !== undefined) throw refusal(error);
  return { body: JSON.parse(text), duplicates };
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
const textual: Omit<PatchRefusals, 'problems'> = {
  unreadable: ({ message }: DecodeProblem, patched) => ofPatch(JSON.stringify(patched), message),
  strict: (problems, patched) => ofPatch(JSON.stringify(patched), strictly(problems)),
};

// ---- the formats -----------------------------------------------------------------------------------------------------

/** So many operations one patch may have. */
const mostOperations = 10_000;

function jsonPatch({ body, duplicates }: PatchText): Patch {
  const operations = body ?? [];
  if (!Array.isArray(operations)) throw decodingPatch(unfit(operations, 'value of type []handlers.jsonPatchOp'));
  for (const operation of operations) checkOperation(operation);
  if (operations.length > mostOperations) {
    const why = `The allowed maximum operations in a JSON patch is ${mostOperations}, got ${operations.length}`;
    throw refuse(413, 'RequestEntityTooLarge', `Request entity is too large: ${why}`);
  }
  const onto = (object: unknown) =>
    applied(() => (operations as readonly (JsonPatchOperation | null)[]).reduce(next, object), rejected);
  const problems = [...duplicates, ...operations.flatMap(unknownMembers)].map((problem) => `json patch ${problem}`);
  return { ...textual, onto, problems };
}

const members = new Set(['op', 'path', 'from', 'value']);

const unknownMembers = (operation: unknown, at: number): readonly string[] =>
  isObject(operation)
    ? Object.keys(operation)
        .filter((name) => !members.has(name))
        .map((name) => `unknown field ${JSON.stringify(`[${at}].${name}`)}`)
    : [];

function next(document: unknown, operation: JsonPatchOperation | null): unknown {
  if (operation === null) throw new PatchError('an operation that says nothing');
  return applyOperation(document, operation);
}

function checkOperation(operation: unknown): void {
  if (operation === null) return;
  if (!isObject(operation)) throw decodingPatch(unfit(operation, 'value of type handlers.jsonPatchOp'));
  for (const name of ['op', 'path', 'from']) {
    const value = operation[name] ?? '';
    if (typeof value !== 'string') throw decodingPatch(unfit(value, `struct field jsonPatchOp.${name} of type string`));
  }
}

function mergePatch({ body, duplicates }: PatchText): Patch {
  if (body === null) throw badRequest('Invalid JSON Patch');
  if (!isObject(body)) throw decodingPatch(unfit(body, 'value of type map[string]interface {}'));
  return { ...textual, onto: (object) => applyMergePatch(object, body), problems: duplicates };
}

function strategicPatch({ body, duplicates }: PatchText, kind: Kind): Patch {
  const patch = body ?? {};
  if (!isObject(patch)) throw badRequest(unfit(patch, 'value of type map[string]interface {}'));
  const schema = patchSchemaOf(apiVersionOf(kind), kind.kind);
  if (!schema) throw unsupportedPatch();
  return {
    onto: (object) =>
      identified(
        applied(() => applyStrategicMergePatch(object as typeof patch, patch, schema), strategicRefusal),
        object,
      ),
    problems: duplicates,
    unreadable: ({ converted }) => ofPatch(goValue(patch), converted),
    strict: (problems) => ofPatch(goValue(patch), strictly([...problems].sort())),
  };
}

/** What a strategic patch makes of an object is of the object's kind, whatever the patch says. */
function identified(patched: unknown, object: unknown): unknown {
  if (!isObject(patched) || !isObject(object)) return patched;
  const { apiVersion, kind } = patched;
  const says = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (says(apiVersion) && says(kind) && (apiVersion !== object.apiVersion || kind !== object.kind))
    return { ...patched, apiVersion: object.apiVersion, kind: object.kind };
  return patched;
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
