import type { Process } from '../../../simulation';
import { parseOptions } from '../commands/command-options';
import type { Invocation } from '../invocation';
import type { RedisReply } from './redis-server';

const PATIENCE_SECONDS = 3;

/** `redis-cli -h HOST get key`; without a command it reads them line by line. */
export function* redisCli(invocation: Invocation): Process<number> {
  const end = invocation.parameters.findIndex(
    (word, at, all) => !word.startsWith('-') && !/^-[hpan]$/.test(all[at - 1] ?? ''),
  );
  const words = end < 0 ? [] : invocation.parameters.slice(end);
  const { flags } = parseOptions(
    end < 0 ? invocation.parameters : invocation.parameters.slice(0, end),
    'hpan',
    new Set(['host', 'port', 'user', 'pass']),
  );
  const host = flags.get('h') ?? '127.0.0.1';
  const port = Number(flags.get('p') ?? 6379);
  if (words.length > 0) return yield* ask(invocation, host, port, words);
  const { live, input, output } = invocation.streams;
  const prompt = `${host}:${port}> `;
  if (!live?.isTerminal) {
    const lines = (live ? yield* live.rest() : input).split('\n').filter(Boolean);
    for (const line of lines) yield* ask(invocation, host, port, wordsIn(line));
    return 0;
  }
  for (;;) {
    output(prompt);
    const line = yield* live.line();
    if (line === undefined || /^(quit|exit)$/i.test(line.trim())) return 0;
    if (line.trim()) yield* ask(invocation, host, port, wordsIn(line));
  }
}

function wordsIn(line: string): readonly string[] {
  return (line.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
}

function* ask({ world, streams }: Invocation, host: string, port: number, said: readonly string[]): Process<number> {
  const address = yield* world.resolve(host);
  const reached =
    address === undefined
      ? undefined
      : yield* world.dial<{ readonly said?: RedisReply }>({ kind: 'tcp', host: address, port, said }, PATIENCE_SECONDS);
  if (reached && 'answer' in reached) {
    const { said: reply } = reached.answer;
    if (reply) streams.output(streams.live?.isTerminal ? forPeople(reply) : forPrograms(reply));
    else streams.error('Error: Protocol error, what answers there is no Redis\n');
    return reply && reply.kind !== 'error' ? 0 : 1;
  }
  const problem = reached
    ? reached.problem === 'refused'
      ? 'Connection refused'
      : 'Connection timed out'
    : 'Name or service not known';
  streams.error(`Could not connect to Redis at ${host}:${port}: ${problem}\n`);
  return 1;
}

/** As redis-cli prints where nobody looks: bare. */
function forPrograms(reply: RedisReply): string {
  switch (reply.kind) {
    case 'number':
      return `${reply.number}\n`;
    case 'nothing':
      return '\n';
    case 'list':
      return `${reply.items.join('\n')}\n`;
    default:
      return `${reply.text}\n`;
  }
}

/** And at a terminal: with kinds, quotes and numbers. */
function forPeople(reply: RedisReply): string {
  switch (reply.kind) {
    case 'number':
      return `(integer) ${reply.number}\n`;
    case 'nothing':
      return '(nil)\n';
    case 'error':
      return `(error) ${reply.text}\n`;
    case 'text':
      return `${JSON.stringify(reply.text)}\n`;
    case 'list':
      return reply.items.length === 0
        ? '(empty array)\n'
        : reply.items.map((item, at) => `${at + 1}) ${JSON.stringify(item)}\n`).join('');
    default:
      return `${reply.text}\n`;
  }
}
