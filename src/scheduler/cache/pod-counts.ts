import type { Selector } from '../../apimachinery';
import { matchesSelector, selectorString } from '../../apimachinery';
import type { NodeInfo } from './node-info';
import type { PodInfo } from './pod-info';

/** How many pods of one namespace a selector selects, node by node, kept up to date. Pods that are being deleted don't count. */
export class PodCount {
  readonly namespace: string;
  readonly selector: Selector;
  readonly perNode = new Map<NodeInfo, number>();
  private readonly byKey = new Map<string, Map<string, number>>();

  constructor(namespace: string, selector: Selector) {
    this.namespace = namespace;
    this.selector = selector;
  }

  on(node: NodeInfo): number {
    return this.perNode.get(node) ?? 0;
  }

  /** By the values of a node label; nodes without it don't count. */
  perValue(key: string): ReadonlyMap<string, number> {
    let sums = this.byKey.get(key);
    if (sums) return sums;
    sums = new Map();
    for (const [node, count] of this.perNode) addTo(sums, node.labels[key], count);
    this.byKey.set(key, sums);
    return sums;
  }

  change(node: NodeInfo, pod: PodInfo, by: 1 | -1): void {
    if (pod.namespace !== this.namespace || pod.isBeingDeleted || !matchesSelector(this.selector, pod.labels)) return;
    const count = this.on(node) + by;
    if (count === 0) this.perNode.delete(node);
    else this.perNode.set(node, count);
    if (node.node) for (const [key, sums] of this.byKey) addTo(sums, node.labels[key], by);
  }

  /** As it would be with another node in place of one. */
  imagine(node: NodeInfo, instead: NodeInfo): PodCount {
    const copy = new PodCount(this.namespace, this.selector);
    for (const [other, count] of this.perNode) if (other !== node) copy.perNode.set(other, count);
    for (const pod of instead.pods.values()) copy.change(instead, pod, 1);
    return copy;
  }

  /** Nodes have other labels now. */
  forgetSums(): void {
    this.byKey.clear();
  }
}

function addTo(sums: Map<string, number>, value: string | undefined, count: number): void {
  if (value !== undefined) sums.set(value, (sums.get(value) ?? 0) + count);
}

const COUNTS_KEPT = 128;
const texts = new WeakMap<Selector, string>();

function textOf(selector: Selector): string {
  let text = texts.get(selector);
  if (text === undefined) texts.set(selector, (text = selectorString(selector)));
  return text;
}

/** The counts that were asked for lately; pods of one owner ask for the same ones again and again. */
export class PodCounts {
  private readonly counts = new Map<string, PodCount>();
  /** What was asked for last: pods of one owner come one after another. */
  private latest: PodCount | undefined;

  of(namespace: string, selector: Selector, nodes: Iterable<NodeInfo>): PodCount {
    const { latest } = this;
    if (latest?.selector === selector && latest.namespace === namespace) return latest;
    return (this.latest = this.found(namespace, selector, nodes));
  }

  private found(namespace: string, selector: Selector, nodes: Iterable<NodeInfo>): PodCount {
    const key = `${namespace}\n${textOf(selector)}`;
    let count = this.counts.get(key);
    if (count) this.counts.delete(key);
    else count = counted(new PodCount(namespace, selector), nodes);
    this.counts.set(key, count);
    if (this.counts.size > COUNTS_KEPT) this.counts.delete(this.counts.keys().next().value!);
    return count;
  }

  change(node: NodeInfo, pod: PodInfo, by: 1 | -1): void {
    for (const count of this.counts.values()) count.change(node, pod, by);
  }

  forgetSums(): void {
    for (const count of this.counts.values()) count.forgetSums();
  }
}

function counted(count: PodCount, nodes: Iterable<NodeInfo>): PodCount {
  for (const node of nodes) for (const pod of node.pods.values()) count.change(node, pod, 1);
  return count;
}
