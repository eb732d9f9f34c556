import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';

/** `kubectl plugin list`: this laptop has no other programs. */
export function* listPlugins(): Process<void> {
  throw new CommandError('unable to find any kubectl plugins in your PATH');
}

/** `kubectl alpha`: what the real one has there is a file of preferences, which this one doesn't read. */
export function* alpha({ words }: Invocation): Process<void> {
  const what = words[0] === 'kuberc' ? 'alpha kuberc' : 'alpha';
  throw new CommandError(
    words.length > 0 && words[0] !== 'kuberc'
      ? `unknown command ${JSON.stringify(words.join(' '))}`
      : `${what}: this kubectl reads no file of preferences (kuberc), which is all that is in alpha: say what you prefer as flags`,
  );
}
