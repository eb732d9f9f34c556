import type { KubeObject, OwnerReference } from '../../apimachinery';

export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

/** An object as far as ownership goes. A virtual one is named by a dependent and has not been seen itself. */
export interface GraphNode {
  readonly uid: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  owners: readonly OwnerReference[];
  readonly dependents: Map<string, GraphNode>;
  virtual: boolean;
  beingDeleted: boolean;
  /** Waits, in a foreground deletion, until its dependents are gone. */
  deletingDependents: boolean;
  orphaning: boolean;
}

/** What a change of the graph sets in motion: objects to look at for deletion, and owners to let their dependents go. */
export interface GraphWork {
  readonly consider: readonly GraphNode[];
  readonly orphan?: GraphNode;
}

const NOTHING: GraphWork = { consider: [] };
const NO_OWNERS: readonly OwnerReference[] = [];
const ABSENT_REMEMBERED = 500;

/** Who owns whom, over all kinds, kept from what the watches tell. */
export class OwnerGraph {
  private readonly nodes = new Map<string, GraphNode>();
  /** Owners known to be gone: nobody has to ask the server about them for each dependent. */
  private readonly absent = new Set<string>();

  get(uid: string): GraphNode | undefined {
    return this.nodes.get(uid);
  }

  isAbsent(uid: string): boolean {
    return this.absent.has(uid);
  }

  rememberAbsent(uid: string): void {
    this.absent.add(uid);
    if (this.absent.size > ABSENT_REMEMBERED) this.absent.delete(this.absent.values().next().value!);
  }

  /** An object was added or changed. */
  seen(object: KubeObject): GraphWork {
    const uid = object.metadata.uid!;
    const known = this.nodes.get(uid);
    const consider: GraphNode[] = [];
    const node = known ?? nodeOf(object);
    if (!known) this.nodes.set(uid, node);
    node.virtual = false;
    this.relink(node, object.metadata.ownerReferences ?? NO_OWNERS, consider);
    return this.deletion(node, object, consider);
  }

  /** An object is gone: its dependents may follow, and owners that waited for it may go on. */
  removed(uid: string): GraphWork {
    const node = this.nodes.get(uid);
    if (!node) return NOTHING;
    this.nodes.delete(uid);
    for (const { uid: owner } of node.owners) this.nodes.get(owner)?.dependents.delete(uid);
    if (node.dependents.size > 0) this.rememberAbsent(uid);
    const waiting = node.owners
      .map((owner) => this.nodes.get(owner.uid))
      .filter((owner) => owner?.deletingDependents === true);
    return { consider: [...node.dependents.values(), ...(waiting as GraphNode[])] };
  }

  /** Dependents that an owner in foreground deletion has to wait for. */
  blocking(owner: GraphNode): readonly GraphNode[] {
    return [...owner.dependents.values()].filter(({ owners }) =>
      owners.some(({ uid, blockOwnerDeletion }) => uid === owner.uid && blockOwnerDeletion),
    );
  }

  private relink(node: GraphNode, owners: readonly OwnerReference[], consider: GraphNode[]): void {
    if (owners === node.owners) return;
    const before = node.owners;
    node.owners = owners;
    for (const owner of before) {
      if (owners.some(({ uid }) => uid === owner.uid)) continue;
      this.nodes.get(owner.uid)?.dependents.delete(node.uid);
      this.unblocked(owner, consider);
    }
    for (const owner of owners) {
      this.link(node, owner, consider);
      const blocked = before.find(({ uid }) => uid === owner.uid)?.blockOwnerDeletion;
      if (blocked && !owner.blockOwnerDeletion) this.unblocked(owner, consider);
    }
  }

  private unblocked({ uid }: OwnerReference, consider: GraphNode[]): void {
    const owner = this.nodes.get(uid);
    if (owner?.deletingDependents) consider.push(owner);
  }

  /** An owner that was never seen is made up, and has to be looked for. */
  private link(node: GraphNode, owner: OwnerReference, consider: GraphNode[]): void {
    let known = this.nodes.get(owner.uid);
    if (!known) {
      known = blank(owner.uid, owner.apiVersion, owner.kind, node.namespace, owner.name);
      known.virtual = true;
      this.nodes.set(owner.uid, known);
      consider.push(known);
    }
    known.dependents.set(node.uid, node);
  }

  private deletion(node: GraphNode, object: KubeObject, consider: GraphNode[]): GraphWork {
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    if (!deletionTimestamp) return consider.length > 0 ? { consider } : NOTHING;
    node.beingDeleted = true;
    if (finalizers.includes(ORPHAN) && !node.orphaning) {
      node.orphaning = true;
      return { consider, orphan: node };
    }
    if (finalizers.includes(FOREGROUND) && !node.deletingDependents) {
      node.deletingDependents = true;
      consider.push(...node.dependents.values(), node);
    }
    return consider.length > 0 ? { consider } : NOTHING;
  }
}

function blank(uid: string, apiVersion: string, kind: string, namespace: string | undefined, name: string): GraphNode {
  return {
    uid,
    apiVersion,
    kind,
    namespace,
    name,
    owners: NO_OWNERS,
    dependents: new Map(),
    virtual: false,
    beingDeleted: false,
    deletingDependents: false,
    orphaning: false,
  };
}

function nodeOf({ apiVersion, kind, metadata: { uid, namespace, name } }: KubeObject): GraphNode {
  return blank(uid!, apiVersion, kind, namespace, name);
}
