import { describe, expect, it } from 'vitest';
import { fieldErrorMessage } from '../../apimachinery';
import type { JsonSchema } from '../custom/custom-resource-schema';
import { costErrors } from './schema-cost';

const [text, int]: readonly JsonSchema[] = [{ type: 'string' }, { type: 'integer' }];
const list = (items: JsonSchema, maxItems?: number): JsonSchema => ({
  type: 'array',
  items,
  ...(maxItems === undefined ? {} : { maxItems }),
});
const short = (maxLength: number): JsonSchema => ({ type: 'string', maxLength });
const pair = { p: int!, q: short(30) };

const properties: Readonly<Record<string, JsonSchema>> = {
  a: list(int!, 100),
  s: text!,
  t: short(100),
  u: short(7),
  l: list(text!, 50),
  l2: list(short(20), 50),
  li: list(int!, 50),
  n: list(int!),
  m: { type: 'object', additionalProperties: short(20), maxProperties: 10 },
  mm: { type: 'object', additionalProperties: text! },
  mi: { type: 'object', additionalProperties: int! },
  e: { type: 'string', enum: ['a', 'bcd'] },
  d: { type: 'string', format: 'date-time' },
  du: { type: 'string', format: 'duration' },
  dt: { type: 'string', format: 'date' },
  b: { type: 'boolean' },
  ios: { 'x-kubernetes-int-or-string': true },
  ls: list(text!),
  lo: list({ type: 'object', properties: pair, required: ['q'] }),
  lm: list({ type: 'object', properties: pair }),
  lb: list({ type: 'boolean' }),
  ld: list({ type: 'string', format: 'date-time' }),
  ldu: list({ type: 'string', format: 'duration' }),
};

