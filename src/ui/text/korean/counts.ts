import type { counts as english } from '../english/counts';
import type { Translation } from '../translation';

export const counts: Translation<typeof english> = {
  controlPlanes_other: '컨트롤 플레인 {{count, number}}대',
  pods_other: '파드 {{count, number}}개',
  watches_other: '감시 {{count, number}}개',
  hops_other: '{{count, number}}홉',
  workers_other: '워커 {{count, number}}대',
};
