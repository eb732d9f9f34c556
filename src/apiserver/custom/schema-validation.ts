/** Is an object what its schema says? In the words in which a real server's validator tells what it isn't. */
import type { JsonSchema } from '../../api';
import { laterParts } from '../../api';
import {
  equal,
  fieldDuplicate,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  fieldTooMany,
  isObject,
} from '../../apimachinery';
import type { FieldError } from '../../apimachinery';
import { fitsFormat, isChecked } from './formats';
import { fieldSchema, itemSchema } from './structural';

type Errors = readonly FieldError[];

/** What a value is called whose type is wrong. */
function typeNameOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return isWhole(value) ? 'integer' : 'number';
  return typeof value;
}

/** Complaints of a whole value, which name no field. */
const ofWhole = (detail: string): FieldError => fieldInvalid('<nil>', '', detail);

const isIntOrString = (schema: JsonSchema): boolean => schema['x-kubernetes-int-or-string'] === true;

/** @param before what stood there: what is as it was is as good as it was */
export function schemaErrors(value: unknown, schema: JsonSchema, field: string, before?: unknown): Errors {
  if (before !== undefined && equal(value, before)) return [];
  if (value === null && schema.nullable) return [];
  return [
    ...typeErrors(value, schema, field),
    ...conditionErrors(value, schema, field),
    ...textErrors(value, schema, field),
    ...numberErrors(value, schema, field),
    ...listErrors(value, schema, field, before),
    ...enumErrors(value, schema, field),
    ...objectErrors(value, schema, field, before),
  ];
}

/** A whole number as far as Go's are. */
const isWhole = (value: unknown): boolean => Number.isInteger(value) && Math.abs(value as number) < 2 ** 63;

function typeErrors(value: unknown, schema: JsonSchema, field: string): Errors {
  const { type = '', format = '' } = schema;
  const formed = formedErrors(value, type, format, field);
  if (formed) return formed;
  const found = typeNameOf(value);
  const wanted = isIntOrString(schema) ? ['integer', 'string'] : type ? [type] : [];
  const fits = wanted.length === 0 || wanted.includes(found) || (found === 'integer' && wanted.includes('number'));
  if (fits) return typeof value === 'string' && format ? formatErrors(value, format, field) : [];
  const detail = `${field} in body must be of type ${wanted.join(',')}: "${found}"`;
  const errors: FieldError[] = [{ type: 'wrongType', field, badValue: found, detail }];
  return found === 'number' && type === 'integer' ? [...errors, ofWhole(integerProblem(format, field))] : errors;
}

/** What has a format is told by that when it is of another type, if it is told at all; undefined where its type is looked at. */
function formedErrors(value: unknown, type: string, format: string, field: string): Errors | undefined {
  const isText = type === 'string' && isChecked(format);
  if (!(isText ? typeof value !== 'string' : type === 'integer' && /^int(32|64)$/.test(format))) return undefined;
  if (value === null || (!isText && (typeof value === 'string' || Array.isArray(value) || isWhole(value))))
    return undefined;
  if (Array.isArray(value)) return [];
  const shown = typeof value !== 'number' ? '' : isWhole(value) ? 'int64' : 'float64';
  const detail = `${field} in body must be of type ${format}: "${shown}"`;
  const error: FieldError = { type: 'wrongType', field, badValue: shown, detail };
  return isText || shown === '' ? [error] : [error, ofWhole(integerProblem(format, field))];
}

const integerProblem = (format: string | undefined, field: string): string =>
  format
    ? `Checked value must be of type integer with format ${format} in ${field}`
    : `Checked value must be of type integer (default format) in ${field}`;

function formatErrors(value: string, format: string, field: string): Errors {
  if (fitsFormat(value, format)) return [];
  const detail = `${field} in body must be of type ${format}: ${JSON.stringify(value)}`;
  return [{ type: 'wrongType', field, badValue: value, detail }];
}

// ---- alternatives ----------------------------------------------------------------------------------------------------

