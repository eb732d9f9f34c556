import { bareTypeName, schemaOf, typeSchema } from '../api';
import type { FieldSchema, ScalarCode, Shape } from '../api';
import { allowedValues, requiredFields } from './field-facts';
import type { Step } from './outline';
import type { Identity } from './spot';

type TypeSchema = ReturnType<typeof typeSchema>;

/** What may stand at a path: its shape, and the field that says so. */
export interface FieldAt {
  readonly shape: Shape;
  /** Undefined for the object itself. */
  readonly field?: FieldSchema;
  /** The type that has the field. */
  readonly owner?: string;
  readonly isItem: boolean;
}

/** Follows a path down a kind's schema; undefined where nothing may stand, or nothing is known. */
export function fieldAt({ apiVersion, kind }: Identity, path: readonly Step[]): FieldAt | undefined {
  const type = schemaOf(apiVersion, kind);
  if (!type) return undefined;
  let at: FieldAt | undefined = { shape: { form: 'struct', type: type.name }, isItem: false };
  for (const step of path) {
    at = at && stepInto(at, step);
    if (!at) return undefined;
  }
  return at;
}

function stepInto(at: FieldAt, step: Step): FieldAt | undefined {
  const { shape } = at;
  if (typeof step === 'number') return shape.form === 'list' ? { ...at, shape: shape.of, isItem: true } : undefined;
  if (shape.form === 'map') return { ...at, shape: shape.of, isItem: true };
  if (shape.form !== 'struct') return undefined;
  const field = typeSchema(shape.type).fields.get(step);
  return field && { shape: field.shape, field, owner: shape.type, isItem: false };
}

export function isRequired(owner: string, field: string): boolean {
  return ` ${requiredFields[bareTypeName(owner)] ?? ''} `.includes(` ${field} `);
}

export function allowedAt(owner: string | undefined, field: string | undefined): readonly string[] {
  return (owner && field && allowedValues[`${bareTypeName(owner)}.${field}`]?.split(' ')) || [];
}

const scalarWords: Readonly<Record<ScalarCode, string>> = {
  s: 'string',
  b: 'boolean',
  i: 'integer (32 bits)',
  l: 'integer (64 bits)',
  n: 'number',
  q: 'quantity',
  x: 'integer or string',
  t: 'time',
  u: 'time',
  y: 'base64',
  j: 'any',
};

/** `[]Container`, `map[string]string`, as kubectl explain says it. */
export function shapeWords(shape: Shape): string {
  switch (shape.form) {
    case 'scalar':
      return scalarWords[shape.code];
    case 'struct':
      return bareTypeName(shape.type);
    case 'list':
      return `[]${shapeWords(shape.of)}`;
    case 'map':
      return `map[string]${shapeWords(shape.of)}`;
  }
}

/** Fields of a type for a person to choose from: what is required first, then as they are written. */
export function fieldsOf(type: TypeSchema): readonly FieldSchema[] {
  return [...type.fields.values()].toSorted(
    (a, b) => rank(type.name, a) - rank(type.name, b) || (a.name < b.name ? -1 : 1),
  );
}

const identityFields = ['apiVersion', 'kind', 'metadata', 'spec', 'data'];

function rank(type: string, { name }: FieldSchema): number {
  const at = identityFields.indexOf(name);
  if (at >= 0) return at;
  return name === 'name' || name === 'namespace' ? 10 : isRequired(type, name) ? 11 : 20;
}

/** `spec.template.spec.containers[0].image` */
export function pathText(path: readonly Step[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]+$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${step}]`;
  }
  return text;
}
