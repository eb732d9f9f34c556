import type { Process } from '../../simulation';
import { CommandError, noResourceMessage } from '../failure';
import type { Invocation } from '../invocation';
import { printedName, resourceArguments } from '../resource-argument';

/** `kubectl scale deployment web --replicas=4`: through the scale subresource. */
export function* scale(invocation: Invocation): Process<void> {
  const replicas = invocation.flags.integer('replicas');
  if (replicas === undefined) throw new CommandError('required flag(s) "replicas" not set');
  if (replicas < 0)
    throw new CommandError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  const targets = resourceArguments(invocation.words);
  if (targets.length === 0) throw new CommandError(noResourceMessage);
  for (const { kind, name } of targets) {
    if (name === undefined) throw new CommandError('resource(s) were provided, but no name was specified');
    const address = { kind, namespace: kind.namespaced ? invocation.namespace : undefined, name };
    yield* invocation.requests.get(address);
    yield* invocation.requests.patch(address, { spec: { replicas } }, 'merge', {}, 'scale');
    invocation.print(`${printedName(kind, name)} scaled`);
  }
}
