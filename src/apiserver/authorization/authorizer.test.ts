import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../apimachinery';
import { isRefusal } from '../../apimachinery';
import { certificateUser } from '../authentication';
import { requestInfo } from '../request/request-info';
import { authorize } from './authorizer';
import type { NodeView } from './node-authorizer';

/** worker-1 runs `mine`, which mounts the config map `settings`; `other` runs elsewhere. */
const nodes: NodeView = {
  nodeOfPod: (_, name) => ({ mine: 'worker-1', other: 'worker-2' })[name],
  refersTo: (node, resource, _, name) => node === 'worker-1' && resource === 'configmaps' && name === 'settings',
};

function verdict(subject: string, method: ApiRequest['method'], path: string): string {
  try {
    return authorize(certificateUser(subject), requestInfo({ method, path, headers: {} }), nodes);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error.message;
  }
}

describe('a kubelet', () => {
  const kubelet = (method: ApiRequest['method'], path: string) =>
    verdict('CN=system:node:worker-1,O=system:nodes', method, path);

  it('reads pods that are bound to its node, and no others', () => {
    expect(kubelet('GET', '/api/v1/namespaces/shop/pods/mine')).toBe('node');
    expect(kubelet('GET', '/api/v1/namespaces/shop/pods/other')).toBe(
      `pods "other" is forbidden: User "system:node:worker-1" cannot get resource "pods" in API group "" in the namespace "shop": no relationship found between node 'worker-1' and this object`,
    );
    expect(kubelet('GET', '/api/v1/namespaces/shop/pods/none')).toContain('no relationship found');
  });

  it('watches pods only by its own name', () => {
    expect(kubelet('GET', '/api/v1/pods?watch=true&fieldSelector=spec.nodeName%3Dworker-1')).toBe('node');
    expect(kubelet('GET', '/api/v1/pods?watch=true&fieldSelector=spec.nodeName%3Dworker-2')).toContain('is forbidden');
    expect(kubelet('GET', '/api/v1/pods')).toContain('is forbidden');
  });

  it('reads the config maps of its pods', () => {
    expect(kubelet('GET', '/api/v1/namespaces/shop/configmaps/settings')).toBe('node');
    expect(kubelet('GET', '/api/v1/namespaces/shop/configmaps?watch=1&fieldSelector=metadata.name%3Dsettings')).toBe(
      'node',
    );
    expect(kubelet('GET', '/api/v1/namespaces/shop/configmaps/secrets-of-others')).toContain('no relationship');
    expect(kubelet('GET', '/api/v1/namespaces/shop/configmaps')).toContain('No Object name found');
  });

  it('renews its own lease alone', () => {
    expect(kubelet('PUT', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1')).toBe('node');
    expect(kubelet('PUT', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-2')).toContain(
      'is forbidden',
    );
  });

  it('deletes no nodes and changes no deployments', () => {
    expect(kubelet('DELETE', '/api/v1/nodes/worker-1')).toContain('is forbidden');
    expect(kubelet('PUT', '/apis/apps/v1/namespaces/shop/deployments/web')).toContain('is forbidden');
  });
});

describe("the control plane's own identities", () => {
  it.each([
    ['CN=system:kube-scheduler', 'POST', '/api/v1/namespaces/shop/pods/web/binding', true],
    [
      'CN=system:kube-scheduler',
      'PUT',
      '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler',
      true,
    ],
    ['CN=system:kube-scheduler', 'PUT', '/apis/coordination.k8s.io/v1/namespaces/shop/leases/other', false],
    ['CN=system:kube-scheduler', 'POST', '/api/v1/namespaces/shop/pods', false],
    ['CN=system:serviceaccount:kube-system:replicaset-controller', 'POST', '/api/v1/namespaces/shop/pods', true],
    [
      'CN=system:serviceaccount:kube-system:replicaset-controller',
      'PUT',
      '/apis/apps/v1/namespaces/shop/deployments/web',
      false,
    ],
    [
      'CN=system:serviceaccount:kube-system:namespace-controller',
      'DELETE',
      '/apis/apps/v1/namespaces/shop/deployments',
      true,
    ],
    ['CN=system:kube-controller-manager', 'GET', '/api/v1/pods?watch=true', true],
    ['CN=system:serviceaccount:shop:default', 'GET', '/api/v1/namespaces/shop/pods', false],
  ] as const)('%s: %s %s', (subject, method, path, allowed) =>
    expect(verdict(subject, method, path) === 'fixed table').toBe(allowed),
  );

  it('nobody may do what only masters may', () => {
    expect(verdict('CN=jane', 'GET', '/api/v1/nodes')).toBe(
      'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope',
    );
    expect(verdict('CN=jane', 'GET', '/metrics')).toBe('forbidden: User "jane" cannot get path "/metrics"');
    expect(verdict('CN=jane,O=system:masters', 'GET', '/metrics')).toBe('system:masters');
  });
});
