import type { ControllerRevision, Pod, StatefulSet } from '../../api';
import { revisionHash } from '../../apimachinery';
import type { ApiClient, Informer } from '../../client';
import type { Process } from '../../simulation';
import { claimAll, selectorOfSpec } from '../claim';
import { BY_CONTROLLER, controllerIndex } from '../context';
import {
  createRevision,
  newRevision,
  nextRevision,
  remembers,
  REVISIONS,
  revisionsToForget,
  sortRevisions,
  templateData,
} from '../controller-history';
import { ifFound } from '../refusals';
import { revisionOf } from './identity';

const HASH_LABEL = 'controller.kubernetes.io/hash';

export interface SetRevisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
}

/** What the templates of a stateful set have been, as controller revisions. */
export class StatefulHistory {
  private readonly client: ApiClient;
  private readonly revisions: Informer<ControllerRevision>;

  constructor(client: ApiClient, revisions: Informer<ControllerRevision>) {
    this.client = client;
    this.revisions = revisions;
    revisions.addIndexer(BY_CONTROLLER, controllerIndex);
  }

  /** The revision of the present template, made if need be, and the one that the set is being updated from. */
  *bringUpToDate(set: StatefulSet): Process<SetRevisions | 'collision'> {
    const known = yield* this.claim(set);
    const update = yield* this.updateRevision(set, known);
    if (update === 'collision') return update;
    const current = known.find(({ metadata }) => metadata.name === set.status?.currentRevision);
    return { current: current ?? update, update };
  }

  private *updateRevision(
    set: StatefulSet,
    known: readonly ControllerRevision[],
  ): Process<ControllerRevision | 'collision'> {
    const matching = known.filter((revision) => remembers(revision, set)).at(-1);
    if (matching === known.at(-1) && matching) return matching;
    const revision = nextRevision(known);
    if (matching) return yield* this.client.update<ControllerRevision>(REVISIONS, { ...matching, revision });
    const hash = revisionHash(templateData(set), set.status?.collisionCount);
    return yield* createRevision(this.client, newRevision(set, { hash, hashLabel: HASH_LABEL, revision }));
  }

  *forgetOld(set: StatefulSet, { current, update }: SetRevisions, pods: readonly Pod[]): Process<void> {
    const known = this.revisions.byIndex(BY_CONTROLLER, set.metadata.uid!);
    const limit = set.spec.revisionHistoryLimit ?? 10;
    if (known.length <= limit) return;
    const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOf)]);
    for (const { metadata } of revisionsToForget(known, (one) => live.has(one.metadata.name), limit))
      yield* ifFound(this.client.delete(REVISIONS, metadata.namespace, metadata.name));
  }

  private *claim(set: StatefulSet): Process<readonly ControllerRevision[]> {
    const claimable = {
      client: this.client,
      cache: this.revisions,
      resource: REVISIONS,
      ownerResource: 'statefulsets.apps',
    };
    return sortRevisions(yield* claimAll(claimable, set, selectorOfSpec(set.spec), () => true));
  }
}
