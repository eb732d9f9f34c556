import { textLines } from '../kubectl';
import type { CommandResult, OutputStream } from '../kubectl';
import { runAtHost } from '../node';
import type { Component, Process } from '../simulation';
import type { Cluster } from './cluster';

/** What a person runs at the laptop beside kubectl: what reaches machines, and loops around it. */
const PROGRAMS = /^\s*(curl|wget|nc|for|while|until)\b/;

/** Hears what is printed. */
export type OnOutput = (stream: OutputStream, text: string) => void;

/** The result of a line that is not kubectl's but asks somebody over the network; undefined where it is kubectl's. */
export function runLine(
  cluster: Cluster,
  laptop: Component,
  line: string,
  onOutput: OnOutput,
): Process<CommandResult> | undefined {
  return PROGRAMS.test(line) && !/\bkubectl\b/.test(line) ? run(cluster, laptop, line, onOutput) : undefined;
}

function* run(cluster: Cluster, laptop: Component, line: string, onOutput: OnOutput): Process<CommandResult> {
  const text: Record<OutputStream, string> = { stdout: '', stderr: '' };
  const write = (stream: OutputStream) => (written: string) => {
    text[stream] += written;
    onOutput(stream, written);
  };
  const hosts = cluster.machines.map(({ name, address }) => `${address}\t${name}`);
  const address = cluster.machines.find(({ role }) => role === 'laptop')!.address;
  const streams = { input: '', output: write('stdout'), error: write('stderr') };
  const code = yield* runAtHost(laptop, { address, hosts }, line, streams);
  return { stdout: textLines(text.stdout), stderr: textLines(text.stderr), text, code, documents: [] };
}
