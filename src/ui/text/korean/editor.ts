import type { editor as english } from '../english/editor';
import type { Translation } from '../translation';

export const editor: Translation<typeof english> = {
  title: '편집기',
};
