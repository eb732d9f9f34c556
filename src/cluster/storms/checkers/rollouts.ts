import { controllerOf, isActive, nameOf, placeOf } from '../witness';
import type { Seen, SeenChange, Witness } from '../witness';
import type { CheckerOf, Complain } from './checker';
import { Recent, STALE_MILLISECONDS } from './checker';

interface Bounds {
  readonly replicas: number;
  readonly most: number;
  readonly least: number;
}

const NEW_MANAGER_MILLISECONDS = 60_000;

/**
 * What a deployment was told it may do: its replica sets together are never made larger than replicas and surge; an old one is not
 * made smaller where that would take more pods than may be missing (those that faults took are not counted against it); and a
 * replica set makes no more pods than it should have. A component may act on what was true a while ago, so the widest bounds
 * of that while count.
 */
export const rollouts: CheckerOf = (witness, complain) => {
  const bounds = new Map<string, Recent<Bounds>>();
  const sizes = new Map<string, Recent<number>>();
  const available = new Map<string, Recent<number>>();
  const books = { bounds, sizes, available };
  let managerSince = Number.NEGATIVE_INFINITY;
  return {
    changed(change) {
      const { key, object, previous, at } = change;
      if (key === '/registry/leases/kube-system/kube-controller-manager') {
        if (object?.spec?.holderIdentity !== previous?.spec?.holderIdentity) managerSince = at;
      } else if (!object) return;
      else if (placeOf(key) === 'deployments') note(bounds, object, boundsOf(object), at);
      else if (placeOf(key) === 'replicasets') {
        note(sizes, object, object.spec.replicas as number, at);
        note(available, object, (object.status?.availableReplicas as number | undefined) ?? 0, at);
        checkResized(witness, change, books, complain);
      } else if (placeOf(key) === 'pods' && !previous && at - managerSince > NEW_MANAGER_MILLISECONDS)
        checkCreated(witness, object, sizes, complain);
    },
  };
};

function note<T>(map: Map<string, Recent<T>>, object: Seen, value: T, at: number): void {
  const uid = object.metadata.uid!;
  let recent = map.get(uid);
  if (!recent) map.set(uid, (recent = new Recent<T>()));
  recent.add(value, at);
}

function boundsOf(deployment: Seen): Bounds {
  const { replicas, strategy } = deployment.spec;
  const { maxSurge = 0, maxUnavailable = 0 } = strategy?.rollingUpdate ?? {};
  if (strategy?.type === 'Recreate') return { replicas, most: replicas, least: 0 };
  const surge = share(maxSurge, replicas, Math.ceil);
  const missing = share(maxUnavailable, replicas, Math.floor);
  return { replicas, most: replicas + surge, least: replicas - (surge + missing === 0 ? 1 : missing) };
}

function share(value: number | string, total: number, round: (value: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseFloat(value) * total) / 100);
}

interface Books {
  readonly bounds: Map<string, Recent<Bounds>>;
  readonly sizes: Map<string, Recent<number>>;
  readonly available: Map<string, Recent<number>>;
}

function checkResized(witness: Witness, { object, previous, at }: SeenChange, books: Books, complain: Complain): void {
  const now = object!.spec.replicas as number;
  const before = (previous?.spec.replicas as number | undefined) ?? 0;
  const owner = controllerOf(object!);
  const recent = books.bounds.get(owner?.uid ?? '')?.since(at);
  if (!owner || !recent || now === before) return;
  const namespace = object!.metadata.namespace!;
  const siblings = witness
    .under(`/registry/replicasets/${namespace}/`)
    .filter((each) => controllerOf(each)?.uid === owner.uid);
  if (now > before) {
    const sum = siblings.reduce((total, each) => total + (each.spec.replicas as number), 0);
    const most = Math.max(...recent.map((each) => each.most));
    if (sum > most)
      complain(
        `${namespace}/${owner.name}: ${nameOf(object!)} was made larger, ${before} to ${now}: ${sum} together, ${most} allowed`,
      );
  } else if (new Set(recent.map(({ replicas }) => replicas)).size === 1 && takesAvailable(object!, books, at)) {
    const lowest = Math.min(...recent.map(({ least }) => least));
    const left = siblings.reduce((total, each) => total + leftOf(each, object!, books, at), 0);
    if (left < lowest)
      complain(
        `${namespace}/${owner.name}: ${nameOf(object!)} was made smaller, ${before} to ${now}: at most ${left} stay available, ${lowest} must`,
      );
  }
}

/** Whether even by the oldest view of it there are more available pods than stay: those that aren't go first, and freely. */
function takesAvailable(set: Seen, { available }: Books, at: number): boolean {
  return Math.min(...(available.get(set.metadata.uid!)?.since(at) ?? [0])) > (set.spec.replicas as number);
}

/** How many available pods of a replica set stay, at best: those that aren't go first. */
function leftOf(set: Seen, resized: Seen, { available }: Books, at: number): number {
  const had = Math.max(0, ...(available.get(set.metadata.uid!)?.since(at) ?? []));
  return set.metadata.uid === resized.metadata.uid ? Math.min(had, set.spec.replicas as number) : had;
}

function checkCreated(witness: Witness, pod: Seen, sizes: Map<string, Recent<number>>, complain: Complain): void {
  const owner = controllerOf(pod);
  if (owner?.kind !== 'ReplicaSet') return;
  const wanted = sizes.get(owner.uid)?.since(witness.now);
  if (!wanted) return;
  const siblings = witness.under(`/registry/pods/${pod.metadata.namespace}/`);
  const there = siblings.filter((each) => controllerOf(each)?.uid === owner.uid && isActive(each)).length;
  const most = Math.max(...wanted);
  if (there > most)
    complain(
      `${pod.metadata.namespace}/${owner.name} has ${there} pods and should have ${most} at most (within ${STALE_MILLISECONDS / 1000} s)`,
    );
}
