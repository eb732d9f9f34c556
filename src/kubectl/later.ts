import type { CommandDefinition } from './command';

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
