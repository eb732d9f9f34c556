import { CommandError } from './failure';
import type { Loose } from './printers/description';

export interface RolloutState {
  readonly line: string;
  readonly done: boolean;
}

const waiting = (line: string): RolloutState => ({ line, done: false });

function deploymentState({ metadata, spec, status }: Loose): RolloutState {
  const { name } = metadata;
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0))
    return waiting('Waiting for deployment spec update to be observed...');
  const progressing = status?.conditions?.find(({ type }: Loose) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded')
    throw new CommandError(`deployment "${name}" exceeded its progress deadline`);
  const { updatedReplicas: updated = 0, replicas = 0, availableReplicas: available = 0 } = status ?? {};
  const wanted = spec.replicas ?? 1;
  const words = `Waiting for deployment "${name}" rollout to finish:`;
  if (updated < wanted) return waiting(`${words} ${updated} out of ${wanted} new replicas have been updated...`);
  if (replicas > updated) return waiting(`${words} ${replicas - updated} old replicas are pending termination...`);
  if (available < updated) return waiting(`${words} ${available} of ${updated} updated replicas are available...`);
  return { line: `deployment "${name}" successfully rolled out`, done: true };
}

function daemonSetState({ metadata, spec, status }: Loose): RolloutState {
  const { name } = metadata;
  if (spec.updateStrategy?.type !== 'RollingUpdate')
    throw new CommandError('rollout status is only available for RollingUpdate strategy type');
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0))
    return waiting('Waiting for daemon set spec update to be observed...');
  const {
    updatedNumberScheduled: updated = 0,
    desiredNumberScheduled: desired = 0,
    numberAvailable = 0,
  } = status ?? {};
  const words = `Waiting for daemon set "${name}" rollout to finish:`;
  if (updated < desired) return waiting(`${words} ${updated} out of ${desired} new pods have been updated...`);
  if (numberAvailable < desired)
    return waiting(`${words} ${numberAvailable} of ${desired} updated pods are available...`);
  return { line: `daemon set "${name}" successfully rolled out`, done: true };
}

function statefulSetState({ metadata, spec, status }: Loose): RolloutState {
  if (spec.updateStrategy?.type !== 'RollingUpdate')
    throw new CommandError('rollout status is only available for RollingUpdate strategy type');
  if (!status?.observedGeneration || metadata.generation > status.observedGeneration)
    return waiting('Waiting for statefulset spec update to be observed...');
  const { replicas: wanted } = spec;
  const { readyReplicas: ready = 0, updatedReplicas: updated = 0, updateRevision, currentRevision } = status;
  if (ready < wanted) return waiting(`Waiting for ${wanted - ready} pods to be ready...`);
  const partition = spec.updateStrategy.rollingUpdate?.partition;
  if (partition !== undefined) {
    if (updated < wanted - partition)
      return waiting(
        `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`,
      );
    return { line: `partitioned roll out complete: ${updated} new pods have been updated...`, done: true };
  }
  if (updateRevision !== currentRevision)
    return waiting(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${updateRevision}...`,
    );
  return {
    line: `statefulset rolling update complete ${status.currentReplicas} pods at revision ${currentRevision}...`,
    done: true,
  };
}

const states: Readonly<Record<string, (object: Loose) => RolloutState>> = {
  Deployment: deploymentState,
  DaemonSet: daemonSetState,
  StatefulSet: statefulSetState,
};

/** What `kubectl rollout status` says about an object, and whether that is the end of it. Throws when it won't come to one. */
export function rolloutState(object: Loose): RolloutState {
  const kind = object.kind ?? 'Deployment';
  const state = Object.hasOwn(states, kind) ? states[kind] : undefined;
  if (!state) {
    const [group] = String(object.apiVersion ?? '').split('/');
    const isCore = !String(object.apiVersion ?? '').includes('/');
    throw new CommandError(`no status viewer has been implemented for ${isCore ? kind : `${kind}.${group}`}`);
  }
  return state(object);
}
