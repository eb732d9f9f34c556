import type { ConfigMap, Secret } from '../../api';
import type { ApiClient } from '../../client';
import { Informer } from '../../client';
import type { Component, Process } from '../../simulation';
import { currentCause, workOn } from '../../simulation';

/**
 * Config maps and secrets that pods on this machine name: each is watched by itself from its first use on, which is all
 * the node authorizer lets a kubelet see.
 */
export class ObjectCache {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly informers = new Map<string, Informer<any>>();
  /** Hears of objects that changed since they were first asked for, as `configmaps/default/settings`. */
  onChange: (key: string) => void = () => {};

  constructor(component: Component, client: ApiClient) {
    this.component = component;
    this.client = client;
  }

  /** Undefined where there is none. */
  configMap(namespace: string, name: string): Process<ConfigMap | undefined> {
    return this.find<ConfigMap>('configmaps', namespace, name);
  }

  secret(namespace: string, name: string): Process<Secret | undefined> {
    return this.find<Secret>('secrets', namespace, name);
  }

  private *find<T>(resource: 'configmaps' | 'secrets', namespace: string, name: string): Process<T | undefined> {
    const key = `${resource}/${namespace}/${name}`;
    let informer = this.informers.get(key);
    if (!informer) {
      informer = new Informer<any>(this.component, this.client, resource, {
        namespace,
        fieldSelector: `metadata.name=${name}`,
      });
      this.informers.set(key, informer);
      const found = informer;
      informer.onChange(() => found.synced && this.onChange(key));
      informer.start();
    }
    if (!informer.synced) {
      const cause = currentCause(this.component.simulation);
      yield* informer.waitForSync();
      yield* workOn(cause);
    }
    return informer.get(namespace, name) as T | undefined;
  }
}
