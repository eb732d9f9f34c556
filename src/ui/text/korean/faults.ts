import type { faults as english } from '../english/faults';
import type { Translation } from '../translation';

export const faults: Translation<typeof english> = {
  title: '고장 내기와 고치기',
};
