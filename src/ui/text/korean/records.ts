import type { records as english } from '../english/records';
import type { Translation } from '../translation';

export const records: Translation<typeof english> = {
  title: '기록',
};
