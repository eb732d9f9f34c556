import type { Pod } from '../../api';
import type { Component, Process } from '../../simulation';
import { firstOf, Signal, sleep } from '../../simulation';

/**
 * Who has to be gone before whom: sidecars end after the pod's main containers, the last one first. A pod without sidecars
 * has no order.
 */
export class TerminationOrder {
  private readonly component: Component;
  private readonly before = new Map<string, readonly string[]>();
  private readonly left: Set<string>;
  private readonly news: Signal;

  constructor(component: Component, pod: Pod, running: readonly string[]) {
    this.component = component;
    this.left = new Set(running);
    this.news = new Signal(component.simulation);
    const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    const main = pod.spec.containers.map(({ name }) => name);
    sidecars.forEach(({ name }, index) => {
      this.before.set(name, [...main, ...sidecars.slice(index + 1).map((each) => each.name)]);
    });
  }

  /** Returns how many whole seconds it waited; it does not wait longer than the grace lasts. */
  *waitForTurn(name: string, graceSeconds: number): Process<number> {
    const others = this.before.get(name);
    if (!others || graceSeconds <= 0 || !this.anyLeft(others)) return 0;
    const startedAt = this.component.now;
    yield* firstOf({ turn: this.untilGone(others), grace: sleep(graceSeconds * 1000) });
    return Math.floor((this.component.now - startedAt) / 1000);
  }

  ended(name: string): void {
    this.left.delete(name);
    this.news.fire();
  }

  private *untilGone(names: readonly string[]): Process<void> {
    while (this.anyLeft(names)) yield* this.news.wait();
  }

  private anyLeft(names: readonly string[]): boolean {
    return names.some((name) => this.left.has(name));
  }
}

/** What the pod's deletion grants, or else its spec, in seconds. */
export function graceOf(pod: Pod): number {
  return pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
}
