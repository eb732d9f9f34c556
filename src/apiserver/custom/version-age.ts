/** In which order versions of a group are preferred. */

import { byText } from '../discovery/groups';

const stages = ['alpha', 'beta', ''];

/** `v2`, `v1`, `v1beta2`, `v1alpha1`, then what is called otherwise. */
export function byAge(a: string, b: string): number {
  const [one, other] = [ageOf(a), ageOf(b)];
  if (!one || !other) return one ? -1 : other ? 1 : byText(a, b);
  for (const [index, part] of one.entries()) if (part !== other[index]) return other[index]! - part;
  return 0;
}

function ageOf(version: string): readonly number[] | undefined {
  const [, major, stage = '', minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  return major === undefined ? undefined : [stages.indexOf(stage), Number(major), Number(minor)];
}
