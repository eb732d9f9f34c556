import type { Process } from '../../simulation';
import type { ContainerConfig } from './cri';
import type { GuestProgram } from './guest-program';
import type { ImageTemplate } from './images/image-table';
import type { ProgramWorld } from './program-world';
import type { Streams } from './shell/shell-streams';
import { isShell, shellRunner } from './shell/shell-door';

const CREATE =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
  'unable to start container process: error during container init: ';

/** What a container is to run: the pod's command in the place of the image's entrypoint, its arguments in that of the image's command. */
export function commandLine(container: ContainerConfig, image: ImageTemplate): readonly string[] {
  const first = container.command?.length ? container.command : (image.entrypoint ?? []);
  const rest = container.args?.length ? container.args : container.command?.length ? [] : (image.command ?? []);
  const words = [...first, ...rest];
  const alone = image.runsForOptions !== undefined && /^-|^https?:/.test(words[0] ?? '');
  return alone ? [image.runsForOptions, ...words] : words;
}

/** Why the runtime can't start the container's program, in runc's words; undefined where it can. */
export function startProblem(words: readonly string[], world: ProgramWorld): string | undefined {
  const problem = executableProblem(words, world);
  return problem === undefined ? undefined : CREATE + problem;
}

/** Why a container has no such program. */
export function executableProblem(words: readonly string[], world: ProgramWorld): string | undefined {
  const [name] = words;
  if (name === undefined) return 'exec: no command specified';
  const base = name.replace(/^.*\//, '');
  const isSystemPath = /^((\/usr)?\/s?bin\/)?[^/]+$/.test(name);
  if (world.image.shell && isSystemPath && (isShell(base) || shellRunner().hasCommand(base, words, world.image)))
    return undefined;
  if (isScript(words, world)) return undefined;
  if (
    world.image.anyCommand ||
    world.image.servers.includes(name) ||
    world.image.servers.includes(base) ||
    world.image.prints?.[name]
  )
    return undefined;
  if (name.includes('/')) return `exec: "${name}": stat ${name}: no such file or directory`;
  return `exec: "${name}": executable file not found in $PATH`;
}

/**
 * Starts a program: its exit code where it has ended already, `serving` where it serves until it is stopped (which costs
 * nothing), else the process that is to be run. `startProblem` has found nothing against it.
 */
export function startProgram(
  words: readonly string[],
  world: ProgramWorld,
  streams: Streams,
): number | 'serving' | Process<number> {
  const base = words[0]!.replace(/^.*\//, '');
  if (world.image.shell && isShell(base)) return shellRunner().run(base, words, world, streams);
  if (world.image.shell && shellRunner().hasCommand(base, words, world.image))
    return shellRunner().command(base, words.slice(1), world, streams);
  if (isScript(words, world)) return shellRunner().run('sh', ['sh', ...words], world, streams);
  const { guest } = world.container;
  if (guest && world.isFirst && world.image.servers.includes(words[0]!)) return runGuest(guest, words, world);
  return world.launch(words, true) ?? 127;
}

/** A file that a volume brought along, or somebody wrote. */
function isScript([name = '']: readonly string[], world: ProgramWorld): boolean {
  return world.image.shell && name.includes('/') && world.readFile(name) !== undefined;
}

function runGuest(guest: GuestProgram, words: readonly string[], world: ProgramWorld): Process<number> {
  world.onTerminate = world.image.onTerminate;
  return guest(world, words);
}
