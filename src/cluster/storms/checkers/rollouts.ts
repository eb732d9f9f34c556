import type { ApiAnswer } from '../../../apimachinery';
import type { Hop } from '../../../simulation';
import { controllerOf, isActive, nameOf, placeOf } from '../witness';
import type { Seen, SeenChange, Witness } from '../witness';
import type { CheckerOf, Complain } from './checker';
import { Recent, STALE_MILLISECONDS } from './checker';
import { ReplicaSetHistory } from './replica-set-history';
import type { SetVersion } from './replica-set-history';

/** What one version of a deployment allows. */
interface Bounds {
  readonly replicas: number;
  readonly most: number;
  readonly least: number;
  readonly paused: boolean;
}

/** A write to a replica set: what size it has since, and how many of its available pods that took. */
interface Write {
  readonly uid: string;
  readonly revision: number;
  readonly size: number;
  readonly taken: number;
}

const NEW_MANAGER_MILLISECONDS = 60_000;
/** Who makes a new set is held by no version of it to what it knows of the others: that may be as old as two faults in a row. */
const OLDEST_PICTURE_MILLISECONDS = 2 * STALE_MILLISECONDS;
/** A client that keeps to its rate sends the next request of the same look within this. */
const SAME_LOOK_MILLISECONDS = 10_000;

/**
 * What a deployment was told it may do. Its replica sets together are never made larger than replicas and surge, and none is made
 * smaller where that takes an available pod that can't be spared. Both are judged by what the controller may know, exactly:
 * - which deployment it saw: the one whose replicas it wrote into the set's annotation;
 * - the set itself: its write is only accepted on the version it saw. Of that set's status it knows what etcd knows;
 * - the other sets: as in one picture that the cache may have had since that version, plus what the same look has just written.
 *   How many of their pods are available is what their status says, as the controller of replica sets wrote it last. It may
 *   lag behind the pods for as long as that controller can't write, and behind the sizes too: a set that has just been made
 *   smaller still says how many were available before. The real deployment controller believes it, so that counts here;
 * - pods that aren't available go first, and freely: faults that took them are nothing a rollout answers for.
 * A scaled deployment spreads what it gains or loses over its sets, whatever is available: that is no rollout.
 * A replica set makes no more pods than it should have, or should have had a while ago. A pod whose creation was answered by an
 * error, or not at all, and that came into being later all the same, is one that its controller couldn't count.
 */
export const rollouts: CheckerOf = (witness, complain) => {
  const books: Books = { bounds: new Map(), sets: new ReplicaSetHistory(), writes: new Map() };
  const sizes = new Map<string, Recent<number>>();
  const creations = new Map<string, Hop>();
  let managerSince = Number.NEGATIVE_INFINITY;
  return {
    changed(change) {
      const { key, object, previous, at } = change;
      const place = placeOf(key);
      if (key === '/registry/leases/kube-system/kube-controller-manager') {
        if (object?.spec?.holderIdentity !== previous?.spec?.holderIdentity) managerSince = at;
      } else if (place === 'deployments' && object) addBounds(books, object);
      else if (place === 'replicasets') {
        if (object) noteSize(sizes, object, at);
        checkResized(witness, change, books, complain);
      } else if (place === 'pods' && object && !previous) {
        const request = witness.requestOf(change);
        if (request) creations.set(object.metadata.uid!, request);
        if (at - managerSince > NEW_MANAGER_MILLISECONDS) checkCreated(witness, object, { sizes, creations }, complain);
      }
    },
  };
};

interface Books {
  /** By uid, of every version there was. */
  readonly bounds: Map<string, Bounds[]>;
  readonly sets: ReplicaSetHistory;
  /** To replica sets, by the request that did it. */
  readonly writes: Map<number, Write>;
}

function noteSize(sizes: Map<string, Recent<number>>, object: Seen, at: number): void {
  const uid = object.metadata.uid!;
  let recent = sizes.get(uid);
  if (!recent) sizes.set(uid, (recent = new Recent()));
  recent.add(object.spec.replicas as number, at);
}

function addBounds({ bounds }: Books, deployment: Seen): void {
  const uid = deployment.metadata.uid!;
  const known = bounds.get(uid) ?? [];
  const next = boundsOf(deployment);
  const last = known.at(-1);
  if (last && last.replicas === next.replicas && last.most === next.most && last.least === next.least)
    if (last.paused === next.paused) return;
  known.push(next);
  bounds.set(uid, known);
}

