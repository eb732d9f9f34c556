import { goSyntax, goValue } from '../go-text';
import { isObject } from '../immutable';
import { stepText } from './field-set';
import { settled, shapeOfField } from './shape';
import type { FieldShape, ListShape } from './shape';
import { itemStep, TypedError } from './typed-items';

/** Throws a TypedError for an object that its schema doesn't allow: unknown fields, wrong types, the same key twice. */
export function checkTyped(value: unknown, shape: FieldShape): void {
  const problems: TypedError[] = [];
  check(value, shape, '', problems);
  if (problems.length === 1) throw problems[0]!;
  if (problems.length > 1) throw new TypedError('errors', `\n  ${problems.map(({ message }) => message).join('\n  ')}`);
}

function check(value: unknown, given: FieldShape, where: string, problems: TypedError[]): void {
  if (value === null || value === undefined) return;
  const shape = settled(given, value);
  switch (shape.form) {
    case 'scalar':
      return checkScalar(value, shape.type, where, problems);
    case 'atomic':
      return check(value, shape.of, where, problems);
    case 'struct':
    case 'map':
      return checkFields(value, shape, where, problems);
    case 'list':
    case 'set':
    case 'keyed':
      return checkList(value, shape, where, problems);
  }
}

/** A wrong text is shown in Go's syntax, anything else as Go prints it. */
const goValueOf = (type: string, value: unknown): string =>
  type === 'string' ? `&value.valueUnstructured{Value:${goSyntax(value)}}` : `&{${goValue(value)}}`;

const goTypes: Readonly<Record<string, string>> = { string: 'string', boolean: 'bool', number: 'int64' };

function checkScalar(value: unknown, type: string, where: string, problems: TypedError[]): void {
  if (type === 'any' ? typeof value !== 'object' : typeof value === type) return;
  const found = typeof value === 'object' ? 'map[string]interface {}' : goTypes[typeof value]!;
  const wanted = type === 'number' ? `numeric (int or float), got ${found}` : `${type}, got ${goValueOf(type, value)}`;
  problems.push(new TypedError(where, `expected ${type === 'any' ? `scalar, got ${found}` : wanted}`));
}

function checkFields(value: unknown, shape: FieldShape, where: string, problems: TypedError[]): void {
  if (!isObject(value)) return void problems.push(new TypedError(where, `expected map, got &{${goValue(value)}}`));
  for (const name in value) {
    const field = shapeOfField(shape, name);
    if (field) check(value[name], field, `${where}.${name}`, problems);
    else problems.push(new TypedError(`${where}.${name}`, 'field not declared in schema'));
  }
}

function checkList(
  value: unknown,
  shape: ListShape | Extract<FieldShape, { form: 'list' }>,
  where: string,
  problems: TypedError[],
): void {
  if (!Array.isArray(value))
    return void problems.push(new TypedError(where, `expected list, got &{${goValue(value)}}`));
  const seen = new Set<string>();
  value.forEach((item: unknown, index) => {
    if (shape.form === 'list') return check(item, shape.of, `${where}[${index}]`, problems);
    let step: string;
    try {
      step = itemStep(shape, item);
    } catch (error) {
      if (!(error instanceof TypedError)) throw error;
      return void problems.push(new TypedError(where, `element ${index}: ${error.why}`));
    }
    if (seen.has(step)) problems.push(new TypedError(where, `duplicate entries for key ${stepText(step)}`));
    seen.add(step);
    check(item, shape.of, where + stepText(step), problems);
  });
}
