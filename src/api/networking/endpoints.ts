import { addressWarnings, canonicalAddress } from './addresses';
import {
  addressGroups,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  validateDns1123Subdomain,
  validateIpAddress,
  validateLabelName,
  validatePortNumber,
  validateQualifiedName,
  type FieldError,
  type KubeObject,
} from '../../apimachinery';
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn } from '../kind';
import { metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { mapShared, withDefaults, withField } from '../strategy';
import type { ObjectReference } from '../reference';
import { oneOf } from '../value-validation';

export interface Endpoints extends KubeObject {
  readonly subsets?: readonly EndpointSubset[];
}

export interface EndpointSubset {
  readonly addresses?: readonly EndpointAddress[];
  readonly notReadyAddresses?: readonly EndpointAddress[];
  readonly ports?: readonly EndpointPort[];
}

export interface EndpointAddress {
  readonly hostname?: string;
  readonly ip: string;
  readonly nodeName?: string;
  readonly targetRef?: ObjectReference;
}

export interface EndpointPort {
  readonly appProtocol?: string;
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
}

const deprecated = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

export const endpointsKind = defineKind<Endpoints>({
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  storagePrefix: '/registry/services/endpoints',
  defaults: (endpoints) =>
    endpoints.subsets ? withField(endpoints, 'subsets', mapShared(endpoints.subsets, defaultSubset)) : endpoints,
  validate: (endpoints) => [...metadataErrors(endpoints, true), ...subsetsErrors(endpoints)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...metadataAgainErrors(next, previous),
    ...subsetsErrors(next),
  ],
  warnings: addressesWarnings,
  deprecated,
  columns: [nameColumn, textColumn('Endpoints', 'Where its pods listen.', endpointsText), ageColumn],
});

const defaultPort = (port: EndpointPort): EndpointPort => withDefaults(port, { protocol: 'TCP' });
const defaultSubset = (subset: EndpointSubset): EndpointSubset =>
  subset.ports ? withField(subset, 'ports', mapShared(subset.ports, defaultPort)) : subset;

const shownAtMost = 3;

/** The first few of a list, and how many more there are. */
export function firstFew(texts: readonly string[]): string {
  const rest = texts.length - shownAtMost;
  return `${texts.slice(0, shownAtMost).join(',')}${rest > 0 ? ` + ${rest} more...` : ''}`;
}

function endpointsText({ subsets = [] }: Endpoints): string {
  const texts = subsets.flatMap(({ addresses = [], ports }) =>
    ports ? ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`)) : addresses.map(({ ip }) => ip),
  );
  return texts.length === 0 ? '<none>' : firstFew(texts);
}

function addressErrors({ ip, hostname, nodeName }: EndpointAddress, field: string): readonly FieldError[] {
  const at = `${field}.ip`;
  const problems = validateIpAddress(ip);
  const errors = [...fieldInvalids(at, ip, problems)];
  if (hostname) errors.push(...fieldInvalids(`${field}.hostname`, hostname, validateLabelName(hostname)));
  if (nodeName !== undefined)
    errors.push(...fieldInvalids(`${field}.nodeName`, nodeName, validateDns1123Subdomain(nodeName)));
  return addressGroups(ip) === undefined
    ? [...errors, fieldInvalid(at, ip, 'must be a valid IP address')]
    : [...errors, ...specialAddressErrors(ip, at)];
}

const special: readonly (readonly [RegExp, string])[] = [
  [/^(0\.0\.0\.0|::)$/, 'may not be unspecified'],
  [/^(127\.|::1$)/, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  [/^(169\.254\.|fe[89ab])/i, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  [/^(224\.0\.0\.|ff.2:)/i, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
];

/** Addresses that mean another machine to everybody who reads them. */
export const specialAddressErrors = (ip: string, field: string): readonly FieldError[] =>
  special
    .filter(([pattern]) => pattern.test(canonicalAddress(ip)))
    .map(([, why]) => fieldInvalid(field, ip, why.endsWith('unspecified') ? `${why} (${ip})` : why));

function portErrors(port: EndpointPort, field: string, needsName: boolean): readonly FieldError[] {
  const errors: FieldError[] = needsName && !port.name ? [fieldRequired(`${field}.name`)] : [];
  if (port.name)
    errors.push(...validateLabelName(port.name).map((problem) => fieldInvalid(`${field}.name`, port.name, problem)));
  errors.push(...validatePortNumber(port.port).map((problem) => fieldInvalid(`${field}.port`, port.port, problem)));
  errors.push(...oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${field}.protocol`));
  return [...errors, ...appProtocolErrors(port.appProtocol, field)];
}

/** What is spoken there, by its name. */
export const appProtocolErrors = (name: string | undefined, port: string): FieldError[] =>
  name === undefined
    ? []
    : validateQualifiedName(name).map((problem) => fieldInvalid(`${port}.appProtocol`, name, problem));

function addressesWarnings({ subsets = [] }: Endpoints): readonly string[] {
  return subsets.flatMap((subset, index) =>
    (['addresses', 'notReadyAddresses'] as const).flatMap((list) =>
      (subset[list] ?? []).flatMap(({ ip }, place) => addressWarnings(ip, `subsets[${index}].${list}[${place}].ip`)),
    ),
  );
}

function subsetsErrors({ subsets = [] }: Endpoints): readonly FieldError[] {
  return subsets.flatMap((subset, index) => {
    const field = `subsets[${index}]`;
    const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
    const isEmpty = addresses.length + notReadyAddresses.length === 0;
    return [
      ...(isEmpty ? [fieldRequired(field, 'must specify `addresses` or `notReadyAddresses`')] : []),
      ...addresses.flatMap((address, place) => addressErrors(address, `${field}.addresses[${place}]`)),
      ...notReadyAddresses.flatMap((address, place) => addressErrors(address, `${field}.notReadyAddresses[${place}]`)),
      ...ports.flatMap((port, place) => portErrors(port, `${field}.ports[${place}]`, ports.length > 1)),
    ];
  });
}
