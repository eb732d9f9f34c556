import type { Batch, CompletedMessage } from '../../session/protocol';

/** What the terminal has to hear, whether or not it is on the screen. */
export interface TerminalListener {
  /** Text that a line printed. */
  print(text: string, stream: 'stdout' | 'stderr'): void;
  /** Whether a line runs now. */
  running(running: boolean): void;
}

let listener: TerminalListener | undefined;
let asked: ((message: CompletedMessage) => void) | undefined;

export function listenToTerminal(to: TerminalListener): () => void {
  listener = to;
  return () => {
    if (listener === to) listener = undefined;
  };
}

/** A batch's share of the terminal; a fresh start ends whatever ran. */
export function hearTerminal({ terminal, fresh }: Batch): void {
  for (const { text, stream } of terminal?.output ?? []) if (text !== '') listener?.print(text, stream);
  if (terminal || fresh) listener?.running(terminal?.running ?? false);
}

export function hearCompleted(message: CompletedMessage): void {
  asked?.(message);
}

/** Who wants the next answer to `complete`. */
export function onCompleted(hear: (message: CompletedMessage) => void): void {
  asked = hear;
}
