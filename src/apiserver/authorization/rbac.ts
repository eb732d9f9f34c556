import type { ClusterRole, PolicyRule, RoleBinding, Subject } from '../../api';
import type { KubeObject } from '../../apimachinery';
import type { User } from '../authentication';
import type { RequestInfo } from '../request/request-info';
import type { Store } from '../storage/store';

/** Where roles and bindings lie; this server's caches of them. */
export interface RbacStores {
  readonly roles: Store;
  readonly clusterRoles: Store;
  readonly roleBindings: Store;
  readonly clusterRoleBindings: Store;
}

/** What somebody may do, and where: '' is everywhere. */
export interface Grant {
  readonly rule: PolicyRule;
  readonly namespace: string;
  /** Which binding of what to whom. */
  readonly by: string;
}

interface Grants {
  readonly all: readonly Grant[];
  /** Roles that bindings name and that are not there. */
  readonly missing: readonly string[];
}

/** Decides by roles and bindings, as this server's caches have them. What somebody may do is gathered once, until something changes. */
export class Rbac {
  private readonly stores: RbacStores;
  /** By who asks: the same ones, as they were made known once, ask again and again; of others nothing is kept. */
  private known = new WeakMap<User, Grants>();
  private complete = false;
  private changes = -1;

  constructor(stores: RbacStores) {
    this.stores = stores;
  }

  /** All that a cluster has from the start is there. */
  open(): void {
    this.complete = true;
  }

  get ready(): boolean {
    return this.complete;
  }

  allows(user: User, info: RequestInfo): boolean {
    return this.grantFor(user, info) !== undefined;
  }

  /** The first that allows it. */
  grantFor(user: User, info: RequestInfo): Grant | undefined {
    return this.grantsOf(user).all.find(({ rule, namespace }) => {
      if (namespace !== '' && namespace !== info.namespace) return false;
      return info.isResource ? permitsResource(rule, info) : permitsPath(rule, info) && namespace === '';
    });
  }

  /** Why nothing was found: bindings that lead nowhere. */
  problems(user: User): string {
    const { missing } = this.grantsOf(user);
    const words = missing.map((role) => `${role} not found`);
    return words.length === 0 ? '' : `RBAC: ${words.length === 1 ? words[0] : `[${words.join(', ')}]`}`;
  }

  /** What the user may do in that namespace, or everywhere for ''. */
  rulesOf(user: User, namespace: string): readonly PolicyRule[] {
    const here = this.grantsOf(user).all.filter((grant) => grant.namespace === '' || grant.namespace === namespace);
    return here.map(({ rule }) => rule);
  }

  /** The rules of a role that a binding refers to; undefined when there is none. */
  rulesOfRole(kind: string, namespace: string, name: string): readonly PolicyRule[] | undefined {
    const store = kind === 'ClusterRole' ? this.stores.clusterRoles : this.stores.roles;
    const found = store.cache.get(store.key(kind === 'ClusterRole' ? '' : namespace, name));
    return found && ((found.object as ClusterRole).rules ?? []);
  }

  private grantsOf(user: User): Grants {
    this.forgetWhatChanged();
    let grants = this.known.get(user);
    if (!grants) this.known.set(user, (grants = this.gather(user)));
    return grants;
  }

  private forgetWhatChanged(): void {
    const { roles, clusterRoles, roleBindings, clusterRoleBindings } = this.stores;
    const changes =
      roles.cache.changes + clusterRoles.cache.changes + roleBindings.cache.changes + clusterRoleBindings.cache.changes;
    if (changes === this.changes) return;
    this.changes = changes;
    this.known = new WeakMap();
  }

  private gather(user: User): Grants {
    const all: Grant[] = [];
    const missing: string[] = [];
    const take = (object: KubeObject): void => {
      const { subjects = [], roleRef, metadata } = object as RoleBinding;
      const namespace = metadata.namespace ?? '';
      const subject = subjects.find((one) => isSubject(user, one, namespace));
      if (!subject) return;
      const rules = this.rulesOfRole(roleRef.kind, namespace, roleRef.name);
      const by = bindingText(object as RoleBinding, subject);
      if (rules) for (const rule of rules) all.push({ rule, namespace, by });
      else missing.push(`${roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(roleRef.name)}`);
    };
    const { clusterRoleBindings, roleBindings } = this.stores;
    for (const { object } of clusterRoleBindings.cache.range(`${clusterRoleBindings.prefix}/`)) take(object);
    for (const { object } of roleBindings.cache.range(`${roleBindings.prefix}/`)) take(object);
    return { all, missing };
  }
}

function isSubject(user: User, { kind, name, namespace }: Subject, of: string): boolean {
  if (kind === 'User') return user.name === name;
  if (kind === 'Group') return user.groups.includes(name);
  return kind === 'ServiceAccount' && user.name === `system:serviceaccount:${namespace || of}:${name}`;
}

function bindingText({ metadata, roleRef }: RoleBinding, subject: Subject): string {
  const { name, namespace } = metadata;
  const binding = namespace ? `RoleBinding ${JSON.stringify(`${name}/${namespace}`)}` : `ClusterRoleBinding "${name}"`;
  const home = subject.kind === 'ServiceAccount' ? `/${subject.namespace || namespace}` : '';
  return `${binding} of ${roleRef.kind} "${roleRef.name}" to ${subject.kind} "${subject.name}${home}"`;
}

const has = (list: readonly string[] | undefined, value: string): boolean =>
  list !== undefined && (list.includes('*') || list.includes(value));

/** Rules with names cover only requests that say a name. */
export function permitsResource(rule: PolicyRule, info: RequestInfo): boolean {
  if (!has(rule.verbs, info.verb) || !has(rule.apiGroups, info.group)) return false;
  const { resources = [], resourceNames = [] } = rule;
  if (resourceNames.length > 0 && !resourceNames.includes(info.name)) return false;
  if (info.subresource === '') return has(resources, info.resource);
  return has(resources, `${info.resource}/${info.subresource}`) || resources.includes(`*/${info.subresource}`);
}

function permitsPath(rule: PolicyRule, info: RequestInfo): boolean {
  return has(rule.verbs, info.verb) && (rule.nonResourceURLs ?? []).some((pattern) => matchesPath(pattern, info.path));
}

const matchesPath = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
