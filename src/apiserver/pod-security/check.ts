import type { PodSpec, SecurityContext } from '../../api';
import type { ObjectMeta } from '../../apimachinery';

/** A pod, or what pods are stamped from. */
export interface Candidate {
  readonly metadata: Partial<ObjectMeta>;
  readonly spec: PodSpec;
}

export interface Violation {
  /** What is forbidden, in a few words. */
  readonly what: string;
  /** Where, and what should be there. */
  readonly where: string;
}

/** A row of a level of the pod security standards: undefined for a pod that passes. */
export type Check = (candidate: Candidate, minor: number) => Violation | undefined;

/** All containers, also those that end before the others begin, and those for debugging. */
export const containersOf = ({ spec }: Candidate) => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
  ...(spec.ephemeralContainers ?? []),
];

export const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');

export const counted = (word: string, many: readonly unknown[], plural = `${word}s`): string =>
  many.length === 1 ? word : plural;

/** `container "a"`, `containers "a", "b"` */
export const containersText = (containers: readonly { readonly name: string }[]): string =>
  `${counted('container', containers)} ${quoted(containers.map(({ name }) => name))}`;

/** `pod or container "a"` */
export const podOrContainersText = (containers: readonly { readonly name: string }[]): string =>
  `pod or ${containersText(containers)}`;

/** A check that containers alone can fail, all in the same way. */
export function eachContainer(
  what: string,
  fails: (security: SecurityContext, candidate: Candidate, minor: number) => boolean,
  demand: string,
): Check {
  return (candidate, minor) => {
    const bad = containersOf(candidate).filter(({ securityContext }) => fails(securityContext ?? {}, candidate, minor));
    return bad.length === 0 ? undefined : { what, where: `${containersText(bad)} ${demand}` };
  };
}

/** Different in order of their first appearance. */
export const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();

/** Since 1.25 a pod says whose rules it can't follow. */
export const isWindows = ({ spec }: Candidate, minor: number): boolean => minor >= 25 && spec.os?.name === 'windows';

/** Since 1.35 who has users of its own may be root among them. */
export const hasOwnUsers = ({ spec }: Candidate, minor: number): boolean => minor >= 35 && spec.hostUsers === false;
