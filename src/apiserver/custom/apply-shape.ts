/** How objects of a custom kind merge in server-side apply: what its schema says of lists and maps. */
import { applyShapeOf, type JsonSchema } from '../../api';
import type { FieldShape } from '../../apimachinery';
import { fieldSchema, itemSchema } from './structural';

const free: FieldShape = { form: 'free' };
const text: FieldShape = { form: 'scalar', type: 'string' };

const scalars: Readonly<Record<string, FieldShape>> = {
  string: text,
  integer: { form: 'scalar', type: 'number' },
  number: { form: 'scalar', type: 'number' },
  boolean: { form: 'scalar', type: 'boolean' },
};

/** Every object's own fields. */
function ownField(name: string): FieldShape | undefined {
  if (name === 'apiVersion' || name === 'kind') return text;
  if (name !== 'metadata') return undefined;
  const anyKind = applyShapeOf('v1', 'ConfigMap');
  return anyKind?.form === 'struct' ? anyKind.field('metadata') : undefined;
}

export const shapeOfSchema = (schema: JsonSchema): FieldShape => objectShape(schema, true);

function shape(schema: JsonSchema): FieldShape {
  if (schema['x-kubernetes-int-or-string']) return { form: 'scalar', type: 'any' };
  const { type = '' } = schema;
  if (type === 'array') return listShape(schema);
  if (type !== 'object') return scalars[type] ?? free;
  const whole = objectShape(schema, schema['x-kubernetes-embedded-resource'] === true);
  return schema['x-kubernetes-map-type'] === 'atomic' ? { form: 'atomic', of: whole } : whole;
}

function objectShape(schema: JsonSchema, isResource: boolean): FieldShape {
  const { properties, additionalProperties } = schema;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (!properties && !isResource) {
    if (typeof additionalProperties === 'object') return { form: 'map', of: shape(fieldSchema(schema, '')!) };
    if (isOpen || additionalProperties === true) return free;
  }
  const known = new Map<string, FieldShape>();
  const field = (name: string): FieldShape | undefined => {
    const found = known.get(name) ?? fieldShape(schema, name, isResource) ?? (isOpen ? free : undefined);
    if (found) known.set(name, found);
    return found;
  };
  return { form: 'struct', field };
}

function fieldShape(schema: JsonSchema, name: string, isResource: boolean): FieldShape | undefined {
  const own = isResource ? ownField(name) : undefined;
  if (own) return own;
  const field = fieldSchema(schema, name);
  return field && shape(field);
}

function listShape(schema: JsonSchema): FieldShape {
  const items = itemSchema(schema);
  const of = shape(items);
  switch (schema['x-kubernetes-list-type']) {
    case 'set':
      return { form: 'set', of };
    case 'map': {
      const keyDefault = (key: string): unknown => fieldSchema(items, key)?.default;
      return { form: 'keyed', keys: schema['x-kubernetes-list-map-keys'] ?? [], keyDefault, of };
    }
    default:
      return { form: 'atomic', of: { form: 'list', of } };
  }
}
