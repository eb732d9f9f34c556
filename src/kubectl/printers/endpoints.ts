import { longTime } from '../../apimachinery';
import type { Loose } from './description';
import { Description, pairsText } from './description';
import { describeEvents } from './events';

type Events = readonly Loose[] | undefined;

function portLines(ports: readonly Loose[]): string[] {
  return ports.map(({ name, port, protocol = 'TCP' }) => `${name || '<unset>'}\t${port}\t${protocol}`);
}

const ips = (addresses: readonly Loose[] = []): string => addresses.map(({ ip }) => ip).join(',') || '<none>';

/** What `kubectl describe ipaddress` prints: whose address it is. */
export function describeIpAddress({ metadata, spec }: Loose, events: Events, now: number): string {
  const { group = '', resource = '', namespace = '', name = '' } = spec?.parentRef ?? {};
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line('Parent Reference:')
    .line(`  Group:\t${group}`)
    .line(`  Resource:\t${resource}`)
    .line(`  Namespace:\t${namespace}`)
    .line(`  Name:\t${name}`);
  describeEvents(description, events, now);
  return description.text();
}

/** What `kubectl describe endpoints` prints. */
export function describeEndpoints(endpoints: Loose, events: Events, now: number): string {
  const { metadata, subsets = [] } = endpoints;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line('Subsets:');
  for (const { addresses, notReadyAddresses, ports = [] } of subsets ?? []) {
    description.line(`  Addresses:\t${ips(addresses)}`).line(`  NotReadyAddresses:\t${ips(notReadyAddresses)}`);
    if (ports.length > 0)
      description
        .line('  Ports:')
        .line('    Name\tPort\tProtocol')
        .line('    ----\t----\t--------')
        .lines(portLines(ports).map((line) => `    ${line}`));
    description.line('');
  }
  describeEvents(description, events, now);
  return description.text();
}

function endpointLines({ addresses, conditions, hostname, targetRef, nodeName, zone }: Loose): string[] {
  return [
    `  - Addresses:\t${addresses.join(',')}`,
    '    Conditions:',
    `      Ready:\t${conditions?.ready ?? '<unset>'}`,
    `    Hostname:\t${hostname ?? '<unset>'}`,
    ...(targetRef ? [`    TargetRef:\t${targetRef.kind}/${targetRef.name}`] : []),
    `    NodeName:\t${nodeName ?? '<unset>'}`,
    `    Zone:\t${zone ?? '<unset>'}`,
  ];
}

/** What `kubectl describe endpointslice` prints. */
export function describeEndpointSlice(slice: Loose, events: Events, now: number): string {
  const { metadata, addressType } = slice;
  const [ports, endpoints]: readonly Loose[][] = [slice.ports ?? [], slice.endpoints ?? []];
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`AddressType:\t${addressType}`);
  if (ports!.length === 0) description.line('Ports: <unset>');
  else
    description
      .line('Ports:')
      .line('  Name\tPort\tProtocol')
      .line('  ----\t----\t--------')
      .lines(portLines(ports!).map((line) => `  ${line}`));
  if (endpoints!.length === 0) description.line('Endpoints: <none>');
  else description.line('Endpoints:').lines(endpoints!.flatMap(endpointLines));
  describeEvents(description, events, now);
  return description.text();
}

export function describeIngressClass(one: Loose, events: Events, now: number): string {
  const { metadata, spec } = one;
  const { parameters } = spec;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`Controller:\t${spec.controller}`);
  if (parameters)
    description
      .line('Parameters:')
      .lines(parameters.apiGroup ? [`  APIGroup:\t${parameters.apiGroup}`] : [])
      .line(`  Kind:\t${parameters.kind}`)
      .line(`  Name:\t${parameters.name}`);
  describeEvents(description, events, now);
  return description.text();
}

export function describeServiceCidr(one: Loose, events: Events, now: number): string {
  const { metadata, spec, status = {} } = one;
  const conditions: readonly Loose[] = status.conditions ?? [];
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`CIDRs:\t${(spec.cidrs ?? []).join(', ')}`);
  if (conditions.length > 0)
    description
      .line('Status:')
      .line('Conditions:')
      .line('  Type\tStatus\tLastTransitionTime\tReason\tMessage')
      .line('  ----\t------\t------------------\t------\t-------')
      .lines(
        conditions.map(
          ({ type, status: is, lastTransitionTime, reason = '', message = '' }) =>
            `  ${type}\t${is}\t${longTime(lastTransitionTime)}\t${reason}\t${message}`,
        ),
      );
  describeEvents(description, events, now);
  return description.text();
}

export function describePriorityClass(one: Loose, events: Events, now: number): string {
  const description = new Description()
    .line(`Name:\t${one.metadata.name}`)
    .line(`Value:\t${one.value}`)
    .line(`GlobalDefault:\t${one.globalDefault ?? false}`)
    .line(`PreemptionPolicy:\t${one.preemptionPolicy}`)
    .line(`Description:\t${one.description ?? ''}`)
    // As they stand: what was applied ends with a line break of its own.
    .lines(`Annotations:\t${pairsText(one.metadata.annotations)}`.split('\n'));
  describeEvents(description, events, now);
  return description.text();
}
