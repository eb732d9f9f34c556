import type { Process } from '../../simulation';
import { forwardPorts } from './forwarded-ports';
import { interact } from './interactive-shell';
import type { ProgramWorld } from './program-world';
import type { Streams } from './shell';
import { Shell } from './shell';
import { commandCalled, runCommand } from './shell-commands';
import type { ShellRunner } from './shell-door';

export const shellPrograms: ShellRunner = {
  hasCommand: (name) => commandCalled(name) !== undefined,
  command: (name, parameters, world, streams) => runCommand(name, { parameters, streams, world, variables: new Map() }),
  run: runShell,
  forwardPorts,
  script: (world, text, streams) => new Shell(world, 'sh').script(text, streams),
};

/** Without `-c` a shell reads its input: a script, or nothing. */
function* runShell(name: string, words: readonly string[], world: ProgramWorld, streams: Streams): Process<number> {
  const option = words.findIndex((word, index) => index > 0 && /^-\w*c$/.test(word));
  if (option >= 0) {
    const strict = /e/.test(words[option]!) ? 'set -e\n' : '';
    return yield* new Shell(world, name, words.slice(option + 2)).script(strict + (words[option + 1] ?? ''), streams);
  }
  const file = words.slice(1).find((word) => !word.startsWith('-'));
  if (file === undefined && streams.live?.isTerminal)
    return yield* interact(new Shell(world, name), streams.live, streams);
  const piped = streams.live ? yield* streams.live.rest() : streams.input;
  if (file === undefined) return yield* new Shell(world, name).script(piped, { ...streams, input: '' });
  const script = world.readFile(file);
  if (script !== undefined) return yield* new Shell(world, name, words.slice(1)).script(script, streams);
  streams.error(`${name}: can't open '${file}': No such file or directory\n`);
  return 2;
}
