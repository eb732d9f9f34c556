import {
  selectorOf,
  selectorString,
  type FieldError,
  type KubeObject,
  type Labels,
  type LabelSelector,
} from '../../apimachinery';
import { nonNegative } from '../metadata-validation';

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

export const scaleErrors = (spec: ScaleSpec | undefined): readonly FieldError[] =>
  nonNegative(spec?.replicas, 'spec.replicas');

interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector | Labels };
  readonly status?: { readonly replicas?: number };
}

/** A replication controller's selector is a plain map of labels. */
function selectorText({ kind, spec: { selector } }: Scalable): string {
  const isMap = kind === 'ReplicationController';
  return selectorString(selectorOf(isMap ? { matchLabels: selector as Labels } : selector));
}

/** What there is of an object that has replicas and a selector in a Scale. */
export function scaleOf(object: Scalable): Scale {
  const { metadata, spec, status } = object;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: spec.replicas ? { replicas: spec.replicas } : {},
    status: { replicas: status?.replicas ?? 0, selector: selectorText(object) },
  };
}
