import type { CommandDefinition } from './command';
import type { Completion } from './completion';

type Run = NonNullable<CommandDefinition['run']>;

const offered = new Map<string, Run>();

/** What `later` stands for, by the same names. */
export function offerCommands(commands: Readonly<Record<string, Run>>): void {
  for (const name in commands) offered.set(name, commands[name]!);
}

/**
 * A command that comes in a chunk of its own (`further.ts`): the page applies and deletes from its first second, and whoever types at the
 * terminal comes later. Whoever runs lines sees to it that the chunk is there.
 */
export const later = (name: string): Run =>
  function* (invocation) {
    const run = offered.get(name);
    if (!run) throw new Error(`the command ${name} has not been loaded`);
    yield* run(invocation);
  };

let discovering: Run | undefined;

export function offerDiscovery(discover: Run): void {
  discovering = discover;
}

/** Asks for kinds that nobody has heard of (see `discovery.ts`); nothing until the chunk is there. */
export const discovered: Run = function* (invocation) {
  if (discovering) yield* discovering(invocation);
};

type Complete = (line: string, files: readonly string[], kubeconfig?: unknown) => Completion;

let completing: Complete | undefined;

export function offerCompletion(complete: Complete): void {
  completing = complete;
}

/** What may follow in a line (see `completion.ts`); nothing until the chunk is there. */
export const completeLine: Complete = (...asked) => completing?.(...asked) ?? { typed: '', candidates: [] };

type BuildFolder = (files: Readonly<Record<string, string>>, folder: string, say: (line: string) => void) => string;

let building: BuildFolder | undefined;

export function offerBuild(build: BuildFolder): void {
  building = build;
}

/** What the kustomization of a folder makes, for `-k` (see `kustomize/`). */
export const builtFolder: BuildFolder = (files, folder, say) => building!(files, folder, say);
