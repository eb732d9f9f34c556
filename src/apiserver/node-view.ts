import type { PersistentVolume, Pod, Volume } from '../api';
import { claimNameOf } from '../api';
import type { NodeView, Referred } from './authorization/node-authorizer';
import type { Store } from './storage/store';
import type { CacheEvent } from './storage/watch-cache';

/** Which pods are on which node and what they refer to: the node authorizer's graph, kept up to date by the pods' cache. */
export class PodGraph implements NodeView {
  private readonly pods: Store;
  private readonly volumes: Store;
  private readonly byNode = new Map<string, Set<string>>();

  constructor(pods: Store, volumes: Store) {
    this.pods = pods;
    this.volumes = volumes;
  }

  /** Follows the pods' cache, from the start and again whenever the cache begins anew. */
  follow(): void {
    this.byNode.clear();
    for (const { object } of this.pods.cache.range(`${this.pods.prefix}/`)) this.add(object as Pod);
    const again = () => this.follow();
    this.pods.cache.watch({ prefix: '' }, { deliver: (event) => this.take(event), stop: again });
  }

  nodeOfPod(namespace: string, name: string): string | undefined {
    return (this.pods.cache.get(this.pods.key(namespace, name))?.object as Pod | undefined)?.spec.nodeName ?? undefined;
  }

  /** To a volume by the claim that has it. */
  refersTo(node: string, resource: Referred, namespace: string, name: string): boolean {
    if (resource === 'persistentvolumes') {
      const volume = this.volumes.cache.get(this.volumes.key('', name))?.object as PersistentVolume | undefined;
      const { claimRef } = volume?.spec ?? {};
      return this.refersTo(node, 'persistentvolumeclaims', claimRef?.namespace ?? '', claimRef?.name ?? '');
    }
    for (const key of this.byNode.get(node) ?? []) {
      const pod = this.pods.cache.get(key)?.object as Pod | undefined;
      if (pod?.metadata.namespace === namespace && references(pod, resource, name)) return true;
    }
    return false;
  }

  private take({ object, previous, deleted }: CacheEvent): void {
    const node = (object as Pod).spec.nodeName;
    const before = (previous as Pod | undefined)?.spec.nodeName;
    if (before && (deleted || before !== node)) this.drop(previous as Pod);
    if (!deleted && node && node !== before) this.add(object as Pod);
  }

  private add(pod: Pod): void {
    const { nodeName } = pod.spec;
    if (!nodeName) return;
    let keys = this.byNode.get(nodeName);
    if (!keys) this.byNode.set(nodeName, (keys = new Set()));
    keys.add(this.pods.key(pod.metadata.namespace!, pod.metadata.name));
  }

  private drop(pod: Pod): void {
    this.byNode.get(pod.spec.nodeName!)?.delete(this.pods.key(pod.metadata.namespace!, pod.metadata.name));
  }
}

function references(pod: Pod, resource: Referred, name: string): boolean {
  const { spec } = pod;
  if (resource === 'persistentvolumeclaims')
    return spec.volumes?.some((volume) => claimNameOf(pod, volume) === name) ?? false;
  if (resource === 'serviceaccounts') return spec.serviceAccountName === name;
  if (resource === 'secrets' && spec.imagePullSecrets?.some((secret) => secret.name === name)) return true;
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const field = resource === 'configmaps' ? 'configMap' : 'secret';
  return (
    containers.some((container) => usedByContainer(container, field, name)) ||
    (spec.volumes?.some((volume) => usedByVolume(volume, field, name)) ?? false)
  );
}

type Container = Pod['spec']['containers'][number];

function usedByContainer({ env, envFrom }: Container, field: 'configMap' | 'secret', name: string): boolean {
  const whole = `${field}Ref` as const;
  const one = `${field}KeyRef` as const;
  return (
    (envFrom?.some((source) => source[whole]?.name === name) ?? false) ||
    (env?.some(({ valueFrom }) => valueFrom?.[one]?.name === name) ?? false)
  );
}

function usedByVolume(volume: Volume, field: 'configMap' | 'secret', name: string): boolean {
  const direct = field === 'configMap' ? volume.configMap?.name : volume.secret?.secretName;
  return direct === name || (volume.projected?.sources?.some((source) => source[field]?.name === name) ?? false);
}
