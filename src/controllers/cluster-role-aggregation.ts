import type { ClusterRole, PolicyRule } from '../api';
import { equal, matchesSelector, selectorOf } from '../apimachinery';
import { keyOf, startWorkers, WorkQueue } from '../client';
import type { Process } from '../simulation';
import type { Controller } from './context';

const RESOURCE = 'clusterroles.rbac.authorization.k8s.io';
const MANAGER = 'clusterrole-aggregation-controller';

/** What all roles may do together that a role gathers, by their names; each rule once. */
export function gathered(role: ClusterRole, roles: readonly ClusterRole[]): readonly PolicyRule[] {
  const selectors = (role.aggregationRule?.clusterRoleSelectors ?? []).map(selectorOf);
  const rules: PolicyRule[] = [];
  for (const selector of selectors) {
    const chosen = roles.filter(
      ({ metadata }) => metadata.name !== role.metadata.name && matchesSelector(selector, metadata.labels),
    );
    for (const one of chosen.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)))
      for (const rule of one.rules ?? []) if (!rules.some((known) => equal(known, rule))) rules.push(rule);
  }
  return rules;
}

/** Gives roles that gather others the rules of those. */
export const clusterRoleAggregationController: Controller = ({ component, client, informers }) => {
  const roles = informers.of<ClusterRole>(RESOURCE);
  const queue = new WorkQueue(component, 'ClusterRoleAggregator');
  roles.onChange(({ object, previous, type }) => {
    const isNews = type !== 'updated' || object.rules !== previous!.rules || object.metadata !== previous!.metadata;
    if (!isNews) return;
    for (const role of roles.list()) if (role.aggregationRule) queue.add(keyOf(role));
  });

  function* reconcile(name: string): Process<void> {
    const role = roles.get(undefined, name);
    if (!role?.aggregationRule) return;
    const rules = gathered(role, roles.list());
    if (equal(role.rules ?? [], rules)) return;
    const applied = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules };
    const options = { type: 'apply', fieldManager: MANAGER, force: true } as const;
    yield* client.patch(RESOURCE, undefined, name, applied, options);
  }

  return () => startWorkers(component, queue, { workers: 5 }, reconcile);
};
