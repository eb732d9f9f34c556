import type { ControllerRevision, DaemonSet, Pod } from '../../api';
import { templateHash } from '../../apimachinery';
import type { ApiClient, Informer } from '../../client';
import type { Process } from '../../simulation';
import { claimAll, selectorOfSpec } from '../claim';
import { BY_CONTROLLER, controllerIndex } from '../context';
import {
  createRevision,
  newRevision,
  nextRevision,
  remembers,
  REVISION_LABEL,
  REVISIONS,
  revisionsToForget,
  sortRevisions,
} from '../controller-history';
import { ifFound } from '../refusals';

/** What the templates of a daemon set have been, as controller revisions. */
export class DaemonHistory {
  private readonly client: ApiClient;
  private readonly revisions: Informer<ControllerRevision>;

  constructor(client: ApiClient, revisions: Informer<ControllerRevision>) {
    this.client = client;
    this.revisions = revisions;
    revisions.addIndexer(BY_CONTROLLER, controllerIndex);
  }

  /** Answers the hash of the present template, after its revision was made or given the highest number. */
  *bringUpToDate(set: DaemonSet): Process<string> {
    const known = yield* this.claim(set);
    const matching = known.filter((revision) => remembers(revision, set));
    const number = nextRevision(known.filter((revision) => !matching.includes(revision)));
    const current = matching.at(-1);
    if (!current) return yield* this.create(set, number);
    if (current.revision < number) yield* this.client.update(REVISIONS, { ...current, revision: number });
    return current.metadata.labels?.[REVISION_LABEL] ?? '';
  }

  private *create(set: DaemonSet, revision: number): Process<string> {
    const hash = templateHash(set.spec.template, set.status?.collisionCount);
    const made = yield* createRevision(this.client, newRevision(set, { hash, hashLabel: REVISION_LABEL, revision }));
    return made === 'collision' ? made : hash;
  }

  /** Deletes what neither the set nor a pod of it needs, beyond the limit. */
  *forgetOld(set: DaemonSet, pods: readonly Pod[]): Process<void> {
    const known = this.revisions.byIndex(BY_CONTROLLER, set.metadata.uid!);
    const limit = set.spec.revisionHistoryLimit ?? 10;
    if (known.length <= limit) return;
    const live = new Set(pods.map(({ metadata }) => metadata.labels?.[REVISION_LABEL]));
    const old = known.filter((revision) => !remembers(revision, set));
    const isUsed = ({ metadata }: ControllerRevision): boolean => live.has(metadata.labels?.[REVISION_LABEL]);
    for (const { metadata } of revisionsToForget(old, isUsed, limit))
      yield* ifFound(this.client.delete(REVISIONS, metadata.namespace, metadata.name));
  }

  private *claim(set: DaemonSet): Process<readonly ControllerRevision[]> {
    const claimable = {
      client: this.client,
      cache: this.revisions,
      resource: REVISIONS,
      ownerResource: 'daemonsets.apps',
    };
    return sortRevisions(yield* claimAll(claimable, set, selectorOfSpec(set.spec), () => true));
  }
}
