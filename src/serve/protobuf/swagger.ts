import { flag, inner, message, text, texts } from './wire-writer';
import type { Field } from './wire-writer';

type Json = Readonly<Record<string, any>>;

/** How kubectl asks for `/openapi/v2`, and how it is told that it gets that. */
export const SWAGGER_PROTOBUF = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
export const SWAGGER_PROTOBUF_ANSWER = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** An OpenAPI 2 document as protobuf: the messages and field numbers of gnostic's `openapi_v2`, as far as ours says anything. */
export function encodeSwagger({ swagger, info, paths, definitions }: Json): Uint8Array {
  return message(
    text(1, swagger),
    inner(2, message(text(1, info.title), text(2, info.version))),
    inner(8, message(...named(2, paths, pathItem))),
    inner(9, message(...named(1, definitions, schemaOf))),
  );
}

/** Pairs of a name and a message. */
function named(number: number, entries: Json, encode: (value: Json) => Uint8Array): readonly Field[] {
  return Object.entries<Json>(entries).map(([name, value]) =>
    inner(number, message(text(1, name), inner(2, encode(value)))),
  );
}

/** What begins with x- is said as YAML, which JSON is. */
function extensions(number: number, value: Json): readonly Field[] {
  const found = Object.entries(value).filter(([name]) => name.startsWith('x-'));
  return found.map(([name, one]) => inner(number, message(text(1, name), inner(2, anything(one)))));
}

const anything = (value: unknown): Uint8Array => message(text(2, JSON.stringify(value)));

function schemaOf(schema: Json): Uint8Array {
  const { $ref, format, required, type, additionalProperties, items, properties } = schema;
  return message(
    text(1, $ref),
    text(2, format),
    'default' in schema ? inner(5, anything(schema.default)) : [],
    texts(19, required),
    additionalProperties ? inner(21, message(inner(1, schemaOf(additionalProperties)))) : [],
    type ? inner(22, message(text(1, type))) : [],
    items ? inner(23, message(inner(1, schemaOf(items)))) : [],
    properties ? inner(25, message(...named(1, properties, schemaOf))) : [],
    ...extensions(31, schema),
  );
}

const OPERATIONS = { get: 2, put: 3, post: 4, delete: 5, patch: 8 } as const;

function pathItem(item: Json): Uint8Array {
  return message(
    ...Object.entries(OPERATIONS).map(([method, number]) =>
      item[method] ? inner(number, operation(item[method])) : [],
    ),
    ...parameters(9, item.parameters),
  );
}

function operation(found: Json): Uint8Array {
  const responses = Object.entries<Json>(found.responses).map(([code, { description, schema }]) =>
    inner(1, message(text(1, code), inner(2, message(inner(1, response(description, schema)))))),
  );
  return message(
    texts(6, found.produces),
    texts(7, found.consumes),
    ...parameters(8, found.parameters),
    inner(9, message(...responses)),
    ...extensions(13, found),
  );
}

const response = (description: string, schema: Json): Uint8Array =>
  message(text(1, description), inner(2, message(inner(1, schemaOf(schema)))));

function parameters(number: number, found: readonly Json[]): readonly Field[] {
  return found.map((each) => inner(number, message(inner(1, parameter(each)))));
}

/** Where a parameter stands decides which message it is. */
function parameter({ name, in: place, required, type, uniqueItems, schema }: Json): Uint8Array {
  if (place === 'body')
    return message(inner(1, message(text(2, name), text(3, place), flag(4, required), inner(5, schemaOf(schema)))));
  const more = place === 'query' ? 1 : 0;
  const plain = message(
    flag(1, required),
    text(2, place),
    text(4, name),
    text(5 + more, type),
    flag(15 + more, uniqueItems),
  );
  return message(inner(2, message(inner(place === 'query' ? 3 : 4, plain))));
}
