import type { CsiNode, Lease, Node, NodeStatus } from '../../api';
import { microTime, Refusal, wallClock } from '../../apimachinery';
import type { ApiClient, EventRecorder } from '../../client';
import { refusedWith } from '../../client';
import type { Component, Process } from '../../simulation';
import { attempt, Signal, sleep } from '../../simulation';
import type { StoredImage } from '../runtime/cri';
import type { CriClient } from './cri-client';
import type { NodeCapacity, NodeFacts } from './node-status';
import { isReady, newNode, nodeStatus, nodeStatusChanged } from './node-status';
import { statusPatch } from './status-patch';

const STATUS_PERIOD_MILLISECONDS = 10_000;
/** An unchanged status is reported this often. */
const REPORT_PERIOD_MILLISECONDS = 300_000;
const LEASE_SECONDS = 40;
const RENEWAL_MILLISECONDS = 10_000;
const JITTER = 0.04;
const FIRST_RETRY_MILLISECONDS = 200;
const LONGEST_RETRY_MILLISECONDS = 7000;
const CSI_MILLISECONDS = 300;
/** A server that can't be reached is asked again every second; one that refuses, six times later each time. */
const CSI_POLL_MILLISECONDS = 1000;
const CSI_FIRST_RETRY_MILLISECONDS = 15;
const CSI_LONGEST_RETRY_MILLISECONDS = 20_000;
/** Disks of clouds that the kubelet leaves to drivers. */
const MIGRATED = ['aws-ebs', 'azure-disk', 'azure-file', 'cinder', 'gce-pd', 'portworx-volume', 'vsphere-volume']
  .map((name) => `kubernetes.io/${name}`)
  .join();
/** So often a status is tried to be said at a time. */
const STATUS_TRIES = 5;
/** Looking at the machine takes a moment before there is anything to register. */
const INVENTORY_MILLISECONDS = 60;

export interface NodeAgentOptions {
  readonly nodeName: string;
  readonly address: string;
  readonly capacity: NodeCapacity;
  /** The Node as the kubelet's own watch has it. */
  readonly node: () => Node | undefined;
}

/** The part of the kubelet that speaks for its machine: registers the Node, keeps its status and its lease fresh. */
export class NodeAgent {
  private readonly component: Component;
  private readonly client: ApiClient;
  /** Heartbeats: nobody is to follow them. */
  private readonly heartbeats: ApiClient;
  private readonly events: EventRecorder;
  private readonly runtime: CriClient;
  private readonly options: NodeAgentOptions;
  private readonly registeredNow: Signal;
  private registered = false;
  /** The Node as it was registered, until the watch has it. */
  private firstNode: Node | undefined;
  private csiReady = false;
  private wasReady: boolean | undefined;
  private pressureKnown = false;
  private reportedAt = 0;
  private images: readonly StoredImage[] = [];

  constructor(
    component: Component,
    clients: { readonly client: ApiClient; readonly heartbeats: ApiClient },
    events: EventRecorder,
    runtime: CriClient,
    options: NodeAgentOptions,
  ) {
    this.component = component;
    this.client = clients.client;
    this.heartbeats = clients.heartbeats;
    this.events = events;
    this.runtime = runtime;
    this.options = options;
    this.registeredNow = new Signal(component.simulation);
  }

