import type { Deployment, ReplicaSet } from '../../api';
import { numberIn, revisionOf } from './annotations';
import { sameTemplate } from './replica-sets';

/** How extensions/v1beta1 asked for a rollback; the controller still does what it says. */
export const ROLLBACK_TO = 'deprecated.deployment.rollback.to';

/** What comes of a wish to go back: the deployment without the wish, and what its readers are told. */
export interface Rollback {
  readonly deployment: Deployment;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** @param sets all of the deployment's, the newest too */
export function planRollback(deployment: Deployment, sets: readonly ReplicaSet[]): Rollback | undefined {
  const { [ROLLBACK_TO]: asked, ...annotations } = deployment.metadata.annotations ?? {};
  if (asked === undefined) return undefined;
  const wanted = numberIn({ asked }, 'asked');
  if (wanted === undefined) return undefined;
  const without = { ...deployment, metadata: { ...deployment.metadata, annotations } };
  const warning = (reason: string, message: string): Rollback => ({
    deployment: without,
    type: 'Warning',
    reason: `DeploymentRollback${reason}`,
    message,
  });
  const revision = wanted === 0 ? lastRevision(sets) : wanted;
  if (revision === 0) return warning('RevisionNotFound', 'Unable to find last revision.');
  const found = sets.find((set) => revisionOf(set) === revision);
  if (!found) return warning('RevisionNotFound', 'Unable to find the revision to rollback to.');
  if (sameTemplate(found.spec.template, deployment.spec.template)) {
    const message = `The rollback revision contains the same template as current deployment "${deployment.metadata.name}"`;
    return warning('TemplateUnchanged', message);
  }
  const { 'pod-template-hash': _, ...labels } = found.spec.template!.metadata?.labels ?? {};
  const template = { ...found.spec.template!, metadata: { ...found.spec.template!.metadata, labels } };
  return {
    deployment: { ...without, spec: { ...without.spec, template } },
    type: 'Normal',
    reason: 'DeploymentRollback',
    message: `Rolled back deployment "${deployment.metadata.name}" to revision ${revision}`,
  };
}

/** The second highest. */
function lastRevision(sets: readonly ReplicaSet[]): number {
  return sets.map(revisionOf).sort((a, b) => b - a)[1] ?? 0;
}
