import type { Lease, Pod } from '../api';
import type { KubeObject } from '../apimachinery';
import { instantOf, parseDuration } from '../apimachinery';
import type { TimerView } from './protocol';

/** What an object says about when something will happen unless something else does. */
export function timerOf(object: KubeObject): TimerView | undefined {
  if (object.kind === 'Lease') return leaseTimer(object as Lease);
  return object.kind === 'Pod' ? backOffTimer(object as Pod) : undefined;
}

const NODE_LEASES = 'kube-node-lease';

/** A lease runs out unless its holder renews it: a node's, or that of the leader among components. */
function leaseTimer({ metadata, spec }: Lease): TimerView | undefined {
  const since = instantOf(spec?.renewTime ?? '');
  const holder = spec?.holderIdentity ?? '';
  if (since === undefined || !spec?.leaseDurationSeconds || holder === '') return undefined;
  const of = metadata.namespace === NODE_LEASES ? metadata.name : `${holder.replace(/_.*$/, '')}/${metadata.name}`;
  return { kind: 'lease', of, since, until: since + spec.leaseDurationSeconds * 1000 };
}

/** A container that crashed is started again after a pause that the kubelet states. */
function backOffTimer(pod: Pod): TimerView | undefined {
  const key = `/registry/pods/${pod.metadata.namespace}/${pod.metadata.name}`;
  for (const { state, lastState } of pod.status?.containerStatuses ?? []) {
    const pause = /^back-off (\S+) restarting/.exec(state?.waiting?.message ?? '')?.[1];
    const since = instantOf(lastState?.terminated?.finishedAt ?? '');
    const milliseconds = parseDuration(pause ?? '');
    if (since !== undefined && milliseconds) return { kind: 'back-off', of: key, since, until: since + milliseconds };
  }
  return undefined;
}
