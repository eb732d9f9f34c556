import type { Deployment } from '../api';
import { CommandError } from './failure';

/** What `kubectl rollout status` says about a deployment, and whether that is the end of it. Throws when it won't come to one. */
export function rolloutState({ metadata, spec, status }: Deployment): {
  readonly line: string;
  readonly done: boolean;
} {
  const { name } = metadata;
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) {
    return { line: 'Waiting for deployment spec update to be observed...', done: false };
  }
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    throw new CommandError(`deployment "${name}" exceeded its progress deadline`);
  }
  const { updatedReplicas: updated = 0, replicas = 0, availableReplicas: available = 0 } = status ?? {};
  const wanted = spec.replicas ?? 1;
  const waiting = `Waiting for deployment "${name}" rollout to finish:`;
  if (updated < wanted)
    return { line: `${waiting} ${updated} out of ${wanted} new replicas have been updated...`, done: false };
  if (replicas > updated)
    return { line: `${waiting} ${replicas - updated} old replicas are pending termination...`, done: false };
  if (available < updated)
    return { line: `${waiting} ${available} of ${updated} updated replicas are available...`, done: false };
  return { line: `deployment "${name}" successfully rolled out`, done: true };
}
