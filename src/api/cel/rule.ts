/** Rules that schemas give their values (`x-kubernetes-validations`): judged when they are written, run when objects are. */
import { equal, fieldInvalid, isObject } from '../../apimachinery';
import type { FieldError } from '../../apimachinery';
import { readable, type JsonSchema, type SchemaRule } from '../custom-resource-schema';
import { checkExpression, type Checked } from './check';
import { RunProblem } from './functions';
import { runExpression } from './run';
import { BeyondUs, ExpressionProblem, readExpression, type Expression } from './syntax';
import { typeOfSchema, type ValueType } from './value-type';

interface Compiled {
  readonly expression: Expression;
  readonly checked: Checked;
}

/** Undefined for what is more than is understood here. @throws ExpressionProblem */
function compile(source: string, self: ValueType): Compiled | undefined {
  try {
    const expression = readExpression(source);
    return { expression, checked: checkExpression(expression, { self, oldSelf: self }) };
  } catch (error) {
    if (error instanceof BeyondUs) return undefined;
    throw error;
  }
}

// ---- writing rules ---------------------------------------------------------------------------------------------------

/** What is wrong with a rule's expressions. */
export function expressionErrors(
  rule: SchemaRule,
  schema: JsonSchema,
  isRoot: boolean,
  field: string,
): readonly FieldError[] {
  const { messageExpression, optionalOldSelf } = rule;
  if (optionalOldSelf) return [];
  const self = typeOfSchema(schema, isRoot);
  const judged = (source: string, at: 'messageExpression' | 'rule', type: 'bool' | 'string', why: string) => {
    const problem = problemOf(source, self, type, at === 'rule' ? '' : 'messageExpression ', why);
    return problem === undefined ? [] : [fieldInvalid(`${field}.${at}`, goRule(rule), problem)];
  };
  return [
    ...judged(rule.rule, 'rule', 'bool', 'cel expression must evaluate to a bool'),
    ...(messageExpression
      ? judged(messageExpression, 'messageExpression', 'string', 'messageExpression must evaluate to a string')
      : []),
  ];
}

function problemOf(source: string, self: ValueType, type: string, what: string, why: string): string | undefined {
  try {
    const compiled = compile(source, self);
    return !compiled || [type, 'dyn'].includes(compiled.checked.type.is) ? undefined : why;
  } catch (error) {
    if (!(error instanceof ExpressionProblem)) throw error;
    return `${what}compilation failed: ERROR: ${placed(source, error)}`;
  }
}

/** The line with a mark below. */
function placed(source: string, { at, message }: ExpressionProblem): string {
  const lines = source.slice(0, at).split('\n');
  const column = lines.at(-1)!.length;
  const line = source.split('\n')[lines.length - 1];
  return `<input>:${lines.length}:${column + 1}: ${message}\n | ${line}\n | ${'.'.repeat(column)}^`;
}

/** As Go's own form of it reads. */
const goRule = ({ rule, message, messageExpression, reason, fieldPath, optionalOldSelf }: SchemaRule) => ({
  Rule: rule,
  Message: message ?? '',
  MessageExpression: messageExpression ?? '',
  Reason: reason ?? null,
  FieldPath: fieldPath ?? '',
  OptionalOldSelf: optionalOldSelf ?? null,
});

// ---- running them ----------------------------------------------------------------------------------------------------

type Compilations = readonly { readonly rule: SchemaRule; readonly isOf: Compiled; readonly message?: Compiled }[];

const compilations = new WeakMap<JsonSchema, Compilations>();

/** Compiled once for a schema. */
function rulesOf(schema: JsonSchema, isRoot: boolean): Compilations {
  const known = compilations.get(schema);
  if (known) return known;
  const self = typeOfSchema(schema, isRoot);
  const made = (schema['x-kubernetes-validations'] ?? []).flatMap((rule) => {
    const isOf = rule.optionalOldSelf ? undefined : compiledQuietly(rule.rule, self);
    const message = rule.messageExpression ? compiledQuietly(rule.messageExpression, self) : undefined;
    return isOf ? [{ rule, isOf, ...(message ? { message } : {}) }] : [];
  });
  compilations.set(schema, made);
  return made;
}

function compiledQuietly(source: string, self: ValueType): Compiled | undefined {
  try {
    return compile(source, self);
  } catch (error) {
    if (error instanceof ExpressionProblem) return undefined;
    throw error;
  }
}

