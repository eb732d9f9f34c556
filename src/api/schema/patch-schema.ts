import { plainPatchSchema, type PatchField, type PatchSchema } from '../../apimachinery';
import { schemaOf, typeSchema, type FieldSchema, type Shape, type TypeSchema } from './schema-lines';

/** One a type: patches walk the same ones again and again. */
const made = new Map<string, PatchSchema>();

function innermost(shape: Shape): Shape {
  return shape.form === 'list' ? innermost(shape.of) : shape;
}

function schemaOfShape(shape: Shape): PatchSchema | undefined {
  const inner = innermost(shape);
  if (inner.form === 'struct') return schemaOfType(typeSchema(inner.type));
  if (inner.form !== 'map') return undefined;
  const values = schemaOfShape(inner.of);
  return values && { field: () => ({ schema: values }) };
}

/** Its schema is looked up when asked for: types may contain themselves. */
function patchField({ shape, mergeKey, retainKeys }: FieldSchema): PatchField {
  return {
    ...(mergeKey !== undefined && { strategy: 'merge' as const, mergeKey }),
    ...(retainKeys && { retainKeys }),
    get schema() {
      return schemaOfShape(shape);
    },
  };
}

function schemaOfType(type: TypeSchema): PatchSchema {
  const known = made.get(type.name);
  if (known) return known;
  const fields = new Map<string, PatchField>();
  for (const field of type.fields.values()) fields.set(field.name, patchField(field));
  const schema: PatchSchema = { field: (name) => fields.get(name) };
  made.set(type.name, schema);
  return schema;
}

/** By which keys the lists of a kind merge in strategic merge patches; nothing is known of a kind without a schema. */
export function patchSchemaOf(apiVersion: string, kind: string): PatchSchema {
  const type = schemaOf(apiVersion, kind);
  return type ? schemaOfType(type) : plainPatchSchema;
}

/** The same, and undefined for a kind without a schema: its objects are not patched strategically. */
export const strategicSchemaOf = (apiVersion: string, kind: string): PatchSchema | undefined =>
  schemaOf(apiVersion, kind) && patchSchemaOf(apiVersion, kind);
