import { beforeAll, describe, expect, it } from 'vitest';
import { TestCluster } from '../testing/test-cluster';
import { bootstrapRoles } from './bootstrap-roles';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

describe('roles and bindings', () => {
  let cluster: TestCluster;
  const jane = 'CN=jane,O=developers';
  const status = (path: string, method: 'GET' | 'POST' = 'GET', body?: unknown, as = jane): number =>
    cluster.ask({ method, path, body, as }).status;
  const role = (name: string, rules: unknown): void => {
    cluster.create(`${rbac}/namespaces/shop/roles`, { metadata: { name }, rules });
  };
  const bind = (name: string, roleRef: object, subject: object): void => {
    const group = 'rbac.authorization.k8s.io';
    cluster.create(`${rbac}/namespaces/shop/rolebindings`, {
      metadata: { name },
      roleRef: { apiGroup: group, ...roleRef },
      subjects: [{ apiGroup: group, ...subject }],
    });
    cluster.simulation.runFor(100);
  };

  beforeAll(() => {
    cluster = new TestCluster().boot();
    cluster.simulation.runFor(5_000);
    cluster.namespace('shop');
    cluster.create('/api/v1/namespaces/shop/configmaps', { metadata: { name: 'one' } });
    cluster.create('/api/v1/namespaces/shop/configmaps', { metadata: { name: 'two' } });
  });

  it('are all there when a cluster has started', () => {
    for (const [prefix, objects] of Object.entries(bootstrapRoles())) {
      const list: any = cluster.ask({ path: `${rbac}/${prefix.slice('/registry/'.length)}` }).body;
      expect(list.items).toHaveLength(objects.length);
    }
  });

  it('let nobody do what no binding says, until one does, and no longer than it does', () => {
    expect(status('/api/v1/namespaces/shop/configmaps')).toBe(403);
    role('reader', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }]);
    bind('jane', { kind: 'Role', name: 'reader' }, { kind: 'User', name: 'jane' });
    expect(status('/api/v1/namespaces/shop/configmaps')).toBe(200);
    expect(status('/api/v1/namespaces/default/configmaps')).toBe(403);
    expect(status('/api/v1/namespaces/shop/secrets')).toBe(403);
    cluster.ask({ method: 'DELETE', path: `${rbac}/namespaces/shop/rolebindings/jane` });
    cluster.simulation.runFor(100);
    expect(status('/api/v1/namespaces/shop/configmaps')).toBe(403);
  });

  it('may be about single objects', () => {
    role('one', [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['one'], verbs: ['get'] }]);
    bind('developers', { kind: 'Role', name: 'one' }, { kind: 'Group', name: 'developers' });
    expect(status('/api/v1/namespaces/shop/configmaps/one')).toBe(200);
    expect(status('/api/v1/namespaces/shop/configmaps/two')).toBe(403);
  });

  it('give what a cluster role says in the namespace of its binding', () => {
    bind('viewers', { kind: 'ClusterRole', name: 'view' }, { kind: 'User', name: 'bob' });
    expect(status('/api/v1/namespaces/shop/pods', 'GET', undefined, 'CN=bob')).toBe(200);
    expect(status('/api/v1/pods', 'GET', undefined, 'CN=bob')).toBe(403);
    expect(status('/api/v1/namespaces/shop/secrets', 'GET', undefined, 'CN=bob')).toBe(403);
  });

  it('let nobody give more than they have', () => {
    bind('owner', { kind: 'ClusterRole', name: 'admin' }, { kind: 'User', name: 'eve' });
    const write = (name: string, rules: unknown): any =>
      cluster.ask({
        method: 'POST',
        path: `${rbac}/namespaces/shop/roles`,
        body: { metadata: { name }, rules },
        as: 'CN=eve',
      });
    expect(write('less', [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }]).status).toBe(201);
    expect(write('more', [{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list'] }]).body.message).toBe(
      'roles.rbac.authorization.k8s.io "more" is forbidden: user "eve" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}',
    );
  });

  it('gather from other roles for administrators alone', () => {
    bind('gatherer', { kind: 'ClusterRole', name: 'admin' }, { kind: 'User', name: 'eve' });
    const owner = [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], verbs: ['create'] }];
    cluster.create(`${rbac}/clusterroles`, { metadata: { name: 'role-maker' }, rules: owner });
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'role-maker' };
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'eve' }];
    cluster.create(`${rbac}/clusterrolebindings`, { metadata: { name: 'role-maker' }, roleRef, subjects });
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] };
    const path = `${rbac}/clusterroles`;
    const body = { metadata: { name: 'all' }, aggregationRule };
    const refused: any = cluster.ask({ method: 'POST', path, body, as: 'CN=eve' }).body;
    expect(refused.message).toBe(
      'clusterroles.rbac.authorization.k8s.io "all" is forbidden: must have cluster-admin privileges to use the aggregationRule',
    );
  });

  it('say which role a binding misses', () => {
    bind('lost', { kind: 'Role', name: 'gone' }, { kind: 'User', name: 'zoe' });
    const refused: any = cluster.ask({ path: '/api/v1/namespaces/shop/pods', as: 'CN=zoe' }).body;
    expect(refused.message).toContain('in the namespace "shop": RBAC: role.rbac.authorization.k8s.io "gone" not found');
  });
});
