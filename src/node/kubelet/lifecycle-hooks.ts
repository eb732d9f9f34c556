import type { Container, LifecycleHandler, Pod } from '../../api';
import type { Component, Process } from '../../simulation';
import { firstOf, sleep } from '../../simulation';
import type { CriClient } from './cri-client';
import type { PodDialer } from './pod-dialer';
import { podInWords } from './pod-events';
import type { PodEvents } from './pod-events';

const HTTP_TIMEOUT_SECONDS = 60;

/** Where a hook is run. */
export interface HookTarget {
  readonly pod: Pod;
  readonly container: Container;
  readonly containerId: string;
  readonly podIp: string;
}

/** Runs what containers want done right after they start and right before they are stopped. */
export class LifecycleHooks {
  private readonly component: Component;
  private readonly runtime: CriClient;
  private readonly dialer: PodDialer;
  private readonly events: PodEvents;

  constructor(component: Component, runtime: CriClient, dialer: PodDialer, events: PodEvents) {
    this.component = component;
    this.runtime = runtime;
    this.dialer = dialer;
    this.events = events;
  }

  /** Why the container can't stay; undefined where the hook is done, or there is none. */
  *postStart(target: HookTarget): Process<string | undefined> {
    const hook = target.container.lifecycle?.postStart;
    if (!hook) return undefined;
    const problem = yield* this.run(hook, target);
    // What a hook printed is not for everybody's eyes: the event doesn't say it.
    if (problem !== undefined) this.warn(target, 'FailedPostStartHook', 'PostStartHook failed');
    return problem;
  }

  /** Returns how many whole seconds of the grace it took. */
  *preStop(target: HookTarget, graceSeconds: number): Process<number> {
    const hook = target.container.lifecycle?.preStop;
    if (!hook || graceSeconds <= 0) return 0;
    const startedAt = this.component.now;
    const { which, value } = yield* firstOf<string | undefined>({
      hook: this.run(hook, target),
      grace: sleep(graceSeconds * 1000),
    });
    if (which === 'hook' && value !== undefined) this.warn(target, 'FailedPreStopHook', 'PreStopHook failed');
    return Math.floor((this.component.now - startedAt) / 1000);
  }

  private warn({ pod, container }: HookTarget, reason: string, message: string): void {
    this.events.container(pod, container, 'Warning', reason, message);
  }

  private *run(hook: LifecycleHandler, target: HookTarget): Process<string | undefined> {
    if (hook.exec) return yield* this.execute(hook.exec.command ?? [], target);
    if (hook.httpGet) return yield* this.ask(hook.httpGet, target);
    if (hook.sleep) yield* sleep(hook.sleep.seconds * 1000);
    return undefined;
  }

  private *execute(command: readonly string[], { containerId, ...of }: HookTarget): Process<string | undefined> {
    const { exec, problem } = yield* this.runtime.execSync(containerId, command, 0);
    if (exec?.exitCode === 0) return undefined;
    const error = exec ? `command '${command.join(' ')}' exited with ${exec.exitCode}: ${exec.stderr}` : problem;
    const output = JSON.stringify((exec?.stdout ?? '') + (exec?.stderr ?? ''));
    return `Exec lifecycle hook ([${command.join(' ')}]) for ${who(of)} failed - error: ${error}, message: ${output}`;
  }

  private *ask(action: NonNullable<LifecycleHandler['httpGet']>, target: HookTarget): Process<string | undefined> {
    const reached = yield* this.dialer.get(target.podIp, action, target.container, HTTP_TIMEOUT_SECONDS);
    if ('answer' in reached) return undefined;
    return `HTTP lifecycle hook (${action.path ?? ''}) for ${who(target)} failed - error: ${reached.problem}, message: ""`;
  }
}

function who({ pod, container }: Pick<HookTarget, 'pod' | 'container'>): string {
  return `Container "${container.name}" in Pod "${podInWords(pod)}"`;
}
