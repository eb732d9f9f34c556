import type { Node, Pod } from '../../api';
import { isPodTerminal } from '../../api';
import { equal, wallClock } from '../../apimachinery';
import type { Change } from '../../client';
import { rejection } from './admission';
import { rejectedStatus, withProbeResult } from './pod-status';
import type { PodTools } from './pod-sync';
import { PodSync } from './pod-sync';
import { PodWorker } from './pod-worker';
import type { ProbeKind, ProbeResult } from './probe';
import type { RuntimeGarbage } from './runtime-garbage';
import { readySandbox } from './runtime-pod';

/** All pods of the machine: who is taken, which process works on which, and what becomes of what is left. */
export class PodManager {
  private readonly tools: PodTools;
  private readonly garbage: RuntimeGarbage;
  private readonly node: () => Node | undefined;
  private readonly workers = new Map<string, PodWorker>();
  /** Pods the API server has no more, whose workers have still to end. */
  private readonly removed = new Set<string>();
  private readonly work: PodSync;
  /** Until all pods are known nothing is an orphan. */
  private listed = false;

  constructor(tools: PodTools, garbage: RuntimeGarbage, node: () => Node | undefined) {
    this.tools = tools;
    this.garbage = garbage;
    this.node = node;
    this.work = new PodSync(tools);
    tools.statuses.mayStillRun = (uid) => this.workers.get(uid)?.mayStillRun ?? false;
    tools.lifecycle.onChange = (uid) => this.containersChanged(uid);
    tools.probes.onResult = (kind, pod, containerId, result) => this.probed(kind, pod, containerId, result);
  }

  changed(change: Change<Pod>): void {
    const { object: pod, previous, type } = change;
    const worker = this.workers.get(pod.metadata.uid!);
    if (type === 'deleted') return this.podRemoved(pod, worker);
    if (!worker) {
      // One that was over before this kubelet started has no worker; when it is to be deleted, its going is said all the same.
      if (type === 'added' || pod.metadata.deletionTimestamp) this.added(pod);
      return;
    }
    this.tools.statuses.heard(pod);
    if (!previous || matters(previous, pod)) worker.update(pod);
    else worker.pod = pod;
  }

  /** The pods of this machine, with what was last said of them. */
  pods(): readonly Pod[] {
    return [...this.workers.values()].map(({ pod }) => ({ ...pod, status: this.tools.statuses.status(pod) }));
  }

  pod(namespace: string, name: string): Pod | undefined {
    for (const { pod } of this.workers.values()) {
      const { metadata } = pod;
      if (metadata.name === name && metadata.namespace === namespace)
        return { ...pod, status: this.tools.statuses.status(pod) };
    }
    return undefined;
  }

  /** What runs here although no pod of the API server says so, from before the kubelet started. */
  removeOrphans(): void {
    const { lifecycle, component } = this.tools;
    this.listed = true;
    for (const uid of lifecycle.uids())
      if (!this.workers.has(uid)) component.spawn('orphan', this.garbage.removePod(uid));
  }

  private added(pod: Pod): void {
    const { statuses, events, component } = this.tools;
    const over = isPodTerminal(pod);
    if (over && this.tools.lifecycle.now(pod.metadata.uid!).sandboxes.length === 0) {
      if (pod.metadata.deletionTimestamp) statuses.finish(pod);
      return;
    }
    const node = this.node();
    const others = [...this.workers.values()].filter(({ mayStillRun }) => mayStillRun).map((worker) => worker.pod);
    const refused = node && !pod.metadata.deletionTimestamp && !over ? rejection(pod, others, node) : undefined;
    if (refused) {
      events.pod(pod, 'Warning', refused.reason, refused.message);
      component.note('admission', { pod: `${pod.metadata.namespace}/${pod.metadata.name}`, ...refused });
      statuses.set(pod, rejectedStatus(pod, refused.reason, refused.message, component.now));
      return;
    }
    const worker = new PodWorker(this.tools, this.work, pod, (each) => this.finished(each));
    this.workers.set(pod.metadata.uid!, worker);
    component.publish({ pods: this.workers.size });
    if (pod.metadata.deletionTimestamp) worker.terminate();
    else worker.poke();
    component.spawn(`pod ${pod.metadata.namespace}/${pod.metadata.name}`, worker.run());
  }

  private podRemoved(pod: Pod, worker: PodWorker | undefined): void {
    const uid = pod.metadata.uid!;
    if (!worker) return this.tools.statuses.forget(uid);
    this.removed.add(uid);
    worker.pod = pod;
    if (worker.stage === 'finished') this.clear(uid);
    else worker.terminate();
  }

  private finished(worker: PodWorker): void {
    const uid = worker.pod.metadata.uid!;
    if (this.removed.has(uid)) this.clear(uid);
  }

  private clear(uid: string): void {
    this.removed.delete(uid);
    this.workers.delete(uid);
    this.tools.statuses.forget(uid);
    this.garbage.podGone(uid);
    this.tools.objects.release(uid);
    this.tools.component.publish({ pods: this.workers.size });
  }

  /** What readiness and startup probes find is said at once; then the pod is looked at. */
  private probed(kind: ProbeKind, { metadata }: Pod, containerId: string, result: ProbeResult): void {
    const worker = this.workers.get(metadata.uid!);
    if (!worker || worker.stage === 'finished') return;
    const { statuses, component } = this.tools;
    const now = wallClock(component.now);
    const success = result === 'success';
    if (kind !== 'liveness')
      statuses.set(
        worker.pod,
        withProbeResult(worker.pod, statuses.status(worker.pod), kind, containerId, success, now),
      );
    if (kind !== 'liveness' || result === 'failure') worker.poke();
  }

  private containersChanged(uid: string): void {
    const worker = this.workers.get(uid);
    if (!worker || worker.stage === 'finished') {
      if (this.listed && readySandbox(this.tools.lifecycle.now(uid)))
        this.tools.component.spawn('orphan', this.garbage.removePod(uid));
      return;
    }
    if (this.tools.lifecycle.now(uid).containers.some(({ attempt }) => attempt > 1)) this.garbage.podRestarted(uid);
    worker.poke();
  }
}

/** Whether a newer version says anything but a status; a readiness gate is part of the status and matters all the same. */
function matters(before: Pod, after: Pod): boolean {
  const a = before.metadata;
  const b = after.metadata;
  if (
    a.generation !== b.generation ||
    a.deletionTimestamp !== b.deletionTimestamp ||
    a.deletionGracePeriodSeconds !== b.deletionGracePeriodSeconds
  )
    return true;
  if (after.spec.readinessGates?.length && before.status?.conditions !== after.status?.conditions) return true;
  return !equal(a.labels, b.labels) || !equal(a.annotations, b.annotations) || !equal(before.spec, after.spec);
}
