/** What an update of a pod may still change, and what its status can't say or take back. */
import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  semanticallyEqual,
  validateIpAddress,
  validateQualifiedName,
  type FieldError,
} from '../../apimachinery';
import type { NodeSelectorTerm } from './affinity';
import { tolerationsErrors } from './affinity-validation';
import type { Container } from './container';
import { laterParts } from '../later';
import { metadataAgainErrors, metadataUpdateErrors } from '../metadata-validation';
import { podQosClass } from './pod-resources';
import type { Pod, PodSpec, PodStatus } from './pod-spec';
import { largestSeconds, podSpecErrors, subdomainErrors } from './pod-validation';

const updateSentence =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
  '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

function deadlineUpdateErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  const field = 'spec.activeDeadlineSeconds';
  const [wanted, had] = [next.activeDeadlineSeconds, previous.activeDeadlineSeconds];
  if (wanted === had) return [];
  if (wanted === undefined) return [fieldInvalid(field, null, 'must not update from a positive integer to nil value')];
  if (wanted < 0 || wanted > largestSeconds)
    return [fieldInvalid(field, wanted, `must be between 0 and ${largestSeconds}, inclusive`)];
  return had !== undefined && had < wanted
    ? [fieldInvalid(field, wanted, 'must be less than or equal to previous value')]
    : [];
}

function tolerationUpdateErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  const kept = (previous.tolerations ?? []).every((old) =>
    (next.tolerations ?? []).some((one) =>
      semanticallyEqual({ ...one, tolerationSeconds: undefined }, { ...old, tolerationSeconds: undefined }),
    ),
  );
  return kept
    ? tolerationsErrors(next.tolerations, 'spec.tolerations')
    : [fieldForbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}

function gateUpdateErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  const known = new Set(previous.schedulingGates?.map((gate) => gate.name));
  const fresh = next.schedulingGates?.find((gate) => !known.has(gate.name));
  return fresh
    ? [
        fieldForbidden(
          'spec.schedulingGates',
          `only deletion is allowed, but found new scheduling gate '${fresh.name}'`,
        ),
      ]
    : [];
}

const withImagesOf = (containers: readonly Container[] | undefined, source: readonly Container[] | undefined) =>
  containers?.map((container, index) => ({ ...container, image: source?.[index]?.image }));

/** The next spec with all put back that an update may change: what then differs is refused. */
function withoutAllowedChanges(next: PodSpec, previous: PodSpec): PodSpec {
  const grace = previous.terminationGracePeriodSeconds ?? 0;
  const mayEnd = grace < 0 && next.terminationGracePeriodSeconds === 1;
  const isGated = (previous.schedulingGates?.length ?? 0) > 0;
  return {
    ...next,
    containers: withImagesOf(next.containers, previous.containers)!,
    initContainers: withImagesOf(next.initContainers, previous.initContainers),
    activeDeadlineSeconds: previous.activeDeadlineSeconds,
    tolerations: previous.tolerations,
    schedulingGates: previous.schedulingGates,
    ...(mayEnd && { terminationGracePeriodSeconds: grace }),
    ...(isGated && { nodeSelector: previous.nodeSelector, affinity: withNodeAffinityOf(next, previous) }),
  };
}

/** Of a pod that waits at a gate only the nodes that it wants may become others, not the pods. */
function withNodeAffinityOf({ affinity }: PodSpec, previous: PodSpec): PodSpec['affinity'] {
  const had = previous.affinity?.nodeAffinity;
  if (semanticallyEqual(affinity?.nodeAffinity, had)) return affinity;
  const { nodeAffinity: _, ...others } = affinity ?? {};
  if (had) return { ...others, nodeAffinity: had };
  return previous.affinity || Object.keys(others).length > 0 ? others : undefined;
}

/** Whoever waits at a gate can narrow down where to, and never widen it. */
function placeErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  if (!previous.schedulingGates?.length) return [];
  const errors: FieldError[] = [];
  const { nodeSelector = {} } = next;
  if (Object.entries(previous.nodeSelector ?? {}).some(([key, value]) => nodeSelector[key] !== value)) {
    const why = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    errors.push(fieldInvalid('spec.nodeSelector', nodeSelector, why));
  }
  return [...errors, ...termsUpdateErrors(requiredTerms(next), requiredTerms(previous))];
}

const requiredTerms = ({ affinity }: PodSpec): readonly NodeSelectorTerm[] =>
  affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];

