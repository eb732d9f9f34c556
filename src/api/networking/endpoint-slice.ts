import {
  equal,
  fieldDuplicate,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  fieldTooMany,
  validateDns1123Subdomain,
  validateIpAddress,
  validateLabelName,
  validateLabelValue,
  type FieldError,
  type KubeObject,
} from '../../apimachinery';
import { textColumn } from '../column';
import { canonicalAddress } from './addresses';
import { appProtocolErrors, firstFew, specialAddressErrors } from './endpoints';
import { ageColumn, defineKind, nameColumn } from '../kind';
import { immutableErrors, metadataAgainErrors, metadataErrors } from '../metadata-validation';
import { mapShared, withDefaults, withField, withGeneration } from '../strategy';
import type { ObjectReference } from '../reference';
import { oneOf } from '../value-validation';

/** By this label a slice says whose endpoints it has. */
export const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

/** `namespace/name` of the service whose endpoints a slice has. */
export const serviceKeyOf = ({ metadata }: EndpointSlice): string =>
  `${metadata.namespace}/${metadata.labels?.[SERVICE_NAME_LABEL] ?? ''}`;

export interface EndpointSlice extends KubeObject {
  readonly addressType: string;
  readonly endpoints?: readonly Endpoint[] | null;
  readonly ports?: readonly EndpointSlicePort[] | null;
}

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions?: EndpointConditions;
  readonly deprecatedTopology?: Readonly<Record<string, string>>;
  readonly hints?: EndpointHints;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: ObjectReference;
  readonly zone?: string;
}

/** Without a port it is all of them. */
export interface EndpointSlicePort {
  readonly appProtocol?: string;
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
}

export interface EndpointConditions {
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
}

export interface EndpointHints {
  readonly forNodes?: readonly ForNode[];
  readonly forZones?: readonly ForZone[];
}

export interface ForNode {
  readonly name: string;
}

export interface ForZone {
  readonly name: string;
}

export const endpointSliceKind = defineKind<EndpointSlice>({
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  namespaced: true,
  storagePrefix: '/registry/endpointslices',
  generations: true,
  defaults: (slice) => (slice.ports ? withField(slice, 'ports', mapShared(slice.ports, defaultPort)) : slice),
  prepareForUpdate: (next, previous) =>
    withGeneration(next, (previous.metadata.generation ?? 0) + (saysTheSame(next, previous) ? 0 : 1)),
  prepareForCreate: (slice) => {
    const endpoints = slice.endpoints && mapShared(slice.endpoints, withoutTopology);
    return withGeneration(withField(slice, 'endpoints', endpoints), 1);
  },
  validate: (slice) => [...metadataErrors(slice, true), ...contentErrors(slice)],
  validateUpdate: (next, previous) => [
    ...metadataAgainErrors(next, previous),
    ...contentErrors(next),
    ...immutableErrors(next.addressType, previous.addressType, 'addressType'),
  ],
  warnings: ({ addressType }) => (addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
  columns: [
    nameColumn,
    textColumn('AddressType', 'What its addresses are.', ({ addressType }) => addressType),
    textColumn('Ports', 'Where the endpoints listen.', ({ ports }) =>
      ports?.length ? firstFew(ports.map(({ port }) => (port === undefined ? '*' : String(port)))) : '<unset>',
    ),
    textColumn('Endpoints', 'The addresses.', ({ endpoints }) =>
      endpoints?.length ? firstFew(endpoints.flatMap(({ addresses }) => addresses)) : '<unset>',
    ),
    ageColumn,
  ],
});

const defaultPort = (port: EndpointSlicePort): EndpointSlicePort => withDefaults(port, { name: '', protocol: 'TCP' });

/** Where it is was once said in labels. */
function withoutTopology(endpoint: Endpoint): Endpoint {
  if (endpoint.deprecatedTopology === undefined) return endpoint;
  const { deprecatedTopology: _, ...rest } = endpoint;
  return rest;
}

/** Labels count as content: they say whose the slice is. */
const saysTheSame = (next: EndpointSlice, previous: EndpointSlice): boolean =>
  equal(next.endpoints, previous.endpoints) &&
  equal(next.ports, previous.ports) &&
  next.addressType === previous.addressType &&
  equal(next.metadata.labels, previous.metadata.labels);

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];
const [mostEndpoints, mostAddresses, mostPorts] = [1000, 100, 20_000];

