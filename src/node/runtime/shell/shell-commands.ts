import { decodeBase64, encodeBase64 } from '../../../api';
import { parseDuration } from '../../../apimachinery';
import type { Process } from '../../../simulation';
import { sleep, withTimeout } from '../../../simulation';
import { parseOptions } from '../commands/command-options';
import { date } from '../commands/date-command';
import { FILE_COMMANDS } from '../commands/file-commands';
import { formatted, unescaped } from '../commands/escapes';
import type { ImageTemplate } from '../images/image-table';
import type { Command, Invocation } from '../invocation';
import { forEver, instant } from '../invocation';
import type { LiveInput } from '../live-input';
import { NETWORK_COMMANDS } from '../commands/network-commands';
import { isOneLiner, oneLiner } from '../commands/one-liners';
import { isShell, shellRunner } from './shell-door';
import { inputOf } from './shell-streams';
import { imageCommand, SYSTEM_COMMANDS } from '../commands/system-commands';
import { tar } from '../commands/tar-command';
import { test } from '../commands/test-command';
import { isLineFilter, TEXT_COMMANDS } from '../commands/text-commands';

function echo({ parameters, streams }: Invocation): number {
  const flags = parameters.findIndex((each) => !/^-[neE]+$/.test(each));
  const options = (flags < 0 ? parameters : parameters.slice(0, flags)).join('');
  const text = (flags < 0 ? [] : parameters.slice(flags)).join(' ');
  streams.output((options.includes('e') ? unescaped(text) : text) + (options.includes('n') ? '' : '\n'));
  return 0;
}

function printf({ parameters, streams }: Invocation): number {
  streams.output(formatted(parameters));
  return 0;
}

/** `sleep 5`, `sleep 1m 30s`, `sleep infinity`. */
function* sleeping({ parameters, streams, world }: Invocation): Process<number> {
  let milliseconds = 0;
  for (const each of parameters) {
    if (/^(inf|infinity)$/.test(each)) return yield* forEver(world);
    const days = /^([\d.]+)d$/.exec(each);
    const duration = days ? Number(days[1]) * 86_400_000 : durationOf(each);
    if (duration === undefined || duration < 0) {
      streams.error(`sleep: invalid number '${each}'\n`);
      return 1;
    }
    milliseconds += duration;
  }
  if (parameters.length === 0) streams.error('BusyBox v1.36.1 () multi-call binary.\n\nUsage: sleep [N]...\n');
  if (milliseconds > 0) yield* sleep(milliseconds);
  return parameters.length === 0 ? 1 : 0;
}

function durationOf(text: string): number | undefined {
  return parseDuration(/^[\d.]+$/.test(text) ? `${text}s` : text);
}

function printEnvironment({ parameters, streams, world }: Invocation): number {
  const { environment } = world;
  if (parameters.length === 0)
    for (const each of Object.keys(environment)) streams.output(`${each}=${environment[each]}\n`);
  for (const name of parameters) if (environment[name] !== undefined) streams.output(`${environment[name]}\n`);
  return parameters.every((name) => environment[name] !== undefined) ? 0 : 1;
}

/** `env`, `env NAME=value COMMAND …` */
function* environment(invocation: Invocation): Process<number> {
  const { parameters, world } = invocation;
  const at = parameters.findIndex((each) => !/^-|^\w+=/.test(each));
  const told = (at < 0 ? parameters : parameters.slice(0, at)).filter((each) => !each.startsWith('-'));
  const before = world.environment;
  const more = told.map((each) => [each.replace(/=.*$/s, ''), each.replace(/^[^=]*=/, '')]);
  world.environment = { ...(parameters[0] === '-i' ? {} : before), ...Object.fromEntries(more) };
  try {
    if (at < 0) return printEnvironment({ ...invocation, parameters: [] });
    return yield* runWords(parameters.slice(at), invocation, 'env');
  } finally {
    world.environment = before;
  }
}

/** `seq 3`, `seq 1 2 5`, `seq -s, 3`, `seq -w 10` */
function sequence({ parameters, streams }: Invocation): number {
  const at = parameters.findIndex((each) => /^-?\d/.test(each));
  const { flags } = parseOptions(parameters.slice(0, at), 'sf');
  const numbers = parameters.slice(at).map(Number);
  const [from, step, to] =
    numbers.length === 1 ? [1, 1, numbers[0]!] : [numbers[0]!, numbers.length === 2 ? 1 : numbers[1]!, numbers.at(-1)!];
  const values: string[] = [];
  for (let value = from; (step > 0 ? value <= to : value >= to) && values.length < 1_000_000; value += step || 1)
    values.push(String(value));
  const width = flags.has('w') ? Math.max(...values.map((each) => each.length)) : 0;
  if (values.length > 0)
    streams.output(`${values.map((each) => each.padStart(width, '0')).join(flags.get('s') ?? '\n')}\n`);
  return 0;
}

