import { selectorOf, selectorString, type FieldError, type KubeObject, type LabelSelector } from '../apimachinery';
import { nonNegative } from './metadata-validation';

/** How many of something there are and should be (autoscaling/v1, the scale subresource). */

export interface Scale extends KubeObject {
  readonly spec?: ScaleSpec;
  readonly status?: ScaleStatus;
}

export interface ScaleSpec {
  readonly replicas?: number;
}

export interface ScaleStatus {
  readonly replicas: number;
  readonly selector?: string;
}

export const scaleErrors = (scale: Scale): FieldError[] => nonNegative(scale.spec?.replicas, 'spec.replicas');

interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector };
  readonly status?: { readonly replicas?: number };
}

/** The scale of a deployment or a replica set. */
export function scaleOf({ metadata, spec, status }: Scalable): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: spec.replicas ? { replicas: spec.replicas } : {},
    status: { replicas: status?.replicas ?? 0, selector: selectorString(selectorOf(spec.selector)) },
  };
}