function termsUpdateErrors(
  next: readonly NodeSelectorTerm[],
  previous: readonly NodeSelectorTerm[],
): readonly FieldError[] {
  const field = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  if (previous.length === 0) return [];
  if (next.length !== previous.length)
    return [fieldInvalid(field, next, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  const grows = (term: NodeSelectorTerm, had: NodeSelectorTerm): boolean =>
    (['matchExpressions', 'matchFields'] as const).every((name) => {
      const before = had[name] ?? [];
      return semanticallyEqual((term[name] ?? []).slice(0, before.length), before);
    });
  return next.flatMap((term, index) =>
    grows(term, previous[index]!)
      ? []
      : [fieldInvalid(`${field}[${index}]`, term, 'only additions are allowed (no mutations or deletions)')],
  );
}

/** What a pod asks for decides how it is treated when its node runs short, once and for all. */
const qualityErrors = (next: Pod, previous: Pod): readonly FieldError[] =>
  podQosClass(next) === (previous.status?.qosClass ?? podQosClass(previous))
    ? []
    : [fieldInvalid('metadata', next.status?.qosClass ?? '', 'Pod QoS is immutable')];

/** An image that is put in another's place is looked at more closely than that of a new pod; the rest is as it was. */
function imageErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  return (['containers', 'initContainers'] as const).flatMap((list) =>
    next[list]?.length === previous[list]?.length
      ? (next[list] ?? []).flatMap(({ image = '' }, index) => {
          const field = `spec.${list}[${index}].image`;
          if (image === '') return [fieldRequired(field)];
          const why = 'must not have leading or trailing whitespace';
          return image.trim() === image ? [] : [fieldInvalid(field, image, why)];
        })
      : [],
  );
}

function countErrors(next: PodSpec, previous: PodSpec): readonly FieldError[] {
  const changed = (['containers', 'initContainers'] as const).find(
    (list) => (next[list]?.length ?? 0) !== (previous[list]?.length ?? 0),
  );
  return changed ? [fieldForbidden(`spec.${changed}`, 'pod updates may not add or remove containers')] : [];
}

/** Of a pod that exists only images, the deadline, tolerations and scheduling gates may change. */
export function validatePodUpdate(next: Pod, previous: Pod): readonly FieldError[] {
  const errors = [...metadataUpdateErrors(next, previous), ...metadataAgainErrors(next, previous)];
  if (next.spec === previous.spec) return errors;
  errors.push(...podSpecErrors(next.spec, 'spec'), ...imageErrors(next.spec, previous.spec));
  const counted = countErrors(next.spec, previous.spec);
  if (counted.length > 0) return [...errors, ...counted];
  const deadline = deadlineUpdateErrors(next.spec, previous.spec);
  errors.push(...deadline);
  if (deadline.length > 0 && next.spec.activeDeadlineSeconds !== undefined) return errors;
  errors.push(
    ...tolerationUpdateErrors(next.spec, previous.spec),
    ...gateUpdateErrors(next.spec, previous.spec),
    ...qualityErrors(next, previous),
    ...placeErrors(next.spec, previous.spec),
  );
  const compared = withoutAllowedChanges(next.spec, previous.spec);
  if (semanticallyEqual(compared, previous.spec)) return errors;
  return [...errors, fieldForbidden('spec', `${updateSentence}\n${laterParts().pod(previous.spec, compared)}`)];
}

/** What nodes report: a pod stays where it is bound, and what ended for good has ended. */
export function validatePodStatusUpdate(next: Pod, previous: Pod): readonly FieldError[] {
  const { status = none } = next;
  const errors = [...metadataUpdateErrors(next, previous)];
  if (status.conditions !== previous.status?.conditions)
    (status.conditions ?? []).forEach(({ type }, index) => {
      errors.push(...fieldInvalids(`status.conditions[${index}].Condition`, type, validateQualifiedName(type)));
    });
  const nominated = status.nominatedNodeName;
  if (nominated) errors.push(...subdomainErrors(nominated, 'status.nominatedNodeName'));
  if (next.spec.restartPolicy !== 'Always') errors.push(...transitionErrors(next, previous));
  return status.podIPs === previous.status?.podIPs ? errors : [...errors, ...addressesErrors(status.podIPs)];
}

const none: PodStatus = {};

function transitionErrors(next: Pod, previous: Pod): readonly FieldError[] {
  const { restartPolicy, containers } = next.spec;
  return (previous.status?.containerStatuses ?? []).flatMap(({ name, state }, index) => {
    const ended = state?.terminated;
    if (!ended || (restartPolicy === 'OnFailure' && ended.exitCode !== 0)) return [];
    // Where a container has rules of its own, those say when it starts again.
    if (containers.some((container) => container.name === name && container.restartPolicy !== undefined)) return [];
    const now = next.status?.containerStatuses?.find((status) => status.name === name);
    return now && !now.state?.terminated
      ? [fieldForbidden(`status.containerStatuses[${index}].state`, 'may not be transitioned to non-terminated state')]
      : [];
  });
}

/** One address of each family. */
function addressesErrors(addresses: PodStatus['podIPs'] = []): readonly FieldError[] {
  const field = 'status.podIPs';
  const ips = addresses.map(({ ip = '' }) => ip);
  const errors: FieldError[] = ips.flatMap((ip, index) =>
    fieldInvalids(`${field}[${index}]`, ip, validateIpAddress(ip)),
  );
  if (ips.length < 2 || errors.length > 0) return errors;
  const families = new Set(ips.map((ip) => ip.includes(':')));
  if (ips.length > 2 || families.size < 2) {
    const shown = ips.map((ip) => ({ IP: ip }));
    errors.push(fieldInvalid(field, shown, 'may specify no more than one IP for each IP family'));
  }
  ips.forEach((ip, index) => {
    if (ips.indexOf(ip) < index) errors.push(fieldDuplicate(`${field}[${index}]`, ip));
  });
  return errors;
}
