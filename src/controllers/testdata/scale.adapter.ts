/** Shows how we scale a deployment's sets to `../shared/yardsticks/vectors/run-vectors.mjs`. Only names and shapes are mapped here. */
import type { Deployment, ReplicaSet } from '../../api';
import { planScale } from '../deployment/proportions';

interface Case {
  readonly oldDeploymentReplicas: number;
  readonly deploymentReplicas: number;
  readonly oldMaxSurge: number;
  readonly maxSurge: number;
  readonly newRS: number | null;
  readonly oldRSs: readonly number[];
}

const template = { spec: { containers: [] } };

function replicaSet(name: string, second: number, replicas: number, asked: Case): ReplicaSet {
  const annotations = {
    'deployment.kubernetes.io/max-replicas': String(asked.oldDeploymentReplicas + asked.oldMaxSurge),
    'deployment.kubernetes.io/desired-replicas': String(asked.oldDeploymentReplicas),
  };
  const creationTimestamp = `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: 'default', annotations, creationTimestamp },
    spec: { replicas, selector: {}, template },
    status: { replicas },
  };
}

function deployment({ deploymentReplicas: replicas, maxSurge }: Case): Deployment {
  const rollingUpdate = { maxSurge, maxUnavailable: maxSurge === 0 ? 1 : 0 };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas, selector: {}, template, strategy: { type: 'RollingUpdate', rollingUpdate } },
  };
}

export function scale(asked: Case): { readonly new: number | null; readonly old: readonly number[] } {
  const old = asked.oldRSs.map((replicas, index) => replicaSet(`old-${index}`, 10 - index, replicas, asked));
  const newest = asked.newRS === null ? undefined : replicaSet('new', 20, asked.newRS, asked);
  const steps = planScale(deployment(asked), { newest, old });
  const after = (set: ReplicaSet): number => steps.find((step) => step.set === set)?.replicas ?? set.spec.replicas!;
  return { new: newest ? after(newest) : null, old: old.map(after) };
}
