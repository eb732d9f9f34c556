import type { Loose } from './description';
import { Description, pairsText } from './description';
import { describeEvents } from './events';

const shownEndpoints = 3;

/** Ready addresses of a service's port, three of them and how many more. */
export function endpointsText(slices: readonly Loose[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const all = slices.flatMap(({ endpoints, ports }) => {
    const port = (ports ?? []).find(({ name = '' }: Loose) => name === portName)?.port;
    if (port === undefined) return [];
    const ready = (endpoints ?? []).filter(({ conditions }: Loose) => conditions?.ready !== false);
    return ready.flatMap(({ addresses }: Loose) => addresses.map((ip: string) => `${ip}:${port}`));
  });
  const more = all.length > shownEndpoints ? ` + ${all.length - shownEndpoints} more...` : '';
  return all.slice(0, shownEndpoints).join(',') + more;
}

function portLines(
  { name = '', port, protocol = 'TCP', targetPort, nodePort }: Loose,
  slices: readonly Loose[],
): string[] {
  const shown = name || '<unset>';
  return [
    `Port:\t${shown}\t${port}/${protocol}`,
    `TargetPort:\t${targetPort}/${protocol}`,
    ...(nodePort ? [`NodePort:\t${shown}\t${nodePort}/${protocol}`] : []),
    `Endpoints:\t${endpointsText(slices, name)}`,
  ];
}

/** Whether an address is a virtual one or a proxy's is said of addresses alone. */
function ingressText({ ip, hostname, ipMode }: Loose): string {
  return ip ? `${ip}${ipMode ? ` (${ipMode})` : ''}` : hostname;
}

/** What `kubectl describe service` prints. */
export function describeService(
  service: Loose,
  slices: readonly Loose[],
  events: readonly Loose[] | undefined,
  now: number,
): string {
  const { metadata, spec, status = {} } = service;
  const ingress = (status.loadBalancer?.ingress ?? []).map(ingressText).join(', ');
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`Selector:\t${pairsText(spec.selector)}`)
    .line(`Type:\t${spec.type}`)
    .lines(spec.ipFamilyPolicy ? [`IP Family Policy:\t${spec.ipFamilyPolicy}`] : [])
    .line(`IP Families:\t${spec.ipFamilies?.join(',') || '<none>'}`)
    .line(`IP:\t${spec.clusterIP ?? ''}`)
    .line(`IPs:\t${spec.clusterIPs?.join(',') || '<none>'}`)
    .lines(spec.externalIPs?.length ? [`External IPs:\t${spec.externalIPs.join(',')}`] : [])
    .lines(spec.loadBalancerIP ? [`Desired LoadBalancer IP:\t${spec.loadBalancerIP}`] : [])
    .lines(ingress ? [`LoadBalancer Ingress:\t${ingress}`] : [])
    .lines(spec.externalName ? [`External Name:\t${spec.externalName}`] : [])
    .lines((spec.ports ?? []).flatMap((port: Loose) => portLines(port, slices)))
    .line(`Session Affinity:\t${spec.sessionAffinity}`)
    .lines(spec.externalTrafficPolicy ? [`External Traffic Policy:\t${spec.externalTrafficPolicy}`] : [])
    .lines(spec.internalTrafficPolicy ? [`Internal Traffic Policy:\t${spec.internalTrafficPolicy}`] : [])
    .lines(spec.trafficDistribution ? [`Traffic Distribution:\t${spec.trafficDistribution}`] : [])
    .lines(spec.healthCheckNodePort ? [`HealthCheck NodePort:\t${spec.healthCheckNodePort}`] : [])
    .lines(
      spec.loadBalancerSourceRanges?.length
        ? [`LoadBalancer Source Ranges:\t${spec.loadBalancerSourceRanges.join(',')}`]
        : [],
    );
  describeEvents(description, events, now);
  return description.text();
}

export function backendText({ service, resource }: Loose): string {
  if (service) return `${service.name}:${service.port?.name ?? service.port?.number}`;
  return `APIGroup: ${resource?.apiGroup}, Kind: ${resource?.kind}, Name: ${resource?.name}`;
}

/** @param notes what is to be said of a backend that is a service: its endpoints, or that there is no such service */
export function describeIngress(
  ingress: Loose,
  notes: ReadonlyMap<string, string>,
  events: readonly Loose[] | undefined,
  now: number,
): string {
  const { metadata, spec, status = {} } = ingress;
  const address = (status.loadBalancer?.ingress ?? []).map(({ ip, hostname }: Loose) => ip ?? hostname).join(',');
  const note = (backend: Loose) => {
    const text = backendText(backend);
    return backend.service ? `${text} (${notes.get(text) ?? ''})` : text;
  };
  const unmatched = spec.defaultBackend ? note(spec.defaultBackend) : '<default>';
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .labels('Labels', metadata.labels)
    .line(`Namespace:\t${metadata.namespace}`)
    .line(`Address:\t${address}`)
    .line(`Ingress Class:\t${spec.ingressClassName ?? '<none>'}`)
    .line(`Default backend:\t${unmatched}`);
  if (spec.tls?.length)
    description.line('TLS:').lines(
      spec.tls.map(({ secretName, hosts = [] }: Loose) => {
        return secretName ? `  ${secretName} terminates ${hosts.join(',')}` : `  SNI routes ${hosts.join(',')}`;
      }),
    );
  description.line('Rules:').line('  Host\tPath\tBackends').line('  ----\t----\t--------');
  // Rules without paths say nothing; where that is all, everything goes to whoever stands behind the rules.
  const rules: readonly Loose[] = (spec.rules ?? []).filter(({ http }: Loose) => http);
  for (const { host = '*', http } of rules) {
    description.line(`  ${host}\t`);
    description.lines(http.paths.map(({ path = '', backend }: Loose) => `  \t${path} \t${note(backend)}`));
  }
  if (rules.length === 0) description.line(`  *\t*\t${unmatched}`);
  description.annotations(metadata.annotations);
  describeEvents(description, events, now);
  return description.text();
}