const hasRules = (schema: JsonSchema): boolean => {
  const { properties = {}, items, additionalProperties } = schema;
  return (
    !!schema['x-kubernetes-validations']?.length ||
    [...Object.values(properties), items, additionalProperties].some((one) => isObject(one) && hasRules(readable(one)))
  );
};

/** Said where a value is so wrong that its rules can't be asked. */
export const unaskedRules = (schema: JsonSchema): readonly FieldError[] => (hasRules(schema) ? [unasked] : []);

const unasked = fieldInvalid(
  '<nil>',
  null,
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
);

interface Place {
  readonly field: string;
  readonly isRoot: boolean;
}

/** What rules find wrong with a value and all that is in it. @param before what stood there, where that can be told */
export function ruleErrors(
  value: unknown,
  schema: JsonSchema,
  before: unknown,
  { field, isRoot }: Place = { field: '', isRoot: true },
): readonly FieldError[] {
  const own = rulesOf(schema, isRoot).flatMap((compiled) => judgedBy(compiled, value, before, field));
  return [...own, ...innerErrors(value, schema, before, field, isRoot)];
}

function innerErrors(
  value: unknown,
  schema: JsonSchema,
  before: unknown,
  field: string,
  isRoot: boolean,
): FieldError[] {
  const below = (inner: unknown, item: unknown, old: unknown, at: string) =>
    isObject(inner) && item !== undefined && item !== null
      ? ruleErrors(item, readable(inner), old, { field: at, isRoot: false })
      : [];
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) =>
      below(schema.items, item, oldItem(item, schema, before), `${field}[${index}]`),
    );
  if (!isObject(value)) return [];
  const old = isObject(before) ? before : {};
  const { properties, additionalProperties } = schema;
  return Object.keys(value)
    .sort()
    .flatMap((name) => {
      if (properties && Object.hasOwn(properties, name))
        return below(properties[name], value[name], old[name], isRoot ? name : `${field}.${name}`);
      return below(additionalProperties, value[name], old[name], `${field}[${name}]`);
    });
}

/** Only where items are told apart by keys is it known which was which. */
function oldItem(item: unknown, schema: JsonSchema, before: unknown): unknown {
  if (!Array.isArray(before) || !isObject(item) || schema['x-kubernetes-list-type'] !== 'map') return undefined;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return before.find((old: unknown) => isObject(old) && keys.every((key) => old[key] === item[key]));
}

function judgedBy(
  { rule, isOf, message }: Compilations[number],
  self: unknown,
  oldSelf: unknown,
  field: string,
): readonly FieldError[] {
  const isTransition = isOf.checked.names.has('oldSelf');
  if (isTransition && (oldSelf === undefined || oldSelf === null)) return [];
  const at = field || '<nil>';
  const isPlain = typeof self !== 'object';
  // What is as it was is as good as it was.
  if (!isTransition && oldSelf !== undefined && equal(self, oldSelf)) return [];
  try {
    if (runExpression(isOf.expression, isOf.checked, { self, oldSelf }) === true) return [];
  } catch (error) {
    if (!(error instanceof RunProblem)) throw error;
    const shown = Array.isArray(self) ? 'array' : isPlain ? typeof self : 'object';
    return [fieldInvalid(at, shown, `${error.message} evaluating rule: ${rule.message?.trim() || rule.rule}`)];
  }
  const said = message && toldBy(message, { self, oldSelf });
  const detail = said ?? (rule.message?.trim() || `failed rule: ${rule.rule.trim()}`);
  return [
    violation(rule, `${field}${rule.fieldPath ?? ''}` || at, detail, isPlain && !rule.fieldPath ? self : undefined),
  ];
}

function toldBy({ expression, checked }: Compiled, values: { readonly self: unknown; readonly oldSelf: unknown }) {
  try {
    const said = runExpression(expression, checked, values);
    return typeof said === 'string' && said.trim() !== '' && !said.includes('\n') ? said : undefined;
  } catch (error) {
    if (error instanceof RunProblem) return undefined;
    throw error;
  }
}

const types: Readonly<Record<string, FieldError['type']>> = {
  FieldValueForbidden: 'forbidden',
  FieldValueRequired: 'required',
  FieldValueDuplicate: 'duplicate',
};

function violation({ reason }: SchemaRule, at: string, detail: string, badValue: unknown): FieldError {
  const type = types[reason ?? ''] ?? 'invalid';
  const field = at.replace(/^\./, '');
  const isShown = badValue !== undefined && type !== 'forbidden' && type !== 'required';
  return { type, field, detail, ...(isShown ? { badValue } : {}) };
}
