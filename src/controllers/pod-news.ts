import type { Pod } from '../api';
import { isPodReady } from '../api';
import type { KubeObject } from '../apimachinery';
import { keyOf } from '../client';
import type { WorkQueue } from '../client';
import type { Expectations } from './expectations';
import type { PodNews } from './owned-pods';

type Patient = KubeObject & { readonly spec: { readonly minReadySeconds?: number } };

/** Something happened to a pod: what was expected is seen, and its owner gets a look, another one when the pod has been ready for long enough. */
export function noticePod(
  { expectations, queue }: { readonly expectations: Expectations; readonly queue: WorkQueue },
  owner: Patient,
  news: PodNews,
  pod: Pod,
  previous: Pod | undefined,
): void {
  const key = keyOf(owner);
  if (news === 'appeared') expectations.creationObserved(key);
  if (news === 'leaves') expectations.deletionObserved(key, keyOf(pod));
  queue.add(key);
  const { minReadySeconds } = owner.spec;
  // A second more, because timestamps have whole seconds.
  if (news === 'changed' && minReadySeconds && isPodReady(pod) && !isPodReady(previous!))
    queue.addAfter(key, (minReadySeconds + 1) * 1000);
}
