import { controllerOf, podQosClass } from '../../api';
import { humanDuration, instantOf, longTime } from '../../apimachinery';
import { describeContainers } from './container';
import type { Loose } from './description';
import { Description } from './description';
import { describeEvents } from './events';
import { spreadLines, tolerationLines } from './pod-template';
import { describeVolumes } from './volume';

function statusLines({ metadata, status = {} }: Loose, now: number): string[] {
  const reason = [
    ...(status.reason ? [`Reason:\t${status.reason}`] : []),
    ...(status.message ? [`Message:\t${status.message}`] : []),
  ];
  const going = instantOf(metadata.deletionTimestamp ?? '');
  if (going === undefined || status.phase === 'Failed' || status.phase === 'Succeeded')
    return [`Status:\t${status.phase}`, ...reason];
  return [
    `Status:\tTerminating (lasts ${humanDuration(Math.max(0, now - going))})`,
    `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds}s`,
    ...reason,
  ];
}

function addressLines({ status = {} }: Loose): string[] {
  const ips: readonly Loose[] = status.podIPs ?? [];
  const listed = ips.length === 0 ? ['IPs:\t<none>'] : ['IPs:', ...ips.map(({ ip }) => `  IP:\t${ip}`)];
  return [`IP:\t${status.podIP ?? ''}`, ...listed];
}

function head(pod: Loose, now: number): Description {
  const { metadata, spec, status = {} } = pod;
  const owner = controllerOf(pod);
  const node = spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>';
  return new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .lines(spec.priority === undefined ? [] : [`Priority:\t${spec.priority}`])
    .lines(spec.priorityClassName ? [`Priority Class Name:\t${spec.priorityClassName}`] : [])
    .lines(spec.runtimeClassName ? [`Runtime Class Name:\t${spec.runtimeClassName}`] : [])
    .lines(spec.serviceAccountName ? [`Service Account:\t${spec.serviceAccountName}`] : [])
    .line(`Node:\t${node}`)
    .lines(status.startTime ? [`Start Time:\t${longTime(status.startTime)}`] : [])
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .lines(statusLines(pod, now))
    .lines(addressLines(pod))
    .lines(owner ? [`Controlled By:\t${owner.kind}/${owner.name}`] : [])
    .lines(status.nominatedNodeName ? [`NominatedNodeName:\t${status.nominatedNodeName}`] : []);
}

/** What `kubectl describe pod` prints. */
export function describePod(pod: Loose, events: readonly Loose[] | undefined, now: number): string {
  const { spec, status = {} } = pod;
  const description = head(pod, now);
  const options = { indent: '', pod };
  if (spec.initContainers?.length)
    describeContainers(
      description,
      'Init Containers',
      spec.initContainers,
      status.initContainerStatuses ?? [],
      options,
    );
  describeContainers(description, 'Containers', spec.containers, status.containerStatuses ?? [], options);
  if (spec.ephemeralContainers?.length)
    describeContainers(
      description,
      'Ephemeral Containers',
      spec.ephemeralContainers,
      status.ephemeralContainerStatuses ?? [],
      options,
    );
  if (spec.readinessGates?.length)
    description
      .line('Readiness Gates:\n  Type\tStatus')
      .lines(
        spec.readinessGates.map(
          ({ conditionType }: Loose) => `  ${conditionType} \t${gateStatus(status, conditionType)} `,
        ),
      );
  if (status.conditions?.length)
    description
      .line('Conditions:')
      .line('  Type\tStatus')
      .lines(status.conditions.map((one: Loose) => `  ${one.type} \t${one.status} `));
  describeVolumes(description, spec.volumes, '');
  description
    .line(`QoS Class:\t${status.qosClass ?? podQosClass(pod)}`)
    .labels('Node-Selectors', spec.nodeSelector)
    .lines(tolerationLines(spec.tolerations))
    .lines(spreadLines(spec.topologySpreadConstraints));
  describeEvents(description, events, now);
  return description.text();
}

function gateStatus(status: Loose, type: string): string {
  return status.conditions?.find((one: Loose) => one.type === type)?.status ?? '<none>';
}
