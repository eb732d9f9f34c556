import { CommandError, noResourceMessage, UsageError } from '../failure';
import type { Invocation } from '../invocation';
import type { Process } from '../../simulation';

/** `kubectl edit`: the page has an editor of its own. */
export function* edit({ words }: Invocation): Process<void> {
  if (words.length === 0) throw new CommandError(noResourceMessage);
  throw new CommandError(
    'edit: this terminal has no editor. Use "kubectl get -o yaml" and the page\'s editor, or "kubectl patch"',
  );
}

const shells = new Set(['bash', 'zsh', 'fish', 'powershell']);

/** `kubectl completion bash`: this terminal completes by itself. */
export function* completion({ words, path }: Invocation): Process<void> {
  const [shell] = words;
  if (shell === undefined) throw new UsageError('Shell not specified.', path);
  if (words.length > 1) throw new UsageError('Too many arguments. Expected only the shell type.', path);
  if (!shells.has(shell)) throw new UsageError(`Unsupported shell type "${shell}".`, path);
  throw new CommandError('completion: this terminal completes by itself: press Tab');
}

/** `kubectl proxy`: nobody on this laptop could talk to it. */
export function* proxy(): Process<void> {
  throw new CommandError(
    'proxy: the laptop of this cluster has no ports of its own. "kubectl get --raw PATH" asks the API server',
  );
}
