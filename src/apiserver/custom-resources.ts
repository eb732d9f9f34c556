/** Resources that definitions make. Their rules come in a chunk of their own (`custom/`): most clusters never have any. */
import { Signal } from '../simulation';
import type { Component, Process } from '../simulation';
import type { AdmissionView } from './admission/plugin';
import type { ListedGroup } from './discovery/groups';
import type { Resource } from './registry/resource';
import type { EtcdDoor } from './storage/etcd-door';
import type { Store } from './storage/store';

/** What the controllers of definitions inside a server need of it. */
export interface CustomResourcesParts {
  readonly component: Component;
  readonly etcd: EtcdDoor;
  readonly definitions: Store;
  readonly apiServices: Store;
  readonly view: AdmissionView;
  readonly clusterSecret: string;
  /** All of the server's stores: what is served comes and goes. */
  readonly stores: Map<string, Store>;
  /** These are served from now on, beside what always is, and no others. */
  serve(resources: readonly Resource[], groups: readonly ListedGroup[]): void;
}

type Serve = (parts: CustomResourcesParts, changed: Signal) => Process<void>;

let offered: Serve | undefined;

export function offerCustomResources(serve: Serve): void {
  offered = serve;
}

/** Fetches the rules of custom kinds; to be waited for before users write. */
export const loadCustomResources = () => import('./custom');

/** Waits for the first definition, then serves what definitions say. */
export function* serveCustomResources(parts: CustomResourcesParts): Process<void> {
  const { definitions, component } = parts;
  yield* definitions.feed.waitUntilReady();
  const changed = new Signal(component.simulation);
  const fire = () => changed.fire();
  definitions.cache.watch({ prefix: '' }, { deliver: fire, stop: fire });
  while (definitions.cache.range('').next().done) yield* changed.wait();
  if (!offered) throw new Error('the rules of custom kinds have not been loaded');
  yield* offered(parts, changed);
}
