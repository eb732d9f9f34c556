import type { Process } from '../../../simulation';
import { forwardPorts } from '../forwarded-ports';
import { follow, interact } from './interactive-shell';
import { machineFile } from '../machine-files';
import type { ProgramWorld } from '../program-world';
import { serversOf } from '../servers/servers';
import { Shell } from './shell';
import { commandCalled, runCommand } from './shell-commands';
import type { ShellRunner } from './shell-door';
import type { Streams } from './shell-streams';
import { inputOf } from './shell-streams';

export const shellPrograms: ShellRunner = {
  hasCommand: (name, words, image) => commandCalled(name, words, image) !== undefined,
  command: (name, parameters, world, streams) => runCommand(name, { parameters, streams, world, variables: new Map() }),
  machineFile,
  serversOf,
  run: runProgram,
  forwardPorts,
  script: (world, text, streams) => new Shell(world, 'sh').script(text, streams),
};

/** A shell as a program: what follows `-c`, a file, or its input. */
function* runProgram(name: string, words: readonly string[], world: ProgramWorld, streams: Streams): Process<number> {
  const inline = words.findIndex((word, index) => index > 0 && /^-\w*c\w*$/.test(word));
  if (inline >= 0) {
    const script = settings(words.slice(1, inline + 1)) + (words[inline + 1] ?? '');
    return yield* new Shell(world, name, words.slice(inline + 2)).script(script, streams);
  }
  const at = words.findIndex((word, index) => index > 0 && !word.startsWith('-'));
  if (at < 0) return yield* fromInput(new Shell(world, name), settings(words.slice(1)), streams);
  const script = world.readFile(words[at]!);
  if (script !== undefined) return yield* new Shell(world, name, words.slice(at)).script(script, streams);
  streams.error(`${name}: can't open '${words[at]}': No such file or directory\n`);
  return 2;
}

/** What options like `-e` mean, as a script's first line. */
function settings(words: readonly string[]): string {
  const options = [...words.join('')].filter((letter) => 'eux'.includes(letter)).join('');
  return options ? `set -${options}\n` : '';
}

/** Without a script it asks for lines at a terminal, and takes them as they come through a pipe. */
function* fromInput(shell: Shell, first: string, streams: Streams): Process<number> {
  const { live } = streams;
  if (!live) return yield* shell.script(first + streams.input, { ...streams, ...inputOf('') });
  if (first) yield* shell.line(first, streams);
  return yield* (live.isTerminal ? interact : follow)(shell, live, streams);
}
