import { beforeAll, describe, expect, it } from 'vitest';
import { TestCluster } from '../testing/test-cluster';
import { addressNumber, addressText, isInRange, nodePorts, PortSet, serviceAddresses } from './ranges';

describe('ranges', () => {
  it('know their addresses', () => {
    expect(addressText(addressNumber('10.96.1.255')! + 1)).toBe('10.96.2.0');
    expect(addressNumber('10.96.1.256')).toBeUndefined();
    expect(isInRange('10.111.255.254', serviceAddresses)).toBe(true);
    expect(isInRange('10.96.0.0', serviceAddresses)).toBe(false);
    expect(isInRange('10.112.0.1', serviceAddresses)).toBe(false);
  });

  it('give out every port once, those that people choose last', () => {
    const set = new PortSet(nodePorts);
    const given = new Set<number>();
    for (let count = 0; count < nodePorts.size; count++) {
      const port = set.free((below) => (count * 7) % below)!;
      if (count < nodePorts.size - 86) expect(port).toBeGreaterThanOrEqual(30_086);
      set.add(port);
      given.add(port);
    }
    expect(given.size).toBe(nodePorts.size);
    expect(set.free(() => 0)).toBeUndefined();
    set.remove(30_500);
    expect(PortSet.read(nodePorts, set.write()).free(() => 0)).toBe(30_500);
  });
});

describe('services', () => {
  let cluster: TestCluster;
  const path = '/api/v1/namespaces/shop/services';
  const post = (name: string, spec: unknown, server = 0): any =>
    cluster.ask({ method: 'POST', path, body: { metadata: { name }, spec } }, server).body;
  const patch = (name: string, spec: unknown): any =>
    cluster.ask({
      method: 'PATCH',
      path: `${path}/${name}`,
      body: { spec },
      headers: { 'content-type': 'application/merge-patch+json' },
    }).body;
  const remove = (name: string): any => cluster.ask({ method: 'DELETE', path: `${path}/${name}` }).body;
  const ports = [{ port: 80 }];

  beforeAll(() => {
    cluster = new TestCluster({ members: 3 }).boot();
    cluster.namespace('shop');
  });

  it('get an address of their own, whichever server makes them', () => {
    const made = Array.from({ length: 12 }, (_, index) => post(`many-${index}`, { ports }, index % 3).spec.clusterIP);
    expect(new Set(made).size).toBe(12);
    for (const address of made) expect(isInRange(address, serviceAddresses)).toBe(true);
  });

  it('may choose one that is free, and leave it to the next', () => {
    expect(post('first', { ports, clusterIP: '10.96.0.77' }).spec.clusterIPs).toEqual(['10.96.0.77']);
    expect(post('second', { ports, clusterIP: '10.96.0.77' }).message).toBe(
      'Service "second" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.77"]: failed to allocate IP 10.96.0.77: provided IP is already allocated',
    );
    remove('first');
    expect(post('second', { ports, clusterIP: '10.96.0.77' }).spec.clusterIP).toBe('10.96.0.77');
  });

  it('get ports on the nodes when they are to be reached there, and give them back', () => {
    const { nodePort } = post('outside', { type: 'NodePort', ports }).spec.ports[0];
    expect(nodePort).toBeGreaterThanOrEqual(30_000);
    expect(post('other', { type: 'NodePort', ports: [{ port: 80, nodePort }] }).code).toBe(422);
    expect(patch('outside', { type: 'ClusterIP' }).spec.ports[0].nodePort).toBeUndefined();
    expect(post('other', { type: 'NodePort', ports: [{ port: 80, nodePort }] }).spec.ports[0].nodePort).toBe(nodePort);
  });

  it('give back what they took when they come to nothing', () => {
    post('twice', { ports });
    expect(post('twice', { type: 'NodePort', ports: [{ port: 80, nodePort: 31_000 }] }).reason).toBe('AlreadyExists');
    expect(post('after', { type: 'NodePort', ports: [{ port: 80, nodePort: 31_000 }] }).spec.ports[0].nodePort).toBe(
      31_000,
    );
  });

  it('keep what they have through updates', () => {
    const { clusterIP } = post('kept', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports }).spec;
    const next = patch('kept', {
      ports: [
        { port: 80, name: 'a' },
        { port: 81, name: 'b' },
      ],
    }).spec;
    expect(next.clusterIP).toBe(clusterIP);
    expect(new Set([...next.ports.map((port: any) => port.nodePort), next.healthCheckNodePort]).size).toBe(3);
  });

  it('take nothing in a dry run', () => {
    const body = { metadata: { name: 'dry' }, spec: { ports, clusterIP: '10.96.0.99' } };
    expect(cluster.ask({ method: 'POST', path: `${path}?dryRun=All`, body }).status).toBe(201);
    expect(post('wet', { ports, clusterIP: '10.96.0.99' }).spec.clusterIP).toBe('10.96.0.99');
  });
});

describe('the service kubernetes', () => {
  it('leads to every server that is alive', () => {
    const cluster = new TestCluster({ members: 3, advertised: true }).boot();
    const addresses = (): unknown => {
      const slice: any = cluster.ask({
        path: '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes',
      }).body;
      return slice.endpoints.flatMap((endpoint: any) => endpoint.addresses);
    };
    cluster.simulation.runFor(12_000);
    const service: any = cluster.ask({ path: '/api/v1/namespaces/default/services/kubernetes' }).body;
    expect(service.spec.clusterIP).toBe('10.96.0.1');
    expect(addresses()).toEqual(['10.0.0.11', '10.0.0.12', '10.0.0.13']);
    cluster.servers[1]!.kill();
    cluster.simulation.runFor(40_000);
    expect(addresses()).toEqual(['10.0.0.11', '10.0.0.13']);
    const endpoints: any = cluster.ask({ path: '/api/v1/namespaces/default/endpoints/kubernetes' }).body;
    expect(endpoints.subsets[0].addresses).toEqual([{ ip: '10.0.0.11' }, { ip: '10.0.0.13' }]);
  });
});
