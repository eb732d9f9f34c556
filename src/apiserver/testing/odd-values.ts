import { typeSchema } from '../../api';
import type { ScalarCode, Shape } from '../../api';
import type { Random } from '../../simulation';

/** Texts that mean something to some field, and some that mean nothing to any. */
export const strings: readonly string[] = [
  ...[
    '',
    'a',
    'web',
    'default',
    'A b',
    'a/b',
    'a/b/c',
    '-',
    '1',
    '0',
    '-1',
    '1e400',
    '10%',
    '150%',
    '1.5',
    '1Gi',
    '100m',
    '*',
  ],
  ...[
    '10.0.0.1',
    '::1',
    '10.0.0.0/24',
    '999.1.1.1/99',
    '2026-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    'http://x',
    '/a',
    '../b',
  ],
  ...[
    '*/5 * * * *',
    '@every 1s',
    'TZ=x * * * * *',
    'None',
    'Always',
    'Never',
    'In',
    'Exists',
    'NoExecute',
    'IPv4',
    'TCP',
    'MQ==',
  ],
  ...[
    '\u30aa',
    '\u0000',
    '__proto__',
    'constructor',
    'toString',
    '$(A)',
    'a,b',
    'x'.repeat(300),
    'kubernetes.io/x',
    'Pod',
    'v1',
  ],
  ...[
    'apps/v1',
    'Deployment',
    'RollingUpdate',
    'Recreate',
    'OnDelete',
    'ClusterIP',
    'LoadBalancer',
    'ExternalName',
    'NodePort',
  ],
];
export const numbers: readonly number[] = [
  0,
  1,
  -1,
  2,
  80,
  65536,
  1.5,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  1e19,
  1e300,
];
export const anything: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e300,
    '',
    'a',
    [],
    {},
    [null],
    [[]],
    { a: null },
    { a: { b: [] } },
    ['a', 1, null, {}],
  ],
];
const times = [
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.000001Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-13-45T99:00:00Z',
  'soon',
  '',
];
const quantities = [
  '1',
  '0',
  '-1',
  '100m',
  '1Gi',
  '1e3',
  '1E400',
  '0.0000001',
  '99999999999999999999',
  'x',
  '',
  5,
  1.5,
  -3,
];

/** So deep odd values go. */
const deepest = 9;

/** Draws values that a schema allows, mostly, and that make little sense. */
export class OddValues {
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  chance(share: number): boolean {
    return this.random.next() < share;
  }

  /** A struct of the schema with some of its fields. */
  struct(name: string, depth = 0): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    const { fields } = typeSchema(name);
    const share = Math.min(0.7, 4 / (fields.size || 1) + 0.1) * (depth > 4 ? 0.3 : 1);
    for (const field of fields.values()) {
      const says =
        field.name === 'apiVersion' || field.name === 'kind'
          ? depth > 0 && this.chance(0.6)
          : this.chance(field.always ? 0.8 : share);
      if (says)
        object[field.name] = this.chance(0.02) ? this.random.pick(anything) : this.value(field.shape, depth + 1);
    }
    return object;
  }

  value(shape: Shape, depth: number): unknown {
    if (depth > deepest) return null;
    const { random } = this;
    const inner = (of: Shape): unknown => (this.chance(0.02) ? null : this.value(of, depth + 1));
    switch (shape.form) {
      case 'struct':
        return this.struct(shape.type, depth);
      case 'list':
        return Array.from({ length: random.pick([0, 1, 1, 1, 2, 2, 3]) }, () => inner(shape.of));
      case 'map':
        return Object.fromEntries(
          Array.from({ length: random.pick([0, 1, 2]) }, () => [random.pick(strings), inner(shape.of)]),
        );
      case 'scalar':
        return this.scalar(shape.code);
    }
  }

  private scalar(code: ScalarCode): unknown {
    const { random } = this;
    const scalars: Readonly<Record<ScalarCode, readonly unknown[]>> = {
      s: strings,
      b: [true, false],
      i: this.chance(0.8) ? [0, 1, 2, -1, 80, 65536, 2 ** 31 - 1] : numbers,
      l: this.chance(0.8) ? [0, 1, 2, -1, 30, 2 ** 31 - 1, Number.MAX_SAFE_INTEGER] : numbers,
      n: numbers,
      q: quantities,
      x: [0, 1, -1, '10%', '150%', 'x', 80, 'http', '-5%', 2 ** 31],
      t: times,
      u: times,
      y: ['', 'MQ==', 'MQ', '!', 'LS0tLS1CRUdJTg=='],
      j: anything,
    };
    return random.pick(scalars[code]);
  }

  /** The value with one thing in it made something else. */
  bent(value: unknown): unknown {
    const { random } = this;
    if (typeof value !== 'object' || value === null || this.chance(0.15))
      return random.pick(this.chance(0.5) ? anything : [...strings, ...numbers]);
    const keys = Object.keys(value);
    if (keys.length === 0) return random.pick(anything);
    const key = random.pick(keys);
    if (Array.isArray(value)) return this.bentList(value, Number(key));
    const { [key]: inner, ...others } = value as Record<string, unknown>;
    if (this.chance(0.15)) return others;
    if (this.chance(0.1)) return { ...value, [random.pick(strings)]: random.pick(anything) };
    return { ...value, [key]: this.bent(inner) };
  }

  private bentList(list: readonly unknown[], at: number): readonly unknown[] {
    if (this.chance(0.2)) return [...list, this.random.pick(anything)];
    return this.chance(0.2) ? [...list, ...list] : list.with(at, this.bent(list[at]));
  }

  /** What one says, with what the other says here and there. */
  mixed(whole: unknown, other: unknown): unknown {
    if (!isMapping(whole) || !isMapping(other)) return this.chance(0.5) ? whole : other;
    const result: Record<string, unknown> = { ...whole };
    for (const [key, value] of Object.entries(other))
      if (this.chance(0.6)) result[key] = key in whole ? this.mixed(whole[key], value) : value;
    return result;
  }
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
