import { describe, expect, it } from 'vitest';
import type { Endpoint, EndpointSlice, Service } from '../../api';
import { serviceRules } from './service-rules';

function service(spec: Partial<Service['spec']>, status?: Service['status'], labels = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default', labels },
    spec: { type: 'ClusterIP', clusterIP: '10.96.1.1', ports: [{ name: 'http', port: 80, protocol: 'TCP' }], ...spec },
    status,
  };
}

function slice(endpoints: readonly Partial<Endpoint>[], port = 8080): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-1', namespace: 'default' },
    addressType: 'IPv4',
    endpoints: endpoints as readonly Endpoint[],
    ports: [{ name: 'http', port, protocol: 'TCP' }],
  };
}

const one = { addresses: ['10.244.0.2'], nodeName: 'worker-1', conditions: { ready: true } };
const two = { addresses: ['10.244.1.2'], nodeName: 'worker-2', conditions: { ready: true } };

function rules(given: Service, endpoints: readonly Partial<Endpoint>[], zone?: string) {
  return serviceRules([given], () => [slice(endpoints)], { node: 'worker-1', ...(zone && { zone }) });
}

/** What each address leads to: `address:port → target target`, or what becomes of packets. */
function table(given: Service, endpoints: readonly Partial<Endpoint>[], zone?: string): readonly string[] {
  return rules(given, endpoints, zone).map(({ address = '*', port, targets, otherwise, fromOutside }) => {
    const led = (to: { readonly targets: typeof targets; readonly otherwise: string }) =>
      to.targets.map((each) => each.address).join(' ') || to.otherwise;
    return `${address}:${port} → ${led({ targets, otherwise })}${fromOutside ? `, from outside ${led(fromOutside)}` : ''}`;
  });
}

describe('rules of a service', () => {
  it('lead its cluster address to the ready endpoints, at their port', () => {
    expect(rules(service({}), [two, one])).toEqual([
      {
        service: 'default/web:http',
        protocol: 'TCP',
        address: '10.96.1.1',
        port: 80,
        targets: [
          { address: '10.244.0.2', port: 8080 },
          { address: '10.244.1.2', port: 8080 },
        ],
        otherwise: 'drop',
      },
    ]);
  });

  it('leave out what is not ready, and refuse where nothing is', () => {
    const unready = { ...two, conditions: { ready: false, serving: false } };
    expect(table(service({}), [one, unready])).toEqual(['10.96.1.1:80 → 10.244.0.2']);
    expect(table(service({}), [unready])).toEqual(['10.96.1.1:80 → reject']);
    expect(table(service({}), [])).toEqual(['10.96.1.1:80 → reject']);
  });

  it('fall back to endpoints that are being stopped and still serve, when no other is left', () => {
    const going = { ...two, conditions: { ready: false, serving: true, terminating: true } };
    expect(table(service({}), [one, going])).toEqual(['10.96.1.1:80 → 10.244.0.2']);
    expect(table(service({}), [going])).toEqual(['10.96.1.1:80 → 10.244.1.2']);
  });

  it('take in node ports, external addresses and those of a load balancer', () => {
    const balanced = service(
      { type: 'LoadBalancer', externalIPs: ['192.0.2.7'], ports: [{ name: 'http', port: 80, nodePort: 30080 }] },
      { loadBalancer: { ingress: [{ ip: '203.0.113.9' }, { ip: '203.0.113.10', ipMode: 'Proxy' }] } },
    );
    expect(table(balanced, [one])).toEqual([
      '10.96.1.1:80 → 10.244.0.2',
      '192.0.2.7:80 → 10.244.0.2',
      '203.0.113.9:80 → 10.244.0.2',
      '*:30080 → 10.244.0.2',
    ]);
  });

  it('keep to the machine’s own endpoints where the policy is Local: inside drops, outside too', () => {
    expect(table(service({ internalTrafficPolicy: 'Local' }), [one, two])).toEqual(['10.96.1.1:80 → 10.244.0.2']);
    expect(table(service({ internalTrafficPolicy: 'Local' }), [two])).toEqual(['10.96.1.1:80 → drop']);
    const ports = [{ name: 'http', port: 80, nodePort: 30080 }];
    const external = service({ type: 'NodePort', externalTrafficPolicy: 'Local', ports });
    expect(table(external, [one, two])[1]).toBe('*:30080 → 10.244.0.2 10.244.1.2, from outside 10.244.0.2');
    expect(table(external, [two])[1]).toBe('*:30080 → 10.244.1.2, from outside drop');
  });

  it('follow hints to the own zone or machine, when all endpoints have them', () => {
    const zoned = (endpoint: object, zone: string) => ({ ...endpoint, hints: { forZones: [{ name: zone }] } });
    expect(table(service({}), [zoned(one, 'a'), zoned(two, 'b')], 'b')).toEqual(['10.96.1.1:80 → 10.244.1.2']);
    expect(table(service({}), [zoned(one, 'a'), two], 'b')).toEqual(['10.96.1.1:80 → 10.244.0.2 10.244.1.2']);
    expect(table(service({}), [zoned(one, 'a'), zoned(two, 'b')], 'c')).toEqual([
      '10.96.1.1:80 → 10.244.0.2 10.244.1.2',
    ]);
    const own = (endpoint: object, node: string) => ({ ...endpoint, hints: { forNodes: [{ name: node }] } });
    expect(table(service({}), [own(one, 'worker-1'), own(two, 'worker-2')])).toEqual(['10.96.1.1:80 → 10.244.0.2']);
  });

  it('are none for services without an address, for other names, and for other proxies', () => {
    expect(table(service({ clusterIP: 'None' }), [one])).toEqual([]);
    expect(table(service({ type: 'ExternalName', clusterIP: undefined }), [one])).toEqual([]);
    expect(table(service({}, undefined, { 'service.kubernetes.io/service-proxy-name': 'other' }), [one])).toEqual([]);
  });

  it('remember clients where sessions have an affinity', () => {
    expect(rules(service({ sessionAffinity: 'ClientIP' }), [one])[0]!.affinitySeconds).toBe(10_800);
    const config = { clientIP: { timeoutSeconds: 60 } };
    const told = service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: config });
    expect(rules(told, [one])[0]!.affinitySeconds).toBe(60);
  });
});
