import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../api';
import type { Labels, LabelSelector } from '../../apimachinery';
import { semanticallyEqual, templateHash } from '../../apimachinery';
import { controllerReference } from '../context';
import { newestAnnotations, replicasAnnotations } from './annotations';
import { maximumSurge, wantedReplicas } from './limits';
import { byCreation } from './order';
import { newSetReplicas } from './rolling';

const HASH_LABEL = 'pod-template-hash';

/** A deployment's sets: the one with its present template, if there is one, and the others. */
export interface ReplicaSets {
  readonly newest: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

/** Splits the sets; of several with the same template (after a change of how hashes are made) the oldest is the new one. */
export function splitSets(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSets {
  const sorted = [...sets].sort(byCreation);
  const newest = sorted.find((set) => sameTemplate(set.spec.template, deployment.spec.template));
  return { newest, old: sorted.filter((set) => set !== newest) };
}

export function everySet({ newest, old }: ReplicaSets): readonly ReplicaSet[] {
  return newest ? [...old, newest] : old;
}

/** Equal but for the label that carries the hash. */
export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec): boolean {
  if (!a) return false;
  if (!semanticallyEqual(a.spec, b.spec)) return false;
  return semanticallyEqual(withoutHash(a), withoutHash(b));
}

function withoutHash({ metadata }: PodTemplateSpec): unknown {
  const { [HASH_LABEL]: _, ...labels } = metadata?.labels ?? {};
  return { ...metadata, labels };
}

/** The set that a deployment's present template needs and that isn't there yet. */
export function newReplicaSet(deployment: Deployment, old: readonly ReplicaSet[], revision: number): ReplicaSet {
  const { template, minReadySeconds, selector } = deployment.spec;
  const hash = templateHash(template, deployment.status?.collisionCount);
  const labels: Labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const wanted = wantedReplicas(deployment);
  const annotations = newestAnnotations(deployment, undefined, revision);
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: replicasAnnotations(annotations, wanted, wanted + maximumSurge(deployment)),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: newSetReplicas(deployment, old, 0),
      ...(minReadySeconds && { minReadySeconds }),
      selector: withHash(selector, hash),
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

function withHash(selector: LabelSelector, hash: string): LabelSelector {
  return { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } };
}
