import type { Lease, Node, Pod } from '../../api';
import { isPodReady, nodeCondition } from '../../api';
import { wallClock } from '../../apimachinery';
import type { ApiClient, EventRecorder, Informer } from '../../client';
import { startWorkers, WorkQueue } from '../../client';
import type { Component, Process } from '../../simulation';
import { attempt, currentCause, sleep, workOn } from '../../simulation';
import type { Controller, ControllerContext } from '../context';
import { BY_NODE, nodeIndex } from '../pods-by-node';
import { ifFound } from '../refusals';
import { EvictionQueue } from './eviction-queue';
import type { NodeHealth } from './health';
import { isOverdue, observe, unknownStatus, zoneOf, zoneState } from './health';
import { olderLabels } from './labels';
import { conditionTaints, evictionTaints, noExecuteChange, writeTaints } from './taints';

const PERIOD_MILLISECONDS = 5000;
const TAINT_WORKERS = 8;

/** Watches whether nodes live, says so in their conditions and taints, and tells of it. */
export const nodeLifeCycleController: Controller = (context) => {
  const controller = new NodeLifeCycleController(context);
  return () => controller.start();
};

class NodeLifeCycleController {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly recorder: EventRecorder;
  private readonly nodes: Informer<Node>;
  private readonly leases: Informer<Lease>;
  private readonly pods: Informer<Pod>;
  private readonly taintQueue: WorkQueue;
  private readonly evictions: EvictionQueue;
  private readonly health = new Map<string, NodeHealth>();
  private readonly known = new Map<string, Node>();
  /** Nodes some of whose pods could not be marked: tried again with the next look. */
  private readonly unmarked = new Set<string>();

  constructor(context: ControllerContext) {
    this.component = context.component;
    this.client = context.client;
    this.recorder = context.recorder('node-controller');
    this.nodes = context.informers.of<Node>('nodes');
    this.leases = context.informers.of<Lease>('leases.coordination.k8s.io');
    this.pods = context.informers.of<Pod>('pods');
    this.pods.addIndexer(BY_NODE, nodeIndex);
    this.taintQueue = new WorkQueue(this.component, 'node-lifecycle-taints');
    this.evictions = new EvictionQueue(this.component, (name) => this.evict(name));
    this.nodes.onChange(({ type, object }) => {
      if (type !== 'deleted') this.taintQueue.add(object.metadata.name);
    });
  }

  start(): void {
    startWorkers(this.component, this.taintQueue, { workers: TAINT_WORKERS }, (name) => this.process(name));
    this.component.spawn('node-monitor', this.monitor());
  }

  private *monitor(): Process<void> {
    const own = currentCause(this.component.simulation);
    for (;;) {
      this.greetAndPart();
      for (const node of this.nodes.list()) {
        const outcome = yield* attempt(this.look(node));
        if (!outcome.ok) this.component.log(`node ${node.metadata.name}: ${outcome.error.message}`);
        yield* workOn(own);
      }
      yield* this.judgeZones();
      yield* sleep(PERIOD_MILLISECONDS);
    }
  }

