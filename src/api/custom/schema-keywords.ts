/** What the keywords of a custom kind's schema may say: which are taken at all, how lists and maps merge, rules, defaults. */
import { fieldForbidden, fieldInvalid, fieldNotSupported, fieldRequired, type FieldError } from '../../apimachinery';
import { expressionErrors } from '../cel/rule';
import { costErrors } from '../cel/schema-cost';
import { innerSchemas, readable, type JsonSchema, type SchemaRule } from './custom-resource-schema';
import { patternProblem } from './regular-expression';
import { oneOfIfSet } from '../value-validation';

const unsupported = ['$ref', 'additionalItems', 'definitions', 'dependencies', 'id', 'patternProperties'] as const;
const quadratic = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';

/** Keywords of JSON schemas that no structural schema has. */
export function unsupportedErrors(schema: JsonSchema, field: string): readonly FieldError[] {
  const errors: FieldError[] = saysSchema(schema)
    ? [fieldInvalid(field, '', "OpenAPIV3Schema 'schema' is not supported")]
    : [];
  return [...errors, ...unsupportedBelow(schema, field)];
}

const saysSchema = (schema: JsonSchema): boolean =>
  !!schema.$schema || innerSchemas(schema, '').some((inner) => saysSchema(inner.schema));

function unsupportedBelow(schema: JsonSchema, field: string): readonly FieldError[] {
  const errors = unsupported
    .filter((name) => schema[name] !== undefined)
    .map((name) => fieldForbidden(`${field}.${name}`, `${name} is not supported`));
  if (schema.uniqueItems) errors.push(fieldForbidden(`${field}.uniqueItems`, quadratic));
  return [...errors, ...innerSchemas(schema, field).flatMap((inner) => unsupportedBelow(inner.schema, inner.field))];
}

