import { expect, test } from 'vitest';
import { encodeBase64 } from '../../api';
import { describeAny } from './any-object';
import { describeAutoscaler } from './autoscaler';
import { describeSigningRequest } from './certificate';
import { describeEndpointSlice } from './endpoints';
import { describeNetworkPolicy } from './network-policy';
import { describeNode } from './node';
import { describePod } from './pod';
import { describeIngress, describeService } from './service';
import { describeClaim, describeVolume } from './storage';

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

test('volumes of every type say what they are, cloud disks by their fields', () => {
  const volumes = [
    { name: 'n', nfs: { server: 's', path: '/p', readOnly: true } },
    { name: 'r', rbd: { monitors: ['a', 'b'], image: 'i', pool: 'rbd', user: 'admin', keyring: '/k' } },
    { name: 'f', flexVolume: { driver: 'd/e', options: { b: 'c', a: 'd' }, secretRef: { name: 's' } } },
    { name: 'e', ephemeral: { volumeClaimTemplate: { metadata: { labels: { l: 'm' } }, spec: {} } } },
    { name: 'd', downwardAPI: { items: [{ path: 'p', resourceFieldRef: { resource: 'limits.cpu' } }] } },
  ];
  const text = describePod({ metadata, spec: { containers: [], volumes } }, undefined, 0);
  const found = lines(text);
  expect(found.slice(found.indexOf('  n:'), found.indexOf('QoS Class:  BestEffort'))).toEqual([
    '  n:',
    '  Type:  NFS (an NFS mount that lasts the lifetime of a pod)',
    '  Server:  s',
    '  Path:  /p',
    '  ReadOnly:  true',
    '  r:',
    "  Type:  RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    '  CephMonitors:  [a b]',
    '  RBDImage:  i',
    '  FSType:',
    '  RBDPool:  rbd',
    '  RadosUser:  admin',
    '  Keyring:  /k',
    '  SecretRef:  nil',
    '  ReadOnly:  false',
    '  f:',
    '  Type:  FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    '  Driver:  d/e',
    '  FSType:',
    '  SecretRef:  &LocalObjectReference{Name:s,}',
    '  ReadOnly:  false',
    '  Options:  map[a:d b:c]',
    '  e:',
    '  Type:  EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
    '  StorageClass:',
    '  Volume:',
    '  Labels:  l=m',
    '  Annotations:  <none>',
    '  Capacity:',
    '  Access Modes:',
    '  d:',
    '  Type:  DownwardAPI (a volume populated by information about the pod)',
    '  Items:',
    '  limits.cpu -> p',
  ]);
});

test('a pod shows who looks into it, its block devices and how it spreads', () => {
  const container = { name: 'c', image: 'i', volumeDevices: [{ name: 'v', devicePath: '/dev/x' }] };
  const topologySpreadConstraints = [
    {
      maxSkew: 2,
      topologyKey: 'zone',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: { a: 'b' } },
    },
    { maxSkew: 1, topologyKey: 'host', whenUnsatisfiable: 'DoNotSchedule' },
  ];
  const ephemeralContainers = [{ name: 'debugger', image: 'busybox' }];
  const spec = { containers: [container], ephemeralContainers, topologySpreadConstraints };
  const found = lines(describePod({ metadata, spec }, undefined, 0));
  expect(found).toEqual(
    expect.arrayContaining(['  Devices:', '  /dev/x from v', 'Ephemeral Containers:', '  debugger:']),
  );
  expect(found.slice(-3)).toEqual([
    'Topology Spread Constraints:  host:DoNotSchedule when max skew 1 is exceeded',
    '  zone:ScheduleAnyway when max skew 2 is exceeded for selector a=b',
    '',
  ]);
});

test('an ingress without paths sends everything to whoever stands behind its rules', () => {
  const service = { service: { name: 's', port: { number: 80 } } };
  const notes = new Map([['s:80', '<none>']]);
  const rules = (spec: object) => {
    const found = lines(describeIngress({ metadata, spec }, notes, undefined, 0));
    return found.slice(found.indexOf('  ----  ----  --------') + 1, -2);
  };
  expect(rules({ rules: [{ host: 'h' }] })).toEqual(['  *  *  <default>']);
  expect(rules({ defaultBackend: service })).toEqual(['  *  *  s:80 (<none>)']);
  const resource = { apiGroup: 'g', kind: 'K', name: 'n' };
  const paths = [
    { path: '/', backend: service },
    { path: '/r', backend: { resource } },
  ];
  expect(rules({ rules: [{ host: 'h', http: { paths } }] })).toEqual([
    '  h',
    '  /  s:80 (<none>)',
    '  /r  APIGroup: g, Kind: K, Name: n',
  ]);
});

