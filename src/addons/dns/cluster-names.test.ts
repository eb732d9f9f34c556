import { describe, expect, it } from 'vitest';
import type { EndpointSlice, Service } from '../../api';
import { answerQuestion } from './cluster-names';
import type { ClusterState } from './cluster-names';
import type { DnsType } from './dns-records';

function service(name: string, spec: Partial<Service['spec']>): Service {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec: spec as Service['spec'] };
}

const HTTP = { name: 'http', port: 80, protocol: 'TCP' };
const SERVICES = [
  service('web', { clusterIP: '10.96.1.1', clusterIPs: ['10.96.1.1'], ports: [HTTP] }),
  service('db', { clusterIP: 'None', ports: [{ ...HTTP, name: 'sql', port: 5432 }] }),
  service('idle', { clusterIP: 'None', ports: [HTTP] }),
  service('outside', { type: 'ExternalName', externalName: 'Example.com.' }),
  service('alias', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' }),
];
const SLICES = [
  {
    metadata: { name: 'db-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'db' } },
    endpoints: [
      { addresses: ['10.244.0.2'], hostname: 'db-0', conditions: { ready: true } },
      { addresses: ['10.244.1.2'], conditions: { ready: true } },
      { addresses: ['10.244.2.2'], hostname: 'db-2', conditions: { ready: false } },
    ],
    ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }],
  } as unknown as EndpointSlice,
];
const STATE: ClusterState = {
  hasNamespace: (name) => name === 'default',
  service: (namespace, name) =>
    SERVICES.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name),
  slicesOf: ({ metadata }) => (metadata.name === 'db' ? SLICES : []),
  servicesAt: (address) => SERVICES.filter(({ spec }) => spec.clusterIPs?.includes(address)),
  slicesAt: (address) =>
    SLICES.filter((slice) => slice.endpoints?.some(({ addresses }) => addresses.includes(address))),
};

function ask(name: string, type: DnsType = 'A'): string {
  const { code, records } = answerQuestion({ name, type }, STATE);
  return [code, ...records.map((record) => `${record.type} ${record.data}`)].join(', ');
}

describe('names of the cluster', () => {
  it('are a service’s cluster address', () => {
    expect(ask('web.default.svc.cluster.local')).toBe('NOERROR, A 10.96.1.1');
    expect(ask('web.default.svc.cluster.local', 'AAAA')).toBe('NOERROR');
  });

  it('are the addresses behind a service that has none, those that are ready, by their own names too', () => {
    expect(ask('db.default.svc.cluster.local')).toBe('NOERROR, A 10.244.0.2, A 10.244.1.2');
    expect(ask('db-0.db.default.svc.cluster.local')).toBe('NOERROR, A 10.244.0.2');
    expect(ask('10-244-1-2.db.default.svc.cluster.local')).toBe('NOERROR, A 10.244.1.2');
    expect(ask('db-2.db.default.svc.cluster.local')).toBe('NXDOMAIN');
    expect(ask('idle.default.svc.cluster.local')).toBe('NXDOMAIN');
  });

  it('are ports with their targets', () => {
    expect(ask('_http._tcp.web.default.svc.cluster.local', 'SRV')).toBe(
      'NOERROR, SRV 0 100 80 web.default.svc.cluster.local.',
    );
    expect(ask('_sql._tcp.db.default.svc.cluster.local', 'SRV')).toBe(
      'NOERROR, SRV 0 50 5432 db-0.db.default.svc.cluster.local., SRV 0 50 5432 10-244-1-2.db.default.svc.cluster.local.',
    );
    expect(ask('_other._tcp.web.default.svc.cluster.local', 'SRV')).toBe('NXDOMAIN');
  });

  it('are other names, followed as far as the cluster knows them', () => {
    expect(ask('outside.default.svc.cluster.local')).toBe('NOERROR, CNAME example.com');
    expect(ask('alias.default.svc.cluster.local')).toBe('NOERROR, CNAME web.default.svc.cluster.local, A 10.96.1.1');
  });

  it('are pods’ addresses with dashes, in namespaces that there are', () => {
    expect(ask('10-244-0-9.default.pod.cluster.local')).toBe('NOERROR, A 10.244.0.9');
    expect(ask('10-244-0-9.nowhere.pod.cluster.local')).toBe('NXDOMAIN');
  });

  it('lead back from addresses', () => {
    expect(ask('1.1.96.10.in-addr.arpa', 'PTR')).toBe('NOERROR, PTR web.default.svc.cluster.local.');
    expect(ask('2.0.244.10.in-addr.arpa', 'PTR')).toBe('NOERROR, PTR db-0.db.default.svc.cluster.local.');
    expect(ask('9.9.9.9.in-addr.arpa', 'PTR')).toBe('NXDOMAIN');
  });

  it('are unknown, empty or out of reach else', () => {
    expect(ask('nosuch.default.svc.cluster.local')).toBe('NXDOMAIN');
    expect(ask('web.nowhere.svc.cluster.local')).toBe('NXDOMAIN');
    expect(ask('default.svc.cluster.local')).toBe('NOERROR');
    expect(ask('web')).toBe('NXDOMAIN');
    expect(ask('example.com')).toBe('SERVFAIL');
  });
});
