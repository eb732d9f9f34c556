import type { Process } from '../../simulation';
import { CommandError, UsageError } from '../failure';
import type { Invocation } from '../invocation';

const shells = new Set(['bash', 'zsh', 'fish', 'powershell']);

/** `kubectl completion bash`: this terminal completes by itself. */
export function* completion({ words, path }: Invocation): Process<void> {
  const [shell] = words;
  if (shell === undefined) throw new UsageError('Shell not specified.', path);
  if (words.length > 1) throw new UsageError('Too many arguments. Expected only the shell type.', path);
  if (!shells.has(shell)) throw new UsageError(`Unsupported shell type "${shell}".`, path);
  throw new CommandError('completion: this terminal completes by itself: press Tab');
}
