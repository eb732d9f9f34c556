import type { Pod, Service } from '../../api';
import type { ApiClient } from '../../client';
import { Informer } from '../../client';
import type { Component } from '../../simulation';

type ServicePort = NonNullable<Service['spec']['ports']>[number];

const BY_NAMESPACE = 'namespace';
const NO_SERVICES: readonly Service[] = [];
/** What programs find the API servers by, in every namespace. */
const EVERYWHERE = { namespace: 'default', name: 'kubernetes' } as const;

/**
 * The variables that tell programs where services are: of those that have an address, in the order of their names. Pure.
 * They are what there was when the container started.
 */
export function serviceVariables(services: readonly Service[]): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const service of [...services].sort(byName)) {
    const { clusterIP, ports = [] } = service.spec;
    const [first] = ports;
    if (!clusterIP || clusterIP === 'None' || !first) continue;
    const prefix = variableName(service.metadata.name);
    variables[`${prefix}_SERVICE_HOST`] = clusterIP;
    variables[`${prefix}_SERVICE_PORT`] = String(first.port);
    for (const { name, port } of ports)
      if (name) variables[`${prefix}_SERVICE_PORT_${variableName(name)}`] = String(port);
    variables[`${prefix}_PORT`] = address(clusterIP, first);
    for (const port of ports) Object.assign(variables, portVariables(prefix, clusterIP, port));
  }
  return variables;
}

/** As Docker's links once told them. */
function portVariables(prefix: string, host: string, port: ServicePort): Readonly<Record<string, string>> {
  const protocol = port.protocol ?? 'TCP';
  const name = `${prefix}_PORT_${port.port}_${protocol}`;
  return {
    [name]: address(host, port),
    [`${name}_PROTO`]: protocol.toLowerCase(),
    [`${name}_PORT`]: String(port.port),
    [`${name}_ADDR`]: host,
  };
}

function address(host: string, { protocol = 'TCP', port }: ServicePort): string {
  return `${protocol.toLowerCase()}://${host}:${port}`;
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function byName(a: Service, b: Service): number {
  return a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0;
}

/** A kubelet's mirror of all services. */
export class ServiceMirror {
  private readonly services: Informer<Service>;
  /** What came of the services that were asked for last: mostly the next pod's are the same. */
  private last:
    | {
        readonly own: readonly Service[];
        readonly everywhere: Service | undefined;
        readonly variables: Readonly<Record<string, string>>;
      }
    | undefined;

  constructor(component: Component, client: ApiClient) {
    this.services = new Informer<Service>(component, client, 'services', {
      indexers: { [BY_NAMESPACE]: ({ metadata }) => [metadata.namespace ?? ''] },
    });
  }

  start(): void {
    this.services.start();
  }

  /** Of the pod's own namespace, unless it wants none (`enableServiceLinks`), and the API servers'. */
  variablesFor({ metadata, spec }: Pod): Readonly<Record<string, string>> {
    const everywhere = this.services.get(EVERYWHERE.namespace, EVERYWHERE.name);
    const own =
      spec.enableServiceLinks === false ? NO_SERVICES : this.services.byIndex(BY_NAMESPACE, metadata.namespace ?? '');
    const last = this.last;
    if (last?.own === own && last.everywhere === everywhere) return last.variables;
    const named = own.some(({ metadata: { name } }) => name === EVERYWHERE.name);
    const variables = serviceVariables(everywhere && !named ? [...own, everywhere] : own);
    this.last = { own, everywhere, variables };
    return variables;
  }
}
