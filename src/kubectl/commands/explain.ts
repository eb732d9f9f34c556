import { apiVersionOf, findKind } from '../../api';
import type { KindDefinition } from '../../api';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { servedKind } from '../resource-argument';

/** As much of an OpenAPI schema as is explained. */
interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** What a server's document says of types. */
class Schemas {
  private readonly schemas: Readonly<Record<string, Schema>>;

  constructor({ components }: Document) {
    this.schemas = components.schemas;
  }

  ofKind({ group, version, kind }: KindDefinition): Schema {
    const found = Object.values(this.schemas).find((schema) =>
      schema['x-kubernetes-group-version-kind']?.some(
        (one) => one.group === group && one.version === version && one.kind === kind,
      ),
    );
    if (found) return found;
    throw new CommandError(`couldn't find resource for "${group}/${version}, Kind=${kind}"`);
  }

  private reference(schema: Schema): string | undefined {
    return (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').at(-1);
  }

  /** The schema that has the fields: of a list or a map that of its items. */
  whole(schema: Schema): Schema {
    const name = this.reference(schema);
    if (name !== undefined) return this.whole(this.schemas[name] ?? {});
    const of = schema.items ?? schema.additionalProperties;
    return of ? this.whole(of) : schema;
  }

  /** `[]Container`, `map[string]string`, `integer`. */
  type(schema: Schema): string {
    if (schema.items) return `[]${this.type(schema.items)}`;
    if (schema.additionalProperties) return `map[string]${this.type(schema.additionalProperties)}`;
    const name = this.reference(schema);
    // A type that is written as a text, a moment for example, is told as that.
    if (name !== undefined) return plainType(this.schemas[name]) ?? name.split('.').at(-1)!;
    return schema.type === undefined || schema.type === 'object' ? 'Object' : schema.type;
  }

  /** The same by what it is made of: `[]Object`, `string` for quantities and for what may be a number too. */
  olderType(schema: Schema): string {
    if (schema.items) return `[]${this.olderType(schema.items)}`;
    if (schema.additionalProperties) return `map[string]${this.olderType(schema.additionalProperties)}`;
    const name = this.reference(schema);
    if (name !== undefined) return this.olderType(this.schemas[name] ?? {});
    if (schema.oneOf) return 'string';
    return schema.type === undefined || schema.type === 'object' ? 'Object' : schema.type;
  }
}

const plainType = ({ type, format }: Schema = {}): string | undefined =>
  type === undefined || type === 'object' || format === 'int-or-string' ? undefined : type;

function* documentOf(invocation: Invocation, kind: KindDefinition): Process<Document> {
  const { requests } = invocation;
  const index = (yield* requests.raw('GET', '/openapi/v3')) as {
    readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
  };
  const place = kind.group === '' ? `api/${kind.version}` : `apis/${apiVersionOf(kind)}`;
  const address = index.paths[place]?.serverRelativeURL;
  if (address === undefined) throw new CommandError(`couldn't find resource for "${apiVersionOf(kind)}"`);
  return (yield* requests.raw('GET', address)) as Document;
}

/** Follows the words behind the kind: `pod.spec.containers`. */
function follow(schemas: Schemas, root: Schema, path: readonly string[]): Schema {
  let schema = root;
  for (const field of path) {
    const { properties = {} } = schemas.whole(schema);
    if (!Object.hasOwn(properties, field)) throw new CommandError(`field "${field}" does not exist`);
    schema = properties[field]!;
  }
  return schema;
}

function fieldLine(schemas: Schemas, name: string, schema: Schema, required: boolean, indent: string): string {
  return `${indent}${name}\t<${schemas.type(schema)}>${required ? ' -required-' : ''}\n`;
}

const shownValues = 4;

const valueText = (value: string): string => value || '""';

/** The first four values that a field may have. */
function enumLine({ enum: values }: Schema, indent: string): string {
  if (!values) return '';
  const more = values.length > shownValues ? ', ....' : '';
  return `${indent}enum: ${values.slice(0, shownValues).map(valueText).join(', ')}${more}\n`;
}

function fieldsText(schemas: Schemas, of: Schema): string {
  const { properties = {}, required = [] } = schemas.whole(of);
  return sorted(properties)
    .map(([name, schema]) => {
      const allowed = enumLine(schema, '  ');
      const words = `    ${schema.description ?? '<no description>'}\n\n`;
      return fieldLine(schemas, name, schema, required.includes(name), '  ') + allowed + words;
    })
    .join('');
}

const sorted = <T>(fields: Readonly<Record<string, T>>) => Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));

