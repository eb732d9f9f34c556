import type { Process } from '../../simulation';
import { forwardPorts } from './forwarded-ports';
import { interact } from './interactive-shell';
import { machineFile } from './machine-files';
import type { ProgramWorld } from './program-world';
import { serversOf } from './servers';
import { runShell, Shell } from './shell';
import { commandCalled, runCommand } from './shell-commands';
import type { ShellRunner } from './shell-door';
import type { Streams } from './shell-streams';

export const shellPrograms: ShellRunner = {
  hasCommand: (name, words, image) => commandCalled(name, words, image) !== undefined,
  command: (name, parameters, world, streams) => runCommand(name, { parameters, streams, world, variables: new Map() }),
  machineFile,
  serversOf,
  run: runProgram,
  forwardPorts,
  script: (world, text, streams) => new Shell(world, 'sh').script(text, streams),
};

/** At a terminal a shell without a script asks for lines. */
function* runProgram(name: string, words: readonly string[], world: ProgramWorld, streams: Streams): Process<number> {
  const isInteractive = words.slice(1).every((word) => /^-[^c]*$/.test(word)) && streams.live?.isTerminal;
  if (isInteractive) return yield* interact(new Shell(world, name), streams.live!, streams);
  return yield* runShell(name, words, world, streams);
}
