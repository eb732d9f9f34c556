import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml, readYamlDocuments, writeYaml, YamlError } from './index';

const deployment = `# a comment
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    example.com/a.b: "x"
---
apiVersion: v1
kind: Pod
spec:
  containers:
  - name: main
    image: nginx
  - {name: other,
     image: redis}
`;

describe('a file of several documents', () => {
  const [first, second] = readYamlDocuments(deployment);

  it('knows the line of every field', () => {
    expect(first!.line).toBe(2);
    expect(second!.line).toBe(9);
    const at = (path: string) => second!.document!.positionOf(path);
    expect(at('spec.containers[0].image')).toEqual({ line: 14, column: 5 });
    expect(at('spec.containers[1].image')).toEqual({ line: 16, column: 6 });
    expect(at('spec.containers[1]')).toEqual({ line: 15, column: 5 });
    expect(first!.document!.positionOf('metadata.annotations[example.com/a.b]')).toEqual({ line: 7, column: 5 });
    expect(first!.document!.positionOf('metadata.annotations.example.com/a.b').line).toBe(7);
  });

  it('knows the nearest parent of a field that is missing', () => {
    expect(second!.document!.positionOf('spec.containers[0].ports[0].containerPort').line).toBe(13);
    expect(second!.document!.positionOf('spec.restartPolicy').line).toBe(11);
    expect(second!.document!.positionOf('status').line).toBe(9);
  });

  it('gives the documents that can be read beside those that cannot', () => {
    const results = readYamlDocuments('a: 1\n---\n\n---\nb: [1\n---\nc: 3\n');
    expect(results.map(({ document, error }) => document?.value ?? error!.line)).toEqual([{ a: 1 }, 5, { c: 3 }]);
  });

  it('refuses a key that is written twice, as kubectl does', () => {
    const [result] = readYamlDocuments('a: 1\nb: 2\na: 3\n');
    expect(result!.error!.message).toBe('yaml: unmarshal errors:\n  line 3: key "a" already set in map');
    expect(result!.error!.line).toBe(3);
  });
});

describe('hostile text', () => {
  const refused = (text: string): YamlError => {
    const error = readYamlDocuments(text)[0]!.error;
    expect(error).toBeInstanceOf(YamlError);
    return error!;
  };

  it('does not explode, hang or overflow', () => {
    const bomb = Array.from(
      { length: 12 },
      (_, level) =>
        `k${level}: &k${level} [${Array(9)
          .fill(level ? `*k${level - 1}` : 'lol')
          .join(',')}]`,
    );
    expect(refused(bomb.join('\n')).message).toMatch(/excessive aliasing/);
    expect(refused('a: &a [*a]').message).toMatch(/anchor 'a' value contains itself/);
    expect(refused(`a: ${'['.repeat(20_000)}`).message).toMatch(/depth|expected/);
    expect(refused(Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')).message).toMatch(
      /exceeded max depth/,
    );
    expect(refused('a: \0').message).toMatch(/control characters/);
    const merges = Array.from(
      { length: 40 },
      (_, level) => `x${level}: &x${level}\n  k${level}: 1${level ? `\n  <<: [*x${level - 1}, *x${level - 1}]` : ''}`,
    );
    expect(Object.keys((readYamlDocuments(merges.join('\n'))[0]!.document?.value as object) ?? {}).length).toBeLessThan(
      50,
    );
  });

  it('cannot reach the prototype of anything', () => {
    const value = parseYaml('__proto__: {polluted: yes}\nconstructor: {prototype: {polluted: yes}}') as Record<
      string,
      unknown
    >;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  const folder = fileURLToPath(new URL('../../../shared/yardsticks/hostile/', import.meta.url));
  it.skipIf(!existsSync(folder)).each([
    ['bom-crlf', true],
    ['invalid-utf8', true],
    ['nul-byte', true],
    ['tabs', false],
    ['yaml-alias-cycle', false],
    ['yaml-bomb-billion-laughs', false],
    ['yaml-deep-block-2k', false],
    ['proto-pollution', true],
    ['paste-2MB', true],
    ['documents-10k-pods', true],
  ])(
    '%s is read or refused within seconds',
    (name, readable) => {
      const text = gunzipSync(readFileSync(`${folder}${name}.yaml.gz`)).toString();
      const results = readYamlDocuments(text);
      expect(results.length).toBeGreaterThan(0);
      expect(results.every(({ error }) => error === undefined)).toBe(readable);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
    30_000,
  );
});

describe('written YAML', () => {
  it('looks as kubectl prints it', () => {
    const text = writeYaml({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      data: { script: 'echo a\necho b\n', yes: 'yes', number: '1', empty: '', colon: 'a: b', time: '12:30:45' },
      list: [{ name: 'a', args: ['-c', 'x'] }, [], {}],
      status: {},
    });
    expect(text).toBe(`apiVersion: v1
data:
  colon: 'a: b'
  empty: ""
  number: "1"
  script: |
    echo a
    echo b
  time: "12:30:45"
  "yes": "yes"
kind: ConfigMap
list:
- args:
  - -c
  - x
  name: a
- []
- {}
status: {}
`);
  });

  it('is read back as what it was', () => {
    const key = fc.string({ minLength: 1, maxLength: 8 });
    const leaf = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '-', '#', "'", '"', '0', 'y', '|') }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(parseYaml(writeYaml({ value }))).toEqual({ value });
      }),
      { numRuns: 500 },
    );
  });
});

describe('long texts', () => {
  it('end their line at the first blank behind column 80, and go on deeper', () => {
    const words = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen';
    expect(writeYaml({ a: { message: `${words} end` } })).toBe(
      `a:\n  message: one two three four five six seven eight nine ten eleven twelve thirteen\n    fourteen fifteen end\n`,
    );
    expect(writeYaml([`it's: ${words}`])).toBe(
      `- 'it''s: one two three four five six seven eight nine ten eleven twelve thirteen\n  fourteen fifteen'\n`,
    );
  });

  it('are read as they were written', () => {
    for (const text of [
      `${'word '.repeat(40)}end`,
      `it's ${'a: b '.repeat(40)}`,
      `tab\t${'x  y '.repeat(40)}`,
      'z'.repeat(200),
    ])
      expect(readYamlDocuments(writeYaml({ k: { text } }))[0]?.document?.value).toEqual({ k: { text } });
  });
});
