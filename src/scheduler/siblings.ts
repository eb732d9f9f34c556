import type { Pod } from '../api';
import { controllerOf } from '../api';
import type { KubeObject, Labels, LabelSelector, Requirement, Selector } from '../apimachinery';
import { matchesLabels, selectorOf } from '../apimachinery';
import type { Informer } from '../client';

interface Selecting extends KubeObject {
  readonly spec: { readonly selector?: any };
}

/** Those who select pods; undefined while the cluster doesn't serve the kind. */
export interface Selectors {
  readonly services: Informer<Selecting> | undefined;
  readonly replicationControllers: Informer<Selecting> | undefined;
  readonly replicaSets: Informer<Selecting> | undefined;
  readonly statefulSets: Informer<Selecting> | undefined;
}

const equals = (labels: Labels): Requirement[] =>
  Object.entries(labels).map(([key, value]) => ({ key, operator: '=', values: [value] }));

function ownersSelector(pod: Pod, selectors: Selectors): Selector | undefined {
  const owner = controllerOf(pod);
  if (!owner) return undefined;
  const find = (informer: Informer<Selecting> | undefined) =>
    informer?.get(pod.metadata.namespace, owner.name)?.spec.selector;
  if (owner.kind === 'ReplicationController') return equals((find(selectors.replicationControllers) as Labels) ?? {});
  const informer =
    owner.kind === 'ReplicaSet'
      ? selectors.replicaSets
      : owner.kind === 'StatefulSet'
        ? selectors.statefulSets
        : undefined;
  const selector = find(informer) as LabelSelector | undefined;
  return selector && selectorOf(selector);
}

function servicesOf(pod: Pod, services: Informer<Selecting> | undefined): readonly Labels[] {
  if (!services) return [];
  const near = services
    .byIndex('namespace', pod.metadata.namespace ?? '')
    .map(({ spec }) => spec.selector as Labels | undefined);
  return near.filter(
    (labels) => labels !== undefined && Object.keys(labels).length > 0 && matchesLabels(labels, pod.metadata.labels),
  ) as Labels[];
}

/** Pods that are like this one: selected by all its services and by its owner. undefined where nobody selects it. */
export function siblingsOf(pod: Pod, selectors: Selectors): Selector | undefined {
  const services = servicesOf(pod, selectors.services);
  const owners = ownersSelector(pod, selectors);
  if (services.length === 0) return owners?.length ? owners : undefined;
  const merged: Labels = Object.assign({}, ...services);
  return [...equals(merged), ...(owners ?? [])].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
