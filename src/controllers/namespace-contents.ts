import type { KindDefinition, Condition, Pod } from '../api';
import { preferredKinds, resourceName } from '../api';
import type { KubeObject } from '../apimachinery';
import { wallClock } from '../apimachinery';

/** What is left of one kind in a namespace that goes. */
export interface Remains {
  readonly resource: string;
  readonly group: string;
  readonly objects: readonly KubeObject[];
}

/**
 * What lies in namespaces and can be deleted all at once. Pods come first, because others hold what they use; then the groups, the
 * core's own at the end, so that slices go before their services and the garbage collector finds little to do. (The order of
 * the real one is that of a hash table.)
 */
/** @param customKinds kinds that definitions made: each resource once */
export function namespacedResources(customKinds: readonly KindDefinition[] = []): readonly KindDefinition[] {
  const isContent = ({ namespaced, verbs }: KindDefinition) =>
    namespaced && verbs.includes('delete') && verbs.includes('list');
  const isFirst = (kind: KindDefinition, at: number) =>
    customKinds.findIndex((one) => resourceName(one) === resourceName(kind)) === at;
  const all = [...preferredKinds, ...customKinds.filter(isFirst)].filter(isContent);
  const rest = all.filter((kind) => !isPods(kind));
  return [...all.filter(isPods), ...rest.filter(({ group }) => group), ...rest.filter(({ group }) => !group)];
}

export function isPods({ group, plural }: { readonly group: string; readonly plural: string }): boolean {
  return group === '' && plural === 'pods';
}

export { resourceName };

const FINALIZERS_TAKE_SECONDS = 15;

/** Seconds until what remains may be gone: pods have their grace, finalizers somebody else. */
export function estimateSeconds(remains: readonly Remains[]): number {
  let estimate = 0;
  for (const { objects } of remains) {
    for (const object of objects) {
      const grace = object.kind === 'Pod' ? ((object as Pod).spec.terminationGracePeriodSeconds ?? 30) : 0;
      estimate = Math.max(estimate, grace, object.metadata.finalizers?.length ? FINALIZERS_TAKE_SECONDS : 0);
    }
  }
  return estimate;
}

/** The namespace's conditions: what still stands in its way. A condition keeps its date as long as it says the same. */
export function contentConditions(
  known: readonly Condition[] | undefined,
  remains: readonly Remains[],
  failures: readonly string[],
  now: number,
): readonly Condition[] {
  const wanted = [
    healthy('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
    healthy(
      'NamespaceDeletionGroupVersionParsingFailure',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    failures.length > 0
      ? trouble(
          'NamespaceDeletionContentFailure',
          'ContentDeletionFailed',
          `Failed to delete all resource types, ${failures.length} remaining: ${[...failures].sort().join(', ')}`,
        )
      : healthy(
          'NamespaceDeletionContentFailure',
          'ContentDeleted',
          'All content successfully deleted, may be waiting on finalization',
        ),
    remaining(remains),
    finalizersLeft(remains),
  ];
  return wanted.map((condition) => dated(condition, known, now));
}

type Undated = Omit<Condition, 'lastTransitionTime'>;

const healthy = (type: string, reason: string, message: string): Undated => ({
  type,
  status: 'False',
  reason,
  message,
});
const trouble = (type: string, reason: string, message: string): Undated => ({ type, status: 'True', reason, message });

function remaining(remains: readonly Remains[]): Undated {
  const left = remains.filter(({ objects }) => objects.length > 0);
  if (left.length === 0)
    return healthy('NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed');
  const parts = left
    .map(({ resource, group, objects }) => `${resource}.${group} has ${objects.length} resource instances`)
    .sort();
  return trouble(
    'NamespaceContentRemaining',
    'SomeResourcesRemain',
    `Some resources are remaining: ${parts.join(', ')}`,
  );
}

function finalizersLeft(remains: readonly Remains[]): Undated {
  const counts = new Map<string, number>();
  for (const { objects } of remains) {
    for (const { metadata } of objects)
      for (const name of metadata.finalizers ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (counts.size === 0)
    return healthy(
      'NamespaceFinalizersRemaining',
      'ContentHasNoFinalizers',
      'All content-preserving finalizers finished',
    );
  const parts = [...counts].map(([name, count]) => `${name} in ${count} resource instances`).sort();
  return trouble(
    'NamespaceFinalizersRemaining',
    'SomeFinalizersRemain',
    `Some content in the namespace has finalizers remaining: ${parts.join(', ')}`,
  );
}

function dated(condition: Undated, known: readonly Condition[] | undefined, now: number): Condition {
  const before = known?.find(({ type }) => type === condition.type);
  const same =
    before?.status === condition.status && before.reason === condition.reason && before.message === condition.message;
  if (same) return before;
  return {
    ...condition,
    lastTransitionTime: before?.status === condition.status ? before.lastTransitionTime : wallClock(now),
  };
}
