import { aggregateMessage, fieldForbidden, fieldInvalid, fieldInvalids, fieldRequired } from './field-error';
import type { FieldError } from './field-error';
import { validateLabelValue, validateQualifiedName } from './names';

export type Labels = Readonly<Record<string, string>>;

export type SelectorOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  /** Sorted, each once. */
  readonly values: readonly string[];
}

/** All requirements must hold; none at all selects everything. Ordered by key. */
export type Selector = readonly Requirement[];

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** meta/v1 LabelSelector, as specs carry it. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

const integer = /^[+-]?\d+$/;

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
      return value !== undefined && integer.test(value) && BigInt(value) > BigInt(values[0]!);
    case 'lt':
      return value !== undefined && integer.test(value) && BigInt(value) < BigInt(values[0]!);
  }
}

const noLabels: Labels = Object.freeze({});

export function matchesSelector(selector: Selector, labels: Labels | undefined): boolean {
  for (const requirement of selector) if (!holds(requirement, labels ?? noLabels)) return false;
  return true;
}

/** Selects everything. */
export const everything: Selector = Object.freeze([]);

function countProblem(operator: SelectorOperator, values: readonly string[]): string | undefined {
  if (operator === 'in' || operator === 'notin') {
    return values.length === 0 ? "for 'in', 'notin' operators, values set can't be empty" : undefined;
  }
  if (operator === 'exists' || operator === '!') {
    return values.length > 0 ? 'values set must be empty for exists and does not exist' : undefined;
  }
  if (operator === 'gt' || operator === 'lt') {
    return values.length === 1 ? undefined : "for 'Gt', 'Lt' operators, exactly one value is required";
  }
  return values.length === 1 ? undefined : 'exact-match compatibility requires one single value';
}

function valueProblems(key: string, operator: SelectorOperator, values: readonly string[]): readonly FieldError[] {
  const errors: FieldError[] = [];
  values.forEach((value, index) => {
    if ((operator === 'gt' || operator === 'lt') && !integer.test(value)) {
      errors.push(fieldInvalid(`values[${index}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
    }
    const problems = validateLabelValue(value);
    if (problems.length > 0) errors.push(fieldInvalid(`values[${index}][${key}]`, value, problems.join('; ')));
  });
  return errors;
}

function keyProblems(key: string, field: string): readonly FieldError[] {
  const problems = validateQualifiedName(key);
  return problems.length > 0 ? [fieldInvalid(field, key, problems.join('; '))] : [];
}

/** One requirement, checked. Throws an Error with the API server's words. */
export function requirement(key: string, operator: SelectorOperator, values: readonly string[]): Requirement {
  const errors = [...keyProblems(key, 'key')];
  const count = countProblem(operator, values);
  if (count) errors.push(fieldInvalid('values', values, count));
  errors.push(...valueProblems(key, operator, values));
  if (errors.length > 0) throw new Error(aggregateMessage(errors));
  return { key, operator, values: [...new Set(values)].sort() };
}

function byKey(a: Requirement, b: Requirement): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function printed({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`;
    case 'gt':
      return `${key}>${values[0]}`;
    case 'lt':
      return `${key}<${values[0]}`;
    default:
      return `${key}${operator}${values[0]}`;
  }
}

/** The canonical string: requirements by key, values sorted. */
export function selectorString(selector: Selector): string {
  return selector.map(printed).join(',');
}

// ---- the string form -------------------------------------------------------------------------------------------------

interface Token {
  readonly kind: 'word' | 'end' | '(' | ')' | ',' | '!' | '=' | '==' | '!=' | '>' | '<';
  readonly text: string;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [token] of text.matchAll(/==|!=|[(),!=<>]|[^\s(),!=<>]+/g)) {
    tokens.push({ kind: /^[(),!=<>]/.test(token) ? (token as Token['kind']) : 'word', text: token });
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

const operators: Readonly<Record<string, SelectorOperator>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
};

/** Reads one selector string; the grammar is that of `kubectl get -l`. */
class SelectorReader {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }

  read(): Selector {
    const requirements: Requirement[] = [];
    if (this.peek().kind === 'end') return everything;
    if (!this.startsRequirement()) throw this.expected("!, identifier, or 'end of string'");
    do {
      if (!this.startsRequirement()) throw this.expected("identifier after ','");
      requirements.push(this.explained());
    } while (this.skip(','));
    if (this.peek().kind !== 'end') throw this.expected("',' or 'end of string'");
    return requirements.sort(byKey);
  }

  private explained(): Requirement {
    try {
      return this.requirement();
    } catch (error) {
      throw new Error(`unable to parse requirement: ${(error as Error).message}`);
    }
  }

  private requirement(): Requirement {
    const absent = this.skip('!');
    if (this.peek().kind !== 'word') throw this.expected('identifier');
    const key = this.take().text;
    const problems = keyProblems(key, '<nil>');
    if (problems.length > 0) throw new Error(aggregateMessage(problems));
    const next = this.peek().kind;
    if (absent) return requirement(key, '!', []);
    if (next === 'end' || next === ',') return requirement(key, 'exists', []);
    const operator = this.operator();
    return requirement(key, operator, operator === 'in' || operator === 'notin' ? this.list() : [this.exactValue()]);
  }

  private operator(): SelectorOperator {
    const token = this.peek();
    const operator = Object.hasOwn(operators, token.text) ? operators[token.text] : undefined;
    if (!operator) throw this.expected('in, notin, =, ==, !=, gt, lt');
    this.position++;
    return operator;
  }

  private exactValue(): string {
    const { kind } = this.peek();
    if (kind === 'end' || kind === ',') return '';
    if (kind !== 'word') throw this.expected('identifier');
    return this.take().text;
  }

  /** `(a,b)`; an empty place between commas is the empty value, and so is an empty list. */
  private list(): string[] {
    if (!this.skip('(')) throw new Error(`found '${this.peek().text}' expected: '('`);
    const values = new Set<string>();
    do values.add(this.peek().kind === 'word' ? this.take().text : '');
    while (this.skip(','));
    if (!this.skip(')')) throw this.expected("',' or ')'");
    return [...values].sort();
  }

  private startsRequirement(): boolean {
    return this.peek().kind === 'word' || this.peek().kind === '!';
  }

  private peek(): Token {
    return this.tokens[this.position]!;
  }

  private take(): Token {
    return this.tokens[this.position++]!;
  }

  private skip(kind: Token['kind']): boolean {
    if (this.peek().kind !== kind) return false;
    this.position++;
    return true;
  }

  private expected(what: string): Error {
    return new Error(`found '${this.peek().text}', expected: ${what}`);
  }
}

/** `app=web,tier in (a,b),!canary`. Throws an Error with the API server's words. */
export function parseSelector(text: string): Selector {
  return new SelectorReader(text).read();
}

// ---- the object form -------------------------------------------------------------------------------------------------

/** What specs call operators. */
export const objectOperators = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  Gt: 'gt',
  Lt: 'lt',
} as const satisfies Readonly<Record<string, SelectorOperator>>;

const isObjectOperator = (operator: string): operator is keyof typeof objectOperators =>
  Object.hasOwn(objectOperators, operator);

const nothing: Selector = Object.freeze([{ key: '', operator: 'in', values: [] } as const]);
const compiled = new WeakMap<LabelSelector, Selector>();

function compile(selector: LabelSelector): Selector {
  const exact = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => requirement(key, '=', [value]));
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values }) => {
    if (!isObjectOperator(operator))
      throw new Error(`${JSON.stringify(operator)} is not a valid label selector operator`);
    return requirement(key, objectOperators[operator], values ?? []);
  });
  return [...exact, ...expressions].sort(byKey);
}

