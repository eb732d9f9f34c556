import type { KubeObject } from '../apimachinery';
import type { Component, Process } from '../simulation';
import type { ApiClient } from './api-client';
import { Informer } from './informer';
import type { ResourceName } from './resource-path';

/** One informer per resource for all the loops of a component. */
export class SharedInformers {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly resyncMilliseconds: number | undefined;
  private readonly informers = new Map<ResourceName, Informer<any>>();

  /** @param resyncMilliseconds how often handlers are told of everything again; never unless said */
  constructor(component: Component, client: ApiClient, resyncMilliseconds?: number) {
    this.component = component;
    this.client = client;
    this.resyncMilliseconds = resyncMilliseconds;
  }

  of<T extends KubeObject>(resource: ResourceName): Informer<T> {
    let informer = this.informers.get(resource);
    const { component, client, resyncMilliseconds } = this;
    if (!informer) {
      informer = new Informer<T>(component, client, resource, { resyncMilliseconds });
      this.informers.set(resource, informer);
    }
    return informer;
  }

  /** Starts those asked for so far; may be said again after more were asked for. */
  start(): void {
    for (const informer of this.informers.values()) informer.start();
  }

  *waitForSync(): Process<void> {
    for (const informer of this.informers.values()) yield* informer.waitForSync();
  }
}
