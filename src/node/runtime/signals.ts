const STATUS: Readonly<Record<string, number>> = { TERM: 143, KILL: 137, INT: 130, HUP: 129, QUIT: 131 };
const NUMBERS: Readonly<Record<string, string>> = { 1: 'HUP', 2: 'INT', 3: 'QUIT', 9: 'KILL', 15: 'TERM' };

/** `15`, `SIGTERM` and `term` are `TERM`. */
export function signalName(text: string): string {
  return NUMBERS[text] ?? text.toUpperCase().replace(/^SIG/, '');
}

/** The exit code of a process that a signal ended. */
export const statusOfSignal = (name: string): number => STATUS[name] ?? 143;

/** What the kernel says instead of a signal's name. */
export const OUT_OF_MEMORY = 'out of memory';
