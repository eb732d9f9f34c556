import { expect, test } from 'vitest';
import { writeKyaml } from './kyaml';

test('texts are quoted, keys where they could be taken for something else', () => {
  expect(writeKyaml({ '0': 'a', yes: 'no', 'app/x.y': 1, empty: {}, none: [], nil: null })).toBe(
    '---\n{\n  "0": "a",\n  app/x.y: 1,\n  empty: {},\n  nil: null,\n  none: [],\n  "yes": "no",\n}\n',
  );
});

test('lists of objects stand within their brackets, others a line each', () => {
  expect(writeKyaml({ a: [{ b: 'c' }, { d: true }], e: ['f'] })).toBe(
    '---\n{\n  a: [{\n    b: "c",\n  }, {\n    d: true,\n  }],\n  e: [\n    "f",\n  ],\n}\n',
  );
});

test('a text of several lines stands below its quote', () => {
  expect(writeKyaml({ m: 'a "b"\n c' })).toBe('---\n{\n  m: "\\\n     a \\"b\\"\\n\\\n    \\ c\\\n    ",\n}\n');
});
