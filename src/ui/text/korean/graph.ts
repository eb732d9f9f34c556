import type { graph as english } from '../english/graph';
import type { Translation } from '../translation';

export const graph: Translation<typeof english> = {
  title: '아키텍처',
};