test('a service says where its traffic goes first, and what kind of address its balancer has', () => {
  const spec = { type: 'LoadBalancer', trafficDistribution: 'PreferSameZone', ports: [{ port: 80 }] };
  const ingress = [{ ip: '1.2.3.4', ipMode: 'VIP' }, { hostname: 'x.y' }];
  const service = { metadata, spec, status: { loadBalancer: { ingress } } };
  const found = lines(describeService(service, [], undefined, 0));
  expect(found).toContain('LoadBalancer Ingress:  1.2.3.4 (VIP), x.y');
  expect(found).toContain('Traffic Distribution:  PreferSameZone');
  expect(found).toContain('Endpoints:  <none>');
  expect(lines(describeService(service, [{ ports: [], endpoints: [] }], undefined, 0))).toContain('Endpoints:');
});

test('a node has the roles of its labels, old ones too, and its taints by effect and key', () => {
  const labels = { 'kubernetes.io/role': 'old', 'node-role.kubernetes.io/worker': '' };
  const taints = [
    { key: 'a', value: 'b', effect: 'NoSchedule' },
    { key: 'c', effect: 'NoExecute' },
  ];
  const node = { metadata: { ...metadata, labels }, spec: { taints, providerID: 'x://y' } };
  const found = lines(describeNode(node, undefined, [], undefined, 0));
  expect(found).toContain('Roles:  old,worker');
  expect(found.slice(found.indexOf('Taints:  c:NoExecute')).slice(0, 2)).toEqual([
    'Taints:  c:NoExecute',
    '  a=b:NoSchedule',
  ]);
  expect(found).toContain('Lease:  Failed to get lease: leases.coordination.k8s.io "a" not found');
  expect(found).toContain('ProviderID:  x://y');
});

test('what is being deleted says for how long', () => {
  const going = { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
  const volume = { metadata: going, spec: { fc: { targetWWNs: ['a'] } } };
  const found = lines(describeVolume(volume, undefined, 5000));
  expect(found).toContain('Status:  Terminating (lasts 5s)');
  expect(found).toContain('  Type:  FC (a Fibre Channel disk)');
});

const madeByOpenssl = `-----BEGIN CERTIFICATE REQUEST-----
MIIBIDCBxwIBADA5MQ8wDQYDVQQDDAZteS1zdmMxDDAKBgNVBAoMA2RldjEMMAoG
A1UECgwDb3BzMQowCAYDVQQFEwE3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
8F0WO8dFbuNktOt7y/p6UnK4ljuoQ9290lmSjdY6NiTCaRVBlagc9F0uLoHyXry6
oYMuJM0bWB5x1qvQvLQr0KAsMCoGCSqGSIb3DQEJDjEdMBswGQYDVR0RBBIwEIID
YS5iggNjLmSHBAECAwQwCgYIKoZIzj0EAwIDSAAwRQIhAM23g1f4X30ZJThrdVGU
11q45vco/Z38qmtQxbZUwNGIAiAef/QnEAPJe8tgKorAKZVrtHy7Qcb9n6iPYLql
4y/QxQ==
-----END CERTIFICATE REQUEST-----
`;

test('a signing request says whom it is for', () => {
  const spec = {
    request: encodeBase64(madeByOpenssl),
    signerName: 'example.com/s',
    username: 'admin',
    expirationSeconds: 86400,
  };
  const status = { conditions: [{ type: 'Approved' }], certificate: 'x' };
  expect(describeSigningRequest({ metadata: { name: 'a' }, spec, status }, [], 0)).toBe(`Name:                a
Labels:              <none>
Annotations:         <none>
CreationTimestamp:   Mon, 01 Jan 0001 00:00:00 +0000
Requesting User:     admin
Signer:              example.com/s
Requested Duration:  24h
Status:              Approved,Issued
Subject:
  Common Name:    my-svc
  Serial Number:  7
  Organization:   dev
                  ops
Subject Alternative Names:
         DNS Names:     a.b
                        c.d
         IP Addresses:  1.2.3.4
Events:  <none>
`);
  expect(() =>
    describeSigningRequest({ metadata: { name: 'a' }, spec: { request: encodeBase64('junk') } }, [], 0),
  ).toThrow('Error parsing CSR');
});
