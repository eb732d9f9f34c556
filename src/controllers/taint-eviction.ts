import type { Node, Pod, Taint, Toleration } from '../api';
import type { ApiClient, EventRecorder, Informer } from '../client';
import { keyOf, startWorkers, WorkQueue } from '../client';
import type { Component, Process, Timer } from '../simulation';
import { disruptionPatch } from './pod-disruption';
import { BY_NODE, nodeIndex } from './pods-by-node';
import type { Controller, ControllerContext } from './context';
import { ifFound } from './refusals';

/** Whether a pod bears a taint. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  if (toleration.operator === 'Exists') return true;
  return toleration.key !== undefined && toleration.key !== '' && (toleration.value ?? '') === (taint.value ?? '');
}

/**
 * How long a pod may stay on a node with these NoExecute taints, in milliseconds: 0 where it doesn't bear one of them,
 * Infinity where nothing limits it, else the shortest time that its matching tolerations name.
 */
export function staysFor(tolerations: readonly Toleration[] | undefined, taints: readonly Taint[]): number {
  let seconds = Infinity;
  for (const taint of taints) {
    const matching = (tolerations ?? []).filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    const { tolerationSeconds } = matching[0]!;
    if (tolerationSeconds !== undefined) seconds = Math.min(seconds, Math.max(0, tolerationSeconds));
  }
  return seconds * 1000;
}

const DISRUPTION = { reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' };

export const taintEvictionController: Controller = (context) => {
  const controller = new TaintEvictionController(context);
  return () => controller.start();
};

interface Scheduled {
  readonly since: number;
  readonly at: number;
  readonly timer: Timer;
}

/** Deletes pods that don't bear the NoExecute taints of their node, as late as their tolerations say. */
class TaintEvictionController {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly recorder: EventRecorder;
  private readonly nodes: Informer<Node>;
  private readonly pods: Informer<Pod>;
  private readonly queue: WorkQueue;
  private readonly scheduled = new Map<string, Scheduled>();

  constructor(context: ControllerContext) {
    this.component = context.component;
    this.client = context.client;
    this.recorder = context.recorder('taint-eviction-controller');
    this.nodes = context.informers.of<Node>('nodes');
    this.pods = context.informers.of<Pod>('pods');
    this.pods.addIndexer(BY_NODE, nodeIndex);
    this.queue = new WorkQueue(this.component, 'taint-eviction');
  }

  start(): void {
    this.nodes.onChange(({ type, object, previous }) => {
      if (type === 'deleted' || noExecuteTaints(object).length + noExecuteTaints(previous).length > 0)
        this.reviewNode(object);
    });
    this.pods.onChange(({ type, object }) => {
      if (type === 'deleted') this.cancel(keyOf(object));
      else this.reviewPod(object);
    });
    startWorkers(this.component, this.queue, { workers: 8 }, (key) => this.evict(key));
  }

  private reviewNode(node: Node): void {
    for (const pod of this.pods.byIndex(BY_NODE, node.metadata.name)) this.reviewPod(pod);
  }

  private reviewPod(pod: Pod): void {
    const { nodeName } = pod.spec;
    const node = nodeName ? this.nodes.get(undefined, nodeName) : undefined;
    if (!node) return;
    const taints = noExecuteTaints(node);
    const stays = taints.length === 0 ? Infinity : staysFor(pod.spec.tolerations, taints);
    if (stays === Infinity) return this.keep(pod);
    if (!pod.metadata.deletionTimestamp) this.schedule(keyOf(pod), stays);
  }

  /** A deletion that was to come sooner stays as it is: only the time since the first taint counts. */
  private schedule(key: string, stays: number): void {
    const { now } = this.component;
    const known = this.scheduled.get(key);
    const since = known?.since ?? now;
    const at = stays === 0 ? now : since + stays;
    if (known && known.at <= at) return;
    known?.timer.cancel();
    const timer = this.component.after(Math.max(0, at - now), () => this.queue.add(key));
    this.scheduled.set(key, { since, at, timer });
  }

  private keep(pod: Pod): void {
    const key = keyOf(pod);
    if (!this.cancel(key)) return;
    this.recorder.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
  }

  private cancel(key: string): boolean {
    const known = this.scheduled.get(key);
    known?.timer.cancel();
    this.scheduled.delete(key);
    return known !== undefined && known.at > this.component.now;
  }

  private *evict(key: string): Process<void> {
    const pod = this.pods.getByKey(key);
    if (!pod || !this.scheduled.has(key)) return;
    this.recorder.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
    yield* ifFound(this.remove(pod));
    this.scheduled.delete(key);
  }

  /** Reads the pod once more: its status is not to be overwritten by an old one. */
  private *remove({ metadata: { namespace, name } }: Pod): Process<void> {
    const pod: Pod = yield* this.client.get<Pod>('pods', namespace, name);
    const patch = disruptionPatch(pod, DISRUPTION, this.component.now);
    if (patch) yield* this.client.patch('pods', namespace, name, patch, { type: 'strategic', subresource: 'status' });
    yield* this.client.delete('pods', namespace, name);
  }
}

const NONE: readonly Taint[] = [];

function noExecuteTaints(node: Node | undefined): readonly Taint[] {
  const taints = node?.spec?.taints;
  return taints ? taints.filter(({ effect }) => effect === 'NoExecute') : NONE;
}