/** Types inside themselves (a schema's schema) are named there, not told again. */
function allFieldsText(schemas: Schemas, of: Schema, around: readonly Schema[] = []): string {
  const whole = schemas.whole(of);
  if (around.includes(whole)) return '';
  const { properties = {}, required = [] } = whole;
  const within = [...around, whole];
  return sorted(properties)
    .map(
      ([name, schema]) =>
        fieldLine(schemas, name, schema, required.includes(name), '  '.repeat(within.length)) +
        enumLine(schema, '  '.repeat(within.length)) +
        allFieldsText(schemas, schema, within),
    )
    .join('');
}

function explained({ customKinds, flags }: Invocation, resource: string): KindDefinition {
  const kind = servedKind(resource, customKinds);
  const apiVersion = flags.text('api-version');
  if (apiVersion === undefined || apiVersion === apiVersionOf(kind)) return kind;
  const other =
    findKind(apiVersion, kind.kind) ??
    customKinds.find((one) => one.kind === kind.kind && apiVersionOf(one) === apiVersion);
  if (other) return other;
  throw new CommandError(
    `couldn't find resource for "${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Resource=${kind.plural}"`,
  );
}

interface Shown {
  readonly schemas: Schemas;
  readonly schema: Schema;
  readonly kind: KindDefinition;
  /** The last word of the path; undefined for the kind itself. */
  readonly field: string | undefined;
  readonly isRecursive: boolean;
}

const descriptionOf = ({ schemas, schema }: Shown) => schema.description ?? schemas.whole(schema).description;

function plainText(shown: Shown): string {
  const { schemas, schema, field, isRecursive } = shown;
  const values = schema.enum ? `ENUM:\n${schema.enum.map((value) => `    ${valueText(value)}\n`).join('')}` : '\n';
  const named = field === undefined ? '' : `FIELD: ${field} <${schemas.type(schema)}>\n${values}\n`;
  const described = descriptionOf(shown);
  const description = `DESCRIPTION:\n    ${described === undefined ? '<empty>' : `${described}\n    `}\n`;
  const fields = isRecursive ? allFieldsText(schemas, schema) : fieldsText(schemas, schema);
  return `${named}${description}${fields === '' ? '' : `FIELDS:\n${fields}`}\n`;
}

/** As it was told before there was OpenAPI 3: what has fields is an Object, whatever its type is called. */
function olderText(shown: Shown): string {
  const { schemas, schema, kind, field, isRecursive } = shown;
  const head = `KIND:     ${kind.kind}\nVERSION:  ${apiVersionOf(kind)}\n\n`;
  const { properties } = schemas.whole(schema);
  const what = properties ? 'RESOURCE: ' : 'FIELD:    ';
  const named = field === undefined ? '' : `${what}${field} <${schemas.olderType(schema)}>\n\n`;
  const description = `DESCRIPTION:\n     ${descriptionOf(shown) ?? '<empty>'}\n`;
  const fields = olderFields(schemas, schema, isRecursive);
  return `${head}${named}${description}${fields === '' ? '' : `\nFIELDS:\n${fields}`}`;
}

function olderFields(schemas: Schemas, of: Schema, isRecursive: boolean, around: readonly Schema[] = []): string {
  const whole = schemas.whole(of);
  if (around.includes(whole)) return '';
  const { properties = {}, required = [] } = whole;
  const within = [...around, whole];
  return sorted(properties)
    .map(([name, schema]) => {
      const must = required.includes(name) ? ' -required-' : '';
      const line = `${'   '.repeat(within.length)}${name}\t<${schemas.olderType(schema)}>${must}\n`;
      if (isRecursive) return line + olderFields(schemas, schema, true, within);
      return schema.description === undefined ? `${line}\n` : `${line}     ${schema.description}\n\n`;
    })
    .join('');
}

/** `kubectl explain TYPE[.FIELD…] [--recursive]`: what the server's own documents say. */
export function* explain(invocation: Invocation): Process<void> {
  const { words, flags } = invocation;
  if (words.length === 0)
    throw new CommandError(
      'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  if (words.length > 1) throw new CommandError(`We accept only this format: explain RESOURCE`);
  const output = flags.text('output') ?? 'plaintext';
  if (output !== 'plaintext' && output !== 'plaintext-openapiv2')
    throw new CommandError(`unrecognized format: ${output}`);
  const [resource = '', ...path] = words[0]!.split('.');
  const kind = explained(invocation, resource);
  const schemas = new Schemas(yield* documentOf(invocation, kind));
  const isPlain = output === 'plaintext';
  const group = kind.group === '' ? '' : `GROUP:      ${kind.group}\n`;
  if (isPlain) invocation.write('stdout', `${group}KIND:       ${kind.kind}\nVERSION:    ${kind.version}\n\n`);
  const schema = follow(schemas, schemas.ofKind(kind), path);
  const shown = { schemas, schema, kind, field: path.at(-1), isRecursive: flags.isOn('recursive') };
  invocation.write('stdout', isPlain ? plainText(shown) : olderText(shown));
}
