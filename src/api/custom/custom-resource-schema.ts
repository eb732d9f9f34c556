/** The schema of a custom kind: what it may say, and what stands in it. */
import { isObject } from '../../apimachinery';

/** apiextensions.k8s.io/v1 JSONSchemaProps, as far as anybody looks at it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $schema?: string;
  readonly additionalItems?: unknown;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly default?: unknown;
  readonly definitions?: object;
  readonly dependencies?: object;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly exclusiveMaximum?: boolean;
  readonly exclusiveMinimum?: boolean;
  readonly format?: string;
  readonly id?: string;
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
  readonly patternProperties?: object;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly title?: string;
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

/** A schema that stands in another one, and where. */
export interface InnerSchema {
  readonly schema: JsonSchema;
  readonly field: string;
  /** Whether it is the schema of a value, or only something more that is asked of one. */
  readonly level: 'field' | 'item' | 'condition';
}

const conditions = ['allOf', 'anyOf', 'oneOf'] as const;

const lists = new Set([
  'allOf',
  'anyOf',
  'oneOf',
  'required',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-validations',
]);
const objects = new Set(['properties', 'definitions', 'dependencies', 'patternProperties', 'not']);
const texts = new Set([
  '$ref',
  '$schema',
  'format',
  'id',
  'pattern',
  'title',
  'type',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
]);

/** What stands below items and additional properties is any JSON to the decoder: of it counts what is of the type it should be. */
export function readable(value: unknown): JsonSchema {
  if (!isObject(value)) return {};
  const isRight = (name: string): boolean =>
    lists.has(name)
      ? Array.isArray(value[name])
      : objects.has(name)
        ? isObject(value[name])
        : !texts.has(name) || typeof value[name] === 'string';
  const names = Object.keys(value);
  return names.every(isRight) ? value : Object.fromEntries(names.filter(isRight).map((name) => [name, value[name]]));
}

/** The schemas right below this one. */
export function innerSchemas(schema: JsonSchema, field: string): readonly InnerSchema[] {
  const { properties = {}, items, additionalProperties, not } = schema;
  const inner: InnerSchema[] = [];
  for (const list of conditions)
    (schema[list] ?? []).forEach((one, index) =>
      inner.push({ schema: readable(one), field: `${field}.${list}[${index}]`, level: 'condition' }),
    );
  if (not) inner.push({ schema: readable(not), field: `${field}.not`, level: 'condition' });
  for (const name of Object.keys(properties).sort())
    inner.push({ schema: readable(properties[name]), field: `${field}.properties[${name}]`, level: 'field' });
  if (isObject(items)) inner.push({ schema: readable(items), field: `${field}.items`, level: 'item' });
  if (isObject(additionalProperties))
    inner.push({ schema: readable(additionalProperties), field: `${field}.additionalProperties`, level: 'field' });
  return inner;
}
