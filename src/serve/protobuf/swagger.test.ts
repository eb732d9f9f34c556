import { describe, expect, it } from 'vitest';
import { encodeSwagger } from './swagger';
import { BYTES, WireReader } from './wire';

interface Tree {
  readonly [number: number]: readonly (Uint8Array | number)[];
}

/** A message's fields by their numbers. */
function fieldsOf(bytes: Uint8Array): Tree {
  const found: Record<number, (Uint8Array | number)[]> = {};
  for (const reader = new WireReader(bytes); !reader.done; ) {
    const { number, type } = reader.tag();
    (found[number] ??= []).push(type === BYTES ? reader.bytes() : reader.integer());
  }
  return found;
}

/** What stands at a path of field numbers, the first of each. */
function at(bytes: Uint8Array, ...path: readonly number[]): Uint8Array {
  return path.reduce((inner, number) => fieldsOf(inner)[number]![0] as Uint8Array, bytes);
}
const textAt = (bytes: Uint8Array, ...path: readonly number[]) => new TextDecoder().decode(at(bytes, ...path));

const parameter = { name: 'dryRun', in: 'query', type: 'string', uniqueItems: true };
const body = { name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/Thing' } };
const document = {
  swagger: '2.0',
  info: { title: 'Kubernetes', version: '1.36' },
  paths: {
    '/things/{name}': {
      patch: {
        consumes: ['application/json-patch+json'],
        produces: ['application/json'],
        parameters: [body, parameter],
        responses: { 200: { description: 'OK', schema: { $ref: '#/definitions/Thing' } } },
        'x-kubernetes-action': 'patch',
      },
      parameters: [{ name: 'name', in: 'path', required: true, type: 'string' }],
    },
  },
  definitions: {
    Thing: {
      type: 'object',
      required: ['names'],
      properties: { names: { type: 'array', items: { type: 'string' }, default: [] } },
      'x-kubernetes-group-version-kind': [{ kind: 'Thing' }],
    },
  },
};

describe('an OpenAPI 2 document as protobuf', () => {
  const bytes = encodeSwagger(document);

  it('says what it is', () => {
    expect([textAt(bytes, 1), textAt(bytes, 2, 1), textAt(bytes, 2, 2)]).toEqual(['2.0', 'Kubernetes', '1.36']);
  });

  it('has the definitions: types, what is required, what is in them and what extends them', () => {
    const thing = at(bytes, 9, 1, 2);
    expect(textAt(bytes, 9, 1, 1)).toBe('Thing');
    expect([textAt(thing, 22, 1), textAt(thing, 19)]).toEqual(['object', 'names']);
    const names = at(thing, 25, 1, 2);
    expect([textAt(thing, 25, 1, 1), textAt(names, 22, 1), textAt(names, 23, 1, 22, 1)]).toEqual([
      'names',
      'array',
      'string',
    ]);
    expect(textAt(names, 5, 2)).toBe('[]');
    expect([textAt(thing, 31, 1), textAt(thing, 31, 2, 2)]).toEqual([
      'x-kubernetes-group-version-kind',
      '[{"kind":"Thing"}]',
    ]);
  });

  it('has the paths: what may be sent, with which parameters, and what comes back', () => {
    expect(textAt(bytes, 8, 2, 1)).toBe('/things/{name}');
    const item = at(bytes, 8, 2, 2);
    const patch = at(item, 8);
    expect([textAt(patch, 6), textAt(patch, 7)]).toEqual(['application/json', 'application/json-patch+json']);
    const [sent, asked] = fieldsOf(patch)[8]!.map((each) => at(each as Uint8Array, 1)) as [Uint8Array, Uint8Array];
    expect([textAt(sent, 1, 2), textAt(sent, 1, 3), textAt(sent, 1, 5, 1)]).toEqual([
      'body',
      'body',
      '#/definitions/Thing',
    ]);
    const query = at(asked, 2, 3);
    expect([textAt(query, 4), textAt(query, 2), textAt(query, 6)]).toEqual(['dryRun', 'query', 'string']);
    expect(fieldsOf(query)[16]).toEqual([1]);
    const inPath = at(item, 9, 1, 2, 4);
    expect([textAt(inPath, 4), textAt(inPath, 5), fieldsOf(inPath)[1]]).toEqual(['name', 'string', [1]]);
    expect(textAt(patch, 9, 1, 1)).toBe('200');
    expect(textAt(patch, 9, 1, 2, 1, 2, 1, 1)).toBe('#/definitions/Thing');
    expect(textAt(patch, 13, 1)).toBe('x-kubernetes-action');
  });
});
