import type { Pod, PodTemplateSpec } from '../api';
import type { KubeObject } from '../apimachinery';
import type { ApiClient, EventRecorder } from '../client';
import { keyOf, refusedWith } from '../client';
import type { Component, Process } from '../simulation';
import { all, attempt } from '../simulation';
import { controllerReference } from './context';
import type { Expectations } from './expectations';
import { isNamespaceTerminating } from './refusals';

/** Creates and deletes pods for an owner, tells of it by events, and keeps the books of what is still to be seen. */
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

  /** What the next calls are going to do; until it is seen the owner's pods aren't counted again. */
  expect(owner: KubeObject, creations: number, deletions: readonly Pod[]): void {
    this.expectations.expect(keyOf(owner), creations, deletions.map(keyOf), this.component.now);
  }

  /** In batches of 1, 2, 4 …: an owner whose pods are refused (a quota, a bad template) asks once, not a thousand times. */
  *create(owner: KubeObject, pods: readonly Pod[]): Process<void> {
    let done = 0;
    for (let batch = 1; done < pods.length; batch *= 2) {
      const outcomes = yield* all(pods.slice(done, done + batch).map((pod) => this.createOne(owner, pod)));
      const failures = outcomes.filter((error) => error !== undefined);
      done += outcomes.length;
      if (failures.length === 0) continue;
      this.expectations.creationObserved(keyOf(owner), failures.length + pods.length - done);
      throw failures[0]!;
    }
  }

  private *createOne(owner: KubeObject, pod: Pod): Process<Error | undefined> {
    const outcome = yield* attempt(this.client.create<Pod>('pods', pod));
    if (outcome.ok) {
      this.recorder.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${outcome.value.metadata.name}`);
      return undefined;
    }
    // A namespace on its way out: as if it had been created and never shows, so that nobody tries again for five minutes.
    if (isNamespaceTerminating(outcome.error)) return undefined;
    this.recorder.event(owner, 'Warning', 'FailedCreate', `Error creating: ${outcome.error.message}`);
    return outcome.error;
  }

  /** All at once. One that is gone already was deleted by somebody else. */
  *delete(owner: KubeObject, pods: readonly Pod[]): Process<void> {
    const outcomes = yield* all(pods.map((pod) => this.deleteOne(owner, pod)));
    const failure = outcomes.find((error) => error !== undefined && !refusedWith(error, 404));
    if (failure) throw failure;
  }

  private *deleteOne(owner: KubeObject, pod: Pod): Process<Error | undefined> {
    const { namespace, name } = pod.metadata;
    const outcome = yield* attempt(this.client.delete('pods', namespace, name));
    if (outcome.ok) {
      this.recorder.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
      return undefined;
    }
    this.expectations.deletionObserved(keyOf(owner), keyOf(pod));
    if (!refusedWith(outcome.error, 404))
      this.recorder.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${outcome.error.message}`);
    return outcome.error;
  }
}

/** A pod from a template; it shares spec and labels with it. */
export function podFrom(template: PodTemplateSpec, owner: KubeObject): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const metadata = {
    generateName: `${owner.metadata.name}-`,
    namespace: owner.metadata.namespace,
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...(finalizers && { finalizers }),
    ownerReferences: [controllerReference(owner)],
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata as unknown as KubeObject['metadata'],
    spec: template.spec,
  };
}
