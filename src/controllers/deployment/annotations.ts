import { lastAppliedAnnotation } from '../../api';
import type { Deployment, ReplicaSet } from '../../api';

export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAXIMUM_REPLICAS = 'deployment.kubernetes.io/max-replicas';

const NOT_COPIED = new Set([
  lastAppliedAnnotation,
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAXIMUM_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

const HISTORY_CHARACTERS = 2000;

type Annotations = Readonly<Record<string, string>>;

/** A whole number in an annotation; undefined where there is none. */
export function numberIn(annotations: Annotations | undefined, name: string): number | undefined {
  const text = annotations?.[name];
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

export function revisionOf(set: ReplicaSet): number {
  return numberIn(set.metadata.annotations, REVISION) ?? 0;
}

export function highestRevision(sets: readonly ReplicaSet[]): number {
  return sets.reduce((highest, set) => Math.max(highest, revisionOf(set)), 0);
}

/** What a set's annotations should be as the newest one, under a revision; the very same where nothing has to change. */
export function newestAnnotations(
  deployment: Deployment,
  current: Annotations | undefined,
  revision: number,
): Annotations {
  const known = current ?? {};
  const changes: Record<string, string> = {};
  for (const [name, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!NOT_COPIED.has(name) && known[name] !== value) changes[name] = value;
  }
  const old = known[REVISION];
  const oldRevision = numberIn(known, REVISION) ?? 0;
  if (oldRevision < revision) {
    changes[REVISION] = String(revision);
    if (old !== undefined) changes[REVISION_HISTORY] = history(known[REVISION_HISTORY], old);
  }
  return Object.keys(changes).length === 0 ? known : { ...known, ...changes };
}

/** Revisions a set had before; the oldest are forgotten when the list grows too long. */
function history(before: string | undefined, revision: string): string {
  if (!before) return revision;
  const revisions = before.split(',');
  let length = before.length + revision.length + 1;
  while (length > HISTORY_CHARACTERS && revisions.length > 0) length -= revisions.shift()!.length + 1;
  return [...revisions, revision].join(',');
}

/** How many the deployment wanted and allowed when the set was last scaled: what proportions are reckoned from. */
export function replicasAnnotations(current: Annotations | undefined, desired: number, maximum: number): Annotations {
  const known = current ?? {};
  const wanted = { [DESIRED_REPLICAS]: String(desired), [MAXIMUM_REPLICAS]: String(maximum) };
  const same = Object.entries(wanted).every(([name, value]) => known[name] === value);
  return same ? known : { ...known, ...wanted };
}
