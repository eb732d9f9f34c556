import type { Node } from '../../api';
import type { Labels } from '../../apimachinery';

/** Labels and what they were called before: who knows only the older name finds them, too. */
const FORMERLY: Readonly<Record<string, string>> = {
  'kubernetes.io/os': 'beta.kubernetes.io/os',
  'kubernetes.io/arch': 'beta.kubernetes.io/arch',
};

/** What has to be written so that both names say the same; undefined where they do. */
export function olderLabels({ metadata: { labels = {} } }: Node): Labels | undefined {
  const entries = Object.entries(FORMERLY).flatMap(([name, before]) => {
    const value = labels[name];
    return value === undefined || labels[before] === value ? [] : [[before, value]];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