function addressErrors(address: string, type: string, field: string): FieldError[] {
  const invalid = (problems: readonly string[]) => problems.map((problem) => fieldInvalid(field, address, problem));
  if (type === 'FQDN') return invalid(domainProblems(address));
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const problems = validateIpAddress(address);
  if (problems.length > 0) return invalid(problems);
  const canonical = canonicalAddress(address);
  const errors = canonical === address ? [] : invalid([`must be in canonical form ("${canonical}")`]);
  if ((type === 'IPv6') !== address.includes(':'))
    errors.splice(0, 1, fieldInvalid(field.replace(/\[\d+\]$/, ''), address, `must be an ${type} address`));
  return [...errors, ...specialAddressErrors(address, field)];
}

/** A whole name of a machine has a domain. */
function domainProblems(name: string): readonly string[] {
  const problems = validateDns1123Subdomain(name);
  return problems.length > 0 || name.includes('.')
    ? problems
    : ['should be a domain with at least two segments separated by dots'];
}

/** Whom traffic should rather come from. */
function hintErrors(hints: EndpointHints | undefined, field: string): FieldError[] {
  const { forZones = [], forNodes = [] } = hints ?? {};
  const named = (list: readonly ForNode[], at: string, rule: (name: string) => readonly string[]): FieldError[] =>
    list.flatMap(({ name }, index) => {
      const place = `${at}[${index}].name`;
      const isTwice = list.findIndex((other) => other.name === name) < index;
      return [
        ...(isTwice ? [fieldDuplicate(place, name)] : []),
        ...rule(name).map((problem) => fieldInvalid(place, name, problem)),
      ];
    });
  return [
    ...named(forZones, `${field}.forZones`, validateLabelValue),
    ...named(forNodes, `${field}.forNodes`, validateDns1123Subdomain),
  ];
}

function endpointErrors({ addresses, hostname, nodeName, hints }: Endpoint, type: string, field: string): FieldError[] {
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(fieldRequired(`${field}.addresses`, 'must contain at least 1 address'));
  if (addresses.length > mostAddresses)
    errors.push(fieldTooMany(`${field}.addresses`, addresses.length, mostAddresses));
  errors.push(...addresses.flatMap((one, index) => addressErrors(one, type, `${field}.addresses[${index}]`)));
  const named: [string, string | undefined, (name: string) => readonly string[]][] = [
    ['nodeName', nodeName, validateDns1123Subdomain],
    ['hostname', hostname, validateLabelName],
  ];
  for (const [name, value, rule] of named)
    if (value !== undefined)
      errors.push(...rule(value).map((problem) => fieldInvalid(`${field}.${name}`, value, problem)));
  return [...errors, ...hintErrors(hints, `${field}.hints`)];
}

function portErrors(port: EndpointSlicePort, field: string, names: Set<string>): FieldError[] {
  const { name = '' } = port;
  const errors: FieldError[] = [];
  if (name) errors.push(...fieldInvalids(`${field}.name`, name, validateLabelName(name)));
  if (names.has(name)) errors.push(fieldDuplicate(`${field}.name`, name));
  names.add(name);
  errors.push(...oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${field}.protocol`));
  return [...errors, ...appProtocolErrors(port.appProtocol, field)];
}

function contentErrors({ addressType, endpoints, ports }: EndpointSlice): readonly FieldError[] {
  const errors = [...oneOf(addressType, addressTypes, 'addressType')];
  const names = new Set<string>();
  if ((endpoints?.length ?? 0) > mostEndpoints)
    errors.push(fieldTooMany('endpoints', endpoints!.length, mostEndpoints));
  if ((ports?.length ?? 0) > mostPorts) errors.push(fieldTooMany('ports', ports!.length, mostPorts));
  return [
    ...errors,
    ...(endpoints ?? []).flatMap((endpoint, index) => endpointErrors(endpoint, addressType, `endpoints[${index}]`)),
    ...(ports ?? []).flatMap((port, index) => portErrors(port, `ports[${index}]`, names)),
  ];
}
