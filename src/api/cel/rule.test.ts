import { describe, expect, it } from 'vitest';
import { fieldErrorMessage } from '../../apimachinery';
import type { JsonSchema } from '../custom/custom-resource-schema';
import { expressionErrors, ruleErrors } from './rule';

const properties: Readonly<Record<string, JsonSchema>> = {
  size: { type: 'integer' },
  color: { type: 'string' },
  tags: { type: 'array', items: { type: 'string' } },
  parts: {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
    items: { type: 'object', properties: { name: { type: 'string' }, n: { type: 'integer' } } },
  },
  labels: { type: 'object', additionalProperties: { type: 'string' } },
  when: { type: 'string', format: 'date-time' },
  limit: { type: 'string', format: 'duration' },
  amount: { 'x-kubernetes-int-or-string': true },
  'a-b': { type: 'boolean' },
};
const schema: JsonSchema = { type: 'object', properties };

describe('an expression that can’t be run', () => {
  it.each([
    ['self.nothing > 1', "1:5: undefined field 'nothing'"],
    ['self.size > "a"', "1:11: found no matching overload for '_>_' applied to '(int, string)'"],
    ['nope > 1', "1:1: undeclared reference to 'nope' (in container '')"],
    ['self.color.foo()', "1:15: undeclared reference to 'foo' (in container '')"],
    ['self.tags.all(t, t > 1)', "1:20: found no matching overload for '_>_' applied to '(string, int)'"],
    ['self.color.startsWith(1)', "1:22: found no matching overload for 'startsWith' applied to 'string.(int)'"],
    ['has(self.nope)', "1:4: undefined field 'nope'"],
    ['self.size > 1 ? true : 2', "1:15: found no matching overload for '_?_:_' applied to '(bool, bool, int)'"],
    ['(self.size', "1:11: Syntax error: missing ')' at '<EOF>'"],
    ['self.parts.exists(p, p.z == 1)', "1:23: undefined field 'z'"],
    ['-self.color > 1', "1:1: found no matching overload for '-_' applied to '(string)'"],
  ])('%s', (rule, why) => {
    const [line, column] = [rule, Number(why.split(':')[1])];
    const [error] = expressionErrors({ rule }, schema, false, 'x');
    const mark = `${'.'.repeat(column - 1)}^`;
    expect(error?.detail).toBe(`compilation failed: ERROR: <input>:${why}\n | ${line}\n | ${mark}`);
  });

  it('may not lie too deep, and hangs nobody by its length', () => {
    const deep = (depth: number) => `${'('.repeat(depth)}true${')'.repeat(depth)}`;
    const why = (rule: string) => expressionErrors({ rule }, schema, false, 'x').map(({ detail }) => detail);
    expect(why(deep(240))).toEqual([]);
    for (const depth of [260, 100_000])
      expect(why(deep(depth))).toEqual([
        'compilation failed: ERROR: <input>:-1:0: expression recursion limit exceeded: 250',
      ]);
    for (const long of [`${'!'.repeat(50_000)}true`, `${'true && '.repeat(50_000)}true`]) expect(why(long)).toEqual([]);
  });

  it('has to answer yes or no', () => {
    const [error] = expressionErrors({ rule: 'self.size' }, schema, false, 'x');
    expect(error?.detail).toBe('cel expression must evaluate to a bool');
  });

  it.each(['quantity(self.color).isGreaterThan(quantity("1"))', 'self.?color.hasValue()', 'self.color == null'])(
    'is kept where it says more than is understood: %s',
    (rule) => expect(expressionErrors({ rule }, schema, false, 'x')).toEqual([]),
  );
});

const object = {
  size: 3,
  color: 'red',
  tags: ['one', 'two'],
  parts: [{ name: 'p', n: 1 }],
  labels: { a: 'b' },
  when: '2026-01-01T00:00:00Z',
  limit: '90s',
  amount: 5,
  'a-b': true,
};

