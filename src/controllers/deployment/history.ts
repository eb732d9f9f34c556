import type { Deployment, ReplicaSet } from '../../api';
import { revisionOf } from './annotations';
import { byCreation } from './order';
import { sizeOf } from './rolling';

const ALL_OF_IT = 2_147_483_647;

/** Old sets beyond the history limit, the lowest revisions first; one that still has or wants pods stays. */
export function planCleanupOfHistory(deployment: Deployment, old: readonly ReplicaSet[]): readonly ReplicaSet[] {
  const limit = deployment.spec.revisionHistoryLimit ?? ALL_OF_IT;
  if (limit === ALL_OF_IT) return [];
  const alive = old.filter((set) => !set.metadata.deletionTimestamp);
  const surplus = alive.length - limit;
  if (surplus <= 0) return [];
  const sorted = [...alive].sort((a, b) => revisionOf(a) - revisionOf(b) || byCreation(a, b));
  return sorted.slice(0, surplus).filter(isIdle);
}

function isIdle(set: ReplicaSet): boolean {
  const { replicas = 0, observedGeneration = 0 } = set.status ?? { replicas: 0 };
  return replicas === 0 && sizeOf(set) === 0 && (set.metadata.generation ?? 0) <= observedGeneration;
}
