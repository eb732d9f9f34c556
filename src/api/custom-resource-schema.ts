/** The schema of a made-up kind: is it structural? One that is says the type of everything, so that everybody knows what to prune. */
import { fieldForbidden, fieldInvalid, fieldNotSupported, fieldRequired, type FieldError } from '../apimachinery';
import { oneOfIfSet } from './value-validation';

/** apiextensions.k8s.io/v1 JSONSchemaProps, as far as anybody looks at it. */
export interface JsonSchema {
  readonly additionalProperties?: boolean | JsonSchema;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly default?: unknown;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly exclusiveMaximum?: boolean;
  readonly exclusiveMinimum?: boolean;
  readonly format?: string;
  readonly items?: JsonSchema;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly maxProperties?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minProperties?: number;
  readonly minimum?: number;
  readonly multipleOf?: number;
  readonly not?: JsonSchema;
  readonly nullable?: boolean;
  readonly oneOf?: readonly JsonSchema[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly type?: string;
  readonly uniqueItems?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-validations'?: readonly SchemaRule[];
}

export interface SchemaRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

export function structuralErrors(root: JsonSchema, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (root.type !== 'object')
    errors.push(
      root.type
        ? fieldInvalid(`${field}.type`, root.type, 'must be object at the root')
        : fieldRequired(`${field}.type`, 'must not be empty at the root'),
    );
  return [...errors, ...levelErrors(root, field, 'root')];
}

type Level = 'root' | 'field' | 'item';

function levelErrors(schema: JsonSchema, field: string, level: Level): readonly FieldError[] {
  const { properties, items, additionalProperties } = schema;
  const errors = [...typeErrors(schema, field, level), ...listErrors(schema, field), ...keywordErrors(schema, field)];
  if (properties && additionalProperties)
    errors.push(
      fieldForbidden(`${field}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'),
    );
  for (const name in properties)
    errors.push(...levelErrors(properties[name]!, `${field}.properties[${name}]`, 'field'));
  if (Array.isArray(items))
    errors.push(fieldForbidden(`${field}.items`, 'items must be a schema object and not an array'));
  else if (items) errors.push(...levelErrors(items, `${field}.items`, 'item'));
  if (typeof additionalProperties === 'object')
    errors.push(...levelErrors(additionalProperties, `${field}.additionalProperties`, 'field'));
  return errors;
}

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

function typeErrors(schema: JsonSchema, field: string, level: Level): readonly FieldError[] {
  const { type, items } = schema;
  const isFree = schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields'];
  if (!type && level !== 'root' && !isFree)
    return [
      fieldRequired(
        `${field}.type`,
        `must not be empty for specified ${level === 'item' ? 'array items' : 'object fields'}`,
      ),
    ];
  const errors: FieldError[] = [];
  if (type && !types.includes(type)) errors.push(fieldNotSupported(`${field}.type`, type, types));
  if (type && schema['x-kubernetes-int-or-string'])
    errors.push(fieldInvalid(`${field}.type`, type, 'must be empty if x-kubernetes-int-or-string is true'));
  if (type === 'array' && !items) errors.push(fieldRequired(`${field}.items`, 'must be specified'));
  return errors;
}

function listErrors(schema: JsonSchema, field: string): readonly FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const errors = [...oneOfIfSet(listType, ['atomic', 'map', 'set'], `${field}.x-kubernetes-list-type`)];
  if (listType !== undefined && schema.type !== 'array')
    errors.push(
      fieldInvalid(`${field}.type`, schema.type ?? '', 'must be array if x-kubernetes-list-type is specified'),
    );
  if (listType === 'map' && keys.length === 0)
    errors.push(
      fieldRequired(`${field}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'),
    );
  for (const key of keys) {
    const properties = schema.items?.properties ?? {};
    if (listType === 'map' && !properties[key]) {
      const why = 'entries must all be names of item properties';
      errors.push(fieldInvalid(`${field}.x-kubernetes-list-map-keys`, key, why));
    }
  }
  return errors;
}

function keywordErrors(schema: JsonSchema, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (schema.uniqueItems)
    errors.push(
      fieldForbidden(
        `${field}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    );
  if (schema.pattern !== undefined && !isPattern(schema.pattern))
    errors.push(fieldInvalid(`${field}.pattern`, schema.pattern, "must be a valid regular expression, but isn't"));
  for (const [index, { rule }] of (schema['x-kubernetes-validations'] ?? []).entries())
    if (!rule?.trim())
      errors.push(fieldRequired(`${field}.x-kubernetes-validations[${index}].rule`, 'rule is not specified'));
  return errors;
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}
