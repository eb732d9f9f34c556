import { isObject } from '../apimachinery';

/** A value as Go's `%v` prints it: `map[a:1 b:[2 3]]`; nothing is `<nil>`. */
export function goValue(value: unknown): string {
  if (value === undefined || value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (!isObject(value)) return plainText(value);
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${goValue(value[key])}`).join(' ')}]`;
}

/** A value as Go's `%#v` prints it: `map[string]interface {}{"a":1}`. */
export function goSyntax(value: unknown): string {
  if (value === undefined || value === null) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `map[string]interface {}{${keys.map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`).join(', ')}}`;
}

/** A struct as Go's `%+v` prints it: `{Kind:User Name:jane}`. */
export function goStruct(fields: readonly (readonly [name: string, value: unknown])[]): string {
  return `{${fields.map(([name, value]) => `${name}:${goValue(value)}`).join(' ')}}`;
}

/** Text of a scalar; what is none comes as JSON. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return JSON.stringify(value);
}

/** The same with the keys of its objects in order, as Go writes a map. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, inOrder(value[key])]));
}

/** JSON as Go writes it: keys in order. Used where kubectl prints a part of an object. */
export function sortedJson(value: unknown, indent?: number): string {
  return JSON.stringify(inOrder(value), null, indent);
}
