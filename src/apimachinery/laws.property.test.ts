import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  ApplyConflicts,
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  applyTyped,
  canonicalQuantity,
  compareQuantities,
  createMergePatch,
  fieldSelectorString,
  formatDuration,
  matchesFieldSelector,
  matchesSelector,
  parseDuration,
  parseFieldSelector,
  parseQuantity,
  parseSelector,
  quantityString,
  subtractQuantities,
  threeWayMergePatch,
  threeWayStrategicMergePatch,
} from './index';
import type { FieldShape, Managers } from './index';
import { patchSchemaOf } from './testdata/merge-items';

const leaf = fc.oneof(fc.string({ maxLength: 3 }), fc.integer(), fc.boolean());
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd/e', 'f~g'), tie('node'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;
const object = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd/e', 'f~g'), tree, { maxKeys: 4, noNullPrototype: true });
type Fields = Record<string, unknown>;

describe('merge patches', () => {
  const patch = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(tree, fc.constant(null)), {
    noNullPrototype: true,
  });

  it('do the same again: nothing', () => {
    fc.assert(
      fc.property(object, patch, (target, change) => {
        const once = applyMergePatch(target, change);
        expect(applyMergePatch(once, change)).toEqual(once);
      }),
    );
  });

  it('do at every depth what RFC 7386 says in four lines: nulls take away, and none stays', () => {
    const holed = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.constant(null),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('node'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).node;
    const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
    const merged = (target: unknown, change: unknown): unknown => {
      if (!isFields(change) || Array.isArray(change)) return change;
      const result: Fields = isFields(target) && !Array.isArray(target) ? { ...target } : {};
      for (const [key, value] of Object.entries(change))
        if (value === null) delete result[key];
        else result[key] = merged(result[key], value);
      return result;
    };
    const changes = fc.dictionary(fc.constantFrom('a', 'b', 'c'), holed, { noNullPrototype: true });
    fc.assert(
      fc.property(object, changes, (target, change) => {
        expect(applyMergePatch(target, change)).toEqual(merged(target, change));
      }),
    );
  });

  it('from a thing to itself are empty, and so is what they do', () => {
    fc.assert(
      fc.property(object, (target) => {
        expect(createMergePatch(target as Fields, target as Fields)).toEqual({});
        expect(applyMergePatch(target, {})).toBe(target);
      }),
    );
  });

  it('made three ways leave what others set where the file never said anything', () => {
    fc.assert(
      fc.property(object, object, object, (original, modified, live) => {
        const others = Object.fromEntries(
          Object.entries(live as Fields).filter(
            ([key]) => !(key in (original as Fields)) && !(key in (modified as Fields)),
          ),
        );
        const result = applyMergePatch(
          live,
          threeWayMergePatch(original as Fields, modified as Fields, live as Fields),
        );
        expect(result).toMatchObject(others);
        for (const key of Object.keys(original as Fields))
          if (!(key in (modified as Fields))) expect(result).not.toHaveProperty([key]);
      }),
    );
  });
});

describe('JSON patches', () => {
  const pointer = (path: readonly string[]) =>
    path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  const key = fc.constantFrom('a', 'b', 'd/e', 'f~g', 'new');

  it('put a value where it is then found, and take it away again', () => {
    fc.assert(
      fc.property(object, key, tree, (target, name, value) => {
        const path = pointer([name]);
        const added = applyJsonPatch(target, [
          { op: 'add', path, value },
          { op: 'test', path, value },
        ]);
        const { [name]: _, ...rest } = target as Fields;
        expect(applyJsonPatch(added, [{ op: 'remove', path }])).toEqual(rest);
      }),
    );
  });

  it('copy, and move there and back', () => {
    fc.assert(
      fc.property(object, key, tree, (target, name, value) => {
        const from = pointer([name]);
        const start = { ...(target as Fields), [name]: value };
        const copied = applyJsonPatch(start, [{ op: 'copy', from, path: '/copy' }]) as Fields;
        expect(copied['copy']).toEqual(value);
        const back = applyJsonPatch(start, [
          { op: 'move', from, path: '/away' },
          { op: 'move', from: '/away', path: from },
        ]);
        expect(back).toEqual(start);
      }),
    );
  });

  it('insert into lists and take out again', () => {
    fc.assert(
      fc.property(fc.array(leaf, { minLength: 1, maxLength: 5 }), fc.nat(), leaf, (list, number, value) => {
        const path = `/list/${number % (list.length + 1)}`;
        const added = applyJsonPatch({ list }, [{ op: 'add', path, value }]) as { list: unknown[] };
        expect(added.list).toHaveLength(list.length + 1);
        expect(applyJsonPatch(added, [{ op: 'remove', path }])).toEqual({ list });
      }),
    );
  });
});

