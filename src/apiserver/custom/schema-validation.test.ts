import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../api';
import { fieldErrorMessage } from '../../apimachinery';
import { duplicateErrors, schemaErrors } from './schema-validation';

const uri: JsonSchema = { type: 'string', format: 'uri' };
const date: JsonSchema = { type: 'string', format: 'date-time' };
const small: JsonSchema = { type: 'integer', format: 'int32' };
const words: JsonSchema = { type: 'string', enum: ['x', 'y'] };
const keyed: JsonSchema = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['k'],
  items: { type: 'object', properties: { k: { type: 'string' } } },
};

describe('a value is told what its schema wants, as a real 1.36.3 tells it', () => {
  it.each<[JsonSchema, unknown, readonly string[]]>([
    [uri, 7, ['Invalid value: "int64": f in body must be of type uri: "int64"']],
    [uri, 1.5, ['Invalid value: "float64": f in body must be of type uri: "float64"']],
    [uri, true, ['Invalid value: "": f in body must be of type uri: ""']],
    [uri, [1], []],
    [uri, 'http://a/b', []],
    [date, 'yesterday', ['Invalid value: "yesterday": f in body must be of type date-time: "yesterday"']],
    [small, 'a', ['Invalid value: "string": f in body must be of type integer: "string"']],
    [small, true, ['Invalid value: "": f in body must be of type int32: ""']],
    [
      small,
      1.5,
      [
        'Invalid value: "float64": f in body must be of type int32: "float64"',
        'Invalid value: "": Checked value must be of type integer with format int32 in f',
      ],
    ],
    [
      words,
      [4],
      [
        'Invalid value: "array": f in body must be of type string: "array"',
        'Unsupported value: [4]: supported values: "x", "y"',
      ],
    ],
    [{ type: 'number', maximum: 1.5 }, 7, ['Invalid value: 7: f in body should be less than or equal to 1']],
    [
      { type: 'string', format: 'hostname' },
      '2026-01-01',
      ['Invalid value: "2026-01-01": f in body must be of type hostname: "2026-01-01"'],
    ],
    [
      keyed,
      [[{}]],
      [
        'Invalid value: "array": f[0] in body must be of type object: "array"',
        'Invalid value: [{}]: must be an object for an array of list-type map',
      ],
    ],
  ])('%j: %j', (schema, value, wanted) => {
    const errors = [...schemaErrors(value, schema, 'f'), ...duplicateErrors(value, schema, 'f')];
    expect(errors.map((error) => fieldErrorMessage(error).replace(/^[^:]*: /, ''))).toEqual(wanted);
  });

  it('and what is as it was is as good as it was', () => {
    const schema: JsonSchema = { type: 'object', properties: { a: { type: 'integer', maximum: 1 }, b: words } };
    expect(schemaErrors({ a: 5, b: 'x' }, schema, '', { a: 5, b: 'y' })).toEqual([]);
    expect(schemaErrors({ a: 6, b: 'x' }, schema, '', { a: 5, b: 'y' })).toHaveLength(1);
  });
});
