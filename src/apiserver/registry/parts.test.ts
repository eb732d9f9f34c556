import { beforeAll, describe, expect, it } from 'vitest';
import { TestCluster } from '../testing/test-cluster';

let cluster: TestCluster;
const patch = (path: string, body: object, type = 'strategic-merge-patch'): any =>
  cluster.ask({ method: 'PATCH', path, body, headers: { 'content-type': `application/${type}+json` } });

beforeAll(() => {
  cluster = new TestCluster().boot();
  cluster.namespace('shop');
});

describe('pods/resize', () => {
  const path = '/api/v1/namespaces/shop/pods/p';
  const sized = (resources: object) => ({ spec: { containers: [{ name: 'main', resources }] } });

  beforeAll(() => {
    const resources = { requests: { cpu: '100m' }, limits: { cpu: '200m' } };
    const containers = [{ name: 'main', image: 'nginx', resources }];
    cluster.create('/api/v1/namespaces/shop/pods', { metadata: { name: 'p' }, spec: { containers } });
  });

  it('changes what containers ask for, and nothing else', () => {
    const body = { spec: { nodeName: 'elsewhere', ...sized({ requests: { cpu: '150m' } }).spec } };
    const { status, body: pod } = patch(`${path}/resize`, body);
    expect([status, pod.metadata.generation, pod.spec.nodeName]).toEqual([200, 2, undefined]);
    expect(pod.spec.containers[0].resources).toEqual({ requests: { cpu: '150m' }, limits: { cpu: '200m' } });
  });

  it('is refused where it is more than that', () => {
    expect(patch(`${path}/resize`, sized({ limits: { 'example.com/gpu': '1' } })).body.message).toContain(
      'spec.containers[0].resources: Forbidden: only cpu and memory resources are mutable',
    );
    const guaranteed = { requests: { cpu: '200m', memory: '1Gi' }, limits: { memory: '1Gi' } };
    expect(patch(`${path}/resize`, sized(guaranteed)).body.message).toContain(
      'Pod QOS Class may not change as a result of resizing',
    );
  });

  it('is refused beyond what the machine has for all pods together', () => {
    cluster.create('/api/v1/nodes', {
      metadata: { name: 'small' },
      status: { allocatable: { cpu: '1', memory: '1Gi' } },
    });
    const containers = [
      { name: 'main', image: 'nginx', resources: { requests: { cpu: '100m', memory: '64Mi' } } },
      { name: 'side', image: 'nginx', resources: { requests: { cpu: '100m' } } },
    ];
    cluster.create('/api/v1/namespaces/shop/pods', {
      metadata: { name: 'q' },
      spec: { nodeName: 'small', containers },
    });
    cluster.simulation.runFor(100);
    const resized = (requests: object) => patch('/api/v1/namespaces/shop/pods/q/resize', sized({ requests }));
    expect(resized({ cpu: '900m' }).status).toBe(200);
    const { status, body } = resized({ cpu: '950m', memory: '2Gi' });
    expect(body.message).toBe(
      `pods "q" is forbidden: node didn't have enough allocatable resources: cpu, requested: 1050, allocatable: 1000; memory, requested: 2147483648, allocatable: 1073741824`,
    );
    expect([status, body.details.causes]).toEqual([403, [{ reason: 'NodeCapacity' }]]);
  });

  it('has no other way: an update shows the difference and is refused', () => {
    expect(patch(path, sized({ requests: { cpu: '120m' } })).body.message).toMatch(
      /pod updates may not change fields[^]*- {5}"cpu": "150m"\n\+ {5}"cpu": "120m"\n/,
    );
  });
});

describe('certificatesigningrequests/approval', () => {
  const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
  const spec = {
    request: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0=',
    signerName: 'example.com/signer',
    usages: ['client auth'],
    username: 'somebody else',
  };
  const verdict = (type: string) => ({ status: { conditions: [{ type, status: 'True', reason: 'Tested' }] } });

  it('takes a verdict once; who asked is who sent the request', () => {
    const made = cluster.create(path, { metadata: { name: 'r' }, spec });
    expect([made.spec.username, made.spec.groups]).toEqual(['admin', ['system:masters', 'system:authenticated']]);
    const approved = patch(`${path}/r/approval`, verdict('Approved'), 'merge-patch').body;
    expect(approved.status.conditions).toMatchObject([{ type: 'Approved', status: 'True' }]);
    expect(patch(`${path}/r/approval`, verdict('Denied'), 'merge-patch').body.message).toContain(
      'updates may not remove a condition of type "Approved"',
    );
  });

  it('is no part of an ordinary update', () => {
    cluster.create(path, { metadata: { name: 's' }, spec });
    expect(patch(`${path}/s`, verdict('Approved'), 'merge-patch').body.status).toEqual({});
  });
});
