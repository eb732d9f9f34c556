import { equal, withoutAt } from '../apimachinery';
import type { JsonPatchOperation } from '../apimachinery';
import type { Deployment, ReplicaSet } from '../api';
import { CommandError } from './failure';
import { lastAppliedAnnotation } from '../api';

const revisionAnnotation = 'deployment.kubernetes.io/revision';
const hashLabel = 'pod-template-hash';

/** Annotations that belong to the deployment as it is, not to one of its revisions. */
const ownAnnotations = new Set([
  lastAppliedAnnotation,
  revisionAnnotation,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[revisionAnnotation] ?? 0);
}

/** The replica set of a revision; revision 0 is the last but one. Throws when there is none. */
export function replicaSetOfRevision(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  revision: number,
): ReplicaSet {
  const own = sets.filter((set) => set.metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid));
  const ordered = own.toSorted((a, b) => revisionOf(b) - revisionOf(a));
  const found = revision > 0 ? ordered.find((set) => revisionOf(set) === revision) : ordered[1];
  if (found) return found;
  if (revision > 0) throw new CommandError(`unable to find specified revision ${revision} in history`);
  throw new CommandError(`no rollout history found for deployment "${deployment.metadata.name}"`);
}

function templateOf(set: ReplicaSet): unknown {
  return withoutAt(set.spec.template, ['metadata', 'labels', hashLabel]);
}

function pick(annotations: Readonly<Record<string, string>> | undefined, own: boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => ownAnnotations.has(key) === own));
}

export interface Rollback {
  readonly revision: number;
  /** Empty when the deployment has that template already. */
  readonly patch: readonly JsonPatchOperation[];
}

/** The JSON patch that puts a revision's template and annotations back into the deployment. */
export function planRollback(deployment: Deployment, sets: readonly ReplicaSet[], toRevision: number): Rollback {
  if (deployment.spec.paused) {
    throw new CommandError(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  }
  const set = replicaSetOfRevision(deployment, sets, toRevision);
  const template = templateOf(set);
  if (equal(template, deployment.spec.template)) return { revision: revisionOf(set), patch: [] };
  const annotations = { ...pick(deployment.metadata.annotations, true), ...pick(set.metadata.annotations, false) };
  return {
    revision: revisionOf(set),
    patch: [
      { op: 'replace', path: '/spec/template', value: template },
      { op: 'replace', path: '/metadata/annotations', value: annotations },
    ],
  };
}
