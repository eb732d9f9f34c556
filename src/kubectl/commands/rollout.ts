import { selectorOf, selectorString, wallClock } from '../../apimachinery';
import type { Deployment, ReplicaSet } from '../../api';
import { findByResourceName } from '../../api';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { planRollback } from '../rollback';
import { rolloutState } from '../rollout-state';
import { timeoutOf, waitFor } from '../waiting';
import type { Test } from '../waiting';
import { namedDeployment } from './deployments';

const weekMilliseconds = 7 * 24 * 3_600_000;

export function* status(invocation: Invocation): Process<void> {
  const { address } = yield* namedDeployment(invocation, invocation.words);
  const asked = timeoutOf(invocation.flags, 0);
  let said = '';
  const isDone: Test = (object) => {
    if (!object) throw new CommandError('object has been deleted');
    const { line, done } = rolloutState(object as unknown as Deployment);
    if (line !== said) invocation.print(line);
    said = line;
    return done;
  };
  const done = yield* waitFor(invocation.requests, address, asked === 0 ? weekMilliseconds : asked, isDone);
  if (!done) throw new CommandError('timed out waiting for the condition');
}

export function* restart(invocation: Invocation): Process<void> {
  const { address, printed } = yield* namedDeployment(invocation, invocation.words);
  const annotations = { 'kubectl.kubernetes.io/restartedAt': wallClock(invocation.component.now) };
  const patch = { spec: { template: { metadata: { annotations } } } };
  yield* invocation.requests.patch(address, patch, 'strategic', { fieldManager: 'kubectl-rollout' });
  invocation.print(`${printed} restarted`);
}

function* replicaSetsOf(invocation: Invocation, deployment: Deployment): Process<readonly ReplicaSet[]> {
  const kind = findByResourceName('replicasets.apps')!;
  const labelSelector = selectorString(selectorOf(deployment.spec.selector));
  const list = yield* invocation.requests.list(kind, deployment.metadata.namespace, { labelSelector });
  return list.items as unknown as readonly ReplicaSet[];
}

/** kubectl reads the deployment twice: once to know what it is, once to roll it back. */
export function* undo(invocation: Invocation): Process<void> {
  const { address, printed } = yield* namedDeployment(invocation, invocation.words);
  const deployment = (yield* invocation.requests.get(address)) as unknown as Deployment;
  const sets = yield* replicaSetsOf(invocation, deployment);
  const { patch, revision } = planRollback(deployment, sets, invocation.flags.integer('to-revision') ?? 0);
  if (patch.length === 0) {
    invocation.print(`${printed} skipped rollback (current template already matches revision ${revision})`);
    return;
  }
  yield* invocation.requests.patch(address, patch, 'json');
  invocation.print(`${printed} rolled back`);
}
