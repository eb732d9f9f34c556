import { findKind } from '../../api';
import type { KubeObject, OwnerReference } from '../../apimachinery';

export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

/** An object as far as ownership goes. A virtual one is named by a dependent and has not been seen itself. */
export interface GraphNode {
  readonly uid: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Of a virtual one: where it is looked for. */
  namespace: string | undefined;
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
  /** Dependents of an owner that stands in a namespace which isn't theirs. */
  readonly misplaced?: readonly Misplaced[];
}

export interface Misplaced {
  readonly dependent: GraphNode;
  readonly owner: GraphNode;
}

const NOTHING: GraphWork = { consider: [] };
const NO_OWNERS: readonly OwnerReference[] = [];
const ABSENT_REMEMBERED = 500;

type KindOf = (apiVersion: string, kind: string) => { readonly namespaced: boolean } | undefined;

/** Who owns whom, over all kinds, kept from what the watches tell. */
export class OwnerGraph {
  private readonly kindOf: KindOf;
  private readonly nodes = new Map<string, GraphNode>();
  /** Owners known to be gone from where they were looked for: nobody has to ask the server about them for each dependent. */
  private readonly absent = new Set<string>();

  constructor(kindOf: KindOf = findKind) {
    this.kindOf = kindOf;
  }

  get(uid: string): GraphNode | undefined {
    return this.nodes.get(uid);
  }

  isAbsent(uid: string, namespace: string | undefined): boolean {
    return this.absent.has(placeKey(uid, namespace));
  }

  rememberAbsent(uid: string, namespace: string | undefined): void {
    this.absent.add(placeKey(uid, namespace));
    if (this.absent.size > ABSENT_REMEMBERED) this.absent.delete(this.absent.values().next().value!);
  }

  /** An object was added or changed. */
  seen(object: KubeObject): GraphWork {
    const uid = object.metadata.uid!;
    const known = this.nodes.get(uid);
    const consider: GraphNode[] = [];
    const node = known ?? nodeOf(object);
    if (!known) this.nodes.set(uid, node);
    const misplaced = node.virtual ? this.appeared(node, object, consider) : [];
    this.relink(node, object.metadata.ownerReferences ?? NO_OWNERS, consider, misplaced);
    const work = this.deletion(node, object, consider);
    return misplaced.length > 0 ? { ...work, misplaced } : work;
  }

  /** What dependents had named is there; those of other namespaces had no right to. */
  private appeared(node: GraphNode, { metadata }: KubeObject, consider: GraphNode[]): Misplaced[] {
    node.virtual = false;
    node.namespace = metadata.namespace;
    const dependents = [...node.dependents.values()];
    const strangers = dependents.filter((dependent) => isMisplaced(dependent, node));
    const misnaming = dependents.filter(({ owners }) =>
      owners.some((owner) => owner.uid === node.uid && !isNamedRightly(owner, node)),
    );
    consider.push(...strangers, ...misnaming.filter((dependent) => !strangers.includes(dependent)));
    return strangers.map((dependent) => ({ dependent, owner: node }));
  }

  /** Where a virtual one was looked for it isn't: its dependents there have lost it, those of another namespace have it looked for in theirs. */
  notFound(node: GraphNode): GraphWork {
    this.rememberAbsent(node.uid, node.namespace);
    const dependents = [...node.dependents.values()];
    const elsewhere = node.virtual ? dependents.filter((dependent) => isMisplaced(dependent, node)) : [];
    if (elsewhere.length === 0) return this.removed(node.uid);
    const lost = dependents.filter((dependent) => !elsewhere.includes(dependent));
    for (const { uid } of lost) node.dependents.delete(uid);
    node.namespace = elsewhere[0]!.namespace;
    return { consider: [...lost, node] };
  }

  /** An object is gone: its dependents may follow, and owners that waited for it may go on. */
  removed(uid: string): GraphWork {
    const node = this.nodes.get(uid);
    if (!node) return NOTHING;
    this.nodes.delete(uid);
    for (const { uid: owner } of node.owners) this.nodes.get(owner)?.dependents.delete(uid);
    if (node.dependents.size > 0) this.rememberAbsent(uid, node.namespace);
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

  private relink(
    node: GraphNode,
    owners: readonly OwnerReference[],
    consider: GraphNode[],
    misplaced: Misplaced[],
  ): void {
    if (owners === node.owners) return;
    const before = node.owners;
    node.owners = owners;
    for (const owner of before) {
      if (owners.some(({ uid }) => uid === owner.uid)) continue;
      this.nodes.get(owner.uid)?.dependents.delete(node.uid);
      this.unblocked(owner, consider);
    }
    for (const owner of owners) {
      this.link(node, owner, consider, misplaced);
      const blocked = before.find(({ uid }) => uid === owner.uid)?.blockOwnerDeletion;
      if (blocked && !owner.blockOwnerDeletion) this.unblocked(owner, consider);
    }
  }

  private unblocked({ uid }: OwnerReference, consider: GraphNode[]): void {
    const owner = this.nodes.get(uid);
    if (owner?.deletingDependents) consider.push(owner);
  }

  /** An owner that was never seen is made up, and has to be looked for. */
  private link(node: GraphNode, owner: OwnerReference, consider: GraphNode[], misplaced: Misplaced[]): void {
    let known = this.nodes.get(owner.uid);
    if (!known) {
      const namespace = this.kindOf(owner.apiVersion, owner.kind)?.namespaced ? node.namespace : undefined;
      known = blank(owner.uid, owner.apiVersion, owner.kind, namespace, owner.name);
      known.virtual = true;
      this.nodes.set(owner.uid, known);
      consider.push(known);
    } else if (isMisplaced(node, known)) {
      consider.push(node);
      if (!known.virtual) misplaced.push({ dependent: node, owner: known });
    } else if (!isNamedRightly(owner, known)) {
      // The uid is somebody's, the rest of the reference nobody's: the dependent has to ask under what it says.
      consider.push(node);
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

/** Owners without a namespace may be named from everywhere. */
const isMisplaced = (dependent: GraphNode, owner: GraphNode): boolean =>
  owner.namespace !== undefined && owner.namespace !== dependent.namespace;

const isNamedRightly = (reference: OwnerReference, owner: GraphNode): boolean =>
  reference.kind === owner.kind && reference.name === owner.name && reference.apiVersion === owner.apiVersion;

const placeKey = (uid: string, namespace: string | undefined): string => `${namespace ?? ''}/${uid}`;

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
