import type { Component, Process } from '../simulation';
import { attempt } from '../simulation';
import type { WorkQueue } from './work-queue';

export interface WorkerOptions {
  /** How many keys are worked on side by side. */
  readonly workers: number;
  /** After so many failures a key is dropped until something enqueues it again. */
  readonly maximumRetries?: number;
}

/** Takes keys from the queue for ever and reconciles them; a key that was refused or lost its connection comes back later. */
export function startWorkers(
  component: Component,
  queue: WorkQueue,
  options: WorkerOptions,
  reconcile: (key: string) => Process<void>,
): void {
  for (let number = 1; number <= options.workers; number++) {
    component.spawn(
      `${queue.name}-worker-${number}`,
      work(component, queue, options.maximumRetries ?? Infinity, reconcile),
    );
  }
}

function* work(
  component: Component,
  queue: WorkQueue,
  maximumRetries: number,
  reconcile: (key: string) => Process<void>,
): Process<void> {
  for (;;) {
    const key = yield* queue.take();
    const outcome = yield* attempt(reconcile(key));
    if (outcome.ok) queue.forget(key);
    else retry(component, queue, key, maximumRetries, outcome.error);
    queue.done(key);
  }
}

function retry(component: Component, queue: WorkQueue, key: string, maximumRetries: number, error: Error): void {
  const giveUp = queue.failuresOf(key) >= maximumRetries;
  component.log(`${queue.name}: "${key}" ${giveUp ? 'dropped' : 'comes again'}: ${error.message}`);
  if (giveUp) queue.forget(key);
  else queue.addRateLimited(key);
}
