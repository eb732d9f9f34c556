import type { PlainKey } from './translation';

type Part =
  | 'time'
  | 'network'
  | 'cluster'
  | 'apiServer'
  | 'authorization'
  | 'admission'
  | 'etcd'
  | 'scheduler'
  | 'controllers'
  | 'nodes'
  | 'containers'
  | 'services'
  | 'images'
  | 'client'
  | 'history';

const parts: readonly Part[] = [
  ...(['time', 'network', 'cluster', 'apiServer', 'authorization', 'admission', 'etcd'] as const),
  ...(['scheduler', 'controllers', 'nodes', 'containers', 'services', 'images', 'client', 'history'] as const),
];

/** What the page admits, in reading order; the words are in the catalogue (`english/simplified.ts`). */
export const simplified: readonly { readonly part: PlainKey; readonly words: PlainKey }[] = parts.map((part) => ({
  part: `simplified.${part}`,
  words: `simplified.${part}Words`,
}));
