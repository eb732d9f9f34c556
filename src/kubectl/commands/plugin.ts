import type { Process } from '../../simulation';
import { CommandError } from '../failure';

/** `kubectl plugin list`: this laptop has no other programs. */
export function* listPlugins(): Process<void> {
  throw new CommandError('unable to find any kubectl plugins in your PATH');
}
