import type { Pod } from '../../api';
import type { ObjectReference } from '../../api';

export function addressOf({ status }: Pod): string | undefined {
  return status?.podIPs?.[0]?.ip ?? (status?.podIP || undefined);
}

/** Who is behind an address, as endpoints name it. */
export function targetOfPod({ metadata: { namespace, name, uid } }: Pod): ObjectReference {
  return { kind: 'Pod', namespace, name, uid };
}

/** A headless service's pods may have names of their own in it. */
export function hostnameIn(service: string, { spec }: Pod): string | undefined {
  return spec.hostname && spec.subdomain === service ? spec.hostname : undefined;
}
