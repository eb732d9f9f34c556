/** The autoscaler's row (v2, as it is stored) and the older view of the same objects (v1). */
import { isObject, type KubeObject } from '../../apimachinery';
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { laterRules } from '../later';
import { withDefaults, withField } from '../strategy';
import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
  HorizontalPodAutoscalerStatus,
  HpaScalingRules,
  MetricSpec,
  MetricValueStatus,
} from './horizontal-pod-autoscaler-spec';

const identity = { group: 'autoscaling', version: 'v2', kind: 'HorizontalPodAutoscaler' } as const;

const shared = {
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  storagePrefix: '/registry/horizontalpodautoscalers',
} as const;

const newStatus: HorizontalPodAutoscalerStatus = { currentMetrics: null, desiredReplicas: 0 };

export const horizontalPodAutoscalerKind = defineKind<HorizontalPodAutoscaler>({
  ...identity,
  ...shared,
  subresources: [statusSubresource(identity)],
  defaults: (autoscaler) => withField(autoscaler, 'spec', defaultSpec(autoscaler.spec)),
  newStatus,
  ...laterRules('HorizontalPodAutoscaler'),
  columns: [
    nameColumn,
    textColumn('Reference', 'What it scales.', ({ spec }) => `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`),
    textColumn('Targets', 'What it measures, and what that should be.', targetsText),
    textColumn('MinPods', 'How few there may be.', ({ spec }) => String(spec.minReplicas ?? '<unset>')),
    textColumn('MaxPods', 'How many there may be.', ({ spec }) => spec.maxReplicas),
    textColumn('Replicas', 'How many there are.', ({ status }) => status?.currentReplicas ?? 0),
    ageColumn,
  ],
});

// ---- defaults --------------------------------------------------------------------------------------------------------

const utilization = (percent: number): MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } },
});

const defaultUtilization = 80;
const period = 15;
const doubling = { type: 'Percent', value: 100, periodSeconds: period };

const upRules: HpaScalingRules = {
  policies: [{ type: 'Pods', value: 4, periodSeconds: period }, doubling],
  selectPolicy: 'Max',
  stabilizationWindowSeconds: 0,
};
const downRules: HpaScalingRules = { policies: [doubling], selectPolicy: 'Max' };

function defaultSpec(given: HorizontalPodAutoscalerSpec): HorizontalPodAutoscalerSpec {
  const metrics = [utilization(defaultUtilization)];
  const spec = withDefaults<HorizontalPodAutoscalerSpec>(given, { minReplicas: 1, metrics });
  if (!spec.behavior) return spec;
  const { scaleUp = {}, scaleDown = {} } = spec.behavior;
  const behavior = { scaleDown: withDefaults(scaleDown, downRules), scaleUp: withDefaults(scaleUp, upRules) };
  return { ...spec, behavior };
}

// ---- its line --------------------------------------------------------------------------------------------------------

const shownAtMost = 2;

function currentOf({ status }: HorizontalPodAutoscaler, index: number): MetricValueStatus {
  const metric = status?.currentMetrics?.[index];
  const { containerResource, external, object, pods, resource } = metric ?? {};
  return (containerResource ?? external ?? object ?? pods ?? resource)?.current ?? {};
}

function targetText(autoscaler: HorizontalPodAutoscaler, spec: MetricSpec, index: number): string {
  const { containerResource, external, object, pods, resource } = spec;
  const target = (containerResource ?? external ?? object ?? pods ?? resource)?.target;
  const current = currentOf(autoscaler, index);
  const named = resource ?? containerResource;
  const before = named ? `${named.name}: ` : '';
  const unknown = '<unknown>';
  if (target?.averageUtilization !== undefined && named)
    return `${before}${current.averageUtilization === undefined ? unknown : `${current.averageUtilization}%`}/${target.averageUtilization}%`;
  if (target?.averageValue !== undefined) {
    const isAverage = external || object ? ' (avg)' : '';
    return `${before}${current.averageValue ?? unknown}/${target.averageValue}${isAverage}`;
  }
  return target?.value === undefined ? '<auto>' : `${before}${current.value ?? unknown}/${target.value}`;
}

function targetsText(autoscaler: HorizontalPodAutoscaler): string {
  const metrics = autoscaler.spec.metrics ?? [];
  if (metrics.length === 0) return '<none>';
  const texts = metrics.map((metric, index) => targetText(autoscaler, metric, index));
  const rest = texts.length - shownAtMost;
  return `${texts.slice(0, shownAtMost).join(', ')}${rest > 0 ? ` + ${rest} more...` : ''}`;
}

