import { beforeAll, describe, expect, it } from 'vitest';
import { TestCluster } from '../testing/test-cluster';

let cluster: TestCluster;
const pods = '/api/v1/namespaces/shop/pods';
const post = (path: string, body: unknown): any => cluster.ask({ method: 'POST', path, body }).body;
const pod = (spec: object) => ({ metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }], ...spec } });

beforeAll(() => {
  cluster = new TestCluster().boot();
  cluster.namespace('shop');
});

describe('classes of runtimes', () => {
  it('are to be there', () => {
    expect(post(pods, pod({ runtimeClassName: '' }))).toMatchObject({
      code: 500,
      message: 'resource name may not be empty',
    });
    expect(post(pods, pod({ runtimeClassName: 'none' })).message).toBe(
      'pods "p" is forbidden: pod rejected: RuntimeClass "none" not found',
    );
    expect(post(pods, pod({ overhead: { cpu: '1' } })).message).toBe(
      'pods "p" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    );
  });

  it('say what a pod costs and where it is to run', () => {
    cluster.create('/apis/node.k8s.io/v1/runtimeclasses', {
      metadata: { name: 'slow' },
      handler: 'slow',
      overhead: { podFixed: { cpu: '100m' } },
      scheduling: { nodeSelector: { kind: 'slow' }, tolerations: [{ key: 'slow', operator: 'Exists' }] },
    });
    cluster.simulation.runFor(100);
    const { spec } = post(`${pods}?dryRun=All`, pod({ runtimeClassName: 'slow', nodeSelector: { a: 'b' } }));
    expect(spec).toMatchObject({ overhead: { cpu: '100m' }, nodeSelector: { a: 'b', kind: 'slow' } });
    expect(spec.tolerations).toContainEqual({ key: 'slow', operator: 'Exists' });
    expect(post(pods, pod({ runtimeClassName: 'slow', overhead: { cpu: '1' } })).message).toContain(
      "Pod's Overhead doesn't match RuntimeClass's defined Overhead",
    );
    expect(post(pods, pod({ runtimeClassName: 'slow', nodeSelector: { kind: 'fast' } })).message).toContain(
      'conflict: runtimeClass.scheduling.nodeSelector[kind] = slow; pod.spec.nodeSelector[kind] = fast',
    );
  });
});

describe('a default class', () => {
  const claim = { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
  const claims = '/api/v1/namespaces/shop/persistentvolumeclaims?dryRun=All';
  const classes = '/apis/storage.k8s.io/v1/storageclasses';
  const isDefault = { 'storageclass.kubernetes.io/is-default-class': 'true' };

  it('is given to claims that name none, and to no other', () => {
    expect(post(claims, { metadata: { name: 'c' }, ...claim }).spec.storageClassName).toBeUndefined();
    cluster.create(classes, { metadata: { name: 'fast', annotations: isDefault }, provisioner: 'a.b/c' });
    cluster.create(classes, { metadata: { name: 'other' }, provisioner: 'a.b/c' });
    cluster.simulation.runFor(100);
    expect(post(claims, { metadata: { name: 'c' }, ...claim }).spec.storageClassName).toBe('fast');
    const named = { metadata: { name: 'c' }, spec: { ...claim.spec, storageClassName: '' } };
    expect(post(claims, named).spec.storageClassName).toBe('');
  });

  it('is given to ingresses, too', () => {
    cluster.create('/apis/networking.k8s.io/v1/ingressclasses', {
      metadata: { name: 'nginx', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
      spec: { controller: 'a.b/c' },
    });
    cluster.simulation.runFor(100);
    const spec = { defaultBackend: { service: { name: 's', port: { number: 80 } } } };
    const path = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses?dryRun=All';
    expect(post(path, { metadata: { name: 'i' }, spec }).spec.ingressClassName).toBe('nginx');
  });
});
