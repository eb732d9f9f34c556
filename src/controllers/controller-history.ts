import type { ControllerRevision, PodTemplateSpec } from '../api';
import type { KubeObject } from '../apimachinery';
import { equal, semanticallyEqual } from '../apimachinery';
import type { ApiClient } from '../client';
import { refusedWith } from '../client';
import type { Process } from '../simulation';
import { controllerReference } from './context';

export const REVISIONS = 'controllerrevisions.apps';
/** On pods: which revision of their owner's template they are from. */
export const REVISION_LABEL = 'controller-revision-hash';

type Templated = KubeObject & { readonly spec: { readonly template: PodTemplateSpec } };

/** What a revision remembers: a patch that puts the template back. */
export function templateData({ spec }: Templated): Readonly<Record<string, unknown>> {
  return { spec: { template: { ...spec.template, $patch: 'replace' } } };
}

/** Whether a revision remembers this very template. */
export function remembers(revision: ControllerRevision, owner: Templated): boolean {
  const remembered = (revision.data?.spec as { readonly template?: object } | undefined)?.template;
  return semanticallyEqual(remembered, { ...owner.spec.template, $patch: 'replace' });
}

/** By number, then age, then name. */
export function sortRevisions(revisions: readonly ControllerRevision[]): readonly ControllerRevision[] {
  const created = ({ metadata }: ControllerRevision): string => metadata.creationTimestamp ?? '';
  return [...revisions].sort(
    (a, b) => a.revision - b.revision || order(created(a), created(b)) || order(a.metadata.name, b.metadata.name),
  );
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The number after the highest of sorted revisions. */
export const nextRevision = (sorted: readonly ControllerRevision[]): number => (sorted.at(-1)?.revision ?? 0) + 1;

interface Naming {
  readonly hash: string;
  readonly hashLabel: string;
  readonly revision: number;
}

export function newRevision(owner: Templated, { hash, hashLabel, revision }: Naming): ControllerRevision {
  const { name, namespace, annotations } = owner.metadata;
  const labels = { ...owner.spec.template.metadata?.labels, [hashLabel]: hash };
  const metadata = {
    name: `${name}-${hash}`,
    namespace,
    labels,
    ...(annotations && { annotations }),
    ownerReferences: [controllerReference(owner)],
  };
  return { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, data: templateData(owner), revision };
}

/**
 * Creates a revision. Where the name is taken by one that says the same, that one is it; where it says something else the answer is
 * 'collision', and the owner has to count it and try another hash.
 */
export function* createRevision(
  client: ApiClient,
  wanted: ControllerRevision,
): Process<ControllerRevision | 'collision'> {
  try {
    return yield* client.create<ControllerRevision>(REVISIONS, wanted);
  } catch (error) {
    if (!refusedWith(error, 409)) throw error;
    const { namespace, name } = wanted.metadata;
    const taken = yield* client.get<ControllerRevision>(REVISIONS, namespace, name);
    return equal(taken.data, wanted.data) ? taken : 'collision';
  }
}

/** The oldest that no pod is from any more, beyond the limit. */
export function revisionsToForget(
  old: readonly ControllerRevision[],
  isUsed: (revision: ControllerRevision) => boolean,
  limit: number,
): readonly ControllerRevision[] {
  const unused = sortRevisions(old).filter((revision) => !isUsed(revision));
  return unused.slice(0, Math.max(0, unused.length - limit));
}
