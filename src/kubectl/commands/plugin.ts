import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';

/** `kubectl plugin list`: this laptop has no other programs. */
export function* listPlugins(): Process<void> {
  throw new CommandError('unable to find any kubectl plugins in your PATH');
}

/** `kubectl alpha`: what the real one has there is a file of preferences, which this one doesn't read. */
export function* alpha({ words }: Invocation): Process<void> {
  if (words[0] === 'kuberc') throw new CommandError('alpha kuberc: this kubectl reads no file of preferences');
  throw new CommandError(
    words.length > 0 ? `unknown command ${JSON.stringify(words.join(' '))}` : 'there are no alpha commands here',
  );
}