function boundsOf(deployment: Seen): Bounds {
  const { replicas, strategy, paused = false } = deployment.spec;
  const { maxSurge = 0, maxUnavailable = 0 } = strategy?.rollingUpdate ?? {};
  if (strategy?.type === 'Recreate') return { replicas, most: replicas, least: 0, paused };
  const surge = share(maxSurge, replicas, Math.ceil);
  const missing = share(maxUnavailable, replicas, Math.floor);
  return { replicas, most: replicas + surge, least: replicas - (surge + missing === 0 ? 1 : missing), paused };
}

function share(value: number | string, total: number, round: (value: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseFloat(value) * total) / 100);
}

// ---- sizes ------------------------------------------------------------------------------------------------------------

function checkResized(witness: Witness, change: SeenChange, books: Books, complain: Complain): void {
  const versions = books.sets.add(change);
  const { object } = change;
  const owner = object && controllerOf(object);
  if (!owner) return;
  const [before = NOTHING, now] = [versions.at(-2), versions.at(-1)!];
  const write = { uid: object.metadata.uid!, revision: now.revision, size: now.size, taken: takenBy(before, now) };
  const request = witness.requestOf(change);
  if (request) books.writes.set(request.id, write);
  const all = books.bounds.get(owner.uid);
  if (!all || now.size === before.size) return;
  const what = `${object.metadata.namespace}/${owner.name}: ${nameOf(object)} was made`;
  const bounds = all.filter(({ replicas }) => replicas === now.desired);
  if (bounds.length === 0)
    return complain(`${what} ${now.size} for ${now.desired} replicas, which its deployment never wanted`);
  const earlier = request ? earlierWrites(witness, request, books) : [];
  const seen = seenVersion(versions, earlier);
  const pictures = picturesOf(witness, change, books.sets, versions, seen);
  const isNewest = (uid: string): boolean => books.sets.isNewest(object, uid);
  const look = { began: versions[seen] ?? NOTHING, before, now, bounds, earlier, pictures, isNewest };
  const wrong = now.size > before.size ? tooMany(look) : tooFew(look, write.taken);
  if (wrong) complain(`${what} ${wrong}`);
}

const NOTHING = { size: 0, available: 0, desired: undefined };

/** Pods that aren't available go first. */
function takenBy(before: Standing, now: Standing): number {
  const unavailable = Math.max(0, before.size - before.available);
  return Math.max(0, before.size - now.size - unavailable);
}

type Standing = Pick<SetVersion, 'size' | 'available' | 'desired'>;

/** What there is to judge one resize by. */
interface Look {
  /** The set as the look found it, and as it was before this step. */
  readonly began: Standing;
  readonly before: Standing;
  readonly now: Standing;
  /** Of the versions of its deployment that it may have been resized for. */
  readonly bounds: readonly Bounds[];
  /** What the same look at the deployment wrote before, the newest first. */
  readonly earlier: readonly Write[];
  /** Each of which the cache may have shown of the other sets. */
  readonly pictures: Iterable<ReadonlyMap<string, SetVersion>>;
  readonly isNewest: (uid: string) => boolean;
}

function tooMany({ before, now, bounds, earlier, pictures }: Look): string | undefined {
  const most = Math.max(...bounds.map((each) => each.most));
  let fewest = Number.POSITIVE_INFINITY;
  for (const picture of pictures) {
    let sum = now.size;
    for (const [uid, { size }] of picture) sum += earlier.find((write) => write.uid === uid)?.size ?? size;
    fewest = Math.min(fewest, sum);
  }
  return fewest <= most
    ? undefined
    : `larger, ${before.size} to ${now.size}: ${fewest} together at least, ${most} allowed`;
}

function tooFew(look: Look, taken: number): string | undefined {
  if (taken === 0) return undefined;
  const { before, now, bounds, earlier, pictures } = look;
  const least = Math.min(...bounds.map((each) => each.least));
  const most = Math.max(...bounds.map((each) => each.most));
  const gone = earlier.reduce((sum, write) => sum + write.taken, taken);
  const what = `smaller, ${before.size} to ${now.size}`;
  let left: number | undefined;
  for (const picture of pictures) {
    const all = [before, ...picture.values()];
    if (wasScaled(all, now.desired)) return undefined;
    const surplus = totalOf(all, 'size') > most;
    if (surplus && bounds.some(({ paused }) => paused)) return undefined;
    if (canSpare(look, picture, least)) left = Math.max(left ?? 0, totalOf(all, 'available') - gone);
  }
  if (left === undefined) return `${what}: no more pods than ${least} were to be there, and those must stay`;
  return left >= least ? undefined : `${what}: at most ${left} stay available, ${least} must`;
}