export function keywordErrors(schema: JsonSchema, field: string, isRoot = true): readonly FieldError[] {
  const { properties, items, additionalProperties } = schema;
  const errors: FieldError[] = [];
  if (properties && additionalProperties !== undefined && additionalProperties !== true)
    errors.push(
      fieldForbidden(`${field}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'),
    );
  if (Array.isArray(items))
    errors.push(fieldForbidden(`${field}.items`, 'items must be a schema object and not an array'));
  errors.push(...defaultErrors(schema, field), ...listErrors(schema, field), ...mapErrors(schema, field));
  errors.push(...patternErrors(schema, field));
  for (const [index, rule] of (schema['x-kubernetes-validations'] ?? []).entries())
    errors.push(...wholeRuleErrors(rule ?? {}, schema, isRoot, `${field}.x-kubernetes-validations[${index}]`));
  return [
    ...errors,
    ...innerSchemas(schema, field).flatMap((inner) => keywordErrors(inner.schema, inner.field, false)),
    ...(isRoot ? costErrors(schema, field) : []),
  ];
}

// ---- lists and maps --------------------------------------------------------------------------------------------------

function listErrors(schema: JsonSchema, field: string): readonly FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const at = `${field}.x-kubernetes-list-type`;
  if (listType === undefined)
    return keys.length > 0 ? [fieldRequired(at, 'must be map if x-kubernetes-list-map-keys is non-empty')] : [];
  const errors = [...oneOfIfSet(listType, ['atomic', 'set', 'map'], at)];
  const why = 'must be array if x-kubernetes-list-type is specified';
  if (!schema.type) errors.push(fieldRequired(`${field}.type`, why));
  else if (schema.type !== 'array') errors.push(fieldInvalid(`${field}.type`, schema.type, why));
  if (listType === 'set') errors.push(...setErrors(readable(schema.items), `${field}.items`));
  return listType === 'map' ? [...errors, ...keysErrors(schema, keys, field)] : errors;
}

/** Items are told apart as wholes. */
function setErrors(items: JsonSchema, field: string): readonly FieldError[] {
  const what = items.type === 'object' ? 'map' : items.type === 'array' ? 'list' : undefined;
  if (!what) return [];
  const type = items[`x-kubernetes-${what}-type`];
  const why = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  return type === 'atomic' ? [] : [fieldInvalid(`${field}.x-kubernetes-${what}-type`, type ?? null, why)];
}

/** Items are told apart by some of their fields, which all have to have. */
function keysErrors({ items: given }: JsonSchema, keys: readonly string[], field: string): readonly FieldError[] {
  const at = `${field}.x-kubernetes-list-map-keys`;
  const errors: FieldError[] = [];
  if (keys.length === 0) errors.push(fieldRequired(at, 'must not be empty if x-kubernetes-list-type is map'));
  if (!given)
    return [...errors, fieldRequired(`${field}.items`, 'must have a schema if x-kubernetes-list-type is map')];
  const items = readable(given);
  if (items.type !== 'object') {
    const why = "must be object if parent array's x-kubernetes-list-type is map";
    return [...errors, fieldInvalid(`${field}.items.type`, items.type ?? '', why)];
  }
  if (new Set(keys).size < keys.length) errors.push(fieldInvalid(at, keys, 'must not contain duplicate entries'));
  const { properties = {}, required = [] } = items;
  if (!keys.every((key) => Object.hasOwn(properties, key)))
    errors.push(fieldInvalid(at, keys, 'entries must all be names of item properties'));
  const why = 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
  for (const key of keys)
    if (Object.hasOwn(properties, key) && properties[key]!.default === undefined && !required.includes(key))
      errors.push(fieldRequired(`${field}.items.properties[${key}].default`, why));
  return errors;
}

function mapErrors(schema: JsonSchema, field: string): readonly FieldError[] {
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType === undefined) return [];
  const errors: FieldError[] = [];
  const why = 'must be object if x-kubernetes-map-type is specified';
  if (!schema.type) errors.push(fieldRequired(`${field}.type`, why));
  else if (schema.type !== 'object') errors.push(fieldInvalid(`${field}.type`, schema.type, why));
  const known = ['atomic', 'granular'];
  return known.includes(mapType)
    ? errors
    : [...errors, fieldNotSupported(`${field}.x-kubernetes-map-type`, mapType, known)];
}

// ---- values ----------------------------------------------------------------------------------------------------------

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** A default is a value as everybody may write it. */
function defaultErrors(schema: JsonSchema, field: string): readonly FieldError[] {
  const { type, default: value } = schema;
  if (!type || value === undefined || (value === null && schema.nullable)) return [];
  const found = typeOf(value);
  if (found === type || (found === 'integer' && type === 'number')) return [];
  const detail = ` in body must be of type ${type}: "${found}"`;
  return [{ type: 'wrongType', field: `${field}.default`, badValue: found, detail }];
}

function patternErrors({ pattern }: JsonSchema, field: string): readonly FieldError[] {
  const problem = pattern === undefined ? undefined : patternProblem(pattern);
  if (problem === undefined) return [];
  return [fieldInvalid(`${field}.pattern`, pattern, `must be a valid regular expression, but isn't: ${problem}`)];
}

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

function wholeRuleErrors(rule: SchemaRule, schema: JsonSchema, isRoot: boolean, field: string): readonly FieldError[] {
  const errors = ruleErrors(rule, field);
  if (errors.length > 0) return errors;
  const { fieldPath } = rule;
  const isLost = fieldPath && /^(\.\w+)+$/.test(fieldPath) && !leadsSomewhere(fieldPath, schema);
  return [
    ...(isLost ? [fieldInvalid(`${field}.fieldPath`, fieldPath, 'must be a valid path')] : []),
    ...expressionErrors(rule, schema, isRoot, field),
  ];
}

/** Does a path of plain names lead to a field? */
const leadsSomewhere = (path: string, schema: JsonSchema): boolean =>
  path
    .split('.')
    .slice(1)
    .reduce<JsonSchema | undefined>((found, name) => found && schemaUnder(found, name), schema) !== undefined;

function schemaUnder({ properties, additionalProperties: more }: JsonSchema, name: string): JsonSchema | undefined {
  if (properties && Object.hasOwn(properties, name)) return readable(properties[name]);
  return more ? readable(more) : undefined;
}

function ruleErrors({ rule, message, reason, fieldPath }: SchemaRule, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (typeof rule !== 'string' || !rule.trim()) errors.push(fieldRequired(`${field}.rule`, 'rule is not specified'));
  if (typeof message === 'string' && /[\n\r]/.test(message))
    errors.push(fieldInvalid(`${field}.message`, message, 'must not contain line breaks'));
  errors.push(...oneOfIfSet(reason, reasons, `${field}.reason`));
  if (typeof fieldPath === 'string' && fieldPath !== '' && !/^[.[]/.test(fieldPath))
    errors.push(fieldInvalid(`${field}.fieldPath`, fieldPath, 'must be a valid path'));
  return errors;
}

// ---- formats ---------------------------------------------------------------------------------------------------------

const formats = new Set(
  'bsonobjectid uri email hostname ipv4 ipv6 cidr mac uuid uuid3 uuid4 uuid5 isbn isbn10 isbn13 creditcard ssn hexcolor rgbcolor byte password date duration date-time datetime int32 int64 float double k8s-short-name k8s-long-name'.split(
    ' ',
  ),
);

/** Formats that nobody checks. */
export const unknownFormats = (schema: JsonSchema): readonly string[] => [
  ...(schema.format && !formats.has(schema.format) ? [`unrecognized format "${schema.format}"`] : []),
  ...innerSchemas(schema, '').flatMap((inner) => unknownFormats(inner.schema)),
];
