import { beforeAll, describe, expect, it } from 'vitest';
import { TestCluster } from '../testing/test-cluster';

let cluster: TestCluster;
const jane = 'CN=jane,O=developers';
const rbac = '/apis/rbac.authorization.k8s.io/v1';

beforeAll(() => {
  cluster = new TestCluster().boot();
  cluster.simulation.runFor(5_000);
  cluster.namespace('shop');
  const rules = [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }];
  cluster.create(`${rbac}/namespaces/shop/roles`, { metadata: { name: 'reader' }, rules });
  cluster.create(`${rbac}/namespaces/shop/rolebindings`, {
    metadata: { name: 'readers' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [
      { kind: 'Group', name: 'developers', apiGroup: 'rbac.authorization.k8s.io' },
      { kind: 'ServiceAccount', name: 'default', namespace: 'shop' },
    ],
  });
  cluster.simulation.runFor(100);
});

function review(resource: string, body: object, more: object = {}): any {
  const path = `/apis/${resource}`;
  return cluster.ask({ method: 'POST', path, body, ...more }).body;
}

const self = 'authorization.k8s.io/v1/selfsubjectaccessreviews';
const about = (verb: string, resource: string, subresource = '') => ({
  spec: { resourceAttributes: { namespace: 'shop', verb, resource, subresource } },
});

describe('access reviews', () => {
  it('say what a request would meet, and by which binding', () => {
    const by = 'RBAC: allowed by RoleBinding "readers/shop" of Role "reader" to Group "developers"';
    expect(review(self, about('list', 'pods'), { as: jane }).status).toEqual({ allowed: true, reason: by });
    expect(review(self, about('get', 'pods', 'log'), { as: jane }).status.allowed).toBe(true);
    expect(review(self, about('delete', 'pods'), { as: jane }).status).toEqual({ allowed: false });
    expect(review(self, about('delete', 'pods')).status).toEqual({ allowed: true });
    const path = { spec: { nonResourceAttributes: { path: '/healthz', verb: 'get' } } };
    expect(review(self, path, { as: jane }).status.allowed).toBe(true);
  });

  it('are answered about others to who may ask', () => {
    const subject = 'authorization.k8s.io/v1/subjectaccessreviews';
    const { spec } = about('list', 'pods');
    const question = { spec: { ...spec, user: 'system:serviceaccount:shop:default' } };
    expect(review(subject, question).status.reason).toContain('to ServiceAccount "default/shop"');
    expect(review(subject, question, { as: jane }).message).toContain('cannot create resource "subjectaccessreviews"');
    expect(review(subject, { spec }).message).toBe(
      '.authorization.k8s.io "" is invalid: spec.user: Invalid value: "": at least one of user or group must be specified',
    );
    const local = 'authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews';
    expect(review(local, question).message).toBe(
      '.authorization.k8s.io "" is invalid: spec.resourceAttributes.namespace: Invalid value: "shop": must match metadata.namespace',
    );
    expect(review(self, { spec: {} }).code).toBe(422);
  });

  it('list the rules that hold in a namespace', () => {
    const rules = 'authorization.k8s.io/v1/selfsubjectrulesreviews';
    const { status } = review(rules, { spec: { namespace: 'shop' } }, { as: jane });
    expect(status.incomplete).toBe(false);
    expect(status.resourceRules).toContainEqual({
      verbs: ['get', 'list'],
      apiGroups: [''],
      resources: ['pods', 'pods/log'],
    });
    expect(status.nonResourceRules[0].verbs).toEqual(['get']);
    expect(review(rules, { spec: {} }).message).toBe('no namespace on request');
  });
});

describe('reviews of users', () => {
  const token = (): string =>
    review('', {}, { path: '/api/v1/namespaces/shop/serviceaccounts/default/token', body: { spec: {} } }).status.token;

  it('tell who one is', () => {
    const who = review('authentication.k8s.io/v1/selfsubjectreviews', {}, { as: jane });
    expect(who.metadata.creationTimestamp).toMatch(/^2026-/);
    expect(who.status.userInfo).toEqual({
      username: 'jane',
      groups: ['developers', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^X509SHA256=[0-9a-f]{64}$/)] },
    });
  });

  it('tell whose a token is', () => {
    const path = 'authentication.k8s.io/v1/tokenreviews';
    const { status } = review(path, { spec: { token: token() } });
    expect([status.authenticated, status.user.username]).toEqual([true, 'system:serviceaccount:shop:default']);
    expect(review(path, { spec: { token: 'wrong' } }).status).toEqual({ user: {}, error: 'invalid bearer token' });
  });
});

describe('acting as somebody else', () => {
  const pods = (headers: Record<string, string>, as?: string): any =>
    cluster.ask({ path: '/api/v1/namespaces/shop/pods', headers, ...(as ? { as } : {}) });

  it('gives their rights, and theirs alone', () => {
    expect(pods({ 'impersonate-user': 'bob' }).status).toBe(403);
    expect(pods({ 'impersonate-user': 'bob', 'impersonate-group': 'developers' }).status).toBe(200);
    expect(pods({ 'impersonate-user': 'system:serviceaccount:shop:default' }).status).toBe(200);
  });

  it('is for who is allowed to, by name', () => {
    expect(pods({ 'impersonate-user': 'bob' }, jane).body.message).toBe(
      'users "bob" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
    const rules = [{ apiGroups: [''], resources: ['users'], verbs: ['impersonate'], resourceNames: ['bob'] }];
    cluster.create(`${rbac}/clusterroles`, { metadata: { name: 'bobs' }, rules });
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'bobs' };
    const subjects = [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }];
    cluster.create(`${rbac}/clusterrolebindings`, { metadata: { name: 'bobs' }, roleRef, subjects });
    cluster.simulation.runFor(100);
    expect(pods({ 'impersonate-user': 'bob' }, jane).body.message).toContain('User "bob" cannot list resource "pods"');
    expect(pods({ 'impersonate-user': 'eve' }, jane).body.message).toContain('User "jane" cannot impersonate');
    expect(pods({ 'impersonate-user': 'bob', 'impersonate-group': 'x' }, jane).body.message).toContain(
      'cannot impersonate resource "groups"',
    );
  });
});
