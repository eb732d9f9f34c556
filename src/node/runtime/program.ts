import type { Process } from '../../simulation';
import type { ContainerConfig } from './cri';
import type { ImageTemplate } from './image-table';
import type { ProgramWorld } from './program-world';
import { Shell } from './shell';
import { COMMANDS } from './shell-commands';

const SHELLS = new Set(['sh', 'bash', 'ash', 'dash']);
const EXEC =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
  'unable to start container process: error during container init: exec: ';

/** What a container is to run: the pod's command in the place of the image's entrypoint, its arguments in that of the image's command. */
export function commandLine(container: ContainerConfig, image: ImageTemplate): readonly string[] {
  const first = container.command?.length ? container.command : (image.entrypoint ?? []);
  const rest = container.args?.length ? container.args : container.command?.length ? [] : (image.command ?? []);
  return [...first, ...rest];
}

/** Why the runtime can't start it, in runc's words; undefined where it can. */
export function startProblem(words: readonly string[], world: ProgramWorld): string | undefined {
  const [name] = words;
  if (name === undefined) return `${EXEC}no command specified`;
  const base = name.replace(/^.*\//, '');
  const systemCommand = /^((\/usr)?\/s?bin\/)?[^/]+$/.test(name) && (SHELLS.has(base) || COMMANDS[base] !== undefined);
  if (world.image.shell && systemCommand) return undefined;
  if (
    world.image.anyCommand ||
    world.image.servers.includes(name) ||
    world.image.servers.includes(base) ||
    world.image.prints?.[name]
  )
    return undefined;
  if (name.includes('/')) return `${EXEC}"${name}": stat ${name}: no such file or directory`;
  return `${EXEC}"${name}": executable file not found in $PATH`;
}

/**
 * Starts a container's first process: its exit code where it has ended already, `serving` where it serves until it is
 * stopped (which costs nothing), else the process that is to be run.
 */
export function startProgram(words: readonly string[], world: ProgramWorld): number | 'serving' | Process<number> {
  const base = words[0]!.replace(/^.*\//, '');
  if (world.image.shell && SHELLS.has(base)) return runShell(base, words, world);
  if (world.image.shell && COMMANDS[base]) return runCommand(base, words, world);
  return world.launch(words, true) ?? 127;
}

/** Without `-c` a shell reads its input, which is empty. */
function* runShell(name: string, words: readonly string[], world: ProgramWorld): Process<number> {
  const option = words.findIndex((word, index) => index > 0 && /^-\w*c$/.test(word));
  if (option < 0) return 0;
  const strict = /e/.test(words[option]!) ? 'set -e\n' : '';
  return yield* new Shell(world, name).script(strict + (words[option + 1] ?? ''));
}

function* runCommand(name: string, words: readonly string[], world: ProgramWorld): Process<number> {
  const streams = { input: '', output: world.write, error: world.write };
  return yield* COMMANDS[name]!({ parameters: words.slice(1), streams, world, variables: new Map() });
}
