import { controllerOf } from '../../api';
import { humanDuration, instantOf, longTime, selectorOf, selectorString } from '../../apimachinery';
import type { Loose } from './description';
import { boolText, Description, pairsText } from './description';
import { describeEvents } from './events';
import { describeTemplate } from './pod-template';

type Events = readonly Loose[] | undefined;

function selectorText(selector: Loose): string {
  return selectorString(selectorOf(selector)) || '<none>';
}

/** What became of the pods that a controller has. */
export function podCounts(pods: readonly Loose[]): string {
  const count = (phase: string) => pods.filter(({ status }) => status?.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

function setText(sets: readonly Loose[]): string {
  const texts = sets.map(({ metadata, spec, status }) => {
    return `${metadata.name} (${status?.replicas ?? 0}/${spec.replicas ?? 1} replicas created)`;
  });
  return texts.length === 0 ? '<none>' : texts.join(', ');
}

function conditionLines(conditions: readonly Loose[] = []): string[] {
  if (conditions.length === 0) return [];
  return [
    'Conditions:',
    '  Type\tStatus\tReason',
    '  ----\t------\t------',
    ...conditions.map(({ type, status, reason = '' }) => `  ${type} \t${status}\t${reason}`),
  ];
}

export interface DeploymentSets {
  readonly old: readonly Loose[];
  readonly current: Loose;
}

export function describeDeployment(deployment: Loose, sets: DeploymentSets, events: Events, now: number): string {
  const { metadata, spec, status = {} } = deployment;
  const rolling = spec.strategy?.rollingUpdate;
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .line(`CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`Selector:\t${selectorText(spec.selector)}`)
    .line(
      `Replicas:\t${spec.replicas} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`,
    )
    .line(`StrategyType:\t${spec.strategy?.type}`)
    .line(`MinReadySeconds:\t${spec.minReadySeconds ?? 0}`);
  if (rolling)
    description.line(
      `RollingUpdateStrategy:\t${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`,
    );
  describeTemplate(description, spec.template);
  description.lines(conditionLines(status.conditions));
  if (sets.current || sets.old.length > 0)
    description
      .line(`OldReplicaSets:\t${setText(sets.old)}`)
      .line(`NewReplicaSet:\t${setText(sets.current ? [sets.current] : [])}`);
  describeEvents(description, events, now);
  return description.text();
}

interface Replicating {
  readonly object: Loose;
  readonly selector: string;
  /** Who made it, on a line of its own. */
  readonly controlledBy: readonly string[];
}

function describeReplicas(
  { object, selector, controlledBy }: Replicating,
  pods: readonly Loose[],
  events: Events,
  now: number,
): string {
  const { metadata, spec, status = {} } = object;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .line(`Selector:\t${selector}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .lines(controlledBy)
    .line(`Replicas:\t${status.replicas ?? 0} current / ${spec.replicas} desired`)
    .line(`Pods Status:\t${podCounts(pods)}`);
  describeTemplate(description, spec.template);
  description.lines(conditionLines(status.conditions));
  describeEvents(description, events, now);
  return description.text();
}

export function describeReplicaSet(set: Loose, pods: readonly Loose[], events: Events, now: number): string {
  const owner = controllerOf(set);
  const controlledBy = owner ? [`Controlled By:\t${owner.kind}/${owner.name}`] : [];
  return describeReplicas({ object: set, selector: selectorText(set.spec.selector), controlledBy }, pods, events, now);
}

/** A replication controller's selector is of labels alone. */
export function describeReplicationController(
  controller: Loose,
  pods: readonly Loose[],
  events: Events,
  now: number,
): string {
  const selector = pairsText(controller.spec.selector);
  return describeReplicas({ object: controller, selector, controlledBy: [] }, pods, events, now);
}

export function describeStatefulSet(set: Loose, pods: readonly Loose[], events: Events, now: number): string {
  const { metadata, spec, status = {} } = set;
  const { partition, maxUnavailable } = spec.updateStrategy?.rollingUpdate ?? {};
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .line(`CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`)
    .line(`Selector:\t${selectorText(spec.selector)}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`Replicas:\t${spec.replicas} desired | ${status.replicas ?? 0} total`)
    .line(`Update Strategy:\t${spec.updateStrategy?.type}`)
    .lines(partition === undefined ? [] : [`  Partition:\t${partition}`])
    .lines(maxUnavailable === undefined ? [] : [`  MaxUnavailable:\t${maxUnavailable}`])
    .line(`Pods Status:\t${podCounts(pods)}`);
  describeTemplate(description, spec.template);
  description.lines(claimLines(spec.volumeClaimTemplates));
  describeEvents(description, events, now);
  return description.text();
}

function claimLines(claims: readonly Loose[] = []): string[] {
  if (claims.length === 0) return ['Volume Claims:\t<none>'];
  return [
    'Volume Claims:',
    ...claims.flatMap(({ metadata, spec }) => [
      `  Name:\t${metadata.name}`,
      `  StorageClass:\t${spec.storageClassName ?? ''}`,
      `  Labels:\t${pairsText(metadata.labels)}`,
      `  Annotations:\t${pairsText(metadata.annotations)}`,
      `  Capacity:\t${spec.resources?.requests?.storage ?? '<default>'}`,
      `  Access Modes:\t[${(spec.accessModes ?? []).join(' ')}]`,
    ]),
  ];
}

export function describeDaemonSet(set: Loose, pods: readonly Loose[], events: Events, now: number): string {
  const { metadata, spec, status = {} } = set;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .line(`Selector:\t${selectorText(spec.selector)}`)
    .line(`Node-Selector:\t${pairsText(spec.template.spec.nodeSelector)}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled ?? 0}`)
    .line(`Current Number of Nodes Scheduled: ${status.currentNumberScheduled ?? 0}`)
    .line(`Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}`)
    .line(`Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}`)
    .line(`Number of Nodes Misscheduled: ${status.numberMisscheduled ?? 0}`)
    .line(`Pods Status:\t${podCounts(pods)}`);
  describeTemplate(description, spec.template);
  describeEvents(description, events, now);
  return description.text();
}

function jobTimes({ startTime, completionTime }: Loose): string[] {
  const [started, completed] = [instantOf(startTime ?? ''), instantOf(completionTime ?? '')];
  return [
    ...(startTime ? [`Start Time:\t${longTime(startTime)}`] : []),
    ...(completionTime ? [`Completed At:\t${longTime(completionTime)}`] : []),
    ...(started === undefined || completed === undefined ? [] : [`Duration:\t${humanDuration(completed - started)}`]),
  ];
}

export function describeJob(job: Loose, events: Events, now: number): string {
  const { metadata, spec, status = {} } = job;
  const owner = controllerOf(job);
  const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .line(`Selector:\t${selectorText(spec.selector)}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .lines(owner ? [`Controlled By:\t${owner.kind}/${owner.name}`] : [])
    .line(`Parallelism:\t${spec.parallelism}`)
    .line(`Completions:\t${spec.completions ?? '<unset>'}`)
    .line(`Completion Mode:\t${spec.completionMode ?? 'NonIndexed'}`)
    .line(`Suspend:\t${spec.suspend ?? false}`)
    .line(`Backoff Limit:\t${spec.backoffLimit}`)
    .lines(
      spec.ttlSecondsAfterFinished === undefined
        ? []
        : [`TTL Seconds After Finished:\t${spec.ttlSecondsAfterFinished}`],
    )
    .lines(jobTimes(status))
    .lines(spec.activeDeadlineSeconds === undefined ? [] : [`Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`])
    .line(
      `Pods Statuses:\t${status.active ?? 0} Active${ready} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`,
    )
    .lines(spec.completionMode === 'Indexed' ? [`Completed Indexes:\t${status.completedIndexes ?? '<none>'}`] : []);
  describeTemplate(description, spec.template);
  describeEvents(description, events, now);
  return description.text();
}

export function describeCronJob(cronJob: Loose, events: Events, now: number): string {
  const { metadata, spec, status = {} } = cronJob;
  const { spec: job } = spec.jobTemplate;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`Schedule:\t${spec.schedule}`)
    .line(`Concurrency Policy:\t${spec.concurrencyPolicy}`)
    .line(`Suspend:\t${boolText(spec.suspend)}`)
    .line(`Successful Job History Limit:\t${spec.successfulJobsHistoryLimit ?? '<unset>'}`)
    .line(`Failed Job History Limit:\t${spec.failedJobsHistoryLimit ?? '<unset>'}`)
    .line(
      `Starting Deadline Seconds:\t${spec.startingDeadlineSeconds === undefined ? '<unset>' : `${spec.startingDeadlineSeconds}s`}`,
    )
    .line(`Selector:\t${job.selector ? selectorText(job.selector) : '<unset>'}`)
    .line(`Parallelism:\t${job.parallelism ?? '<unset>'}`)
    .line(`Completions:\t${job.completions ?? '<unset>'}`)
    .lines(job.activeDeadlineSeconds === undefined ? [] : [`Active Deadline Seconds:\t${job.activeDeadlineSeconds}s`]);
  describeTemplate(description, job.template);
  const active = (status.active ?? []).map(({ name }: Loose) => name).join(', ');
  description
    .line(`Last Schedule Time:\t${status.lastScheduleTime ? longTime(status.lastScheduleTime) : '<unset>'}`)
    .line(`Active Jobs:\t${active || '<none>'}`);
  describeEvents(description, events, now);
  return description.text();
}
