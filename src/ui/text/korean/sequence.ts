import type { sequence as english } from '../english/sequence';
import type { Translation } from '../translation';

export const sequence: Translation<typeof english> = {
  title: '시퀀스',
};
