import { controllerOf } from '../witness';
import type { Seen, SeenChange } from '../witness';

/** A replica set as it stood from one revision on; one that is gone has no pods and no owner. */
export interface SetVersion {
  readonly revision: number;
  readonly at: number;
  readonly size: number;
  readonly available: number;
  /** Uid of the deployment that controls it. */
  readonly owner: string | undefined;
  /** How many pods its deployment wanted when the set was last resized, as its annotation says. */
  readonly desired: number | undefined;
  /** Which of its deployment's revisions it is. */
  readonly rollout: number;
}

/** Every version of one namespace's replica sets, by uid. */
type Sets = Map<string, SetVersion[]>;

const ROLLOUT = 'deployment.kubernetes.io/revision';
const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';

/** All versions of all replica sets: what a cache may have shown that was filled up to some revision. */
export class ReplicaSetHistory {
  readonly #namespaces = new Map<string, Sets>();

  /** Takes a change down; answers the versions of that set, the newest last. */
  add({ object, previous, revision, at }: SeenChange): readonly SetVersion[] {
    const { uid = '' } = (object ?? previous)!.metadata;
    const sets = this.#setsIn(object ?? previous!);
    let versions = sets.get(uid);
    if (!versions) sets.set(uid, (versions = []));
    versions.push({ revision, at, ...(object ? standingOf(object) : GONE) });
    return versions;
  }

  /**
   * What a cache may have shown of the other sets of a deployment, which has seen everything up to some revision from
   * `from` to `to`: each answer is of one such revision.
   */
  *pictures(set: Seen, from: number, to: number): Generator<ReadonlyMap<string, SetVersion>> {
    const others = [...this.#setsIn(set)].filter(([uid]) => uid !== set.metadata.uid);
    const owner = controllerOf(set)?.uid;
    const revisions = new Set([from]);
    for (const [, versions] of others)
      for (const { revision } of versions) if (revision > from && revision <= to) revisions.add(revision);
    for (const revision of revisions) {
      const picture = new Map<string, SetVersion>();
      for (const [uid, versions] of others) {
        const version = versions.findLast((each) => each.revision <= revision);
        if (version && version.owner === owner) picture.set(uid, version);
      }
      yield picture;
    }
  }

  /** Whether no set of its deployment is of a later rollout, as things stand. */
  isNewest(set: Seen, uid: string): boolean {
    const sets = this.#setsIn(set);
    const { owner, rollout } = sets.get(uid)!.at(-1)!;
    return [...sets.values()].every((versions) => {
      const last = versions.at(-1)!;
      return last.owner !== owner || last.rollout <= rollout;
    });
  }

  /** The last revision of a namespace's sets before an instant. */
  revisionBefore(set: Seen, instant: number): number {
    let last = 0;
    for (const versions of this.#setsIn(set).values())
      last = Math.max(last, versions.findLast(({ at }) => at < instant)?.revision ?? 0);
    return last;
  }

  #setsIn({ metadata: { namespace = '' } }: Seen): Sets {
    let sets = this.#namespaces.get(namespace);
    if (!sets) this.#namespaces.set(namespace, (sets = new Map()));
    return sets;
  }
}

const GONE = { size: 0, available: 0, owner: undefined, desired: undefined, rollout: 0 };

function standingOf(set: Seen): Omit<SetVersion, 'revision' | 'at'> {
  const desired = set.metadata.annotations?.[DESIRED_REPLICAS];
  return {
    size: (set.spec.replicas as number | undefined) ?? 1,
    available: (set.status?.availableReplicas as number | undefined) ?? 0,
    owner: controllerOf(set)?.uid,
    desired: desired === undefined ? undefined : Number(desired),
    rollout: Number(set.metadata.annotations?.[ROLLOUT] ?? 0),
  };
}
