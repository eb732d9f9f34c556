import type { FieldShape } from '../../apimachinery';
import { schemaOf, typeSchema } from './schema-lines';
import type { FieldSchema, ScalarCode, Shape, TypeSchema } from './schema-lines';

/** Structs that are owned and replaced as a whole wherever they stand. */
const atomicTypes = new Set([
  'ConfigMapKeySelector',
  'EndpointAddress',
  'EndpointPort',
  'FileKeySelector',
  'LabelSelector',
  'LocalObjectReference',
  'MatchResources',
  'NamedRuleWithOperations',
  'NodeSelector',
  'NodeSelectorTerm',
  'ObjectFieldSelector',
  'ObjectReference',
  'OwnerReference',
  'ParamKind',
  'ParamRef',
  'ResourceFieldSelector',
  'RoleRef',
  'ScopeSelector',
  'SecretKeySelector',
  'SecretReference',
  'ServiceBackendPort',
  'Subject',
  'TopologySelectorTerm',
  'TypedLocalObjectReference',
  'Variable',
  // Of autoscaling/v1; that of v2 is not.
  'autoscaling.CrossVersionObjectReference',
]);

export const isAtomicType = (name: string): boolean =>
  atomicTypes.has(name) || atomicTypes.has(name.slice(name.lastIndexOf('.') + 1));

/** Keys of list items that have a default other than zero. */
const keyDefaults: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

const scalarTypes: Readonly<Record<ScalarCode, 'string' | 'number' | 'boolean' | 'any' | 'free'>> = {
  s: 'string',
  y: 'string',
  t: 'string',
  u: 'string',
  b: 'boolean',
  i: 'number',
  l: 'number',
  n: 'number',
  q: 'any',
  x: 'any',
  j: 'free',
};

const scalarShapes = new Map<ScalarCode, FieldShape>();

function scalarShape(code: ScalarCode): FieldShape {
  let shape = scalarShapes.get(code);
  if (!shape) {
    const type = scalarTypes[code];
    shape = type === 'free' ? { form: 'atomic', of: { form: 'free' } } : { form: 'scalar', type };
    scalarShapes.set(code, shape);
  }
  return shape;
}

/** One a type: objects of a kind walk the same ones again and again. */
const structs = new Map<string, FieldShape>();

function structShape(type: TypeSchema): FieldShape {
  let shape = structs.get(type.name);
  if (!shape) {
    const fields = new Map<string, FieldShape>();
    const struct: FieldShape = {
      form: 'struct',
      field: (name) => {
        const known = fields.get(name);
        if (known) return known;
        const field = type.fields.get(name);
        if (!field) return undefined;
        const made = fieldShape(field);
        fields.set(name, made);
        return made;
      },
    };
    shape = isAtomicType(type.name) ? { form: 'atomic', of: struct } : struct;
    structs.set(type.name, shape);
  }
  return shape;
}

function plainShape(shape: Shape): FieldShape {
  switch (shape.form) {
    case 'scalar':
      return scalarShape(shape.code);
    case 'struct':
      return structShape(typeSchema(shape.type));
    case 'map':
      return { form: 'map', of: plainShape(shape.of) };
    case 'list':
      return { form: 'atomic', of: { form: 'list', of: plainShape(shape.of) } };
  }
}

function fieldShape(field: FieldSchema): FieldShape {
  const { shape, listKeys, set, atomic } = field;
  if (shape.form === 'list' && listKeys) return keyedShape(shape.of, listKeys);
  if (shape.form === 'list' && set) return { form: 'set', of: plainShape(shape.of) };
  const plain = plainShape(shape);
  // A volume's reference is written by two: who made it says which claim, who binds it says which version of that.
  if (field.name === 'claimRef' && plain.form === 'atomic') return plain.of;
  return atomic && plain.form !== 'atomic' ? { form: 'atomic', of: plain } : plain;
}

function keyedShape(item: Shape, keys: readonly string[]): FieldShape {
  const type = item.form === 'struct' ? typeSchema(item.type) : undefined;
  const keyDefault = (key: string): unknown => {
    const field = type?.fields.get(key);
    if (keyDefaults[key] !== undefined) return keyDefaults[key];
    if (!field?.always || field.shape.form !== 'scalar') return undefined;
    return scalarTypes[field.shape.code] === 'number' ? 0 : '';
  };
  return { form: 'keyed', keys, keyDefault, of: plainShape(item) };
}

/** How objects of a kind merge in server-side apply, and who can own what of them; undefined for a kind without a schema. */
export function applyShapeOf(apiVersion: string, kind: string): FieldShape | undefined {
  const type = schemaOf(apiVersion, kind);
  return type && structShape(type);
}
