import type { inspector as english } from '../english/inspector';
import type { Translation } from '../translation';

export const inspector: Translation<typeof english> = {
  title: '상세 보기',
};
