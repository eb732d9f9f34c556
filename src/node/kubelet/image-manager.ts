import type { Container, Pod } from '../../api';
import { formatDuration } from '../../apimachinery';
import type { Component, Process } from '../../simulation';
import { parseImageReference } from '../runtime/images/image-reference';
import { BackOff } from './back-off';
import type { StartFailure } from './container-statuses';
import type { CriClient } from './cri-client';
import type { PodEvents } from './pod-events';
import { Turnstile } from './turnstile';

export interface ImageFailure extends StartFailure {
  /** When it is worth trying again, where that is known. */
  readonly retryAt?: number;
}

/** Sees to it that a container's image is on the machine: pull policy, one pull after another, back-off by pod and image. */
export class ImageManager {
  private readonly component: Component;
  private readonly runtime: CriClient;
  private readonly events: PodEvents;
  private readonly backOff = new BackOff();
  private readonly lastFailure = new Map<string, string>();
  private readonly line: Turnstile;

  constructor(component: Component, runtime: CriClient, events: PodEvents) {
    this.component = component;
    this.runtime = runtime;
    this.events = events;
    this.line = new Turnstile(component.simulation);
  }

  forget(pod: Pod): void {
    this.backOff.forget(pod.metadata.uid!);
    for (const key of this.lastFailure.keys()) if (key.startsWith(pod.metadata.uid!)) this.lastFailure.delete(key);
  }

  /** Undefined when the image is there. */
  *ensure(pod: Pod, container: Container): Process<ImageFailure | undefined> {
    const image = container.image ?? '';
    const parsed = parseImageReference(image);
    if ('problem' in parsed) {
      const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${parsed.problem}`;
      this.events.container(pod, container, 'Warning', 'InspectFailed', message);
      return { reason: 'InvalidImageName', message };
    }
    const status = yield* this.runtime.imageStatus(image);
    if (status.problem !== undefined) {
      const message = `Failed to inspect image "${image}": ${status.problem}`;
      this.events.container(pod, container, 'Warning', 'InspectFailed', message);
      return { reason: 'ImageInspectError', message };
    }
    return yield* this.byPolicy(pod, container, image, status.image !== undefined);
  }

  private *byPolicy(
    pod: Pod,
    container: Container,
    image: string,
    present: boolean,
  ): Process<ImageFailure | undefined> {
    if (present && container.imagePullPolicy !== 'Always') {
      this.events.container(
        pod,
        container,
        'Normal',
        'Pulled',
        `Container image "${image}" already present on machine and can be accessed by the pod`,
      );
      return undefined;
    }
    if (container.imagePullPolicy === 'Never') {
      const message = `Container image "${image}" is not present with pull policy of Never`;
      this.events.container(pod, container, 'Warning', 'ErrImageNeverPull', message);
      return { reason: 'ErrImageNeverPull', message };
    }
    return yield* this.pull(pod, container, image);
  }

  private *pull(pod: Pod, container: Container, image: string): Process<ImageFailure | undefined> {
    const key = `${pod.metadata.uid}_${image}`;
    const retryAt = this.backOff.endsAtSinceUpdate(key, this.component.now);
    if (retryAt !== undefined) return this.backingOff(pod, container, image, retryAt);
    this.events.container(pod, container, 'Normal', 'Pulling', `Pulling image "${image}"`);
    const askedAt = this.component.now;
    let startedAt = askedAt;
    const { runtime, component } = this;
    const { problem, image: pulled } = yield* this.line.through(function* () {
      startedAt = component.now;
      return yield* runtime.pullImage(image);
    });
    const { now } = component;
    if (problem !== undefined) return this.failed(pod, container, image, problem);
    this.lastFailure.delete(key);
    const took = formatDuration(Math.floor(now - startedAt));
    const waited = formatDuration(Math.floor(now - askedAt));
    this.events.container(
      pod,
      container,
      'Normal',
      'Pulled',
      `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${pulled?.sizeBytes ?? 0} bytes.`,
    );
    return undefined;
  }

  private failed(pod: Pod, container: Container, image: string, problem: string): ImageFailure {
    const key = `${pod.metadata.uid}_${image}`;
    const { now } = this.component;
    this.events.container(pod, container, 'Warning', 'Failed', `Failed to pull image "${image}": ${problem}`);
    this.backOff.next(key, now, now);
    this.lastFailure.set(key, problem);
    return { reason: 'ErrImagePull', message: problem };
  }

  private backingOff(pod: Pod, container: Container, image: string, retryAt: number): ImageFailure {
    const message = `Back-off pulling image "${image}"`;
    this.events.container(pod, container, 'Normal', 'BackOff', message);
    const last = this.lastFailure.get(`${pod.metadata.uid}_${image}`);
    return { reason: 'ImagePullBackOff', message: last ? `${message}: ErrImagePull: ${last}` : message, retryAt };
  }
}
