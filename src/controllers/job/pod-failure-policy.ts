import type { Job, Pod, PodFailurePolicyRule } from '../../api';

/** What a job's policy wants done about a failed pod, by the first rule that fits it. */
export interface Judgement {
  readonly action: string;
  /** Why the job fails, where that is what is to be done. */
  readonly message: string;
}

/** Undefined where no rule fits: the failure counts as any other. */
export function judge({ spec }: Job, pod: Pod): Judgement | undefined {
  for (const [index, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
    const why = matchOf(rule, pod);
    if (why !== undefined)
      return { action: rule.action, message: `${why} matching ${rule.action} rule at index ${index}` };
  }
  return undefined;
}

/** Such a failure costs the job nothing. */
export const isIgnored = (job: Job, pod: Pod): boolean => judge(job, pod)?.action === 'Ignore';

function matchOf(rule: PodFailurePolicyRule, pod: Pod): string | undefined {
  const { namespace, name } = pod.metadata;
  if (rule.onExitCodes) {
    const ended = endedWith(rule.onExitCodes, pod);
    return ended && `Container ${ended.name} for pod ${namespace}/${name} failed with exit code ${ended.exitCode}`;
  }
  const type = conditionAmong(rule.onPodConditions ?? [], pod);
  return type && `Pod ${namespace}/${name} has condition ${type}`;
}

/** The first container whose end the requirement speaks of; an exit code of 0 is no failure. */
function endedWith(
  { containerName, operator, values }: NonNullable<PodFailurePolicyRule['onExitCodes']>,
  { status }: Pod,
): { readonly name: string; readonly exitCode: number } | undefined {
  for (const { name, state } of [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]) {
    const exitCode = state?.terminated?.exitCode;
    if (!exitCode || (containerName !== undefined && containerName !== name)) continue;
    if (values.includes(exitCode) === (operator === 'In')) return { name, exitCode };
  }
  return undefined;
}

function conditionAmong(
  patterns: NonNullable<PodFailurePolicyRule['onPodConditions']>,
  { status }: Pod,
): string | undefined {
  const found = status?.conditions?.find((condition) =>
    patterns.some(({ type, status: wanted = 'True' }) => type === condition.type && wanted === condition.status),
  );
  return found?.type;
}
