import { writeYaml } from '../../apimachinery';
import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import type { Loose } from '../printers/description';
import { kindCalled } from '../resource-argument';

const clientVersion = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.0',
  platform: 'linux/amd64',
};

/** `kubectl version [--client] [-o yaml|json]`. */
export function* version(invocation: Invocation): Process<void> {
  const { flags } = invocation;
  const output = flags.text('output') ?? '';
  if (output !== '' && output !== 'yaml' && output !== 'json')
    throw new CommandError("--output must be 'yaml' or 'json'");
  const kustomizeVersion = 'v5.8.1';
  const serverVersion = flags.isOn('client') ? undefined : yield* invocation.requests.raw('GET', '/version');
  const all = { clientVersion, kustomizeVersion, ...(serverVersion !== undefined && { serverVersion }) };
  if (output === 'yaml') return invocation.write('stdout', writeYaml(all));
  if (output === 'json') return invocation.print(JSON.stringify(all, null, 2));
  invocation.print(`Client Version: ${clientVersion.gitVersion}\nKustomize Version: ${kustomizeVersion}`);
  if (serverVersion !== undefined)
    invocation.print(`Server Version: ${(serverVersion as { gitVersion: string }).gitVersion}`);
}

/** `name`, `name:port` or `https:name:port`, as a proxy's path names a service's port. */
function doorOf(service: string, port?: { readonly name?: string; readonly port: number }): string {
  if (port?.name === 'https' || port?.port === 443) return `https:${service}:${port.name ?? ''}`;
  return port?.name ? `${service}:${port.name}` : service;
}

/** `kubectl cluster-info`. */
export function* clusterInfo(invocation: Invocation): Process<void> {
  const { content, current } = invocation.kubeconfig;
  const server = content.clusters.find(({ name }) => name === current?.cluster)?.fields['server'];
  const labelSelector = 'kubernetes.io/cluster-service=true';
  const services = yield* invocation.requests.list(kindCalled('services'), 'kube-system', { labelSelector });
  invocation.print(`Kubernetes control plane is running at ${server}`);
  for (const { metadata, spec } of services.items as readonly Loose[]) {
    const name = metadata.labels?.['kubernetes.io/name'] ?? metadata.name;
    const door = doorOf(metadata.name, spec.ports?.[0]);
    invocation.print(`${name} is running at ${server}/api/v1/namespaces/kube-system/services/${door}/proxy`);
  }
  invocation.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.");
}

/** `kubectl top`: nothing measures here unless a metrics server is served. */
export function* top(invocation: Invocation): Process<void> {
  const order = invocation.flags.text('sort-by') ?? '';
  if (!['', 'cpu', 'memory'].includes(order)) throw new CommandError('--sort-by accepts only cpu or memory');
  const groups = (yield* invocation.requests.raw('GET', '/apis')) as { groups: readonly { name: string }[] };
  if (groups.groups.some(({ name }) => name === 'metrics.k8s.io'))
    throw new CommandError('top: this terminal does not read metrics');
  throw new CommandError('Metrics API not available');
}
