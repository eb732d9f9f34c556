import type { Component, Process, ServerCall } from '../../../simulation';
import type { SandboxStatus } from '../cri';
import type { ProgramWorld } from '../program-world';
import type { Server } from '../servers/servers';
import type { Streams } from './shell-streams';
import type { ImageTemplate } from '../images/image-table';

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'zsh']);

/** Whether a program of that name is a shell. */
export const isShell = (name: string): boolean => SHELLS.has(name);

/** What runs shells and the commands of a small system; it comes in a chunk of its own (`further.ts`). */
export interface ShellRunner {
  /** Whether a small system has a program of that name, besides shells; and an image's interpreter for a line of its own language. */
  hasCommand(name: string, words: readonly string[], image: ImageTemplate): boolean;
  command(name: string, parameters: readonly string[], world: ProgramWorld, streams: Streams): Process<number>;
  /** What listens where once a program of an image serves. */
  serversOf(words: readonly string[], world: ProgramWorld): readonly Server[];
  /** Files of every system that nobody brought along. */
  machineFile(name: string, image: ImageTemplate): string | undefined;
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

/** Undefined before it has been loaded. */
export function loadedShell(): ShellRunner | undefined {
  return offered;
}

export function shellRunner(): ShellRunner {
  if (!offered) throw new Error('the shell has not been loaded');
  return offered;
}
