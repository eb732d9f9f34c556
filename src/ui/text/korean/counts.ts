import type { counts as english } from '../english/counts';
import type { Translation } from '../translation';

export const counts: Translation<typeof english> = {
  controlPlanes_other: '컨트롤 플레인 {{count, number}}대',
  workers_other: '워커 {{count, number}}대',
};
