/** Which families of addresses a service has. This cluster's are of IPv4 alone; only who has no address of its own may speak of both. */
import { addressGroups, fieldInvalid, type FieldError } from '../../apimachinery';
import { withDefaults } from '../strategy';
import type { ServiceSpec } from './service-spec';

export const isHeadless = ({ clusterIPs }: ServiceSpec): boolean => clusterIPs?.[0] === 'None';

/** Somebody else makes its endpoints: they may be of any family. */
const isForeign = (spec: ServiceSpec): boolean => isHeadless(spec) && Object.keys(spec.selector ?? {}).length === 0;

const familyOf = (address: string): string => (address.includes(':') ? 'IPv6' : 'IPv4');

/** What is not said follows from what is. */
export function withFamilies(spec: ServiceSpec): ServiceSpec {
  if (spec.type === 'ExternalName') return spec;
  const foreign = isForeign(spec);
  const policy = spec.ipFamilyPolicy ?? (foreign ? 'RequireDualStack' : 'SingleStack');
  const addresses = (spec.clusterIPs ?? []).filter((ip) => addressGroups(ip) !== undefined);
  const given = spec.ipFamilies?.length ? spec.ipFamilies : addresses.length > 0 ? addresses.map(familyOf) : ['IPv4'];
  const wantsBoth = foreign && policy !== 'SingleStack' && given.length === 1;
  const ipFamilies = wantsBoth ? [given[0]!, given[0] === 'IPv4' ? 'IPv6' : 'IPv4'] : given;
  const isSame = spec.ipFamilies?.length === ipFamilies.length;
  return withDefaults(isSame ? spec : { ...spec, ipFamilies }, { ipFamilyPolicy: policy });
}

/** What this cluster has no addresses for. Nothing else is looked at where there is any. */
export function familyErrors(spec: ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName' || isForeign(spec)) return [];
  const { ipFamilyPolicy: policy, ipFamilies = [], clusterIPs = [] } = spec;
  const addresses = isHeadless(spec) ? [] : clusterIPs;
  const errors: FieldError[] = [];
  if (policy === 'SingleStack' && Math.max(addresses.length, ipFamilies.length) > 1) {
    const what = addresses.length > 1 ? 'cluster IPs' : 'IP families';
    const why = `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`;
    errors.push(fieldInvalid('spec.ipFamilyPolicy', policy, why));
  }
  if (policy === 'RequireDualStack') {
    const why = 'this cluster is not configured for dual-stack services';
    errors.push(fieldInvalid('spec.ipFamilyPolicy', policy, why));
  }
  const foreignAddress = addresses.findIndex((ip) => familyOf(ip) === 'IPv6');
  if (foreignAddress >= 0)
    errors.push(
      fieldInvalid(`spec.clusterIPs[${foreignAddress}]`, clusterIPs, 'IPv6 is not configured on this cluster'),
    );
  else if (ipFamilies[0] === 'IPv6')
    errors.push(fieldInvalid('spec.ipFamilies[0]', 'IPv6', 'not configured on this cluster'));
  return errors;
}
