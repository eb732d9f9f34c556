import type { KindDefinition } from '../../api';
import { resourceName } from '../../api';
import type { ApiAnswer, ApiRequest, KubeObject } from '../../apimachinery';
import type { RequestInfo } from '../request/request-info';
import type { ServiceAllocator } from '../services/allocator';
import type { Store } from '../storage/store';

/** A served kind with the store that keeps it; two kinds may share one store, each seeing its objects in its own form. */
export class Resource {
  readonly kind: KindDefinition;
  readonly store: Store;
  /** `deployments.apps` */
  readonly name: string;
  /** `Deployment.apps` */
  readonly kindName: string;
  /** Of services: gives them addresses and ports. */
  readonly allocator: ServiceAllocator | undefined;
  /** What is said before anything is done, where that is not the same as with all others. */
  turnsAway?(info: RequestInfo, request: ApiRequest): ApiAnswer | undefined;
  private readonly shown = new WeakMap<KubeObject, KubeObject>();

  constructor(kind: KindDefinition, store: Store, allocator?: ServiceAllocator) {
    this.kind = kind;
    this.store = store;
    this.allocator = allocator;
    this.name = resourceName(kind);
    this.kindName = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  }

  /** A stored object as this kind; converted once. */
  show(stored: KubeObject): KubeObject {
    if (!this.kind.fromStorage) return stored;
    let object = this.shown.get(stored);
    if (!object) this.shown.set(stored, (object = this.kind.fromStorage(stored)));
    return object;
  }

  keep(object: KubeObject): KubeObject {
    return this.kind.toStorage ? this.kind.toStorage(object) : object;
  }
}
