import type { Process } from '../../simulation';
import { Signal } from '../../simulation';
import type { ProgramWorld } from './program-world';
import type { Streams } from './shell/shell-streams';

/** How a command is called. */
export interface Invocation {
  readonly parameters: readonly string[];
  readonly streams: Streams;
  readonly world: ProgramWorld;
  readonly variables: Map<string, string>;
}

export type Command = (invocation: Invocation) => Process<number>;

/** A command that takes no time. */
export function instant(run: (invocation: Invocation) => number): Command {
  return function* (invocation) {
    return run(invocation);
  };
}

export function* forEver(world: ProgramWorld): Process<number> {
  yield* new Signal(world.component.simulation).wait();
  return 0;
}