describe('strategic merge patches', () => {
  const schema = patchSchemaOf('Deployment');
  const names = ['one', 'two', 'three', 'four'];
  const containers = fc
    .uniqueArray(fc.constantFrom(...names), { maxLength: 4 })
    .chain((chosen) =>
      fc.tuple(...chosen.map((name) => fc.record({ name: fc.constant(name), image: fc.constantFrom('a', 'b', 'c') }))),
    );
  const deployment = fc.tuple(containers, object).map(([list, labels]) => ({
    metadata: { annotations: Object.fromEntries(Object.keys(labels as Fields).map((name) => [name, 'x'])) },
    spec: { template: { spec: { containers: list } } },
  }));
  const listOf = (value: unknown) =>
    (value as any).spec.template.spec.containers as readonly { readonly name: string }[];

  it('do the same again: nothing', () => {
    fc.assert(
      fc.property(deployment, deployment, (target, change) => {
        const once = applyStrategicMergePatch(target, change, schema);
        expect(applyStrategicMergePatch(once, change, schema)).toEqual(once);
      }),
    );
  });

  it('change of a list’s elements what they name, in their own order, and leave the others as they stood', () => {
    const policed = containers.map((list) => list.map((each) => ({ ...each, imagePullPolicy: 'Always' })));
    const within = (list: unknown) => ({ spec: { template: { spec: { containers: list } } } });
    fc.assert(
      fc.property(policed, containers, (target, change) => {
        const result = listOf(applyStrategicMergePatch(within(target), within(change), schema));
        const said = new Set(change.map(({ name }) => name));
        const changed = change.map((each) => ({ ...target.find(({ name }) => name === each.name), ...each }));
        expect(result.filter(({ name }) => said.has(name))).toEqual(changed);
        expect(result.filter(({ name }) => !said.has(name))).toEqual(target.filter(({ name }) => !said.has(name)));
      }),
    );
  });

  it('made three ways remove what the file gave up, and keep what it never named', () => {
    fc.assert(
      fc.property(deployment, deployment, deployment, (original, modified, live) => {
        const result = applyStrategicMergePatch(
          live,
          threeWayStrategicMergePatch(original, modified, live, schema),
          schema,
        );
        const now = new Set(listOf(result).map(({ name }) => name));
        const [said, says] = [original, modified].map((each) => new Set(listOf(each).map(({ name }) => name))) as [
          Set<string>,
          Set<string>,
        ];
        for (const name of names) {
          if (says.has(name)) expect(now.has(name)).toBe(true);
          else if (said.has(name)) expect(now.has(name)).toBe(false);
          else expect(now.has(name)).toBe(listOf(live).some((each) => each.name === name));
        }
        const again = threeWayStrategicMergePatch(modified, modified, result as typeof modified, schema);
        expect(applyStrategicMergePatch(result, again, schema)).toEqual(result);
      }),
    );
  });
});

describe('server-side apply', () => {
  const scalar: FieldShape = { form: 'scalar', type: 'any' };
  const item: FieldShape = {
    form: 'struct',
    field: (name) => (name === 'name' || name === 'image' ? scalar : undefined),
  };
  const fields: Record<string, FieldShape> = {
    replicas: scalar,
    labels: { form: 'map', of: scalar },
    finalizers: { form: 'set', of: scalar },
    containers: { form: 'keyed', keys: ['name'], keyDefault: () => undefined, of: item },
  };
  const shape: FieldShape = { form: 'struct', field: (name) => fields[name] };
  const part = fc.record(
    {
      replicas: fc.integer({ min: 0, max: 3 }),
      labels: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'), {
        minKeys: 1,
        noNullPrototype: true,
      }),
      finalizers: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1, maxLength: 3 }),
      containers: fc.uniqueArray(fc.record({ name: fc.constantFrom('m', 's'), image: fc.constantFrom('a', 'b') }), {
        minLength: 1,
        maxLength: 2,
        selector: ({ name }) => name,
      }),
    },
    { requiredKeys: [] },
  );
  const none: Managers = new Map();

  it('applied again changes nothing, neither the object nor who owns it', () => {
    fc.assert(
      fc.property(part, part, (live, applied) => {
        const once = applyTyped(live, applied, shape, none, 'me', false);
        const twice = applyTyped(once.object, applied, shape, once.managers, 'me', false);
        expect(twice.object).toEqual(once.object);
        expect(twice.managers).toEqual(once.managers);
      }),
    );
  });

  it('has all it said in the object, and takes back what it no longer says', () => {
    fc.assert(
      fc.property(part, part, (first, second) => {
        const before = applyTyped({}, first, shape, none, 'me', false);
        const after = applyTyped(before.object, second, shape, before.managers, 'me', false);
        expect(applyTyped({}, second, shape, none, 'me', false).managers).toEqual(after.managers);
        expect(sorted(after.object)).toEqual(sorted(second));
      }),
    );
  });

  it('of two keeps both as long as they agree, else asks for force, and force takes', () => {
    fc.assert(
      fc.property(part, part, (mine, theirs) => {
        const first = applyTyped({}, theirs, shape, none, 'they', false);
        const attempt = () => applyTyped(first.object, mine, shape, first.managers, 'me', false);
        const forced = applyTyped(first.object, mine, shape, first.managers, 'me', true);
        expect(applyTyped(forced.object, mine, shape, forced.managers, 'me', false).object).toEqual(forced.object);
        let refused = false;
        try {
          expect(attempt().object).toEqual(forced.object);
        } catch (error) {
          if (!(error instanceof ApplyConflicts)) throw error;
          refused = true;
          expect(error.conflicts.every(({ manager }) => manager === 'they')).toBe(true);
        }
        const agrees = sorted(applyTyped(forced.object, theirs, shape, none, 'they', true).object);
        expect(refused).toBe(JSON.stringify(agrees) !== JSON.stringify(sorted(forced.object)));
      }),
    );
  });

  /**
   * Lists with keys and sets have an order that apply keeps from what was there first: compared without it. Where all that there was is
   * taken back, nothing is left, not even an empty object (which no real object ever comes to: its name stays).
   */
  function sorted(value: unknown): unknown {
    const { containers, finalizers, labels, ...rest } = (value ?? {}) as any;
    return {
      ...rest,
      ...(labels && Object.keys(labels).length > 0 && { labels: Object.fromEntries(Object.entries(labels).sort()) }),
      ...(finalizers?.length && { finalizers: [...finalizers].sort() }),
      ...(containers?.length && { containers: [...containers].sort((a: any, b: any) => (a.name < b.name ? -1 : 1)) }),
    };
  }
});

