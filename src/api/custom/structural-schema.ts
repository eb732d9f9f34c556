/** Is a schema structural? One that is says the type of everything, so that everybody knows what to prune. */
import { fieldForbidden, fieldInvalid, fieldNotSupported, fieldRequired, type FieldError } from '../../apimachinery';
import { innerSchemas, type InnerSchema, type JsonSchema } from './custom-resource-schema';
import { keywordErrors, unsupportedErrors } from './schema-keywords';

/** What can't be read as a structural schema at all isn't asked whether it is one. */
export function schemaErrors(root: JsonSchema, field: string): readonly FieldError[] {
  const unsupported = unsupportedErrors(root, field);
  const errors = unsupported.length > 0 ? [] : [...rootErrors(root, field), ...levelErrors(root, field, 'root')];
  if (root.nullable) errors.push(fieldForbidden(`${field}.nullable`, 'nullable cannot be true at the root'));
  return [...errors, ...unsupported, ...keywordErrors(root, field)];
}

function rootErrors(root: JsonSchema, field: string): readonly FieldError[] {
  const { type, properties = {} } = root;
  const errors: FieldError[] = [];
  if (!type) errors.push(fieldRequired(`${field}.type`, 'must not be empty at the root'));
  else if (type !== 'object') errors.push(fieldInvalid(`${field}.type`, type, 'must be object at the root'));
  for (const name of ['apiVersion', 'kind']) {
    const given = Object.hasOwn(properties, name) ? properties[name]!.type : undefined;
    if (given && given !== 'string')
      errors.push(fieldInvalid(`${field}.properties[${name}].type`, given, 'must be string'));
  }
  return Object.hasOwn(properties, 'metadata')
    ? [...errors, ...metadataErrors(properties['metadata']!, `${field}.properties[metadata]`)]
    : errors;
}

/** What every object's metadata may be is known. */
function metadataErrors(schema: JsonSchema, field: string): readonly FieldError[] {
  if (schema.type && schema.type !== 'object') return [fieldInvalid(`${field}.type`, schema.type, 'must be object')];
  const isMore = Object.keys(schema.properties ?? {}).some((name) => name !== 'name' && name !== 'generateName');
  const why = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
  return isMore ? [fieldForbidden(field, why)] : [];
}

type Level = InnerSchema['level'] | 'root';

function levelErrors(schema: JsonSchema, field: string, level: Level): FieldError[] {
  const errors = level === 'condition' ? [...conditionErrors(schema, field)] : [...typeErrors(schema, field, level)];
  for (const inner of innerSchemas(schema, field)) {
    const isCondition = level === 'condition' || inner.level === 'condition';
    errors.push(...levelErrors(inner.schema, inner.field, isCondition ? 'condition' : inner.level));
  }
  return errors;
}

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

function typeErrors(schema: JsonSchema, field: string, level: Level): readonly FieldError[] {
  const { type, items } = schema;
  const keepsAll = schema['x-kubernetes-preserve-unknown-fields'];
  const errors: FieldError[] = [];
  if (keepsAll === false)
    errors.push(fieldInvalid(`${field}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  const isFree = schema['x-kubernetes-int-or-string'] || keepsAll;
  if (!type && level !== 'root' && !isFree) {
    const what = level === 'item' ? 'array items' : 'object fields';
    errors.push(fieldRequired(`${field}.type`, `must not be empty for specified ${what}`));
  }
  if (type && !types.includes(type)) errors.push(fieldNotSupported(`${field}.type`, type, types));
  if (type === 'array' && !items) errors.push(fieldRequired(`${field}.items`, 'must be specified'));
  return [...errors, ...embeddedErrors(schema, field)];
}

function embeddedErrors(schema: JsonSchema, field: string): readonly FieldError[] {
  if (!schema['x-kubernetes-embedded-resource']) return [];
  const errors: FieldError[] = [];
  if (!schema['x-kubernetes-preserve-unknown-fields'] && Object.keys(schema.properties ?? {}).length === 0) {
    const why =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(fieldRequired(`${field}.properties`, why));
  }
  if (schema.type && schema.type !== 'object')
    errors.push(fieldInvalid(`${field}.type`, schema.type, 'must be object if x-kubernetes-embedded-resource is true'));
  return errors;
}

/** What only the schema of a value may say, and how it has to be left out; by name. */
const onlyOfValues = [
  ['additionalProperties', 'undefined'],
  ['default', 'undefined'],
  ['description', 'empty'],
  ['nullable', 'false'],
  ['title', 'empty'],
  ['type', 'empty'],
  ['x-kubernetes-embedded-resource', 'false'],
  ['x-kubernetes-int-or-string', 'false'],
  ['x-kubernetes-list-map-keys', 'empty'],
  ['x-kubernetes-list-type', 'undefined'],
  ['x-kubernetes-map-type', 'undefined'],
  ['x-kubernetes-preserve-unknown-fields', 'false'],
] as const;

function conditionErrors(schema: JsonSchema, field: string): readonly FieldError[] {
  return onlyOfValues
    .filter(([name, wanted]) => (wanted === 'undefined' ? schema[name] !== undefined : schema[name]))
    .filter(([name]) => name !== 'type' || !isAlternative(field, schema))
    .map(([name, wanted]) => fieldForbidden(`${field}.${name}`, `must be ${wanted} to be structural`));
}

/** A number or a text: written out, that is what int-or-string means. */
const isAlternative = (field: string, { type }: JsonSchema): boolean =>
  (type === 'integer' && field.endsWith('.anyOf[0]')) || (type === 'string' && field.endsWith('.anyOf[1]'));
