import { expect, test } from 'vitest';
import { describeAny } from './any-object';
import { describeAutoscaler } from './autoscaler';
import { describeEndpointSlice } from './endpoints';
import { describeNetworkPolicy } from './network-policy';
import { describeClaim } from './storage';

const metadata = { name: 'a', namespace: 'n', creationTimestamp: '2026-01-01T00:00:07Z', uid: 'u' };
const lines = (text: string) => text.split('\n').map((line) => line.replace(/ {2,}/g, '  '));

test('a network policy says whom it lets in and that it leaves the rest alone', () => {
  const ingress = [{ from: [{ namespaceSelector: {} }], ports: [{ port: 80, endPort: 90 }] }];
  const text = describeNetworkPolicy({ metadata, spec: { podSelector: {}, policyTypes: ['Ingress'], ingress } });
  expect(lines(text).slice(2)).toEqual([
    'Created on:  2026-01-01 00:00:07 +0000 UTC',
    'Labels:  <none>',
    'Annotations:  <none>',
    'Spec:',
    '  PodSelector:  <none> (Allowing the specific traffic to all pods in this namespace)',
    '  Allowing ingress traffic:',
    '  To Port Range: 80-90/TCP',
    '  From:',
    '  NamespaceSelector: <none>',
    '  Not affecting egress traffic',
    '  Policy Types: Ingress',
    '',
  ]);
});

test('an autoscaler shows what it measures beside what it wishes', () => {
  const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };
  const spec = { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 1, maxReplicas: 3, metrics: [cpu] };
  const seen = {
    type: 'Resource',
    resource: { name: 'cpu', current: { averageUtilization: 12, averageValue: '120m' } },
  };
  const of = (currentMetrics: readonly unknown[]) =>
    describeAutoscaler({ metadata, spec, status: { currentMetrics } }, [], 0);
  expect(lines(of([]))).toContain('  resource cpu on pods  (as a percentage of request):  <unknown> / 50%');
  expect(lines(of([seen]))).toContain('  resource cpu on pods  (as a percentage of request):  12% (120m) / 50%');
});

test('a slice of endpoints says of each where it is, and what is not known', () => {
  const endpoints = [{ addresses: ['1.2.3.4'], conditions: { ready: false }, nodeName: 'w' }];
  const text = describeEndpointSlice({ metadata, addressType: 'IPv4', ports: [{ port: 80 }], endpoints }, undefined, 0);
  expect(lines(text).slice(4)).toEqual([
    'AddressType:  IPv4',
    'Ports:',
    '  Name  Port  Protocol',
    '  ----  ----  --------',
    '  <unset>  80  TCP',
    'Endpoints:',
    '  - Addresses:  1.2.3.4',
    '  Conditions:',
    '  Ready:  false',
    '  Hostname:  <unset>',
    '  NodeName:  w',
    '  Zone:  <unset>',
    '',
  ]);
});

test('a claim that has no volume yet shows no size, and who waits for it', () => {
  const claim = {
    metadata,
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 's' },
    status: { phase: 'Pending' },
  };
  const text = lines(describeClaim(claim, [{ metadata: { name: 'p' } }], undefined, 0));
  expect(text).toEqual(expect.arrayContaining(['StorageClass:  s', 'Status:  Pending', 'Capacity:', 'Used By:  p']));
});

test('of a kind without a describer all fields are told, in the order of their titles', () => {
  const text = describeAny({ apiVersion: 'x/v1', kind: 'Y', metadata, spec: { clusterIP: null } }, undefined, 0);
  expect(lines(text).slice(4)).toEqual([
    'API Version:  x/v1',
    'Kind:  Y',
    'Metadata:',
    '  Creation Timestamp:  2026-01-01T00:00:07Z',
    '  UID:  u',
    'Spec:',
    '  Cluster IP:  <nil>',
    '',
  ]);
});