const rules = (...all: readonly string[]) => all.map((rule) => ({ rule }));
const of = (...all: readonly string[]): JsonSchema => ({
  type: 'object',
  properties,
  'x-kubernetes-validations': rules(...all),
});
const told = (schema: JsonSchema) => costErrors(schema, 'spec').map(fieldErrorMessage);
const factorOf = (rule: string) => /factor of (.*)x \(/.exec(told(of(rule))[0] ?? '')?.[1] ?? 'ok';

describe('what a rule costs at worst is what a real server reckons', () => {
  const rest = 'x1+x2+x3+x1 > 1';
  it.each([
    ['true', '1.106060'],
    ["self.t == 'aaaaaaaaaaaaaaaaaaaaaaaaa'", '1.6'],
    ['self.t == self.t', '5.5'],
    ['self.u == self.t', '1.8'],
    ['self.t + self.t == self.t', '13.7'],
    ['self.t.contains(self.u)', '13.5'],
    ['self.t.startsWith(self.u)', '1.8'],
    ["self.t.matches('^a*bcde$')", '9.5'],
    ['x1 in self.li', '6.4'],
    ['self.t in self.l2', '6.5'],
    ['self.li.exists(q, q > 1)', '31.4'],
    ['self.li.filter(q, q > 1).size() > 1', '77.6'],
    ['self.li.map(q, q + 1).size() > 1', '72.6'],
    ['self.li.map(q, q > 1, q + 1).size() > 1', '82.6'],
    ['self.li.exists_one(q, q > 1)', '21.5'],
    ["self.m.all(q, q > 'a')", '5.4'],
    ['[1,2,3].size() > 1', '2.3'],
    ["{'a':1}.size()>1", '4.3'],
    ['(x1>1 ? self.t == self.t : x2 > 1)', '5.7'],
    ['has(self.t)', '1.206060'],
    ["self.d > timestamp('2020-01-01T00:00:00Z')", '1.5'],
    ['self.d == self.d && self.d == self.d', '2.7'],
    ['self.dt == self.d', '1.7'],
    ['self.li.isSorted()', '6.3'],
    ['self.li.sum() > 1', '6.4'],
    ["self.t.lowerAscii() == 'abc'", '5.4'],
    ["self.t.split('a').size() > 1", '9.5'],
    ["self.t.split('a').all(q, q.size()>1)", 'more than 100'],
    ["self.t.replace('a','b') != 'xy'", '9.4'],
    ["self.t.replace('a','bb') == self.s", '17.5'],
    ["self.t.substring(3) != 'xy'", '5.4'],
    ["self.l2.join('a') != 'xy'", '41.9'],
    ['self.li.indexOf(3) > 1', '6.4'],
    ["self.l2.indexOf('abcdefghijklmnopqrst') > 1", '46.4'],
    ["self.l2.max() > 'a'", '46.4'],
    ["string(x1) == 'ab'", '1.406060'],
    ['string(x1) == self.s', 'more than 100'],
    ["self.e == 'aaaaaaaaaaaaaaaaaaaaaaaaa'", '1.406060'],
    ['self.m == self.m', '1.6'],
    ['self.l2 == self.l2', '2.0'],
    ["self.m['a'] == 'xy'", '1.5'],
    ["'a' in self.m", '1.406060'],
    ['self.li[1] == 2', '1.406060'],
    ['!(x1 > 1)', '1.406060'],
    ["self.ios == 'aaaaaaaaaaaaaaaaaaaa'", '1.5'],
    ['self.ios == self.s', 'more than 100'],
    ['self.li + self.li == self.li', '2.3'],
    ['x1 in [1,2,3]', '2.5'],
    ['x1 == x2', '1.306060'],
    ["['a','bbbbbbbbbbbbbbbbb'].exists(q, q == self.t)", '3.6'],
    ["self.t.charAt(1) == 'a'", '1.5'],
  ])('in three loops: %s', (body, factor) => {
    const rule = body === 'true' ? rest : `${body} && ${rest}`;
    expect(factorOf(`self.a.all(x1, self.a.all(x2, self.a.all(x3, ${rule})))`)).toBe(factor);
  });

  it.each([
    ['n', '23.6'],
    ['mm', '5.9'],
    ['mi', '6.7'],
    ['ls', '15.7'],
    ['lo', '4.7'],
    ['lm', '15.7'],
    ['lb', '9.4'],
    ['ld', '2.1'],
    ['ldu', '11.8'],
  ])('over what has no limit but the request’s: %s', (name, factor) =>
    expect(factorOf(`self.li.all(q, self.${name}.all(r, true))`)).toBe(factor),
  );

  it.each([
    ['self.n.all(q, self.n.all(r, true))', 'more than 100'],
    ['self.l.all(q, q == self.s)', '1.6'],
    ["self.li.all(q, self.s.matches('abcd'))", '1.6'],
    ['self.ls.all(x, x != "q")', 'ok'],
    ["self.s.contains('abc') && self.s + self.s != ''", 'ok'],
  ])('%s', (rule, factor) => expect(factorOf(rule)).toBe(factor));
});

describe('a schema whose rules are too dear', () => {
  const hint =
    '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';
  const part = 'Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';

  it('is told the rule, who contributed, and of all together', () => {
    const messageExpression = 'self.n.exists(x, self.n.exists(y, x + y == 1)) ? "a" : "b"';
    const schema = { ...of(), 'x-kubernetes-validations': [{ rule: 'self.n.size() > 1', messageExpression }] };
    expect(told(schema)).toEqual([
      `spec.x-kubernetes-validations[0].messageExpression: Forbidden: estimated messageExpression cost exceeds budget by factor of more than 100x ${hint}`,
      `spec.x-kubernetes-validations[0].messageExpression: ${part}`,
      `spec: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x ${hint}`,
    ]);
  });

  it('is told the four dearest where many are so together', () => {
    const thrice = 'self.a.all(x, self.a.all(y, self.a.all(z, x + y + z >= 0)))';
    expect(told(of(...Array.from({ length: 12 }, () => thrice)))).toEqual([
      ...[0, 1, 2, 3].map((at) => `spec.x-kubernetes-validations[${at}].rule: ${part}`),
      `spec: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of 1.087272x ${hint}`,
    ]);
  });

  const each = (schema: JsonSchema, rule: string): JsonSchema => ({
    ...schema,
    'x-kubernetes-validations': rules(rule),
  });
  const holder = (schema: JsonSchema): JsonSchema => ({ type: 'object', properties: { b: schema } });

  it.each([
    [list(each(text!, 'self.startsWith("a")')), true],
    [list(each(text!, 'self.matches("^a+$")')), false],
    [list(each(holder(list(int!)), 'self.b.all(x, x > 1)')), false],
    [list(holder(list(each(holder(int!), 'self.b > 1')))), true],
    [list(holder(list(each(holder(int!), 'self.b > 1'))), 30), true],
  ])('asks of how many values a rule is asked', (schema, isTaken) =>
    expect(costErrors(holder(schema), 'spec').length === 0).toBe(isTaken),
  );
});
