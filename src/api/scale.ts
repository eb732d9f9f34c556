import type { KubeObject } from '../apimachinery';

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
