import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';

/** `kubectl get --raw /healthz`: what the server answers, as it came. */
export function* getRaw(invocation: Invocation): Process<void> {
  const { flags, words } = invocation;
  if (words.length > 0) throw new CommandError('arguments may not be passed when --raw is specified');
  const path = flags.text('raw')!;
  const answer = yield* invocation.requests.raw('GET', path);
  invocation.write('stdout', typeof answer === 'string' ? answer : `${JSON.stringify(answer)}\n`);
}
