import { applyJsonPatch, isObject, PatchError } from '../../apimachinery';
import type { JsonPatchOperation } from '../../apimachinery';

type Steps = readonly string[];

const pointer = (steps: Steps): string =>
  steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What stands before the first slash should be nothing; the real server's library does not look. */
function stepsOf(text: unknown): Steps {
  if (typeof text !== 'string') throw new PatchError('an operation lacks a path');
  const [, ...steps] = text.split('/');
  if (steps.length === 0 && text !== '') throw new PatchError(`not a JSON pointer: ${text}`);
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Zeros may lead, and a negative number counts from the end: -1 is the last element, or the place behind it where one is added. */
function indexStep(step: string, places: number): string {
  if (!/^[-+]?\d+$/.test(step)) return step;
  const index = Number(step) < 0 ? Number(step) + places : Number(step);
  if (index < 0) throw new PatchError(`no place ${step} in a list`);
  return String(index);
}

interface Place {
  readonly steps: Steps;
  /** What holds the last step; undefined where the path leads nowhere. */
  readonly parent: unknown;
}

/** A path in the document with plain indexes. */
function placeOf(document: unknown, text: unknown, adds: boolean): Place {
  const given = stepsOf(text);
  const steps: string[] = [];
  let parent: unknown;
  let value = document;
  given.forEach((step, at) => {
    parent = value;
    const more = adds && at === given.length - 1 ? 1 : 0;
    const plain = Array.isArray(parent) ? indexStep(step, parent.length + more) : step;
    steps.push(plain);
    value = (parent as Readonly<Record<string, unknown>> | null | undefined)?.[plain];
  });
  return { steps, parent };
}

const lacks = ({ steps, parent }: Place): boolean => isObject(parent) && !Object.hasOwn(parent, steps.at(-1)!);

function within(place: Place): string {
  if (place.steps.length === 0) throw new PatchError('the document as a whole');
  return pointer(place.steps);
}

/**
 * One operation as the real server's library does it, which is more lenient than RFC 6902: a value that isn't given is null, what isn't
 * there can be replaced, and tested to be null. The document as a whole can only be replaced. Throws PatchError.
 */
export function applyOperation(document: unknown, operation: JsonPatchOperation): unknown {
  const { op, from } = operation;
  const value = operation.value ?? null;
  const adds = op === 'add' || op === 'copy' || op === 'move';
  const rfc = (words: JsonPatchOperation): unknown => applyJsonPatch(document, [words]);
  if (op === 'move' || op === 'copy') {
    const source = within(placeOf(document, from, false));
    const rest = op === 'move' ? applyJsonPatch(document, [{ op: 'remove', path: source }]) : document;
    return rfc({ op, from: source, path: within(placeOf(rest, operation.path, true)) });
  }
  const place = placeOf(document, operation.path, adds);
  if (op === 'replace' && place.steps.length === 0) return rfc({ op, path: '', value });
  const path = within(place);
  if (op === 'replace') return rfc({ op: lacks(place) ? 'add' : op, path, value });
  if (op === 'test' && lacks(place) && value === null) return document;
  return rfc({ op, path, value });
}
