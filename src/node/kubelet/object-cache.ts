import type { ConfigMap, Pod, Secret } from '../../api';
import type { ApiClient } from '../../client';
import { Informer } from '../../client';
import type { Component, Process } from '../../simulation';
import { currentCause, workOn } from '../../simulation';

interface Watched {
  readonly informer: Informer<any>;
  /** Uids of the pods that name it. */
  readonly users: Set<string>;
}

/**
 * Config maps and secrets that pods on this machine name: each is watched by itself from its first use on, which is all
 * the node authorizer lets a kubelet see; and no longer than there is a pod that names it, for then nothing more is heard of it.
 */
export class ObjectCache {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly watched = new Map<string, Watched>();
  /** Hears of objects that changed since they were first asked for, as `configmaps/default/settings`. */
  onChange: (key: string) => void = () => {};

  constructor(component: Component, client: ApiClient) {
    this.component = component;
    this.client = client;
  }

  /** Undefined where there is none. */
  configMap(pod: Pod, name: string): Process<ConfigMap | undefined> {
    return this.find<ConfigMap>('configmaps', pod, name);
  }

  secret(pod: Pod, name: string): Process<Secret | undefined> {
    return this.find<Secret>('secrets', pod, name);
  }

  /** The pod is gone: what only it named is watched no more. */
  release(uid: string): void {
    for (const [key, { informer, users }] of this.watched) {
      if (!users.delete(uid) || users.size > 0) continue;
      informer.stop();
      this.watched.delete(key);
    }
  }

  private *find<T>(resource: 'configmaps' | 'secrets', pod: Pod, name: string): Process<T | undefined> {
    const { namespace = '', uid = '' } = pod.metadata;
    const { informer, users } = this.watch(resource, namespace, name);
    users.add(uid);
    if (!informer.synced) {
      const cause = currentCause(this.component.simulation);
      yield* informer.waitForSync();
      yield* workOn(cause);
    }
    return informer.get(namespace, name) as T | undefined;
  }

  private watch(resource: 'configmaps' | 'secrets', namespace: string, name: string): Watched {
    const key = `${resource}/${namespace}/${name}`;
    const known = this.watched.get(key);
    if (known) return known;
    const fieldSelector = `metadata.name=${name}`;
    const informer = new Informer<any>(this.component, this.client, resource, { namespace, fieldSelector });
    const watched: Watched = { informer, users: new Set() };
    this.watched.set(key, watched);
    informer.onChange(() => informer.synced && this.onChange(key));
    informer.start();
    return watched;
  }
}
