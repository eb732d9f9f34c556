import type { KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { dryRunOf, dryRunQuery, printOutcome } from '../dry-run';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { findObjects } from '../resource-builder';
import type { FoundObject } from '../resource-builder';

/** `--current-replicas`: somebody else may have scaled it meanwhile. */
function check({ flags }: Invocation, object: KubeObject): void {
  const expected = flags.integer('current-replicas') ?? -1;
  const { replicas = 1 } = (object as KubeObject & { readonly spec?: { readonly replicas?: number } }).spec ?? {};
  if (expected >= 0 && replicas !== expected)
    throw new CommandError(`Expected replicas to be ${expected}, was ${replicas}`);
  const version = flags.text('resource-version');
  if (version && version !== object.metadata.resourceVersion)
    throw new CommandError(`Expected resource version to be ${version}, was ${object.metadata.resourceVersion}`);
}

function* scaleOne(invocation: Invocation, found: FoundObject, replicas: number): Process<void> {
  const dryRun = dryRunOf(invocation);
  if (dryRun !== 'client') {
    check(invocation, found.object);
    yield* invocation.requests.patch(found.address, { spec: { replicas } }, 'merge', dryRunQuery(dryRun), 'scale');
  }
  printOutcome(invocation, found.printed, 'scaled', found.object);
}

/** `kubectl scale deployment web --replicas=4`: through the scale subresource. */
export function* scale(invocation: Invocation): Process<void> {
  const replicas = invocation.flags.integer('replicas');
  if (replicas === undefined) throw new CommandError('required flag(s) "replicas" not set');
  if (replicas < 0)
    throw new CommandError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  const objects = yield* findObjects(invocation, invocation.words);
  if (objects.length === 0 && !invocation.failed) throw new CommandError('no objects passed to scale');
  // The first that can't be scaled ends it.
  for (const found of objects) yield* scaleOne(invocation, found, replicas);
}
