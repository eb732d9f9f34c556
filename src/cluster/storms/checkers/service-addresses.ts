import { placeOf } from '../witness';
import type { CheckerOf } from './checker';

/** No two services have one address or one node port. */
export const serviceAddresses: CheckerOf = (witness, complain) => ({
  changed({ key, object }) {
    if (placeOf(key) !== 'services' || !key.startsWith('/registry/services/specs/') || !object) return;
    const mine = claims(object);
    for (const [otherKey, other] of witness.objects) {
      if (otherKey === key || !otherKey.startsWith('/registry/services/specs/')) continue;
      for (const claim of claims(other))
        if (mine.includes(claim)) complain(`${key} and ${otherKey} both have ${claim}`);
    }
  },
});

function claims({ spec }: { readonly spec?: any }): readonly string[] {
  const addresses = (spec.clusterIPs ?? []).filter((address: string) => address !== 'None');
  const ports = (spec.ports ?? [])
    .filter((port: any) => port.nodePort)
    .map((port: any) => `node port ${port.nodePort}`);
  return [...addresses, ...ports];
}
