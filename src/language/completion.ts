import { apiVersionOf, preferredKinds, kinds, typeSchema } from '../api';
import type { FieldSchema, Shape } from '../api';
import { allowedAt, fieldAt, fieldsOf, isRequired, shapeWords } from './field-at';
import type { FieldAt } from './field-at';
import { holdsResources, namesOf, resourceNames } from './named-objects';
import { spotAt } from './spot';
import type { Caret, Spot } from './spot';

/** Something that may be written where the caret is. */
export interface Suggestion {
  readonly label: string;
  readonly sort: 'kind' | 'field' | 'value';
  /** Beside the label: a field's type, a kind's version. */
  readonly detail: string;
  /** Text with `$0` where the caret goes; further lines are indented from the line's own indentation. */
  readonly insert: string;
  readonly required: boolean;
}

export interface Completions {
  /** The column at which what has been typed begins. */
  readonly from: number;
  readonly suggestions: readonly Suggestion[];
  /** Objects of this kind may be named here: the page knows their names. */
  readonly namesOf?: string;
}

const nothing: readonly Suggestion[] = [];

/** What may be written at the caret, by the document's kind and the field's schema. */
export function completionsAt(lines: readonly string[], caret: Caret): Completions | undefined {
  const spot = spotAt(lines, caret);
  if (!spot) return undefined;
  const at = fieldAt(spot.identity, spot.path);
  const suggestions = spot.place === 'value' ? values(spot, at) : keys(spot, at);
  const named = wantsValue(spot, at) ? namesOf(at?.owner, at?.field?.name) : undefined;
  return { from: spot.from, suggestions, ...(named && { namesOf: named }) };
}

/** A scalar item of a list looks like a key that is being typed. */
function wantsValue(spot: Spot, at: FieldAt | undefined): boolean {
  return spot.place === 'value' || at?.shape.form === 'scalar';
}

// ---- keys ---------------------------------------------------------------------------------------------------------------

function keys(spot: Spot, at: FieldAt | undefined): readonly Suggestion[] {
  if (spot.path.length === 0 && !at) return beginnings(spot);
  if (!at) return nothing;
  const { shape } = at;
  if (shape.form === 'scalar') return values(spot, at);
  if (shape.form === 'map') return holdsResources(at.field?.name) ? amounts(spot) : nothing;
  if (shape.form === 'list') return spot.flow ? nothing : [firstItem(spot, shape.of)];
  const taken = new Set(spot.siblings);
  return fieldsOf(typeSchema(shape.type))
    .filter(({ name }) => !taken.has(name) && !(spot.path.length === 0 && name === 'status'))
    .map((field) => fieldSuggestion(spot, field, shape.type));
}

function amounts({ siblings }: Spot): readonly Suggestion[] {
  return resourceNames
    .filter((name) => !siblings.includes(name))
    .map((name) => ({ label: name, sort: 'field', detail: 'quantity', insert: `${name}: $0`, required: false }));
}

function fieldSuggestion(spot: Spot, field: FieldSchema, owner: string): Suggestion {
  const { name, shape } = field;
  const insert = spot.flow ? `${name}: $0` : `${name}:${opening(shape, ' '.repeat(spot.inset))}`;
  return { label: name, sort: 'field', detail: shapeWords(shape), insert, required: isRequired(owner, name) };
}

/** What follows a key's colon: a blank, or the line on which its value begins. */
function opening(shape: Shape, inset: string): string {
  if (shape.form === 'scalar') return ' $0';
  if (shape.form === 'list') return `\n${inset}- ${itemStart(shape.of)}`;
  return `\n${inset}  $0`;
}

/** Items that have a name are begun with it. */
function itemStart(of: Shape): string {
  const named = of.form === 'struct' && typeSchema(of.type).fields.has('name') && isRequired(of.type, 'name');
  return named ? 'name: $0' : '$0';
}

function firstItem({ inset }: Spot, of: Shape): Suggestion {
  const start = `- ${itemStart(of)}`;
  return {
    label: start.replace('$0', '').trim(),
    sort: 'field',
    detail: shapeWords(of),
    insert: `${' '.repeat(inset)}${start}`,
    required: false,
  };
}

/** A document that does not say yet what it is: its first fields, or all of them for a kind. */
function beginnings({ siblings }: Spot): readonly Suggestion[] {
  const plain = ['apiVersion', 'kind', 'metadata']
    .filter((name) => !siblings.includes(name))
    .map((name) => ({
      label: name,
      sort: 'field' as const,
      detail: name === 'metadata' ? 'ObjectMeta' : 'string',
      insert: name === 'metadata' ? 'metadata:\n  name: $0' : `${name}: $0`,
      required: true,
    }));
  if (siblings.length > 0) return plain;
  const whole = preferredKinds.map((kind) => ({
    label: kind.kind,
    sort: 'kind' as const,
    detail: apiVersionOf(kind),
    insert: `apiVersion: ${apiVersionOf(kind)}\nkind: ${kind.kind}\nmetadata:\n  name: $0`,
    required: false,
  }));
  return [...plain, ...whole];
}

// ---- values -------------------------------------------------------------------------------------------------------------

function values(spot: Spot, at: FieldAt | undefined): readonly Suggestion[] {
  const [first, second] = spot.path;
  if (second === undefined && first === 'kind') return kindNames(spot);
  if (second === undefined && first === 'apiVersion') return versions(spot);
  if (at?.shape.form !== 'scalar') return nothing;
  const { code } = at.shape;
  const allowed = code === 'b' ? ['true', 'false'] : allowedAt(at.owner, at.field?.name);
  return allowed.map((value) => valueSuggestion(value, shapeWords(at.shape)));
}

function valueSuggestion(label: string, detail: string, sort: Suggestion['sort'] = 'value'): Suggestion {
  return { label, sort, detail, insert: label, required: false };
}

function kindNames({ identity: { apiVersion } }: Spot): readonly Suggestion[] {
  const fitting = kinds.filter((kind) => apiVersion === '' || apiVersionOf(kind) === apiVersion);
  return (fitting.length > 0 ? fitting : preferredKinds).map((kind) =>
    valueSuggestion(kind.kind, apiVersionOf(kind), 'kind'),
  );
}

function versions({ identity: { kind } }: Spot): readonly Suggestion[] {
  const fitting = kinds.filter((one) => one.kind === kind);
  const served = new Set((fitting.length > 0 ? fitting : kinds).map(apiVersionOf));
  return [...served].sort().map((version) => valueSuggestion(version, kind));
}
