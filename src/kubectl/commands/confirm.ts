import type { Process } from '../../simulation';
import { Mailbox } from '../../simulation';
import type { Invocation } from '../invocation';

/** A line of what was piped in, or else of what somebody types; '' where nobody does. */
function* readLine({ files, keyboard, component }: Invocation): Process<string> {
  const piped = files['-'];
  if (piped !== undefined || !keyboard) return (piped ?? '').split('\n')[0]!;
  const typed = new Mailbox<string>(component.simulation);
  const stop = keyboard.listen('lines', ({ stdin, closed }) => typed.put(closed ? '\n' : (stdin ?? '')));
  try {
    let text = '';
    while (!text.includes('\n')) text += yield* typed.take();
    return text.split('\n')[0]!;
  } finally {
    stop();
  }
}

/** Shows what is about to go, and asks. */
export function* confirmed(invocation: Invocation, printed: readonly string[]): Process<boolean> {
  invocation.print(`You are about to delete the following ${printed.length} resource(s):\n${printed.join('\n')}`);
  invocation.write('stdout', 'Do you want to continue? (y/N): ');
  if ((yield* readLine(invocation)).trim().toLowerCase() === 'y') return true;
  invocation.print('deletion is cancelled');
  return false;
}