// ---- the older view --------------------------------------------------------------------------------------------------

/** autoscaling/v1: one number, the CPU's. What it can't say stands in annotations. */
export interface CpuAutoscaler extends KubeObject {
  readonly spec: {
    readonly maxReplicas: number;
    readonly minReplicas?: number;
    readonly scaleTargetRef: CrossVersionObjectReference;
    readonly targetCPUUtilizationPercentage?: number;
  };
  readonly status?: {
    readonly currentCPUUtilizationPercentage?: number;
    readonly currentReplicas: number;
    readonly desiredReplicas: number;
    readonly lastScaleTime?: string;
    readonly observedGeneration?: number;
  };
}

const metricsAnnotation = 'autoscaling.alpha.kubernetes.io/metrics';
const behaviorAnnotation = 'autoscaling.alpha.kubernetes.io/behavior';

const cpuTarget = (metric: MetricSpec): number | undefined =>
  metric.resource?.name === 'cpu' ? metric.resource.target.averageUtilization : undefined;

function read(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toStorage(given: CpuAutoscaler): HorizontalPodAutoscaler {
  const { targetCPUUtilizationPercentage: percent, ...spec } = given.spec;
  const {
    [metricsAnnotation]: others,
    [behaviorAnnotation]: behavior,
    ...annotations
  } = given.metadata.annotations ?? {};
  const [more, rules] = [read(others), read(behavior)];
  const metrics = [
    ...(percent === undefined ? [] : [utilization(percent)]),
    ...(Array.isArray(more) ? (more as MetricSpec[]) : []),
  ];
  const { currentCPUUtilizationPercentage: current, ...counts } = given.status ?? {};
  const measured = { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: current } } };
  return {
    ...given,
    apiVersion: 'autoscaling/v2',
    metadata: { ...given.metadata, annotations: Object.keys(annotations).length > 0 ? annotations : undefined },
    spec: {
      ...spec,
      metrics: metrics.length > 0 ? metrics : [utilization(defaultUtilization)],
      ...(isObject(rules) && { behavior: rules }),
    },
    status: { desiredReplicas: 0, ...counts, currentMetrics: current === undefined ? null : [measured] },
  };
}

function fromStorage(stored: KubeObject): CpuAutoscaler {
  const { spec, status, metadata, ...rest } = stored as HorizontalPodAutoscaler;
  const { metrics = [], behavior, ...plain } = spec;
  const percent = metrics.map(cpuTarget).find((one) => one !== undefined);
  const others = metrics.filter((metric) => cpuTarget(metric) === undefined);
  const { currentMetrics, conditions: _, currentReplicas = 0, desiredReplicas = 0, ...times } = status ?? newStatus;
  const current = currentMetrics?.find(({ resource }) => resource?.name === 'cpu')?.resource?.current;
  const annotations = {
    ...metadata.annotations,
    ...(others.length > 0 && { [metricsAnnotation]: JSON.stringify(others) }),
    ...(behavior && { [behaviorAnnotation]: JSON.stringify(behavior) }),
  };
  return {
    ...rest,
    apiVersion: 'autoscaling/v1',
    metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata,
    spec: { ...plain, ...(percent !== undefined && { targetCPUUtilizationPercentage: percent }) },
    status: {
      ...times,
      currentReplicas,
      desiredReplicas,
      ...(current?.averageUtilization !== undefined && { currentCPUUtilizationPercentage: current.averageUtilization }),
    },
  };
}

const olderIdentity = { ...identity, version: 'v1' } as const;

export const cpuAutoscalerKind = defineKind<CpuAutoscaler>({
  ...olderIdentity,
  ...shared,
  subresources: [statusSubresource(olderIdentity)],
  defaults: (autoscaler) =>
    withField(autoscaler, 'spec', withDefaults<CpuAutoscaler['spec']>(autoscaler.spec, { minReplicas: 1 })),
  newStatus: { currentReplicas: 0, desiredReplicas: 0 },
  validate: (autoscaler) => horizontalPodAutoscalerKind.validate(toStorage(autoscaler)),
  validateUpdate: (next, previous) => horizontalPodAutoscalerKind.validateUpdate(toStorage(next), toStorage(previous)),
  toStorage,
  fromStorage,
  columns: horizontalPodAutoscalerKind.columns.map((column) => ({
    ...column,
    cell: (autoscaler: CpuAutoscaler, now: number) => column.cell(toStorage(autoscaler), now),
  })),
});
