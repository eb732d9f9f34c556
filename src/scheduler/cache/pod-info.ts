import type { Container, HostPort, Pod, PodAffinityTerm, WeightedPodAffinityTerm } from '../../api';
import { hostPortsOf, podRequests, podScoredRequests } from '../../api';
import type { Labels, Selector } from '../../apimachinery';
import { matchesSelector, selectorOf } from '../../apimachinery';
import { objectKey } from '../../client';

/** Amounts as the scheduler counts them: CPU in thousandths, the rest in bytes or pieces. */
export interface Amounts {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  /** Extended resources and huge pages, by name. */
  readonly others: readonly (readonly [name: string, amount: number])[];
}

/** One term of a pod's affinity or anti-affinity, ready to be asked. */
export interface AffinityTerm {
  readonly selector: Selector;
  readonly namespaces: ReadonlySet<string>;
  readonly namespaceSelector: Selector | undefined;
  readonly topologyKey: string;
  /** Of preferred terms; 0 of required ones. */
  readonly weight: number;
}

/** A pod with what plugins ask of it again and again, worked out once. */
export class PodInfo {
  /** The newest version known. Only parts that don't matter here differ from the one this was worked out from. */
  pod: Pod;
  readonly key: string;
  readonly priority: number;
  readonly requests: Amounts;
  readonly scoredCpu: number;
  readonly scoredMemory: number;
  readonly hostPorts: readonly HostPort[];
  /** Image names with their tags. */
  readonly images: readonly string[];
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly AffinityTerm[];
  readonly preferredAntiAffinity: readonly AffinityTerm[];

  constructor(pod: Pod) {
    this.pod = pod;
    this.key = podKey(pod);
    this.priority = pod.spec.priority ?? 0;
    this.requests = amountsOf(podRequests(pod));
    const scored = podScoredRequests(pod);
    this.scoredCpu = scored.cpu ?? 0;
    this.scoredMemory = scored.memory ?? 0;
    this.hostPorts = hostPortsOf(pod);
    this.images = imagesOf(pod);
    const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
    this.requiredAffinity = requiredTerms(pod, podAffinity?.requiredDuringSchedulingIgnoredDuringExecution);
    this.requiredAntiAffinity = requiredTerms(pod, podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution);
    this.preferredAffinity = preferredTerms(pod, podAffinity?.preferredDuringSchedulingIgnoredDuringExecution);
    this.preferredAntiAffinity = preferredTerms(pod, podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution);
  }

  get namespace(): string {
    return this.pod.metadata.namespace ?? '';
  }

  get labels(): Labels | undefined {
    return this.pod.metadata.labels;
  }

  get isBeingDeleted(): boolean {
    return this.pod.metadata.deletionTimestamp !== undefined;
  }

  get hasAffinity(): boolean {
    return (
      this.requiredAffinity.length > 0 ||
      this.requiredAntiAffinity.length > 0 ||
      this.preferredAffinity.length > 0 ||
      this.preferredAntiAffinity.length > 0
    );
  }
}

export const podKey = (pod: Pod): string => objectKey(pod.metadata.namespace, pod.metadata.name);

const noOthers: Amounts['others'] = [];

export function amountsOf(amounts: Readonly<Record<string, number>>): Amounts {
  let others: (readonly [string, number])[] | undefined;
  for (const name in amounts) {
    if (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || name === 'pods') continue;
    (others ??= []).push([name, amounts[name]!]);
  }
  const { cpu = 0, memory = 0 } = amounts;
  return { cpu, memory, ephemeralStorage: amounts['ephemeral-storage'] ?? 0, others: others ?? noOthers };
}

const none: readonly never[] = [];

/** Ports on the machine itself, of containers and sidecars. */
function imagesOf({ spec }: Pod): readonly string[] {
  const containers: readonly Container[] = spec.initContainers
    ? [...spec.initContainers, ...spec.containers]
    : spec.containers;
  return containers.map(({ image = '' }) =>
    image.lastIndexOf(':') > image.lastIndexOf('/') ? image : `${image}:latest`,
  );
}

function requiredTerms(pod: Pod, terms: readonly PodAffinityTerm[] | undefined): readonly AffinityTerm[] {
  return terms?.map((term) => termOf(pod, term, 0)) ?? none;
}

function preferredTerms(pod: Pod, terms: readonly WeightedPodAffinityTerm[] | undefined): readonly AffinityTerm[] {
  return terms?.map(({ podAffinityTerm, weight }) => termOf(pod, podAffinityTerm, weight)) ?? none;
}

/** Without a word about namespaces, a term speaks of the pod's own. */
function termOf(pod: Pod, term: PodAffinityTerm, weight: number): AffinityTerm {
  const { namespaces = none, namespaceSelector, labelSelector, topologyKey } = term;
  const own = namespaces.length === 0 && !namespaceSelector;
  return {
    selector: selectorOf(labelSelector),
    namespaces: new Set(own ? [pod.metadata.namespace ?? ''] : namespaces),
    namespaceSelector: namespaceSelector ? selectorOf(namespaceSelector) : undefined,
    topologyKey,
    weight,
  };
}

/** @param namespaceLabels of the pod's namespace */
export function termMatches(term: AffinityTerm, pod: PodInfo, namespaceLabels: Labels | undefined): boolean {
  const { namespaces, namespaceSelector, selector } = term;
  const meant =
    namespaces.has(pod.namespace) ||
    (namespaceSelector !== undefined && matchesSelector(namespaceSelector, namespaceLabels));
  return meant && matchesSelector(selector, pod.labels);
}
