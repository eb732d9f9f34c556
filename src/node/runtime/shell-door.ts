import type { Component, Process, ServerCall } from '../../simulation';
import type { SandboxStatus } from './cri';
import type { ProgramWorld } from './program-world';
import type { Streams } from './shell';

/** What runs shells and the commands of a small system; it comes in a chunk of its own (`further.ts`). */
export interface ShellRunner {
  /** Whether a small system has a program of that name, besides shells. */
  hasCommand(name: string): boolean;
  command(name: string, parameters: readonly string[], world: ProgramWorld, streams: Streams): Process<number>;
  /** A shell as a program, by the words it was called with. */
  run(name: string, words: readonly string[], world: ProgramWorld, streams: Streams): Process<number>;
  /** A text in a shell that was made for it. */
  script(world: ProgramWorld, text: string, streams: Streams): Process<number>;
  /** Dials ports of a pod's programs for whoever asked the kubelet to. */
  forwardPorts(sandbox: SandboxStatus | undefined, call: ServerCall, component: Component): void;
}

let offered: ShellRunner | undefined;

export function offerShell(runner: ShellRunner): void {
  offered = runner;
}

export function shellRunner(): ShellRunner {
  if (!offered) throw new Error('the shell has not been loaded');
  return offered;
}