describe('quantities', () => {
  const text = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.nat(99_999),
      fc.option(fc.nat(999)),
      fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'u', 'n'),
    )
    .map(([sign, whole, fraction, suffix]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${suffix}`);
  const quantity = text.map(parseQuantity);

  it('are the same amount after they were printed, and print the same again', () => {
    fc.assert(
      fc.property(quantity, (amount) => {
        const printed = quantityString(amount);
        expect(compareQuantities(parseQuantity(printed), amount)).toBe(0);
        expect(canonicalQuantity(canonicalQuantity(printed))).toBe(canonicalQuantity(printed));
      }),
    );
  });

  it('add and subtract as numbers do', () => {
    fc.assert(
      fc.property(quantity, quantity, quantity, (a, b, c) => {
        expect(compareQuantities(subtractQuantities(addQuantities(a, b), b), a)).toBe(0);
        expect(compareQuantities(addQuantities(a, b), addQuantities(b, a))).toBe(0);
        expect(compareQuantities(addQuantities(addQuantities(a, b), c), addQuantities(a, addQuantities(b, c)))).toBe(0);
        expect(compareQuantities(a, b) + compareQuantities(b, a)).toBe(0);
        if (compareQuantities(a, b) <= 0 && compareQuantities(b, c) <= 0)
          expect(compareQuantities(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('selectors', () => {
  const name = fc.constantFrom('app', 'tier', 'example.com/role');
  const value = fc.constantFrom('web', 'db', '7', 'A_b.c');
  const labels = fc.dictionary(name, value, { noNullPrototype: true });
  const holds = (text: string, set: Record<string, string>) => matchesSelector(parseSelector(text), set);

  it('know that one value in a list is that value, and that not is not', () => {
    fc.assert(
      fc.property(name, value, labels, (key, wanted, set) => {
        expect(holds(`${key} in (${wanted})`, set)).toBe(holds(`${key}=${wanted}`, set));
        expect(holds(`${key}!=${wanted}`, set)).toBe(!holds(`${key}=${wanted}`, set));
        expect(holds(`${key} notin (${wanted})`, set)).toBe(!holds(`${key} in (${wanted})`, set));
        expect(holds(`!${key}`, set)).toBe(!holds(key, set));
      }),
    );
  });

  it('of several parts hold where each part does, in any order', () => {
    const part = fc.oneof(
      name,
      name.map((key) => `!${key}`),
      fc.tuple(name, fc.constantFrom('=', '!='), value).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), labels, (parts, set) => {
        const every = parts.every((one) => holds(one, set));
        expect(holds(parts.join(','), set)).toBe(every);
        expect(holds([...parts].reverse().join(','), set)).toBe(every);
      }),
    );
  });

  it('of fields mean the same after they were printed, whatever the values are', () => {
    const term = fc.tuple(
      fc.constantFrom('metadata.name', 'spec.nodeName'),
      fc.constantFrom('=', '!='),
      fc.string({ maxLength: 5 }),
    );
    const escaped = (raw: string) => raw.replaceAll('\\', '\\\\').replaceAll(',', '\\,').replaceAll('=', '\\=');
    fc.assert(
      fc.property(fc.array(term, { maxLength: 3 }), fc.string({ maxLength: 5 }), (terms, actual) => {
        const selector = parseFieldSelector(
          terms.map(([field, operator, raw]) => `${field}${operator}${escaped(raw)}`).join(','),
        );
        const again = parseFieldSelector(fieldSelectorString(selector));
        const expected = terms.every(([, operator, raw]) => (raw === actual) === (operator === '='));
        expect(matchesFieldSelector(selector, () => actual)).toBe(expected);
        expect(matchesFieldSelector(again, () => actual)).toBe(expected);
      }),
    );
  });
});

describe('durations', () => {
  it('are the same after they were printed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 10 }), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });
});
