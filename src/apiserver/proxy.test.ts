import { beforeAll, describe, expect, it } from 'vitest';
import { TestCluster } from './testing/test-cluster';

let cluster: TestCluster;
const get = (path: string, headers = {}) => cluster.ask({ path, headers });
const message = (path: string) => (get(path).body as { readonly message?: string }).message;

beforeAll(() => {
  cluster = new TestCluster().boot();
  cluster.namespace('shop');
});

describe('component statuses', () => {
  it('tell of etcd by asking it, and of managers that nobody has heard of that they do not answer', () => {
    const { body, headers } = get('/api/v1/componentstatuses');
    const items = (body as { items: { metadata: { name: string }; conditions: { status: string }[] }[] }).items;
    expect(items.map(({ metadata, conditions }) => [metadata.name, conditions[0]!.status])).toEqual([
      ['controller-manager', 'False'],
      ['etcd-0', 'True'],
      ['scheduler', 'False'],
    ]);
    expect(headers.warning).toBe('299 - "v1 ComponentStatus is deprecated in v1.19+"');
  });

  it('are well while they lead', () => {
    cluster.create('/apis/coordination.k8s.io/v1/namespaces/kube-system/leases', {
      metadata: { name: 'kube-scheduler' },
      spec: { holderIdentity: 'cp-1', renewTime: '2026-01-01T00:00:10.000000Z' },
    });
    cluster.simulation.runFor(100);
    expect(get('/api/v1/componentstatuses/scheduler').body).toMatchObject({
      conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
    });
    expect(message('/api/v1/componentstatuses/none')).toBe('componentstatuses "none" not found');
  });
});

describe('proxies', () => {
  it('say what is not there', () => {
    expect(message('/api/v1/namespaces/shop/services/none/proxy/')).toBe('services "none" not found');
    cluster.create('/api/v1/namespaces/shop/services', {
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    cluster.simulation.runFor(100);
    expect(message('/api/v1/namespaces/shop/services/web:80/proxy/a/b')).toBe(
      'no endpoints available for service "web:80"',
    );
    cluster.create('/api/v1/namespaces/shop/pods', {
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    });
    cluster.simulation.runFor(100);
    expect(message('/api/v1/namespaces/shop/pods/p/proxy/')).toBe('address not allowed');
    expect(message('/api/v1/namespaces/shop/pods/p/portforward')).toBe('Upgrade request required');
  });

  it('reach what listens at an address', () => {
    const program = cluster.simulation.addHost('w').install('program', (component) => {
      component.listen({
        request: (call) =>
          call.respond({ status: 200, headers: {}, body: `${call.payload.method} ${call.payload.path}` }),
      });
    });
    cluster.simulation.network.bind('10.244.9.9', program);
    cluster.create('/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices', {
      metadata: { name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      ports: [{ name: '', port: 8080 }],
      endpoints: [{ addresses: ['10.244.9.9'], conditions: { ready: true } }],
    });
    cluster.simulation.runFor(100);
    expect(get('/api/v1/namespaces/shop/services/web/proxy/a/b?c=d').body).toBe('GET /a/b?c=d');
    expect(get('/api/v1/namespaces/shop/services/web:80/proxy').body).toBe('GET /');
  });
});