function conditionErrors(value: unknown, schema: JsonSchema, field: string): Errors {
  const { anyOf, oneOf, allOf, not } = schema;
  const errors: FieldError[] = [];
  if (anyOf?.length && !isIntOrString(schema)) errors.push(...anyErrors(value, anyOf, field));
  if (oneOf?.length) errors.push(...oneErrors(value, oneOf, field));
  if (allOf?.length && !isIntOrString(schema)) errors.push(...allErrors(value, allOf, field));
  if (not && schemaErrors(value, laterParts().readable(not), field).length === 0)
    errors.push(ofWhole(`"${field}" must not validate the schema (not)`));
  return errors;
}

const results = (value: unknown, schemas: readonly JsonSchema[], field: string): readonly Errors[] =>
  schemas.map((schema) => schemaErrors(value, laterParts().readable(schema), field));

/** Of alternatives of which none fits, what is wrong with the one that is wrong least. */
const nearest = (all: readonly Errors[]): Errors =>
  all.reduce((best, errors) => (errors.length < best.length ? errors : best));

function anyErrors(value: unknown, schemas: readonly JsonSchema[], field: string): Errors {
  const all = results(value, schemas, field);
  if (all.some((errors) => errors.length === 0)) return [];
  return [ofWhole(`"${field}" must validate at least one schema (anyOf)`), ...nearest(all)];
}

function oneErrors(value: unknown, schemas: readonly JsonSchema[], field: string): Errors {
  const all = results(value, schemas, field);
  const valid = all.filter((errors) => errors.length === 0).length;
  if (valid === 1) return [];
  const why = `"${field}" must validate one and only one schema (oneOf). Found`;
  return valid === 0
    ? [ofWhole(`${why} none valid`), ...nearest(all)]
    : [ofWhole(`${why} ${valid} valid alternatives`)];
}

function allErrors(value: unknown, schemas: readonly JsonSchema[], field: string): Errors {
  const all = results(value, schemas, field);
  const valid = all.filter((errors) => errors.length === 0).length;
  if (valid === schemas.length) return [];
  const why = `"${field}" must validate all the schemas (allOf)`;
  return [...all.flat(), ofWhole(valid === 0 ? `${why}. None validated` : why)];
}

// ---- plain values ----------------------------------------------------------------------------------------------------

function textErrors(value: unknown, { maxLength, minLength, pattern }: JsonSchema, field: string): Errors {
  if (typeof value !== 'string') return [];
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength) return [fieldTooLong(field, maxLength)];
  if (minLength !== undefined && length < minLength)
    return [fieldInvalid(field, value, `${field} in body should be at least ${minLength} chars long`)];
  if (pattern && !laterParts().matchesPattern(pattern, value))
    return [fieldInvalid(field, value, `${field} in body should match '${pattern}'`)];
  return [];
}

