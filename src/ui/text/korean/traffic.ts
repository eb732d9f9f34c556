import type { traffic as english } from '../english/traffic';
import type { Translation } from '../translation';

export const traffic: Translation<typeof english> = {
  title: '트래픽',
};