  start(): void {
    this.event('Starting', 'Starting kubelet.');
    // Who manages the containers asks for the Node before there is one: what it would say is told then, and again when it is registered.
    this.tell(newNode(this.facts()).status!);
    this.event('NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
    this.component.spawn('register', this.register());
    this.component.spawn('csi-node', this.initializeCsi());
    this.component.spawn('lease', this.keepLease());
    this.component.spawn('node-status', this.keepStatus());
  }

  *waitForRegistration(): Process<void> {
    while (!this.registered) yield* this.registeredNow.wait();
  }

  private get problems(): readonly string[] {
    const problems: string[] = [];
    if (!this.runtime.connected)
      problems.push(
        'container runtime status check may not have completed yet',
        'PLEG is not healthy: pleg has yet to be successful',
      );
    if (!this.csiReady) problems.push('CSINode is not yet initialized');
    return problems;
  }

  private facts(): NodeFacts {
    const { nodeName: name, address, capacity } = this.options;
    return {
      name,
      address,
      capacity,
      images: this.images,
      problems: this.problems,
      now: wallClock(this.component.now),
    };
  }

  /** The first ask finds no Node; it is created and its status said at once. */
  private *register(): Process<void> {
    let wait = FIRST_RETRY_MILLISECONDS;
    yield* sleep(INVENTORY_MILLISECONDS);
    for (;;) {
      const outcome = yield* attempt(this.tryRegister());
      if (outcome.ok) break;
      this.component.log(`unable to register node with API server: ${outcome.error.message}`);
      yield* sleep(wait);
      wait = Math.min(wait * 2, LONGEST_RETRY_MILLISECONDS);
    }
    this.registered = true;
    this.registeredNow.fire();
    yield* attempt(this.updateStatus(this.client));
  }

  private *tryRegister(): Process<void> {
    const node = newNode(this.facts());
    this.tell(node.status!);
    const found = yield* attempt(this.client.get<Node>('nodes', undefined, this.options.nodeName));
    if (!found.ok && !refusedWith(found.error, 404)) throw found.error;
    this.firstNode = found.ok ? found.value : yield* this.client.create<Node>('nodes', node);
  }

  private *initializeCsi(): Process<void> {
    yield* sleep(CSI_MILLISECONDS);
    let wait = CSI_FIRST_RETRY_MILLISECONDS;
    for (;;) {
      const outcome = yield* attempt(this.tryInitializeCsi());
      if (outcome.ok) break;
      const isRefused = outcome.error instanceof Refusal;
      yield* sleep(isRefused ? wait : CSI_POLL_MILLISECONDS);
      if (isRefused) wait = Math.min(wait * 6, CSI_LONGEST_RETRY_MILLISECONDS);
    }
    this.csiReady = true;
    yield* this.waitForRegistration();
    while (!this.runtime.connected) yield* sleep(100);
    yield* attempt(this.updateStatus(this.client));
  }

  private *tryInitializeCsi(): Process<void> {
    const { nodeName: name } = this.options;
    const node = yield* this.client.get<Node>('nodes', undefined, name);
    const found = yield* attempt(this.client.get<CsiNode>('csinodes.storage.k8s.io', undefined, name));
    if (found.ok) return;
    if (!refusedWith(found.error, 404)) throw found.error;
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name, uid: node.metadata.uid! }];
    const csiNode: CsiNode = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSINode',
      metadata: { name, annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': MIGRATED }, ownerReferences },
      spec: { drivers: [] },
    };
    yield* this.client.create<CsiNode>('csinodes.storage.k8s.io', csiNode);
  }

  private *keepStatus(): Process<void> {
    yield* this.waitForRegistration();
    for (;;) {
      yield* sleep(STATUS_PERIOD_MILLISECONDS * (1 + JITTER * this.component.random.next()));
      yield* this.sayStatus();
    }
  }

  /** The first try trusts the watch, those after it ask the server: the watch may lag behind what was written last. */
  private *sayStatus(): Process<void> {
    for (let tries = 0; tries < STATUS_TRIES; tries++) {
      const outcome = yield* attempt(this.updateStatus(this.heartbeats, tries > 0));
      if (outcome.ok) return;
      this.component.log(`error updating node status: ${outcome.error.message}`);
    }
  }

  private *updateStatus(client: ApiClient, askServer = false): Process<void> {
    if (this.runtime.connected && this.runtime.imagesChanged) this.images = yield* this.runtime.images();
    const known = askServer ? undefined : (this.options.node() ?? this.firstNode);
    const node = known ?? (yield* client.get<Node>('nodes', undefined, this.options.nodeName));
    const before = node.status ?? {};
    const status = nodeStatus(this.facts(), before);
    this.tell(status);
    const { now } = this.component;
    if (!nodeStatusChanged(before, status) && now - this.reportedAt < REPORT_PERIOD_MILLISECONDS && this.reportedAt > 0)
      return;
    const patch = statusPatch(node.metadata.uid!, before, status);
    if (patch)
      yield* client.patch('nodes', undefined, this.options.nodeName, patch, {
        type: 'strategic',
        subresource: 'status',
      });
    this.reportedAt = now;
  }

  /** Events about what a status says for the first time, or says now and did not before. */
  private tell(status: NodeStatus): void {
    const { nodeName } = this.options;
    if (!this.pressureKnown || !this.registered) {
      for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID'])
        this.event(reason, `Node ${nodeName} status is now: ${reason}`);
      this.pressureKnown = true;
    }
    const ready = isReady(status);
    if (this.wasReady !== undefined && ready !== this.wasReady) {
      const reason = ready ? 'NodeReady' : 'NodeNotReady';
      this.event(reason, `Node ${nodeName} status is now: ${reason}`);
      this.component.publish({ ready });
    }
    this.wasReady = ready;
  }

  private event(reason: string, message: string): void {
    const { nodeName: name } = this.options;
    this.events.event({ apiVersion: 'v1', kind: 'Node', metadata: { name, uid: name } }, 'Normal', reason, message);
  }

  private *keepLease(): Process<void> {
    let lease: Lease | undefined;
    let wait = FIRST_RETRY_MILLISECONDS;
    for (;;) {
      const outcome = yield* attempt(lease ? this.renew(lease) : this.obtain());
      lease = outcome.ok ? outcome.value : undefined;
      if (!outcome.ok) this.component.log(`failed to update lease: ${outcome.error.message}`);
      yield* sleep(outcome.ok ? RENEWAL_MILLISECONDS * (1 + JITTER * this.component.random.next()) : wait);
      wait = outcome.ok ? FIRST_RETRY_MILLISECONDS : Math.min(wait * 2, LONGEST_RETRY_MILLISECONDS);
    }
  }

  private renew(lease: Lease): Process<Lease> {
    const spec = { ...lease.spec, renewTime: microTime(this.component.now) };
    return this.heartbeats.update<Lease>('leases.coordination.k8s.io', { ...lease, spec });
  }

  /** Undefined while there is no Node that the lease could belong to: then it has to wait for the next round. */
  private *obtain(): Process<Lease | undefined> {
    const { nodeName: name } = this.options;
    const namespace = 'kube-node-lease';
    const found = yield* attempt(this.heartbeats.get<Lease>('leases.coordination.k8s.io', namespace, name));
    if (found.ok) return yield* this.renew(found.value);
    if (!refusedWith(found.error, 404)) throw found.error;
    const node = yield* attempt(this.heartbeats.get<Node>('nodes', undefined, name));
    if (!node.ok) return undefined;
    const lease: Lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name,
        namespace,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: node.value.metadata.uid! }],
      },
      spec: { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime: microTime(this.component.now) },
    };
    return yield* this.heartbeats.create<Lease>('leases.coordination.k8s.io', lease);
  }
}