/** `timeout 5 COMMAND …`: of what the command leaves unread nothing is lost. */
function* limited(invocation: Invocation): Process<number> {
  const { flags, rest } = optionsBefore(invocation.parameters, 'ks');
  const [time = '', ...words] = rest;
  const limit = durationOf(time) ?? 0;
  return (yield* withTimeout(limit, runWords(words, invocation, 'timeout'))) ?? (flags.has('s') ? 137 : 143);
}

/** Options up to the first word that is none. */
function optionsBefore(parameters: readonly string[], valued: string) {
  let end = 0;
  while (parameters[end]?.startsWith('-')) end += valued.includes(parameters[end]!.slice(1)) ? 2 : 1;
  return { flags: parseOptions(parameters.slice(0, end), valued).flags, rest: parameters.slice(end) };
}

/** A command that another one runs: a program, or a shell. */
function* runWords(words: readonly string[], invocation: Invocation, by: string): Process<number> {
  const [given = '', ...parameters] = words;
  const { world, streams } = invocation;
  const name = given.replace(/^(\/usr)?\/s?bin\//, '');
  if (isShell(name)) return yield* shellRunner().run(name, words, world, streams);
  if (commandCalled(name, words, world.image)) return yield* runCommand(name, { ...invocation, parameters });
  const launched = world.launch(words, false);
  if (launched !== undefined) return launched === 'serving' ? yield* forEver(world) : launched;
  streams.error(`${by}: can't execute '${given}': No such file or directory\n`);
  return 127;
}

/** `nohup COMMAND …` and the like: what they change does not show. */
function* plainly(invocation: Invocation): Process<number> {
  return yield* runWords(optionsBefore(invocation.parameters, 'nc').rest, invocation, 'nohup');
}

/** `time COMMAND …` */
function* timed(invocation: Invocation): Process<number> {
  const { world, streams, parameters } = invocation;
  const from = world.component.now;
  const status = yield* runWords(parameters, invocation, 'time');
  const seconds = (world.component.now - from) / 1000;
  const took = `${Math.floor(seconds / 60)}m ${(seconds % 60).toFixed(2)}s`;
  streams.error(`real\t${took}\nuser\t0m 0.00s\nsys\t0m 0.00s\n`);
  return status;
}

/** `xargs -n1 COMMAND`, `xargs -I{} COMMAND {}` */
function* forArguments(invocation: Invocation): Process<number> {
  const { flags, rest } = optionsBefore(invocation.parameters, 'nIPLd');
  const words = rest.length > 0 ? rest : ['echo'];
  const { input } = invocation.streams;
  const mark = flags.get('I');
  const items = (mark === undefined ? input.split(flags.has('0') ? '\0' : /\s+/) : input.split('\n')).filter(Boolean);
  const size = mark === undefined ? Number(flags.get('n') ?? flags.get('L') ?? Infinity) : 1;
  let status = 0;
  for (let at = 0; at === 0 || at < items.length; at += size) {
    const part = items.slice(at, at + size);
    if (part.length === 0 && flags.has('r')) break;
    const line = mark === undefined ? [...words, ...part] : words.map((word) => word.replaceAll(mark, part[0] ?? ''));
    const inner = { ...invocation, streams: { ...invocation.streams, ...inputOf('') } };
    if ((yield* runWords(line, inner, 'xargs')) !== 0) status = 123;
  }
  return status;
}

/** `watch -n 5 COMMAND …` */
function* watching(invocation: Invocation): Process<number> {
  const { flags, rest } = optionsBefore(invocation.parameters, 'n');
  for (;;) {
    invocation.streams.output(`Every ${Number(flags.get('n') ?? 2).toFixed(1)}s: ${rest.join(' ')}\n\n`);
    yield* shellRunner().run('sh', ['sh', '-c', rest.join(' ')], invocation.world, invocation.streams);
    yield* sleep(Number(flags.get('n') ?? 2) * 1000);
  }
}

/** `shuf -i 1-6 -n 1` */
function shuffle({ parameters, streams, world }: Invocation): number {
  const { flags, rest } = parseOptions(parameters, 'in');
  const [from = 0, to = 0] = (flags.get('i') ?? '').split('-').map(Number);
  const text = rest[0] === undefined ? streams.input : (world.readFile(rest[0]) ?? '');
  const left = flags.has('i')
    ? Array.from({ length: to - from + 1 }, (_, index) => String(from + index))
    : text.split('\n').filter(Boolean);
  const most = Math.min(left.length, Number(flags.get('n') ?? Infinity));
  for (let count = 0; count < most; count++)
    streams.output(`${left.splice(world.component.random.integer(left.length), 1)[0]}\n`);
  return 0;
}

function which({ parameters, streams, world }: Invocation): number {
  const isThere = (name: string) =>
    isShell(name) || commandCalled(name, [name], world.image) || world.image.servers.includes(name);
  const found = parameters.filter((name) => !name.startsWith('-') && isThere(name));
  for (const name of found) streams.output(`/bin/${name}\n`);
  return found.length === parameters.length ? 0 : 1;
}

function base64({ parameters, streams, world }: Invocation): number {
  const { flags, rest } = parseOptions(parameters, 'w');
  const text = rest[0] === undefined ? streams.input : world.readFile(rest[0]);
  if (text === undefined) {
    streams.error(`base64: ${rest[0]}: No such file or directory\n`);
    return 1;
  }
  const decodes = flags.has('d') || flags.has('D') || flags.has('decode');
  const encoded = decodes ? decodeBase64(text) : encodeBase64(text);
  const width = Number(flags.get('w') ?? 76);
  streams.output(
    decodes ? encoded : width === 0 ? encoded : `${encoded.replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n')}\n`,
  );
  return 0;
}

/** So many lines of what never ends are enough for whoever reads a few. */
const MANY = 10_000;

function* yes({ parameters, streams, world }: Invocation): Process<number> {
  streams.output(`${parameters.join(' ') || 'y'}\n`.repeat(streams.live || !world.isFirst ? 1 : MANY));
  return yield* forEver(world);
}

/** The programs of a small system (busybox and the like), by name. */
const COMMANDS: Readonly<Record<string, Command | undefined>> = {
  __proto__: null as never,
  true: instant(() => 0),
  ':': instant(() => 0),
  false: instant(() => 1),
  sleep: sleeping,
  yes,
  echo: instant(echo),
  printf: instant(printf),
  date: instant(date),
  ...FILE_COMMANDS,
  ...NETWORK_COMMANDS,
  ...TEXT_COMMANDS,
  ...SYSTEM_COMMANDS,
  env: environment,
  printenv: instant(printEnvironment),
  test: instant(({ parameters, world, streams }) => test(parameters, world, streams.error)),
  '[': instant(({ parameters, world, streams }) => test(parameters, world, streams.error)),
  seq: instant(sequence),
  timeout: limited,
  busybox: (invocation) => runWords(invocation.parameters, invocation, 'busybox'),
  xargs: forArguments,
  nohup: plainly,
  nice: plainly,
  setsid: plainly,
  stdbuf: plainly,
  time: timed,
  which: instant(which),
  base64: instant(base64),
  watch: watching,
  shuf: instant(shuffle),
  tar: ({ parameters, world, streams }) => tar(parameters, world, streams),
};

/** Undefined where the system has no such program. What only some images have depends on them, and on what is asked of it. */
export function commandCalled(name: string, words: readonly string[], image: ImageTemplate): Command | undefined {
  if (isOneLiner(words) && (image.anyCommand || image.servers.includes(name))) return oneLiner;
  return COMMANDS[name] ?? imageCommand(name, words, image);
}

/** Commands whose words are no files to read. */
const READ_INPUT_ALONE: ReadonlySet<string> = new Set(['tee', 'tr', 'xargs']);

/** Commands that read their input when they are given no file. */
const READERS: ReadonlySet<string> = new Set(
  'cat grep egrep fgrep wc head tail sort uniq tee sed awk tr cut xargs base64 sha256sum shuf bc rev tac nl fold dd'.split(
    ' ',
  ),
);

/**
 * One of them, which is there. What is typed or comes out of a pipe is read whole by those that read when no file is named; filters
 * that look at one line after the other pass each on as it comes.
 */
export function* runCommand(name: string, invocation: Invocation): Process<number> {
  const { parameters, streams, world } = invocation;
  const run = commandCalled(name, [name, ...parameters], world.image)!;
  const isFile = (word: string) => !word.startsWith('-') && world.readFile(word) !== undefined;
  const reads = READERS.has(name) && (READ_INPUT_ALONE.has(name) || !parameters.some(isFile));
  if (!streams.live || !reads) return yield* run(invocation);
  if (isLineFilter(name, parameters)) return yield* lineByLine(name, run, invocation, streams.live);
  const lines =
    name === 'head' && !parameters.some((each) => /^-(c|n?-)/.test(each)) ? headLines(parameters) : undefined;
  const input = lines === undefined ? yield* streams.live.rest() : yield* streams.live.some(lines);
  return yield* run({ ...invocation, streams: { ...streams, input } });
}

function headLines(parameters: readonly string[]): number {
  const { flags } = parseOptions(
    parameters.map((each) => each.replace(/^-(\d+)$/, '-n$1')),
    'n',
    new Set(['lines']),
  );
  return Number(flags.get('n') ?? flags.get('lines') ?? 10);
}

/** Ends well where one line did; `grep -q` ends at the first. */
function* lineByLine(name: string, run: Command, invocation: Invocation, live: LiveInput): Process<number> {
  let status = name === 'grep' || name === 'egrep' ? 1 : 0;
  let { parameters } = invocation;
  for (let input = yield* live.next(); input !== undefined; input = yield* live.next()) {
    const one = yield* run({ ...invocation, parameters, streams: { ...invocation.streams, input } });
    if (one > 1) return one;
    if (one === 0) status = 0;
    if (one === 0 && status === 0 && parameters.some((each) => /^-\w*q/.test(each))) break;
    if (name === 'tee' && !parameters.includes('-a')) parameters = ['-a', ...parameters];
  }
  return status;
}
