/** Rules that schemas give their values (`x-kubernetes-validations`): judged when they are written, run when objects are. */
import { equal, fieldInvalid, isObject } from '../../apimachinery';
import type { FieldError } from '../../apimachinery';
import { readable, type JsonSchema, type SchemaRule } from '../custom/custom-resource-schema';
import { checkExpression, type Checked } from './check';
import { CostProblem, Purse } from './cost';
import { RunProblem } from './functions';
import { runExpression } from './run';
import { BeyondUs, ExpressionProblem, nowhere, readExpression, type Expression } from './syntax';
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
    // Long chains that a real compiler balances are deeper than we can go.
    if (error instanceof BeyondUs || error instanceof RangeError) return undefined;
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
  if (at === nowhere) return `<input>:-1:0: ${message}`;
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

/** Undefined for what doesn't compile, too. */
export function compiledQuietly(source: string, self: ValueType): Compiled | undefined {
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
  /** What is left for the whole object's rules. */
  readonly purse?: Purse;
}

/** What rules find wrong with a value and all that is in it. @param before what stood there, where that can be told */
export function ruleErrors(
  value: unknown,
  schema: JsonSchema,
  before: unknown,
  { field, isRoot, purse = new Purse() }: Place = { field: '', isRoot: true },
): readonly FieldError[] {
  const own = rulesOf(schema, isRoot).flatMap((compiled) => judgedBy(compiled, value, before, { field, purse }));
  return [...own, ...innerErrors(value, schema, before, { field, isRoot, purse })];
}

function innerErrors(
  value: unknown,
  schema: JsonSchema,
  before: unknown,
  { field, isRoot, purse }: Required<Place>,
): FieldError[] {
  const below = (inner: unknown, item: unknown, old: unknown, at: string) =>
    isObject(inner) && item !== undefined && item !== null
      ? ruleErrors(item, readable(inner), old, { field: at, isRoot: false, purse })
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
  { field, purse }: { readonly field: string; readonly purse: Purse },
): readonly FieldError[] {
  const isTransition = isOf.checked.names.has('oldSelf');
  if (purse.isClosed || (isTransition && (oldSelf === undefined || oldSelf === null))) return [];
  const at = field || '<nil>';
  const isPlain = typeof self !== 'object';
  // What is as it was is as good as it was.
  if (!isTransition && oldSelf !== undefined && equal(self, oldSelf)) return [];
  const values = { self, oldSelf };
  const name = rule.message?.trim() || rule.rule.trim();
  const shown = Array.isArray(self) ? 'array' : isPlain ? typeof self : 'object';
  const answer = paidFor(isOf, values, purse);
  if (answer.is === 'problem') return [fieldInvalid(at, shown, `${answer.why} evaluating rule: ${name}`)];
  if (answer.is === 'too dear') return [fieldInvalid(at, shown, tooDear.rule(answer.ofAll, name))];
  if (answer.value === true) return [];
  const said = message && paidFor(message, values, purse);
  if (said?.is === 'too dear')
    return [fieldInvalid(at, shown, tooDear.message(said.ofAll, rule.messageExpression ?? ''))];
  const detail = saidBy(said) ?? (rule.message?.trim() || `failed rule: ${rule.rule.trim()}`);
  return [
    violation(rule, `${field}${rule.fieldPath ?? ''}` || at, detail, isPlain && !rule.fieldPath ? self : undefined),
  ];
}

const end = 'no further validation rules will be run';
const tooDear = {
  rule: (ofAll: boolean, name: string): string =>
    ofAll
      ? `validation failed due to running out of cost budget, ${end}`
      : `'operation cancelled: actual cost limit exceeded': ${end} due to call cost exceeds limit for rule: ${name}`,
  message: (ofAll: boolean, expression: string): string =>
    ofAll
      ? `messageExpression evaluation failed due to running out of cost budget, ${end}`
      : `${end} due to call cost exceeds limit for messageExpression: ${JSON.stringify(expression)}`,
};

type Answer =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'problem'; readonly why: string }
  /** @property ofAll whether it is the whole object's rules that cost too much */
  | { readonly is: 'too dear'; readonly ofAll: boolean };

/** What costs too much is the last that runs. */
function paidFor({ expression, checked }: Compiled, values: Readonly<Record<string, unknown>>, purse: Purse): Answer {
  try {
    const { isPaid, result } = purse.paying(() => answerOf({ expression, checked }, values, purse));
    if (isPaid) return result;
    purse.close();
    return { is: 'too dear', ofAll: true };
  } catch (error) {
    // What is too deep or too long for us is too dear, too.
    if (!(error instanceof CostProblem || error instanceof RangeError)) throw error;
    purse.close();
    return { is: 'too dear', ofAll: false };
  }
}

function answerOf({ expression, checked }: Compiled, values: Readonly<Record<string, unknown>>, purse: Purse): Answer {
  try {
    return { is: 'value', value: runExpression(expression, checked, values, purse) };
  } catch (error) {
    if (!(error instanceof RunProblem)) throw error;
    return { is: 'problem', why: error.message };
  }
}

/** One line is what a message is. */
function saidBy(answer: Answer | undefined): string | undefined {
  const said = answer?.is === 'value' ? answer.value : undefined;
  return typeof said === 'string' && said.trim() !== '' && !said.includes('\n') ? said : undefined;
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
