import { runtimeOf } from '../../../node';
import { isReady } from '../../readiness';
import { controllerOf, isActive, isFinished, nameOf, placeOf } from '../witness';
import type { Seen, Witness } from '../witness';
import type { CheckerOf } from './checker';

/** Once faults have stopped: everything is as its owner wants it, what was deleted is gone, and nothing is left over. */
export const desiredState: CheckerOf = (witness, complain) => ({
  atRest() {
    for (const what of unfinished(witness)) complain(what);
  },
});

/** What is not yet as it should be. */
export function unfinished(witness: Witness): readonly string[] {
  const problems: string[] = [];
  for (const [key, object] of witness.objects) {
    if (!object.metadata) continue;
    const place = placeOf(key);
    if (object.metadata.deletionTimestamp !== undefined) problems.push(`${key} is still going`);
    problems.push(...(RULES[place]?.(object, witness) ?? []).map((problem) => `${key} ${problem}`));
    for (const owner of object.metadata.ownerReferences ?? [])
      if (owner.uid !== undefined && !isThere(witness, owner.uid))
        problems.push(`${key} has lost its owner ${owner.kind} ${owner.name}`);
    const { namespace } = object.metadata;
    if (namespace && place !== 'events' && !witness.objects.has(`/registry/namespaces/${namespace}`))
      problems.push(`${key} has no namespace`);
  }
  return [...problems, ...onMachines(witness)];
}

function isThere(witness: Witness, uid: string): boolean {
  const object = witness.byUid.get(uid);
  if (!object) return false;
  return witness.live.has(uid);
}

type Rule = (object: Seen, witness: Witness) => readonly string[];

/** Each line: what is wrong, when it is. */
const RULES: Readonly<Record<string, Rule | undefined>> = {
  deployments: ({ spec, status = {}, metadata }) => [
    ...stale(status, metadata),
    ...differ('available', status.availableReplicas, spec.replicas),
    ...(spec.paused ? [] : differ('updated', status.updatedReplicas, spec.replicas)),
    ...differ('made', status.replicas, spec.replicas),
  ],
  replicasets: ({ spec, status = {}, metadata }) => [
    ...stale(status, metadata),
    ...differ('available', status.availableReplicas, spec.replicas),
    ...differ('made', status.replicas, spec.replicas),
  ],
  statefulsets: ({ spec, status = {}, metadata }) => [
    ...stale(status, metadata),
    ...differ('ready', status.readyReplicas, spec.replicas),
    ...differ('updated', status.updatedReplicas, spec.replicas),
  ],
  daemonsets: ({ status = {}, metadata }, witness) => [
    ...stale(status, metadata),
    ...differ('wanted', status.desiredNumberScheduled, witness.under('/registry/minions/').length),
    ...differ('ready', status.numberReady, status.desiredNumberScheduled),
    ...differ('updated', status.updatedNumberScheduled, status.desiredNumberScheduled),
  ],
  jobs: ({ status = {} }) => {
    const over = status.conditions?.some(
      (each: any) => ['Complete', 'Failed'].includes(each.type) && each.status === 'True',
    );
    return over ? differ('active', status.active, 0) : ['is not over'];
  },
  pods: (pod, witness) => [
    ...(isFinished(pod) || isReady(pod) ? [] : [`is ${pod.status?.phase}, not ready: ${reasonOf(pod)}`]),
    ...(pod.spec.nodeName && !witness.objects.has(`/registry/minions/${pod.spec.nodeName}`)
      ? ['is on a node that is gone']
      : []),
  ],
  minions: (node) => [
    ...(isReady(node) ? [] : ['is not ready']),
    ...(node.spec?.taints ?? []).map((taint: any) => `has the taint ${taint.key}`),
  ],
  poddisruptionbudgets: ({ status = {}, metadata }) => stale(status, metadata),
  endpointslices: (slice, witness) => endpointProblems(slice, witness),
};

function stale(status: any, metadata: Seen['metadata']): readonly string[] {
  return differ('observed generation', status.observedGeneration, metadata.generation);
}

function differ(what: string, is: unknown, wanted: unknown): readonly string[] {
  return (is ?? 0) === (wanted ?? 0) ? [] : [`${what}: ${String(is ?? 0)} of ${String(wanted ?? 0)}`];
}

function reasonOf(pod: Seen): string {
  const waiting = pod.status?.containerStatuses?.map((each: any) => each.state?.waiting?.reason).filter(Boolean) ?? [];
  const scheduled = pod.status?.conditions?.find(
    (each: any) => each.type === 'PodScheduled' && each.status === 'False',
  );
  return [pod.spec.nodeName ?? 'no node', ...waiting, scheduled?.message].filter(Boolean).join(', ');
}

/** Every ready pod of a service is in its slices, with its address, and nobody else is. */
function endpointProblems(slice: Seen, witness: Witness): readonly string[] {
  const owner = controllerOf(slice);
  if (owner?.kind !== 'Service') return [];
  const { namespace } = slice.metadata;
  const service = witness.objects.get(`/registry/services/specs/${namespace}/${owner.name}`);
  const selector = Object.entries(service?.spec.selector ?? {});
  if (!service || selector.length === 0) return [];
  const matching = witness
    .under(`/registry/pods/${namespace}/`)
    .filter(
      (pod) => selector.every(([key, value]) => pod.metadata.labels?.[key] === value) && isActive(pod) && isReady(pod),
    );
  const listed = ((slice as any).endpoints ?? [])
    .filter((each: any) => each.conditions?.ready)
    .map((each: any) => `${each.targetRef?.name} ${each.addresses[0]}`);
  const wanted = matching.map((pod) => `${pod.metadata.name} ${pod.status.podIP}`);
  const same = listed.length === wanted.length && wanted.every((each) => listed.includes(each));
  return same ? [] : [`lists ${listed.join(', ') || 'nobody'}; ready are ${wanted.join(', ') || 'nobody'}`];
}

/** What runs on the machines is what is bound to them. */
function onMachines(witness: Witness): readonly string[] {
  const problems: string[] = [];
  for (const component of witness.cluster.components) {
    if (!component.up) problems.push(`${component.id} is down`);
    if (component.name !== 'containerd') continue;
    for (const { podUid, name, state } of runtimeOf(component)?.containers() ?? []) {
      if (state !== 'running') continue;
      const pod = witness.byUid.get(podUid);
      if (!pod || !witness.live.has(podUid) || pod.spec.nodeName !== component.host.name || isFinished(pod))
        problems.push(`${component.id} still runs container ${name} of ${pod ? nameOf(pod) : podUid}`);
    }
  }
  return problems;
}
