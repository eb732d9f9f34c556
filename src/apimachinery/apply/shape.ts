/**
 * How the values of a kind's fields merge and who can own what of them. A schema answers with these; what it looks up it may
 * make late, for types may contain themselves.
 */
export type FieldShape =
  | { readonly form: 'scalar'; readonly type: 'string' | 'number' | 'boolean' | 'any' }
  /** Owned and replaced as a whole; `of` says what may be inside. */
  | { readonly form: 'atomic'; readonly of: FieldShape }
  /** Fields with names of their own. */
  | { readonly form: 'struct'; field(name: string): FieldShape | undefined }
  /** Any keys; each is owned by itself. */
  | { readonly form: 'map'; readonly of: FieldShape }
  /** A list without keys that has to be replaced as a whole stands in an `atomic`. */
  | { readonly form: 'list'; readonly of: FieldShape }
  /** A list of different plain values, in which each is owned by itself. */
  | { readonly form: 'set'; readonly of: FieldShape }
  /** A list of structs that are told apart by the values of `keys`. */
  | {
      readonly form: 'keyed';
      readonly keys: readonly string[];
      /** What an item that doesn't say a key has there; undefined where it has to say it. */
      keyDefault(key: string): unknown;
      readonly of: FieldShape;
    }
  /** Nothing is known: mappings by their keys, all else as a whole. */
  | { readonly form: 'free' };

/** Lists of which each item is owned by itself. */
export type ListShape = Extract<FieldShape, { form: 'set' | 'keyed' }>;

export const freeShape: FieldShape = { form: 'free' };
const anyScalar: FieldShape = { form: 'scalar', type: 'any' };
const freeList: FieldShape = { form: 'atomic', of: { form: 'list', of: freeShape } };
const freeMap: FieldShape = { form: 'map', of: freeShape };

/** What a free shape is for this value. */
export function settled(shape: FieldShape, value: unknown): FieldShape {
  if (shape.form !== 'free') return shape;
  if (Array.isArray(value)) return freeList;
  return typeof value === 'object' && value !== null ? freeMap : anyScalar;
}

/** The shape of what lies under a name; undefined for a struct that doesn't have it. */
export function shapeOfField(shape: FieldShape, name: string): FieldShape | undefined {
  if (shape.form === 'struct') return shape.field(name);
  if (shape.form === 'map') return shape.of;
  return shape.form === 'free' ? freeShape : undefined;
}

/** Does a struct name this field itself? Keys of maps are no such names. */
export const isNamedField = (shape: FieldShape | undefined, name: string): boolean =>
  shape?.form === 'struct' && shape.field(name) !== undefined;
