import type { Pod } from '../api';
import type { KubeObject, Selector } from '../apimachinery';
import { equal, matchesSelector } from '../apimachinery';
import type { Change, Informer } from '../client';
import { BY_CONTROLLER, controllerIndex, controllerOf } from './context';

/** What happened to a pod, as its owner sees it: offered is one without an owner that the owner's selector matches. */
export type PodNews = 'appeared' | 'changed' | 'leaves' | 'lost' | 'offered';

export interface PodOwners<T extends KubeObject> {
  readonly kind: string;
  readonly owners: Informer<T>;
  readonly pods: Informer<Pod>;
  selectorOf(owner: T): Selector;
  tell(owner: T, news: PodNews, pod: Pod, previous?: Pod): void;
}

/** Tells owners of one kind what happens to their pods. */
export function watchOwnedPods<T extends KubeObject>(options: PodOwners<T>): void {
  const watch = new OwnedPods(options);
  options.pods.addIndexer(BY_CONTROLLER, controllerIndex);
  options.pods.onChange((change) => watch.changed(change));
}

/** The owner by kind, name and uid; another one by the same name is none. */
export function ownerIn<T extends KubeObject>(owners: Informer<T>, kind: string, object: KubeObject): T | undefined {
  const reference = controllerOf(object);
  if (reference?.kind !== kind) return undefined;
  const owner = owners.get(object.metadata.namespace, reference.name);
  return owner?.metadata.uid === reference.uid ? owner : undefined;
}

class OwnedPods<T extends KubeObject> {
  private readonly options: PodOwners<T>;

  constructor(options: PodOwners<T>) {
    this.options = options;
  }

  changed({ type, object, previous }: Change<Pod>): void {
    const { tell } = this.options;
    const owner = this.ownerOf(object);
    if (type === 'deleted' || object.metadata.deletionTimestamp) {
      if (owner) tell(owner, 'leaves', object, previous);
    } else if (type === 'updated') this.updated(object, previous!, owner);
    else if (owner) tell(owner, 'appeared', object);
    else if (!controllerOf(object)) this.offer(object);
  }

  private updated(pod: Pod, previous: Pod, owner: T | undefined): void {
    const { tell } = this.options;
    const sameOwners = pod.metadata.ownerReferences === previous.metadata.ownerReferences;
    const before = sameOwners ? owner : this.ownerOf(previous);
    if (before && before !== owner) tell(before, 'lost', pod, previous);
    if (owner) return tell(owner, 'changed', pod, previous);
    if (controllerOf(pod)) return;
    const relabeled =
      pod.metadata.labels !== previous.metadata.labels && !equal(pod.metadata.labels, previous.metadata.labels);
    if (relabeled || controllerOf(previous)) this.offer(pod);
  }

  private ownerOf(pod: Pod): T | undefined {
    return ownerIn(this.options.owners, this.options.kind, pod);
  }

  /** A pod without an owner: every one that selects it should have a look. */
  private offer(pod: Pod): void {
    const { owners, selectorOf, tell } = this.options;
    if (!pod.metadata.labels) return;
    for (const owner of owners.list()) {
      if (owner.metadata.namespace !== pod.metadata.namespace) continue;
      if (matchesSelector(selectorOf(owner), pod.metadata.labels)) tell(owner, 'offered', pod);
    }
  }
}
