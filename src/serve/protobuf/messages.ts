import { messageFields } from './fields';

/** What a field of a message holds. */
export interface FieldType {
  readonly container: 'one' | 'list' | 'map';
  /** A scalar, or the full name of a message. */
  readonly holds: 'string' | 'integer' | 'boolean' | 'bytes' | { readonly message: string };
}

export interface Field extends FieldType {
  /** As JSON has it; '' where JSON shows the message's fields among those around it. */
  readonly name: string;
}

const packages = Object.keys(messageFields);
const texts = new Map<string, string>();
const read = new Map<string, ReadonlyMap<number, Field>>();
const scalars = { s: 'string', i: 'integer', b: 'boolean', y: 'bytes' } as const;

/**
 * The fields of a message by number; undefined where there is no such message. In the table a message reads
 * `Container{1 name:s,3 command:*s,6 ports:*ContainerPort,8 resources:ResourceRequirements}`; `61.Time` is Time of the 61st package.
 */
export function fieldsOf(message: string): ReadonlyMap<number, Field> | undefined {
  const known = read.get(message);
  if (known) return known;
  if (texts.size === 0) index();
  const text = texts.get(message);
  if (text === undefined) return undefined;
  const fields = new Map(text === '' ? [] : text.split(',').map((field) => readField(field, homeOf(message))));
  read.set(message, fields);
  return fields;
}

/** The package of a message's name. */
export function homeOf(message: string): string {
  return message.slice(0, message.lastIndexOf('.'));
}

function index(): void {
  for (const home of packages)
    for (const [, name, fields] of messageFields[home]!.matchAll(/(\w+)\{([^}]*)\}/g))
      texts.set(`${home}.${name}`, fields!);
}

function readField(text: string, home: string): [number, Field] {
  const [label = '', type = ''] = text.split(':');
  const [number = '', name = ''] = label.split(' ');
  const container = type.startsWith('*') ? 'list' : type.startsWith('%') ? 'map' : 'one';
  return [Number(number), { name, container, holds: holds(container === 'one' ? type : type.slice(1), home) }];
}

function holds(type: string, home: string): FieldType['holds'] {
  const scalar = scalars[type as keyof typeof scalars];
  if (scalar) return scalar;
  const [, number, name] = /^(\d+)\.(\w+)$/.exec(type) ?? [];
  return { message: number === undefined ? `${home}.${type}` : `${packages[Number(number)]}.${name}` };
}
