import type { Component, Process } from '../../simulation';
import { attempt } from '../../simulation';
import type { CriClient } from './cri-client';
import type { PodLifecycle } from './pod-lifecycle';

const PERIOD_MILLISECONDS = 60_000;

/** Once a minute removes what is dead: everything of pods that are gone, and all but the newest dead container of each name. */
export class RuntimeGarbage {
  private readonly component: Component;
  private readonly runtime: CriClient;
  private readonly lifecycle: PodLifecycle;
  private readonly gone = new Set<string>();
  private readonly restarted = new Set<string>();
  private planned = false;

  constructor(component: Component, runtime: CriClient, lifecycle: PodLifecycle) {
    this.component = component;
    this.runtime = runtime;
    this.lifecycle = lifecycle;
  }

  podGone(uid: string): void {
    this.gone.add(uid);
    this.plan();
  }

  podRestarted(uid: string): void {
    this.restarted.add(uid);
    this.plan();
  }

  private plan(): void {
    if (this.planned) return;
    this.planned = true;
    this.component.after(PERIOD_MILLISECONDS - (this.component.now % PERIOD_MILLISECONDS), () => {
      this.planned = false;
      this.component.spawn('garbage', this.collect());
    });
  }

  private *collect(): Process<void> {
    const gone = [...this.gone];
    const restarted = [...this.restarted].filter((uid) => !this.gone.has(uid));
    this.gone.clear();
    this.restarted.clear();
    for (const uid of gone) yield* attempt(this.removePod(uid));
    for (const uid of restarted) yield* attempt(this.removeOld(uid));
  }

  *removePod(uid: string): Process<void> {
    for (const { id, state } of this.lifecycle.now(uid).sandboxes) {
      if (state === 'ready') yield* this.runtime.stopPodSandbox(id);
      yield* this.runtime.removePodSandbox(id);
    }
    this.lifecycle.forget(uid);
  }

  private *removeOld(uid: string): Process<void> {
    const kept = new Set<string>();
    for (const { id, name, state } of this.lifecycle.now(uid).containers) {
      if (state !== 'exited') continue;
      if (kept.has(name)) yield* this.runtime.removeContainer(uid, id);
      kept.add(name);
    }
  }
}
