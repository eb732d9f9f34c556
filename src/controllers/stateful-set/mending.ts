import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../api';
import type { ApiClient, EventRecorder, Informer } from '../../client';
import { refusedWith } from '../../client';
import type { Process } from '../../simulation';
import { attempt } from '../../simulation';
import { ifFound } from '../refusals';
import { withOwners } from './claim-retention';
import { claimsFor, identityLabels, isCondemned, ordinalOf, POD_NAME_LABEL } from './identity';

interface Tools {
  readonly client: ApiClient;
  readonly recorder: EventRecorder;
  readonly claims: Informer<PersistentVolumeClaim>;
}

/** Gives claims the owners that the set's policy wants, and pods the labels that say who they are. */
export function* mend(tools: Tools, set: StatefulSet, pods: readonly Pod[]): Process<void> {
  for (const pod of pods) {
    yield* mendClaims(tools, set, pod);
    if (!isCondemned(set, ordinalOf(set, pod)!)) yield* mendLabels(tools, set, pod);
  }
}

/** As far as the claims are known. */
export function* mendClaims({ client, claims }: Tools, set: StatefulSet, pod: Pod): Process<void> {
  const ordinal = ordinalOf(set, pod)!;
  for (const { metadata } of claimsFor(set, ordinal)) {
    const claim = claims.get(metadata.namespace, metadata.name);
    const owned = claim && withOwners(set, pod, claim, isCondemned(set, ordinal));
    if (owned) yield* ifFound(client.update('persistentvolumeclaims', owned));
  }
}

function* mendLabels({ client, recorder }: Tools, set: StatefulSet, pod: Pod): Process<void> {
  const { labels, name } = pod.metadata;
  if (pod.metadata.deletionTimestamp || labels?.[POD_NAME_LABEL] === name) return;
  const wanted = identityLabels(set, ordinalOf(set, pod)!);
  const mended = { ...pod, metadata: { ...pod.metadata, labels: { ...labels, ...wanted } } };
  const outcome = yield* attempt(client.update<Pod>('pods', mended));
  const subject = `Update Pod ${name} in StatefulSet ${set.metadata.name}`;
  if (outcome.ok) return recorder.event(set, 'Normal', 'SuccessfulUpdate', `${subject} successful`);
  if (!refusedWith(outcome.error, 409))
    recorder.event(set, 'Warning', 'FailedUpdate', `${subject} failed error: ${outcome.error.message}`);
  throw outcome.error;
}
