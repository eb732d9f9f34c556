import { textLines } from '../kubectl';
import type { CommandResult, DocumentResult, OutputStream } from '../kubectl';
import type { Component, Process } from '../simulation';
import { Interrupted } from '../simulation';
import type { OnOutput } from './laptop';

/** What a Go program that panicked ends with. */
const PANICKED = 2;

/**
 * A program of the laptop whose own mistakes end it and nothing else: what it printed stands, and behind it what went wrong, where, and how to
 * see it again. It is a client; nothing in the cluster hangs on its memory. Whoever tests it runs it without this, and is stopped.
 */
export function* panicking(
  laptop: Component,
  program: (hear: OnOutput) => Process<CommandResult>,
  onOutput: OnOutput,
  documents: () => readonly DocumentResult[],
): Process<CommandResult> {
  const text: Record<OutputStream, string> = { stdout: '', stderr: '' };
  const hear: OnOutput = (stream, printed) => {
    text[stream] += printed;
    onOutput(stream, printed);
  };
  try {
    return yield* program(hear);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const words = panicText(laptop, error);
    laptop.log(words);
    hear('stderr', words);
    return {
      stdout: textLines(text.stdout),
      stderr: textLines(text.stderr),
      text,
      code: PANICKED,
      documents: documents(),
    };
  }
}

function panicText({ simulation }: Component, error: unknown): string {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const place = error instanceof Error ? (/\n\s+at (.+)/.exec(error.stack ?? '')?.[1] ?? '') : '';
  return [
    `panic: ${words.split('\n')[0]}`,
    ...(place === '' ? [] : [`\tat ${place}`]),
    `This is a mistake in Wheelhouse's kubectl, not in your line (seed ${simulation.seed}, at ${simulation.now} ms). The cluster goes on.\n`,
  ].join('\n');
}
