import type { Pod, Service } from '../../api';
import { isPodTerminal, isPodReady } from '../../api';
import { equal, matchesLabels } from '../../apimachinery';
import type { Change, Informer, WorkQueue } from '../../client';
import { keyOf } from '../../client';
import { addressOf } from './pod-address';

const BY_NAMESPACE = 'namespace';

/** Enqueues services that change, and those whose pods do so in a way that their clients notice. */
export function enqueueServices(services: Informer<Service>, pods: Informer<Pod>, queue: WorkQueue): void {
  services.addIndexer(BY_NAMESPACE, ({ metadata }) => [metadata.namespace!]);
  pods.addIndexer(BY_NAMESPACE, ({ metadata }) => [metadata.namespace!]);
  services.onChange(({ object }) => queue.add(keyOf(object)));
  pods.onChange((change) => {
    const candidates = services.byIndex(BY_NAMESPACE, change.object.metadata.namespace!);
    if (candidates.length === 0 || !isNoticed(change)) return;
    for (const service of candidates)
      if (selects(service, change.object) || (change.previous && selects(service, change.previous)))
        queue.add(keyOf(service));
  });
}

export const selects = ({ spec }: Service, { metadata }: Pod): boolean =>
  spec.selector !== undefined && matchesLabels(spec.selector, metadata.labels);

/** In the order of the cache. */
export const podsOf = (service: Service, pods: Informer<Pod>): readonly Pod[] =>
  pods.byIndex(BY_NAMESPACE, service.metadata.namespace!).filter((pod) => selects(service, pod));

function isNoticed({ type, object, previous }: Change<Pod>): boolean {
  if (type !== 'updated') return true;
  return (
    addressOf(object) !== addressOf(previous!) ||
    isPodReady(object) !== isPodReady(previous!) ||
    isPodTerminal(object) !== isPodTerminal(previous!) ||
    object.metadata.deletionTimestamp !== previous!.metadata.deletionTimestamp ||
    !equal(object.metadata.labels, previous!.metadata.labels) ||
    object.spec.nodeName !== previous!.spec.nodeName
  );
}
