import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerCondition, MetricSpec } from '../../api';
import { wallClock } from '../../apimachinery';

type Conditions = readonly HorizontalPodAutoscalerCondition[];

/** The conditions with this one in its place; its date moves with its status alone. */
export function withCondition(
  conditions: Conditions,
  type: string,
  status: 'True' | 'False',
  reason: string,
  message: string,
  now: number,
): Conditions {
  const known = conditions.find((each) => each.type === type);
  const lastTransitionTime = known?.status === status ? known.lastTransitionTime : wallClock(now);
  const condition = { type, status, lastTransitionTime, reason, message };
  return known ? conditions.map((each) => (each === known ? condition : each)) : [...conditions, condition];
}

/** Why a metric says nothing: nobody serves the API that would. */
export interface Unmeasured {
  readonly reason: string;
  readonly message: string;
  /** What kind of value could not be had. */
  readonly what: string;
}

const NO_CUSTOM_METRICS = 'no custom metrics API (custom.metrics.k8s.io) registered';

/** @param problem what was answered when the use of resources was asked for */
export function unmeasured(
  { metadata: { namespace } }: HorizontalPodAutoscaler,
  { resource, containerResource, pods, object, external }: MetricSpec,
  problem: string,
): Unmeasured {
  const used = resource ?? containerResource;
  if (used) {
    const kind = used.target.type === 'Utilization' ? 'utilization' : 'usage';
    const why = `unable to get metrics for resource ${used.name}: unable to fetch metrics from resource metrics API: ${problem}`;
    const prefix = resource ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric';
    const what = `${used.name} ${resource ? 'resource' : 'container resource'} metric value`;
    return { reason: prefix, message: `failed to get ${used.name} ${kind}: ${why}`, what };
  }
  if (external) {
    const name = `${namespace}/${external.metric.name}/nil`;
    const why = `the server could not find the requested resource (get ${external.metric.name}.external.metrics.k8s.io)`;
    const message = `unable to get external metric ${name}: unable to fetch metrics from external metrics API: ${why}`;
    return { reason: 'FailedGetExternalMetric', message, what: `external metric value` };
  }
  const { kind = '', name = '' } = object?.describedObject ?? {};
  const whose = object ? `: ${kind} on ${namespace} ${name}/` : ': ';
  const metric = (pods ?? object)?.metric.name ?? '';
  return {
    reason: object ? 'FailedGetObjectMetric' : 'FailedGetPodsMetric',
    message: `unable to get metric ${metric}${whose}unable to fetch metrics from custom metrics API: ${NO_CUSTOM_METRICS}`,
    what: object ? 'object metric value' : 'pods metric value',
  };
}

/** How many there are to be whatever is measured, and why; undefined within the bounds. */
export function boundsStep(
  { maxReplicas, minReplicas = 1 }: HorizontalPodAutoscaler['spec'],
  replicas: number,
): { readonly replicas: number; readonly why: string } | undefined {
  if (replicas > maxReplicas)
    return { replicas: maxReplicas, why: 'Current number of replicas above Spec.MaxReplicas' };
  if (replicas < minReplicas)
    return { replicas: minReplicas, why: 'Current number of replicas below Spec.MinReplicas' };
  return undefined;
}