describe('a rule', () => {
  const judge = (rule: string, value: object = object, before?: object) =>
    ruleErrors(value, { ...schema, 'x-kubernetes-validations': [{ rule }] }, before, {
      field: 'spec',
      isRoot: false,
    }).map(fieldErrorMessage);

  it.each([
    'self.size * 2 - 1 == 5 && self.size % 2 == 1 && 7 / 2 == 3',
    "self.tags.all(t, size(t) == 3) && self.tags.exists(t, t.startsWith('tw')) && self.tags.exists_one(t, t == 'one')",
    "self.tags.map(t, t.upperAscii()) == ['ONE', 'TWO'] && self.tags.filter(t, t != 'one')[0] == 'two'",
    "'a' in self.labels && self.labels['a'] == 'b' && self.labels.a == 'b' && self.labels.all(k, k == 'a')",
    "self.when < timestamp('2026-01-02T00:00:00Z') && self.limit > duration('1m') && self.limit.getSeconds() == 90",
    'self.amount == 5 && type(self.amount) == int || self.amount == 5',
    'self.a__dash__b',
    "self.color.matches('^r.d$') && string(self.size) + 'x' == '3x' && double(self.size) / 2.0 == 1.5",
    "self.parts[0].n in [1, 2] && self.color.split('e').join('-') == 'r-d'",
    "self.size > 10 ? false : self.color.contains('e')",
  ])('that holds says nothing: %s', (rule) => {
    expect(judge(rule)).toEqual([]);
  });

  it.each([
    ['self.size > 5', 'spec: Invalid value: failed rule: self.size > 5'],
    [
      'self.parts[1].n == 1',
      'spec: Invalid value: "object": index out of bounds: 1 evaluating rule: self.parts[1].n == 1',
    ],
    [
      '10 / (self.size - 3) > 0',
      'spec: Invalid value: "object": division by zero evaluating rule: 10 / (self.size - 3) > 0',
    ],
  ])('that doesn’t tells so: %s', (rule, why) => expect(judge(rule)).toEqual([why]));

  it('looks at what was before only where there was something', () => {
    expect(judge('self.size >= oldSelf.size')).toEqual([]);
    expect(judge('self.size >= oldSelf.size', object, { ...object, size: 4 })).toHaveLength(1);
    expect(judge('self.size > 5', object, object)).toEqual([]);
  });

  it('of what is inside is told at its place, with what was said of it', () => {
    const rule = { rule: "self != 'no'", message: 'not no' };
    const inner: JsonSchema = {
      type: 'object',
      properties: {
        labels: { type: 'object', additionalProperties: { type: 'string', 'x-kubernetes-validations': [rule] } },
        size: {
          type: 'integer',
          'x-kubernetes-validations': [
            { rule: 'self < 2', messageExpression: "'is ' + string(self)", reason: 'FieldValueForbidden' },
          ],
        },
      },
    };
    expect(ruleErrors({ labels: { a: 'no' }, size: 3 }, inner, undefined).map(fieldErrorMessage)).toEqual([
      'labels[a]: Invalid value: "no": not no',
      'size: Forbidden: is 3',
    ]);
  });
});

