import { longTime } from '../../apimachinery';
import type { Loose } from './description';
import { Description } from './description';
import { describeEvents } from './events';

const unknown = '<unknown>';

/** What is measured of a resource, and what is wished: both amounts, or both shares of what is requested. */
function resourceText(what: string, { target }: Loose, current: Loose): string {
  if (target.averageValue !== undefined)
    return `${what}:\t${current?.averageValue ?? unknown} / ${target.averageValue}`;
  const now =
    current?.averageUtilization === undefined ? unknown : `${current.averageUtilization}% (${current.averageValue})`;
  const wished = target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`;
  return `${what}  (as a percentage of request):\t${now} / ${wished}`;
}

function metricText(metric: Loose, current: Loose): string {
  if (metric.type === 'Resource')
    return resourceText(`resource ${metric.resource.name} on pods`, metric.resource, current?.resource?.current);
  if (metric.type === 'ContainerResource') {
    const { name, container } = metric.containerResource;
    const seen = current?.containerResource?.current;
    return resourceText(`resource ${name} of container "${container}" on pods`, metric.containerResource, seen);
  }
  if (metric.type === 'Pods') {
    const seen = current?.pods?.current.averageValue ?? unknown;
    return `"${metric.pods.metric.name}" on pods:\t${seen} / ${metric.pods.target.averageValue}`;
  }
  if (metric.type === 'Object') {
    const { describedObject, metric: what, target } = metric.object;
    const [how, field] = target.type === 'AverageValue' ? ['average value', 'averageValue'] : ['value', 'value'];
    const seen = current?.object?.current[field!] ?? unknown;
    return `"${what.name}" on ${describedObject.kind}/${describedObject.name} (target ${how}):\t${seen} / ${target[field!]}`;
  }
  if (metric.type !== 'External') return `<unknown metric type "${metric.type}">`;
  const { metric: what, target } = metric.external;
  const [how, field] = target.averageValue === undefined ? ['value', 'value'] : ['average value', 'averageValue'];
  return `"${what.name}" (target ${how}):\t${current?.external?.current[field!] ?? unknown} / ${target[field!]}`;
}

function ruleLines(title: string, rules: Loose): string[] {
  if (!rules) return [];
  const { stabilizationWindowSeconds, selectPolicy, policies } = rules;
  return [
    `  ${title}:`,
    ...(stabilizationWindowSeconds === undefined
      ? []
      : [`    Stabilization Window: ${stabilizationWindowSeconds} seconds`]),
    `    Select Policy: ${selectPolicy ?? 'Max'}`,
    ...(policies
      ? [
          '    Policies:',
          ...policies.map(
            ({ type, value, periodSeconds }: Loose) =>
              `      - Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`,
          ),
        ]
      : []),
  ];
}

function conditionLines(conditions: readonly Loose[] = []): string[] {
  if (conditions.length === 0) return [];
  return [
    'Conditions:',
    '  Type\tStatus\tReason\tMessage',
    '  ----\t------\t------\t-------',
    ...conditions.map(({ type, status, reason, message }) => `  ${type}\t${status}\t${reason}\t${message}`),
  ];
}

/** What `kubectl describe hpa` prints. */
export function describeAutoscaler(autoscaler: Loose, events: readonly Loose[] | undefined, now: number): string {
  const { metadata, spec, status = {} } = autoscaler;
  const { kind, name } = spec.scaleTargetRef;
  const current: readonly Loose[] = status.currentMetrics ?? [];
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`)
    .line(`Reference:\t${kind}/${name}`)
    .line('Metrics:\t( current / target )')
    .lines((spec.metrics ?? []).map((metric: Loose, index: number) => `  ${metricText(metric, current[index])}`))
    .line(`Min replicas:\t${spec.minReplicas ?? '<unset>'}`)
    .line(`Max replicas:\t${spec.maxReplicas}`);
  if (spec.behavior)
    description
      .line('Behavior:')
      .lines(ruleLines('Scale Up', spec.behavior.scaleUp))
      .lines(ruleLines('Scale Down', spec.behavior.scaleDown));
  description
    .line(`${kind} pods:\t${status.currentReplicas ?? 0} current / ${status.desiredReplicas ?? 0} desired`)
    .lines(conditionLines(status.conditions));
  describeEvents(description, events, now);
  return description.text();
}
