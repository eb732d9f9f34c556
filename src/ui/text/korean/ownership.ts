import type { ownership as english } from '../english/ownership';
import type { Translation } from '../translation';

export const ownership: Translation<typeof english> = {
  title: '소유 관계',
};