/**
 * Compiles a spec's selector, once per object: no selector selects nothing, an empty one everything.
 * Throws an Error for one that validation would have refused.
 */
export function selectorOf(selector: LabelSelector | undefined | null): Selector {
  if (!selector) return nothing;
  let ready = compiled.get(selector);
  if (!ready) {
    ready = compile(selector);
    compiled.set(selector, ready);
  }
  return ready;
}

export function matchesLabelSelector(selector: LabelSelector | undefined | null, labels: Labels | undefined): boolean {
  return matchesSelector(selectorOf(selector), labels);
}

/** A map of labels that must all be there (a Service's or ReplicationController's selector). */
export function matchesLabels(wanted: Labels, labels: Labels | undefined): boolean {
  for (const key in wanted) if (labels?.[key] !== wanted[key]) return false;
  return true;
}

function expressionErrors(expression: LabelSelectorRequirement, field: string): readonly FieldError[] {
  const { key, operator, values = [] } = expression;
  const errors: FieldError[] = [];
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
    errors.push(fieldRequired(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
    errors.push(
      fieldForbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
    );
  } else if (!['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator)) {
    errors.push(fieldInvalid(`${field}.operator`, operator, 'not a valid selector operator'));
  }
  errors.push(...labelKeyErrors(key, `${field}.key`));
  values.forEach((value, index) => {
    errors.push(...fieldInvalids(`${field}.values[${index}]`, value, validateLabelValue(value)));
  });
  return errors;
}

export function labelKeyErrors(key: string, field: string): readonly FieldError[] {
  return fieldInvalids(field, key, validateQualifiedName(key));
}

/** metadata.labels and the like: keys and values. */
export function labelsErrors(labels: Labels | undefined, field: string): readonly FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...labelKeyErrors(key, field),
    ...fieldInvalids(field, value, validateLabelValue(value)),
  ]);
}

/** What is wrong with a spec's selector, in the API server's order and words. */
export function labelSelectorErrors(selector: LabelSelector | undefined | null, field: string): readonly FieldError[] {
  if (!selector) return [];
  const expressions = selector.matchExpressions ?? [];
  return [
    ...labelsErrors(selector.matchLabels, `${field}.matchLabels`),
    ...expressions.flatMap((expression, index) => expressionErrors(expression, `${field}.matchExpressions[${index}]`)),
  ];
}
