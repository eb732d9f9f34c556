import type { Deployment } from '../../api';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { printedName, resourceArguments } from '../resource-argument';
import type { ObjectAddress } from '../requests';

export interface FoundDeployment {
  readonly address: ObjectAddress;
  readonly deployment: Deployment;
  /** `deployment.apps/web` */
  readonly printed: string;
}

/** The one deployment that a command's arguments name, as the server has it now. */
export function* namedDeployment(invocation: Invocation, words: readonly string[]): Process<FoundDeployment> {
  const [argument] = resourceArguments(words);
  if (!argument) throw new CommandError('required resource not specified');
  const { kind, name } = argument;
  if (name === undefined) throw new CommandError('resource(s) were provided, but no name was specified');
  if (kind.kind !== 'Deployment')
    throw new CommandError(`no visualizer or rollbacker has been implemented for ${kind.kind}`);
  const address = { kind, namespace: invocation.namespace, name };
  const deployment = (yield* invocation.requests.get(address)) as unknown as Deployment;
  return { address, deployment, printed: printedName(kind, name) };
}
