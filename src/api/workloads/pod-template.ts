import type { ObjectMeta } from '../../apimachinery';
import type { PodSpec } from '../pod/pod-spec';

/** What the sets stamp pods from (core/v1 PodTemplateSpec). Its metadata has no name: the set gives one. */
export interface PodTemplateSpec {
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec: PodSpec;
}