describe('a rule that costs too much', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  const rules = (...all: readonly string[]) => all.map((rule) => ({ rule }));
  const thrice = 'self.a.all(x, self.a.all(y, self.a.all(z, x + y + z >= 0)))';
  const of = (items: JsonSchema, ...all: readonly string[]): JsonSchema => ({
    type: 'object',
    properties: { a: { type: 'array', items } },
    'x-kubernetes-validations': rules(...all),
  });
  const told = (value: unknown, by: JsonSchema) =>
    ruleErrors(value, by, undefined, { field: 'spec', isRoot: false }).map(fieldErrorMessage);

  it.each([
    ['texts', of({ type: 'string' }, 'self.a.all(x, self.a.all(y, self.a.all(z, x + y + z != "")))'), 'ab'],
    [
      'long texts',
      of({ type: 'string' }, 'self.a.all(x, self.a.all(y, x + y != "" && x.size() > 1))'),
      'ab'.repeat(500),
    ],
  ])('ends at once, and so do all others: %s', (_, by, item) => {
    const before = performance.now();
    const [why, ...others] = told({ a: numbers(2000).map((one) => `${item}${one}`) }, by);
    expect(why).toMatch(
      /no further validation rules will be run due to call cost exceeds limit for rule: self\.a\.all/,
    );
    expect(others).toEqual([]);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it.each([
    ['cmp', 'self.a.all(x, self.a.all(y, x == y))', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }],
    ['size', 'self.a.all(x, self.a.all(y, x.b.size() > 1))', { type: 'object', properties: { b: { type: 'string' } } }],
  ] as const)('for us counts, too, though it costs a real server little: %s', (_, rule, items) => {
    const before = performance.now();
    expect(told({ a: numbers(300).map(() => ({ b: 'x'.repeat(10_000) })) }, of(items, rule))).toHaveLength(1);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it.each([
    ['a large map', 'self.m.all(k, self.m[k] == k || k in self.m)', 0],
    ['its first entry', 'self.a.all(x, self.m.exists(k, true))', 0],
    ['with nothing', 'self.a.all(x, self.m != {} && self.a != [])', 1],
    ['a long text', 'self.s.lastIndexOf(self.t) < 0', 1],
    ['with a longer one', 'self.s.replace("", self.t) != ""', 1],
    ['text and text', 'self.a.all(x, self.s == self.t)', 1],
  ] as const)('lasts no longer for what is work for us alone: %s', (_, rule, problems) => {
    const value = {
      a: numbers(20_000),
      m: Object.fromEntries(numbers(50_000).map((one) => [`k${one}`, `k${one}`])),
      s: 'a'.repeat(500_000),
      t: `${'a'.repeat(200_000)}b`,
    };
    const { properties: lists } = of({ type: 'integer' });
    const texts: JsonSchema = { type: 'object', additionalProperties: { type: 'string' } };
    const by: JsonSchema = {
      type: 'object',
      properties: { ...lists, m: texts, s: { type: 'string' }, t: { type: 'string' } },
    };
    const before = performance.now();
    expect(told(value, { ...by, 'x-kubernetes-validations': rules(rule) })).toHaveLength(problems);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it('does so where a real server’s does', () => {
    const by = of({ type: 'integer' }, thrice, 'self.a.size() > 1000');
    expect(told({ a: numbers(47) }, by)).toEqual(['spec: Invalid value: failed rule: self.a.size() > 1000']);
    expect(told({ a: numbers(48) }, by)).toEqual([
      `spec: Invalid value: "object": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${thrice}`,
    ]);
  });

  it('is so many cheaper ones, too', () => {
    const by = of({ type: 'integer' }, ...numbers(12).map(() => thrice), 'self.a.size() > 1000');
    expect(told({ a: numbers(46) }, by)).toEqual([
      'spec: Invalid value: "object": validation failed due to running out of cost budget, no further validation rules will be run',
    ]);
    expect(told({ a: numbers(46) }, of({ type: 'integer' }, ...numbers(11).map(() => thrice)))).toEqual([]);
  });

  it('may be what is said of another', () => {
    const expression = `${thrice} ? 'a' : 'b'`;
    const rule = { rule: 'self.a.size() > 1000', messageExpression: expression };
    const by = { ...of({ type: 'integer' }), 'x-kubernetes-validations': [rule] };
    expect(told({ a: numbers(46) }, by)).toEqual(['spec: Invalid value: a']);
    expect(told({ a: numbers(48) }, by)).toEqual([
      `spec: Invalid value: "object": no further validation rules will be run due to call cost exceeds limit for messageExpression: "${expression}"`,
    ]);
  });
});
