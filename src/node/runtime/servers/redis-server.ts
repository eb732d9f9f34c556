import type { ProgramWorld } from '../program-world';

/** What Redis answers: a word, a number, a text, nothing, a list, or a refusal. */
export type RedisReply =
  | { readonly kind: 'status' | 'text' | 'error'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list'; readonly items: readonly string[] };

type Value = string | string[] | Map<string, string>;

const OK: RedisReply = { kind: 'status', text: 'OK' };
const NOTHING: RedisReply = { kind: 'nothing' };
const WRONG_TYPE = refused('WRONGTYPE Operation against a key holding the wrong kind of value');
const DEFAULTS: readonly (readonly [string, string])[] = [
  ['maxmemory', '0'],
  ['maxmemory-policy', 'noeviction'],
  ['appendonly', 'no'],
  ['save', '3600 1 300 100 60 10000'],
  ['timeout', '0'],
  ['databases', '16'],
];
const UNITS: Readonly<Record<string, number>> = { k: 1000, kb: 1024, m: 1e6, mb: 1024 ** 2, g: 1e9, gb: 1024 ** 3 };

function refused(text: string): RedisReply {
  return { kind: 'error', text };
}

const number = (value: number): RedisReply => ({ kind: 'number', number: value });
const list = (items: readonly string[]): RedisReply => ({ kind: 'list', items });

/** A Redis in memory: what people try it with. Gone with its process, as without persistence; keys do not expire. */
export class RedisStore {
  private readonly values = new Map<string, Value>();
  private readonly settings = new Map<string, string>(DEFAULTS);

  /** @param words of the command line: a configuration file, and settings as `--maxmemory 2mb` */
  constructor(words: readonly string[], world: ProgramWorld) {
    const file = words.slice(1).find((word) => !word.startsWith('-') && word.includes('.conf'));
    for (const line of (file === undefined ? '' : (world.readFile(file) ?? '')).split('\n')) this.configure(line);
    words.forEach((word, at) => word.startsWith('--') && this.configure(`${word.slice(2)} ${words[at + 1] ?? ''}`));
  }

  private configure(line: string): void {
    const [, name, value = ''] = /^\s*([a-z][\w-]*)\s+(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) return;
    const [, amount, unit] = /^(\d+)([kmg]b?)$/i.exec(value) ?? [];
    this.settings.set(name, unit ? String(Number(amount) * UNITS[unit.toLowerCase()]!) : value);
  }

  answer(words: readonly string[]): RedisReply {
    const [name = '', ...rest] = words;
    const run = COMMANDS[name.toLowerCase()];
    if (!run)
      return refused(
        `ERR unknown command '${name}', with args beginning with: ${rest.map((each) => `'${each}' `).join('')}`,
      );
    return run({ values: this.values, settings: this.settings }, rest);
  }
}

interface Redis {
  readonly values: Map<string, Value>;
  readonly settings: Map<string, string>;
}

type RedisCommand = (redis: Redis, words: readonly string[]) => RedisReply;

function textAt({ values }: Redis, key: string): RedisReply {
  const value = values.get(key);
  if (value === undefined) return NOTHING;
  return typeof value === 'string' ? { kind: 'text', text: value } : WRONG_TYPE;
}

function set({ values }: Redis, [key = '', value = '', ...options]: readonly string[]): RedisReply {
  const modes = options.map((each) => each.toUpperCase());
  if ((modes.includes('NX') && values.has(key)) || (modes.includes('XX') && !values.has(key))) return NOTHING;
  values.set(key, value);
  return OK;
}

function increase(redis: Redis, key: string, by: number): RedisReply {
  const before = redis.values.get(key) ?? '0';
  if (typeof before !== 'string') return WRONG_TYPE;
  if (!/^-?\d+$/.test(before)) return refused('ERR value is not an integer or out of range');
  redis.values.set(key, String(Number(before) + by));
  return number(Number(before) + by);
}

function push(redis: Redis, [key = '', ...items]: readonly string[], atFront: boolean): RedisReply {
  const before = redis.values.get(key) ?? [];
  if (!Array.isArray(before)) return WRONG_TYPE;
  const after = atFront ? [...[...items].reverse(), ...before] : [...before, ...items];
  redis.values.set(key, after);
  return number(after.length);
}

function listAt({ values }: Redis, key: string): readonly string[] {
  const value = values.get(key);
  return Array.isArray(value) ? value : [];
}

function hashAt({ values }: Redis, key: string): Map<string, string> {
  const value = values.get(key);
  if (value instanceof Map) return value;
  const made = new Map<string, string>();
  values.set(key, made);
  return made;
}

function matching(pattern: string, names: Iterable<string>): string[] {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return [...names].filter((name) => new RegExp(`^${source}$`).test(name));
}

function config({ settings }: Redis, [verb = '', name = '', value = '']: readonly string[]): RedisReply {
  if (verb.toLowerCase() === 'set') {
    settings.set(name, value);
    return OK;
  }
  return list(matching(name.toLowerCase(), settings.keys()).flatMap((each) => [each, settings.get(each)!]));
}

const COMMANDS: Readonly<Record<string, RedisCommand | undefined>> = {
  __proto__: null as never,
  ping: (_, [text]) => (text === undefined ? { kind: 'status', text: 'PONG' } : { kind: 'text', text }),
  echo: (_, [text = '']) => ({ kind: 'text', text }),
  auth: () => OK,
  select: () => OK,
  set,
  get: (redis, [key = '']) => textAt(redis, key),
  del: ({ values }, keys) => number(keys.filter((key) => values.delete(key)).length),
  exists: ({ values }, keys) => number(keys.filter((key) => values.has(key)).length),
  incr: (redis, [key = '']) => increase(redis, key, 1),
  decr: (redis, [key = '']) => increase(redis, key, -1),
  incrby: (redis, [key = '', by = '1']) => increase(redis, key, Number(by)),
  append: (redis, [key = '', text = '']) => {
    const before = redis.values.get(key) ?? '';
    if (typeof before !== 'string') return WRONG_TYPE;
    redis.values.set(key, before + text);
    return number(before.length + text.length);
  },
  keys: ({ values }, [pattern = '*']) => list(matching(pattern, values.keys())),
  dbsize: ({ values }) => number(values.size),
  flushall: ({ values }) => {
    values.clear();
    return OK;
  },
  lpush: (redis, words) => push(redis, words, true),
  rpush: (redis, words) => push(redis, words, false),
  llen: (redis, [key = '']) => number(listAt(redis, key).length),
  lrange: (redis, [key = '', from = '0', to = '-1']) => {
    const items = listAt(redis, key);
    return list(items.slice(Number(from), Number(to) < 0 ? items.length + Number(to) + 1 : Number(to) + 1));
  },
  hset: (redis, [key = '', ...pairs]) => {
    const hash = hashAt(redis, key);
    const before = hash.size;
    for (let at = 0; at < pairs.length; at += 2) hash.set(pairs[at]!, pairs[at + 1] ?? '');
    return number(hash.size - before);
  },
  hget: (redis, [key = '', field = '']) => {
    const text = hashAt(redis, key).get(field);
    return text === undefined ? NOTHING : { kind: 'text', text };
  },
  hgetall: (redis, [key = '']) => list([...hashAt(redis, key)].flat()),
  config,
  info: () => ({ kind: 'text', text: '# Replication\r\nrole:master\r\nconnected_slaves:0' }),
};
