import type { Pod, ReplicaSet } from '../../api';
import type { KubeObject } from '../../apimachinery';
import type { ApiClient, EventRecorder } from '../../client';
import { keyOf, refusedWith } from '../../client';
import type { Component, Process } from '../../simulation';
import { all, attempt } from '../../simulation';
import { controllerReference } from '../context';
import type { Expectations } from '../expectations';
import { isNamespaceTerminating } from '../refusals';

/** Creates and deletes pods for a set, tells of it by events, and keeps the books of what is still to be seen. */
export class PodControl {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly recorder: EventRecorder;
  private readonly expectations: Expectations;

  constructor(component: Component, client: ApiClient, recorder: EventRecorder, expectations: Expectations) {
    this.component = component;
    this.client = client;
    this.recorder = recorder;
    this.expectations = expectations;
  }

  /** In batches of 1, 2, 4 …: a set whose pods are refused (a quota, a bad template) asks once, not a thousand times. */
  *create(set: ReplicaSet, count: number): Process<void> {
    const key = keyOf(set);
    this.expectations.expectCreations(key, count, this.component.now);
    const pod = podOf(set);
    let left = count;
    for (let batch = 1; left > 0; batch = Math.min(batch * 2, left)) {
      const outcomes = yield* all(Array.from({ length: Math.min(batch, left) }, () => this.createOne(set, pod)));
      const failures = outcomes.filter((error) => error !== undefined);
      left -= outcomes.length;
      if (failures.length === 0) continue;
      this.expectations.creationObserved(key, failures.length + left);
      throw failures[0]!;
    }
  }

  private *createOne(set: ReplicaSet, pod: Pod): Process<Error | undefined> {
    const outcome = yield* attempt(this.client.create<Pod>('pods', pod));
    if (outcome.ok) {
      this.recorder.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${outcome.value.metadata.name}`);
      return undefined;
    }
    // A namespace on its way out: as if it had been created and never shows, so that nobody tries again for five minutes.
    if (isNamespaceTerminating(outcome.error)) return undefined;
    this.recorder.event(set, 'Warning', 'FailedCreate', `Error creating: ${outcome.error.message}`);
    return outcome.error;
  }

  /** All at once. One that is gone already was deleted by somebody else. */
  *delete(set: ReplicaSet, pods: readonly Pod[]): Process<void> {
    this.expectations.expectDeletions(keyOf(set), pods.map(keyOf), this.component.now);
    const outcomes = yield* all(pods.map((pod) => this.deleteOne(set, pod)));
    const failure = outcomes.find((error) => error !== undefined && !refusedWith(error, 404));
    if (failure) throw failure;
  }

  private *deleteOne(set: ReplicaSet, pod: Pod): Process<Error | undefined> {
    const { namespace, name } = pod.metadata;
    const outcome = yield* attempt(this.client.delete('pods', namespace, name));
    if (outcome.ok) {
      this.recorder.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
      return undefined;
    }
    this.expectations.deletionObserved(keyOf(set), keyOf(pod));
    if (!refusedWith(outcome.error, 404))
      this.recorder.event(set, 'Warning', 'FailedDelete', `Error deleting: ${outcome.error.message}`);
    return outcome.error;
  }
}

/** A pod from the set's template; it shares spec and labels with it. */
export function podOf(set: ReplicaSet): Pod {
  const template = set.spec.template!;
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const metadata = {
    generateName: `${set.metadata.name}-`,
    namespace: set.metadata.namespace,
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...(finalizers && { finalizers }),
    ownerReferences: [controllerReference(set)],
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata as unknown as KubeObject['metadata'],
    spec: template.spec!,
  };
}
