import { describe, expect, it } from 'vitest';
import type { Service } from '../../api';
import { serviceVariables } from './service-environment';

function service(name: string, spec: Partial<Service['spec']>): Service {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'd' }, spec: spec as Service['spec'] };
}

describe('variables of services', () => {
  it('tell address and ports of each service that has an address', () => {
    const ports = [
      { name: 'http', port: 80, protocol: 'TCP' },
      { name: 'dns-udp', port: 53, protocol: 'UDP' },
    ];
    const services = [
      service('my-web', { clusterIP: '10.96.1.1', ports }),
      service('headless', { clusterIP: 'None', ports }),
      service('alias', { type: 'ExternalName' }),
    ];
    expect(serviceVariables(services)).toEqual({
      MY_WEB_SERVICE_HOST: '10.96.1.1',
      MY_WEB_SERVICE_PORT: '80',
      MY_WEB_SERVICE_PORT_HTTP: '80',
      MY_WEB_SERVICE_PORT_DNS_UDP: '53',
      MY_WEB_PORT: 'tcp://10.96.1.1:80',
      MY_WEB_PORT_80_TCP: 'tcp://10.96.1.1:80',
      MY_WEB_PORT_80_TCP_PROTO: 'tcp',
      MY_WEB_PORT_80_TCP_PORT: '80',
      MY_WEB_PORT_80_TCP_ADDR: '10.96.1.1',
      MY_WEB_PORT_53_UDP: 'udp://10.96.1.1:53',
      MY_WEB_PORT_53_UDP_PROTO: 'udp',
      MY_WEB_PORT_53_UDP_PORT: '53',
      MY_WEB_PORT_53_UDP_ADDR: '10.96.1.1',
    });
  });
});