/**
 * Before a look takes anything it reckons that all pods that sets should have, without those that the newest set still owes, are
 * more than must stay. So what it has just taken isn't taken again while statuses lag.
 */
function canSpare({ began, isNewest }: Look, picture: ReadonlyMap<string, SetVersion>, least: number): boolean {
  const pods = began.size + totalOf([...picture.values()], 'size');
  const owes = [...picture]
    .filter(([uid, { size }]) => size > 0 || isNewest(uid))
    .map(([, { size, available }]) => size - available);
  return pods - Math.min(...(owes.length > 0 ? owes : [0])) > least;
}

function totalOf(sets: readonly Standing[], what: 'size' | 'available'): number {
  return sets.reduce((sum, each) => sum + each[what], 0);
}

/** A set remembers that another number of pods was wanted: the deployment was scaled since. */
function wasScaled(sets: readonly Standing[], desired: number | undefined): boolean {
  return sets.some((each) => each.size > 0 && each.desired !== undefined && each.desired !== desired);
}

/** Which version of a set the look saw: the last one that it hasn't written itself; -1 of a set that it made. */
function seenVersion(versions: readonly SetVersion[], earlier: readonly Write[]): number {
  let seen = versions.length - 2;
  while (seen > 0 && earlier.some((write) => write.revision === versions[seen]!.revision)) seen--;
  return seen;
}

/** All that the cache may have shown of the other sets while that version was the newest it had of this one. */
function picturesOf(
  { now }: Witness,
  { object, revision }: SeenChange,
  sets: ReplicaSetHistory,
  versions: readonly SetVersion[],
  seen: number,
): Iterable<ReadonlyMap<string, SetVersion>> {
  if (seen >= 0) return sets.pictures(object!, versions[seen]!.revision, versions[seen + 1]!.revision - 1);
  return sets.pictures(object!, sets.revisionBefore(object!, now - OLDEST_PICTURE_MILLISECONDS), revision);
}

/** What the same look at a deployment wrote before: its next request is sent because the last one was answered well. */
function earlierWrites(witness: Witness, request: Hop, { writes }: Books): readonly Write[] {
  const { trace } = witness.cluster.simulation;
  const found: Write[] = [];
  for (let next: Hop | undefined = request; next; ) {
    const answer = trace.hop(next.cause);
    if (answer?.kind !== 'response' || answer.to !== request.from || (answer.payload as ApiAnswer).status >= 300) break;
    if (next.sentAt - answer.sentAt > SAME_LOOK_MILLISECONDS) break;
    next = trace.hop(answer.exchange);
    const write = next && writes.get(next.id);
    if (write) found.push(write);
  }
  return found;
}

// ---- pods -------------------------------------------------------------------------------------------------------------

interface PodBooks {
  /** Of replica sets, by uid. */
  readonly sizes: ReadonlyMap<string, Recent<number>>;
  /** The requests that made pods, by the pods' uids. */
  readonly creations: ReadonlyMap<string, Hop>;
}

function checkCreated(witness: Witness, pod: Seen, { sizes, creations }: PodBooks, complain: Complain): void {
  const owner = controllerOf(pod);
  if (owner?.kind !== 'ReplicaSet') return;
  const wanted = sizes.get(owner.uid)?.since(witness.now);
  if (!wanted) return;
  const siblings = witness.under(`/registry/pods/${pod.metadata.namespace}/`);
  const there = siblings.filter((each) => controllerOf(each)?.uid === owner.uid && isActive(each));
  const most = Math.max(...wanted);
  if (there.length <= most) return;
  const uncounted = there.filter(({ metadata: { uid } }) =>
    failed(witness, creations.get(uid!), uid === pod.metadata.uid),
  );
  if (there.length - uncounted.length > most)
    complain(
      `${pod.metadata.namespace}/${owner.name} has ${there.length} pods and should have ${most} at most (within ${STALE_MILLISECONDS / 1000} s)`,
    );
}

/** Whether who sent it was told that it failed, or nothing; of what has just been done nobody has been told that it went well. */
function failed({ cluster }: Witness, request: Hop | undefined, isNew: boolean): boolean {
  if (!request) return false;
  const answer = cluster.simulation.trace
    .hopsSince(request.id)
    .find(({ kind, exchange, outcome }) => kind === 'response' && exchange === request.exchange && outcome !== 'lost');
  return answer === undefined ? !isNew : (answer.payload as ApiAnswer).status >= 500;
}
