import type { Lease, Node, Pod } from '../../api';
import { microTime, wallClock } from '../../apimachinery';
import { ApiClient, Informer, refusedWith, startWorkers, WorkQueue } from '../../client';
import type { Component, Process, Program } from '../../simulation';
import { attempt, sleep } from '../../simulation';
import { nodeStatus } from '../kubelet/node-status';
import { statusPatch } from '../kubelet/status-patch';
import { nextPodStatus } from './pretended-pod';

export interface PretendedKubeletOptions {
  /** Address of the API server, or of the balancer before several. */
  readonly server: string;
  readonly nodeName: string;
  readonly address: string;
}

const LEASE_SECONDS = 40;
const RENEWAL_MILLISECONDS = 10_000;
const RETRY_MILLISECONDS = 500;
/** How long a pod takes to start: least and most. */
const START_MILLISECONDS = [50, 250] as const;
/** And how long to stop: whoever deletes it still sees it go. */
const STOP_MILLISECONDS = [15, 40] as const;
const WORKERS = 16;

/**
 * A machine that only pretends, as kwok's do: it keeps a Node that somebody created Ready, and says of the pods bound to it that they
 * run. Nothing runs there: no images, no containers, no logs.
 */
export function pretendedKubelet(options: PretendedKubeletOptions): Program {
  return (component) => new PretendedKubelet(component, options).start();
}

class PretendedKubelet {
  readonly #component: Component;
  readonly #options: PretendedKubeletOptions;
  readonly #client: ApiClient;
  readonly #pods: Informer<Pod>;
  readonly #queue: WorkQueue;
  readonly #addresses = new Map<string, string>();
  #prefix = '10.244.255';
  #lastAddress = 1;

  constructor(component: Component, options: PretendedKubeletOptions) {
    const { server, nodeName } = options;
    this.#component = component;
    this.#options = options;
    const identity = {
      certificate: `CN=system:node:${nodeName},O=system:nodes`,
      userAgent: 'kwok/v0.7.0 (linux/amd64) wheelhouse',
    };
    this.#client = new ApiClient(component, server, identity);
    this.#pods = new Informer<Pod>(component, this.#client, 'pods', { fieldSelector: `spec.nodeName=${nodeName}` });
    this.#queue = new WorkQueue(component, 'pods');
  }

  start(): void {
    this.#component.spawn('node', this.#keepNode());
    this.#component.spawn('lease', this.#keepLease());
    this.#pods.onChange(({ type, object }) => this.#noticed(type, object));
    this.#pods.start();
    startWorkers(this.#component, this.#queue, { workers: WORKERS }, (key) => this.#reconcile(key));
  }

  #noticed(type: string, { metadata }: Pod): void {
    const key = `${metadata.namespace}/${metadata.name}`;
    if (type === 'deleted') this.#addresses.delete(metadata.uid!);
    else if (type === 'added') this.#queue.addAfter(key, this.#component.random.between(...START_MILLISECONDS));
    else if (metadata.deletionTimestamp)
      this.#queue.addAfter(key, this.#component.random.between(...STOP_MILLISECONDS));
    else this.#queue.add(key);
  }

  *#reconcile(key: string): Process<void> {
    const [namespace = '', name = ''] = key.split('/');
    const pod = this.#pods.get(namespace, name);
    if (!pod) return;
    const { uid, deletionTimestamp } = pod.metadata;
    if (deletionTimestamp) {
      yield* gone(
        this.#client.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid: uid! } }),
      );
      return;
    }
    const facts = { hostIp: this.#options.address, podIp: this.#addressOf(pod), now: wallClock(this.#component.now) };
    const status = nextPodStatus(pod, facts);
    const patch = status && statusPatch(uid!, pod.status ?? {}, status);
    if (patch)
      yield* gone(this.#client.patch('pods', namespace, name, patch, { type: 'strategic', subresource: 'status' }));
  }

  #addressOf({ metadata: { uid = '' } }: Pod): string {
    let address = this.#addresses.get(uid);
    if (address === undefined) {
      this.#lastAddress = this.#lastAddress < 254 ? this.#lastAddress + 1 : 2;
      this.#addresses.set(uid, (address = `${this.#prefix}.${this.#lastAddress}`));
    }
    return address;
  }

  /** Says that the machine is Ready, and again whenever somebody else says otherwise. */
  *#keepNode(): Process<void> {
    for (;;) {
      const outcome = yield* attempt(this.#reportNode());
      yield* sleep(outcome.ok ? RENEWAL_MILLISECONDS : RETRY_MILLISECONDS);
    }
  }

  *#reportNode(): Process<void> {
    const { nodeName, address } = this.#options;
    const node = yield* this.#client.get<Node>('nodes', undefined, nodeName);
    if (node.spec?.podCIDR) this.#prefix = node.spec.podCIDR.split('.').slice(0, 3).join('.');
    const before = node.status ?? {};
    const { capacity = before.allocatable, allocatable = capacity } = before;
    const known = before.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    if (known) return;
    const size = { cpu: '0', memory: '0', pods: '0', 'ephemeral-storage': '0' };
    const now = wallClock(this.#component.now);
    const said = nodeStatus({ name: nodeName, address, capacity: size, images: [], problems: [], now }, before);
    const patch = statusPatch(node.metadata.uid!, before, { ...said, capacity, allocatable, images: before.images });
    if (patch)
      yield* this.#client.patch('nodes', undefined, nodeName, patch, { type: 'strategic', subresource: 'status' });
  }

  *#keepLease(): Process<void> {
    for (;;) {
      const outcome = yield* attempt(this.#renewLease());
      yield* sleep(outcome.ok ? RENEWAL_MILLISECONDS : RETRY_MILLISECONDS);
    }
  }

  *#renewLease(): Process<void> {
    const { nodeName: name } = this.#options;
    const resource = 'leases.coordination.k8s.io';
    const namespace = 'kube-node-lease';
    const renewTime = microTime(this.#component.now);
    const found = yield* attempt(this.#client.get<Lease>(resource, namespace, name));
    if (found.ok) {
      yield* this.#client.update<Lease>(resource, { ...found.value, spec: { ...found.value.spec, renewTime } });
      return;
    }
    if (!refusedWith(found.error, 404)) throw found.error;
    const node = yield* this.#client.get<Node>('nodes', undefined, name);
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name, uid: node.metadata.uid! }];
    yield* this.#client.create<Lease>(resource, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace, ownerReferences },
      spec: { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime },
    });
  }
}

/** What was about a pod that is not there any more has come to what it was to come to. */
function* gone(request: Process<unknown>): Process<void> {
  const outcome = yield* attempt(request);
  if (!outcome.ok && !refusedWith(outcome.error, 404) && !refusedWith(outcome.error, 409)) throw outcome.error;
}
