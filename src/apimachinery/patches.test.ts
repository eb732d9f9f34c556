import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  createMergePatch,
  createStrategicMergePatch,
  equal,
  matchesLabelSelector,
  matchesSelector,
  parseSelector,
  PatchError,
  selectorString,
  threeWayMergePatch,
  threeWayStrategicMergePatch,
} from './index';
import { patchSchemaOf } from './testdata/merge-items';

const schema = patchSchemaOf('Deployment');
const template = (...containers: object[]) => ({ spec: { template: { spec: { containers } } } });

const value = fc.oneof(fc.string({ maxLength: 3 }), fc.integer(), fc.boolean());
const fields = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'),
  fc.oneof(value, fc.dictionary(fc.constantFrom('x', 'y'), value)),
  {
    maxKeys: 4,
    noNullPrototype: true,
  },
);
const container = (name: string) =>
  fc.record(
    {
      name: fc.constant(name),
      image: fc.constantFrom('nginx', 'redis'),
      args: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
    },
    { requiredKeys: ['name'] },
  );
const containers = fc
  .uniqueArray(fc.constantFrom('one', 'two', 'three', 'four'), { maxLength: 4 })
  .chain((names) => fc.tuple(...names.map(container)));
const deployment = containers.map((list) => template(...list));

describe('merge patches', () => {
  it('turn one object into the other', () => {
    fc.assert(
      fc.property(fields, fields, (from, to) => {
        expect(applyMergePatch(from, createMergePatch(from, to))).toEqual(to);
      }),
    );
  });

  it('share what they do not touch', () => {
    const object = { a: { b: 1 }, c: { d: 2 } };
    const next = applyMergePatch(object, { a: { b: 2 } }) as typeof object;
    expect(next.c).toBe(object.c);
    expect(applyMergePatch(object, { a: { b: 1 } })).toBe(object);
  });

  it('made three ways remove what was given up, and leave others’ fields alone', () => {
    expect(threeWayMergePatch({ a: 1, b: 1 }, { a: 2 }, { a: 1, b: 1, theirs: 1 })).toEqual({ a: 2, b: null });
    fc.assert(
      fc.property(fields, fields, fields, (original, modified, current) => {
        const result = applyMergePatch(current, threeWayMergePatch(original, modified, current));
        expect(Object.keys(threeWayMergePatch(modified, modified, result as never))).toEqual([]);
      }),
    );
  });
});

describe('strategic merge patches', () => {
  it('merge lists by their keys', () => {
    const before = template({ name: 'a', image: '1' }, { name: 'b', image: '1' });
    expect(applyStrategicMergePatch(before, template({ name: 'b', image: '2' }), schema)).toEqual(
      template({ name: 'a', image: '1' }, { name: 'b', image: '2' }),
    );
    expect(applyStrategicMergePatch(before, template({ name: 'a', $patch: 'delete' }), schema)).toEqual(
      template({ name: 'b', image: '1' }),
    );
    expect(applyStrategicMergePatch(before, template({ $patch: 'replace' }, { name: 'c' }), schema)).toEqual(
      template({ name: 'c' }),
    );
  });

  it('refuse a list item without its key, in the API server’s words', () => {
    expect(() => applyStrategicMergePatch(template({ name: 'a' }), template({ image: 'x' }), schema)).toThrow(
      new PatchError('map: map[image:x] does not contain declared merge key: name'),
    );
  });

  it('turn one deployment into the other, in its order', () => {
    fc.assert(
      fc.property(deployment, deployment, (from, to) => {
        expect(applyStrategicMergePatch(from, createStrategicMergePatch(from, to, schema), schema)).toEqual(to);
      }),
    );
  });

  it('made three ways say nothing when all is as applied, and bring about what the file says', () => {
    fc.assert(
      fc.property(deployment, deployment, deployment, (original, modified, current) => {
        expect(threeWayStrategicMergePatch(modified, modified, modified, schema)).toEqual({});
        const result = applyStrategicMergePatch(
          current,
          threeWayStrategicMergePatch(original, modified, current, schema),
          schema,
        ) as typeof modified;
        const live = result.spec.template.spec.containers as readonly { name: string }[];
        for (const wanted of modified.spec.template.spec.containers as readonly { name: string }[]) {
          expect(live.find(({ name }) => name === wanted.name)).toMatchObject(wanted);
        }
        const given = (list: readonly object[]) => list.map((one) => (one as { name: string }).name);
        const order = given(modified.spec.template.spec.containers);
        expect(given(live).filter((name) => order.includes(name))).toEqual(order);
      }),
    );
  });
});

describe('JSON patches', () => {
  it('are all or nothing, and reach no prototype', () => {
    const document = { a: [1, 2] };
    expect(
      applyJsonPatch(document, [
        { op: 'add', path: '/a/-', value: 3 },
        { op: 'move', from: '/a/0', path: '/b' },
      ]),
    ).toEqual({ a: [2, 3], b: 1 });
    expect(() =>
      applyJsonPatch(document, [
        { op: 'remove', path: '/a/0' },
        { op: 'test', path: '/a/0', value: 9 },
      ]),
    ).toThrow(PatchError);
    expect(document).toEqual({ a: [1, 2] });
    expect(() => applyJsonPatch({}, [{ op: 'add', path: '/__proto__/polluted', value: true }])).toThrow(PatchError);
    expect(() => applyJsonPatch({}, [{ op: 'add', path: '/constructor/prototype/polluted', value: true }])).toThrow(
      PatchError,
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('selectors', () => {
  const name = fc.constantFrom('app', 'tier', 'example.com/role', 'n');
  const labelValue = fc.constantFrom('web', 'db', '', '7', 'A_b.c');
  const labels = fc.dictionary(name, labelValue, { noNullPrototype: true });

  it('mean the same after they were printed', () => {
    const requirement = fc.oneof(
      fc.tuple(name, fc.constantFrom('=', '==', '!='), labelValue).map((parts) => parts.join('')),
      fc
        .tuple(name, fc.constantFrom(' in ', ' notin '), fc.array(labelValue, { minLength: 1, maxLength: 3 }))
        .map(([key, operator, list]) => `${key}${operator}(${list.join(',')})`),
      name,
      name.map((key) => `!${key}`),
      name.map((key) => `${key}>5`),
    );
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), labels, (parts, set) => {
        const selector = parseSelector(parts.join(','));
        const again = parseSelector(selectorString(selector));
        expect(selectorString(again)).toBe(selectorString(selector));
        expect(matchesSelector(again, set)).toBe(matchesSelector(selector, set));
      }),
    );
  });

  it('of specs select exactly those that have all labels', () => {
    fc.assert(
      fc.property(labels, labels, (matchLabels, set) => {
        const wanted = Object.entries(matchLabels).every(([key, text]) => set[key] === text);
        expect(matchesLabelSelector({ matchLabels }, set)).toBe(wanted);
      }),
    );
    expect(matchesLabelSelector({}, {})).toBe(true);
    expect(matchesLabelSelector(undefined, {})).toBe(false);
    expect(
      equal(matchesLabelSelector({ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, { b: '1' }), true),
    ).toBe(true);
  });
});
