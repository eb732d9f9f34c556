import type { terminal as english } from '../english/terminal';
import type { Translation } from '../translation';

export const terminal: Translation<typeof english> = {
  title: '터미널',
};
