import type { Container, Pod } from '../../api';
import { podInWords } from './pod-events';

/** Whom a container is to run as: what it says itself comes before what its pod says. */
export function identityOf(
  { spec }: Pod,
  { securityContext: own }: Container,
): { readonly nonRoot: boolean; readonly user: number | undefined } {
  return {
    nonRoot: own?.runAsNonRoot ?? spec.securityContext?.runAsNonRoot ?? false,
    user: own?.runAsUser ?? spec.securityContext?.runAsUser,
  };
}

/**
 * Why a container that must not run as root can't be made, in a kubelet's words. `user` is a number, a name that only the
 * image knows, or undefined where nobody knows, which is let pass; `isAsked`: the pod says so, not the image.
 */
export function nonRootProblem(
  pod: Pod,
  container: Container,
  user: number | string | undefined,
  isAsked: boolean,
): string | undefined {
  const who = `(pod: "${podInWords(pod)}", container: ${container.name})`;
  if (typeof user === 'string')
    return `container has runAsNonRoot and image has non-numeric user (${user}), cannot verify user is non-root ${who}`;
  if (user !== 0) return undefined;
  return isAsked
    ? `container's runAsUser breaks non-root policy ${who}`
    : `container has runAsNonRoot and image will run as root ${who}`;
}
