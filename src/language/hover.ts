import { isObject, readYamlDocuments, valueAt, withoutAt } from '../apimachinery';
import type { KubeObject } from '../apimachinery';
import { decode, findKind } from '../api';
import { allowedAt, fieldAt, isRequired, pathText, shapeWords } from './field-at';
import type { Step } from './outline';
import { pointedAt } from './spot';
import type { Caret, Identity } from './spot';

/** What is known of the field under the pointer. Facts alone: the page finds the words. */
export interface FieldFacts {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  /** What the server fills in where the field is left out of this very document. */
  readonly defaultValue?: string;
  readonly allowed: readonly string[];
  /** By which fields items of a list are told apart. */
  readonly listKeys: readonly string[];
  readonly isSet: boolean;
  /** Columns of what is meant. */
  readonly from: number;
  readonly to: number;
}

/** The facts about the field at a place; undefined where there is none. */
export function factsAt(lines: readonly string[], caret: Caret): FieldFacts | undefined {
  const pointed = pointedAt(lines, caret);
  if (!pointed || pointed.path.length === 0) return undefined;
  const { path, identity, from, to, span } = pointed;
  const at = fieldAt(identity, path);
  if (!at?.field) return undefined;
  const { field, owner, shape, isItem } = at;
  const defaultValue = isItem ? undefined : defaultAt(lines.slice(span.from, span.to).join('\n'), identity, path);
  return {
    path: pathText(path),
    type: shapeWords(isItem ? shape : field.shape),
    required: !isItem && isRequired(owner!, field.name),
    allowed: allowedAt(owner, field.name),
    listKeys: isItem ? [] : (field.listKeys ?? []),
    isSet: field.set && !isItem,
    from,
    to,
    ...(defaultValue !== undefined && { defaultValue }),
  };
}

/** The server's defaults are asked: what do they make of this document without the field? */
function defaultAt(text: string, identity: Identity, path: readonly Step[]): string | undefined {
  const kind = findKind(identity.apiVersion, identity.kind);
  const value = readYamlDocuments(text)[0]?.document?.value;
  if (!kind || !isObject(value)) return undefined;
  try {
    const { object } = decode<KubeObject>(kind, withoutAt(value, path));
    const found: unknown = valueAt(kind.defaults(object), path);
    return found === undefined || found === null || isEmpty(found) ? undefined : JSON.stringify(found);
  } catch {
    // what cannot be read as its kind yet has no defaults
    return undefined;
  }
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && Object.keys(value!).length === 0);
}