function numberErrors(value: unknown, schema: JsonSchema, field: string): Errors {
  if (typeof value !== 'number') return [];
  const { multipleOf, maximum, minimum, exclusiveMaximum, exclusiveMinimum, type, format } = schema;
  const errors: FieldError[] = [];
  // A whole number is compared with whole numbers, and so it is told.
  const told = (bound: number): number => (isWhole(value) ? Math.trunc(bound) : bound);
  const wrong = (detail: string) => errors.push(fieldInvalid(field, value, `${field} in body should be ${detail}`));
  if (type === 'integer' && format === 'int32' && isWhole(value) && (value > 2 ** 31 - 1 || value < -(2 ** 31)))
    errors.push(ofWhole(integerProblem(format, field)));
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) wrong(`a multiple of ${multipleOf}`);
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum))
    wrong(`less than ${exclusiveMaximum ? '' : 'or equal to '}${told(maximum)}`);
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum))
    wrong(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${told(minimum)}`);
  return errors;
}

function isMultiple(value: number, of: number): boolean {
  const times = value / of;
  return Math.abs(times - Math.round(times)) < 1e-9;
}

function enumErrors(value: unknown, { enum: allowed }: JsonSchema, field: string): Errors {
  if (!allowed?.length || allowed.some((one) => equal(one, value))) return [];
  return [
    fieldNotSupported(
      field,
      value,
      allowed.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))),
    ),
  ];
}

// ---- lists -----------------------------------------------------------------------------------------------------------

function listErrors(value: unknown, schema: JsonSchema, field: string, before: unknown): Errors {
  if (!Array.isArray(value)) return [];
  const { maxItems, minItems } = schema;
  const items = itemSchema(schema);
  const old = oldItems(schema, before);
  const errors = value.flatMap((item: unknown, index) => schemaErrors(item, items, `${field}[${index}]`, old(item)));
  if (minItems !== undefined && value.length < minItems)
    errors.push(fieldInvalid(field, value.length, `${field} in body should have at least ${minItems} items`));
  if (maxItems !== undefined && value.length > maxItems) errors.push(fieldTooMany(field, value.length, maxItems));
  return errors;
}

/** Items that are told apart by keys can be found again. */
function oldItems(schema: JsonSchema, before: unknown): (item: unknown) => unknown {
  if (!Array.isArray(before) || schema['x-kubernetes-list-type'] !== 'map') return () => undefined;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return (item) => before.find((old) => equal(keyOf(old, keys), keyOf(item, keys)));
}

function keyOf(item: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  const given = isObject(item) ? item : {};
  return Object.fromEntries(keys.filter((key) => key in given).map((key) => [key, given[key]]));
}

/** Sets and lists with keys whose items are not different. */
export function duplicateErrors(value: unknown, schema: JsonSchema, field: string): Errors {
  if (Array.isArray(value)) {
    const items = itemSchema(schema);
    return [
      ...doubleItems(value, schema, field),
      ...value.flatMap((item, index) => duplicateErrors(item, items, `${field}[${index}]`)),
    ];
  }
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((name) => {
    const inner = fieldSchema(schema, name);
    return inner ? duplicateErrors(value[name], inner, field === '' ? name : `${field}.${name}`) : [];
  });
}

function doubleItems(list: readonly unknown[], schema: JsonSchema, field: string): Errors {
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== 'set' && listType !== 'map') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const identity = (item: unknown): unknown => (listType === 'set' ? item : keyOf(item, keys));
  const seen = new Set<string>();
  return list.flatMap((item, index) => {
    if (listType === 'map' && !isObject(item))
      return [fieldInvalid(`${field}[${index}]`, item, 'must be an object for an array of list-type map')];
    const own = identity(item);
    const text = JSON.stringify(own);
    if (seen.has(text)) return [fieldDuplicate(`${field}[${index}]`, own)];
    seen.add(text);
    return [];
  });
}

// ---- objects ---------------------------------------------------------------------------------------------------------

function objectErrors(value: unknown, schema: JsonSchema, field: string, before: unknown): Errors {
  if (!isObject(value)) return [];
  const { maxProperties, minProperties, required = [] } = schema;
  const count = Object.keys(value).length;
  const at = (name: string): string => (field === '' ? name : `${field}.${name}`);
  const errors: FieldError[] = [];
  if (minProperties !== undefined && count < minProperties)
    errors.push(fieldInvalid(field, count, `${field} in body should have at least ${minProperties} properties`));
  if (maxProperties !== undefined && count > maxProperties) errors.push(fieldTooMany(field, count, maxProperties));
  if (schema['x-kubernetes-embedded-resource']) errors.push(...embeddedErrors(value, at));
  for (const name of required) if (value[name] === undefined) errors.push(fieldRequired(at(name)));
  for (const name of Object.keys(value).sort()) {
    const inner = fieldSchema(schema, name);
    const old = isObject(before) ? before[name] : undefined;
    if (inner) errors.push(...schemaErrors(value[name], inner, at(name), old));
  }
  return errors;
}

function embeddedErrors(value: Readonly<Record<string, unknown>>, at: (name: string) => string): Errors {
  return ['apiVersion', 'kind'].filter((name) => !value[name]).map((name) => fieldRequired(at(name)));
}