  private greetAndPart(): void {
    for (const node of this.nodes.list()) {
      const { name } = node.metadata;
      if (!this.known.has(name))
        this.tell(node, 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
      this.known.set(name, node);
    }
    for (const [name, node] of this.known) {
      if (this.nodes.get(undefined, name)) continue;
      this.tell(node, 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
      this.known.delete(name);
      this.health.delete(name);
      this.evictions.remove(name);
    }
  }

  private *look(node: Node): Process<void> {
    const { name } = node.metadata;
    const { now } = this.component;
    const health = observe(this.health.get(name), node, this.leases.get('kube-node-lease', name), now);
    this.health.set(name, health);
    const wasReady = nodeCondition(node, 'Ready')?.status === 'True';
    const alreadyUnknown = nodeCondition(node, 'Ready')?.status === 'Unknown';
    const silent = isOverdue(health, node, now) && !alreadyUnknown;
    if (silent || alreadyUnknown) yield* this.workOnSilence(name);
    if (silent) {
      this.component.note('node silent', { node: name, milliseconds: now - health.seenAt });
      yield* this.client.updateStatus<Node>('nodes', { ...node, status: unknownStatus(node, now) });
    }
    yield* this.taintForEviction(node);
    if (silent && wasReady) this.tell(node, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
    if (silent && wasReady) this.unmarked.add(name);
    if (wasReady && !silent) this.unmarked.delete(name);
    if (this.unmarked.has(name)) yield* this.markPods(name);
  }

  /** What is done about a silent node is done because of what silenced it, though no message says so. */
  private *workOnSilence(node: string): Process<void> {
    yield* workOn(this.component.silenceOf(`${node}/kubelet`));
  }

  private *taintForEviction(node: Node): Process<void> {
    const { name } = node.metadata;
    const eviction = evictionTaints(node);
    if (eviction.kind === 'queue') return this.evictions.add(name, zoneOf(node));
    if (eviction.kind === 'none') return;
    this.evictions.remove(name);
    yield* ifFound(writeTaints(this.component, this.client, name, eviction.change));
  }

  /** A node's turn has come: its pods that don't tolerate it are to go. */
  private *evict(name: string): Process<void> {
    const node = this.nodes.get(undefined, name);
    const status = node && nodeCondition(node, 'Ready')?.status;
    if (!status || status === 'True') return;
    yield* this.workOnSilence(name);
    yield* ifFound(writeTaints(this.component, this.client, name, noExecuteChange(status)));
  }

  /** Brings what follows from a node's own words up to date: taints and labels. */
  private *process(name: string): Process<void> {
    const node = this.nodes.get(undefined, name);
    if (!node) return;
    yield* this.taintByCondition(node);
    const labels = olderLabels(node);
    if (!labels) return;
    yield* ifFound(this.client.patch('nodes', undefined, name, { metadata: { labels } }, { type: 'strategic' }));
  }

  private *taintByCondition(node: Node): Process<void> {
    const { name } = node.metadata;
    const change = conditionTaints(node);
    if (change.add.length + change.remove.length > 0)
      yield* ifFound(writeTaints(this.component, this.client, name, change));
  }

  /** Nobody should send requests to pods of a node that is silent. */
  private *markPods(name: string): Process<void> {
    for (const pod of this.pods.byIndex(BY_NODE, name)) {
      if (!isPodReady(pod)) continue;
      const lastTransitionTime = wallClock(this.component.now);
      const conditions = pod.status!.conditions!.map((each) =>
        each.type === 'Ready' ? { ...each, status: 'False' as const, lastTransitionTime } : each,
      );
      this.recorder.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
      yield* ifFound(this.client.updateStatus<Pod>('pods', { ...pod, status: { ...pod.status, conditions } }));
    }
    this.unmarked.delete(name);
  }

  /** Where all nodes of all zones are silent nobody is sent away: it is we who can't see. */
  private *judgeZones(): Process<void> {
    const states = [...nodesByZone(this.nodes.list())].map(([zone, nodes]) => ({
      zone,
      state: zoneState(nodes),
      size: nodes.length,
    }));
    const blind = states.length > 0 && states.every(({ state }) => state === 'full');
    for (const { zone, state, size } of states) this.evictions.setRate(zone, blind ? 'stopped' : state, size);
    if (!blind) return;
    for (const node of this.nodes.list()) {
      const remove = [...noExecuteChange('False').add, ...noExecuteChange('Unknown').add];
      const present = remove.filter(({ key, effect }) =>
        node.spec?.taints?.some((taint) => taint.key === key && taint.effect === effect),
      );
      if (present.length > 0)
        yield* attempt(writeTaints(this.component, this.client, node.metadata.name, { add: [], remove: present }));
    }
  }

  private tell(node: Node, reason: string, message: string): void {
    this.recorder.event({ ...node, apiVersion: 'v1', kind: 'Node' }, 'Normal', reason, message);
  }
}

function nodesByZone(nodes: readonly Node[]): ReadonlyMap<string, readonly Node[]> {
  const zones = new Map<string, Node[]>();
  for (const node of nodes) zones.set(zoneOf(node), [...(zones.get(zoneOf(node)) ?? []), node]);
  return zones;
}
