import type { Node, Pod } from '../api';
import { isPodTerminal } from '../api';
import type { ApiClient, Informer } from '../client';
import { startWorkers, WorkQueue } from '../client';
import type { Component, Process } from '../simulation';
import { attempt, sleep } from '../simulation';
import type { Controller } from './context';
import { disruptionPatch } from './pod-disruption';
import { ifFound } from './refusals';

const PERIOD_MILLISECONDS = 20_000;
/** A node that seems gone gets so long to come back: caches may be late. */
const QUARANTINE_MILLISECONDS = 40_000;
const TERMINATED_PODS_KEPT = 12_500;

const NODE_GONE = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' };

export type Why = 'its node is gone' | 'it ended long ago' | 'it was never scheduled';

export interface Garbage {
  readonly pod: Pod;
  readonly why: Why;
}

/**
 * Which pods nobody else will clear away: those bound to nodes that are gone, deleted ones that no kubelet ever had, and
 * the oldest of the ended ones beyond the threshold.
 */
export function findGarbage(
  pods: readonly Pod[],
  goneNodes: ReadonlySet<string>,
  threshold = TERMINATED_PODS_KEPT,
): readonly Garbage[] {
  const garbage: Garbage[] = [];
  const ended: Pod[] = [];
  for (const pod of pods) {
    const { nodeName } = pod.spec;
    if (nodeName && goneNodes.has(nodeName)) garbage.push({ pod, why: 'its node is gone' });
    else if (!nodeName && pod.metadata.deletionTimestamp) garbage.push({ pod, why: 'it was never scheduled' });
    else if (isPodTerminal(pod)) ended.push(pod);
  }
  ended.sort(byCreation);
  for (const pod of ended.slice(0, Math.max(0, ended.length - threshold)))
    garbage.push({ pod, why: 'it ended long ago' });
  return garbage;
}

function byCreation(a: Pod, b: Pod): number {
  const left = `${a.metadata.creationTimestamp} ${a.metadata.name}`;
  const right = `${b.metadata.creationTimestamp} ${b.metadata.name}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

export const podGarbageCollector: Controller = ({ component, client, informers }) => {
  const pods = informers.of<Pod>('pods');
  const nodes = informers.of<Node>('nodes');
  const collector = new PodGarbageCollector(component, client, pods, nodes);
  return () => void component.spawn('pod-garbage-collector', collector.run());
};

class PodGarbageCollector {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly pods: Informer<Pod>;
  private readonly nodes: Informer<Node>;
  private readonly suspects: WorkQueue;
  /** Nodes found gone for good. */
  private readonly gone = new Set<string>();

  constructor(component: Component, client: ApiClient, pods: Informer<Pod>, nodes: Informer<Node>) {
    this.component = component;
    this.client = client;
    this.pods = pods;
    this.nodes = nodes;
    this.suspects = new WorkQueue(component, 'orphaned-pods-nodes');
  }

  *run(): Process<void> {
    startWorkers(this.component, this.suspects, { workers: 1 }, (name) => this.check(name));
    for (;;) {
      this.suspectNodes();
      for (const { pod, why } of findGarbage(this.pods.list(), this.gone)) {
        const outcome = yield* attempt(this.collect(pod, why));
        if (!outcome.ok) this.component.log(`pod garbage ${pod.metadata.name}: ${outcome.error.message}`);
      }
      this.gone.clear();
      yield* sleep(PERIOD_MILLISECONDS);
    }
  }

  private suspectNodes(): void {
    const suspects = new Set<string>();
    for (const { spec } of this.pods.list())
      if (spec.nodeName && !this.nodes.get(undefined, spec.nodeName)) suspects.add(spec.nodeName);
    for (const name of suspects) this.suspects.addAfter(name, QUARANTINE_MILLISECONDS);
  }

  private *check(name: string): Process<void> {
    if (this.nodes.get(undefined, name)) return;
    if (!(yield* ifFound(this.client.get<Node>('nodes', undefined, name)))) this.gone.add(name);
  }

  /** A pod that hasn't ended is said to have failed first, so that whoever counts it sees why. */
  private *collect(pod: Pod, why: Why): Process<void> {
    const { namespace, name, uid } = pod.metadata;
    if (!isPodTerminal(pod)) {
      const disruption = why === 'its node is gone' ? NODE_GONE : undefined;
      const patch = disruptionPatch(pod, disruption, this.component.now, { phase: 'Failed' });
      yield* ifFound(this.client.patch('pods', namespace, name, patch, { type: 'strategic', subresource: 'status' }));
    }
    yield* ifFound(this.client.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } }));
  }
}
