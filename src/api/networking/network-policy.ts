import {
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  labelSelectorErrors,
  selectorOf,
  selectorString,
  validatePortName,
  validatePortNumber,
  type FieldError,
  type IntOrString,
  type KubeObject,
  type LabelSelector,
} from '../../apimachinery';
import { textColumn } from '../column';
import { cidrProblems, cidrWarnings, isBlock, isStrictlyInside } from './addresses';
import { ageColumn, defineKind, nameColumn } from '../kind';
import { metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { mapShared, withDefaults, withField } from '../strategy';

export interface NetworkPolicy extends KubeObject {
  readonly spec: NetworkPolicySpec;
}

export interface NetworkPolicySpec {
  readonly egress?: readonly NetworkPolicyEgressRule[];
  readonly ingress?: readonly NetworkPolicyIngressRule[];
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly string[];
}

export interface NetworkPolicyEgressRule {
  readonly ports?: readonly NetworkPolicyPort[];
  readonly to?: readonly NetworkPolicyPeer[];
}

export interface NetworkPolicyIngressRule {
  readonly from?: readonly NetworkPolicyPeer[];
  readonly ports?: readonly NetworkPolicyPort[];
}

export interface NetworkPolicyPort {
  readonly endPort?: number;
  readonly port?: IntOrString;
  readonly protocol?: string;
}

export interface NetworkPolicyPeer {
  readonly ipBlock?: IpBlock;
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector?: LabelSelector;
}

export interface IpBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

export const networkPolicyKind = defineKind<NetworkPolicy>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  shortNames: ['netpol'],
  namespaced: true,
  storagePrefix: '/registry/networkpolicies',
  generations: true,
  defaults: (policy) => withField(policy, 'spec', defaultSpec(policy.spec)),
  validate: (policy) => [...metadataErrors(policy, true), ...specErrors(policy.spec)],
  validateUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...specErrors(next.spec)],
  warnings: ({ spec }) => [
    ...(spec.ingress ?? []).flatMap(({ from }, index) => blockWarnings(from, `spec.ingress[${index}].from`)),
    ...(spec.egress ?? []).flatMap(({ to }, index) => blockWarnings(to, `spec.egress[${index}].to`)),
  ],
  columns: [
    nameColumn,
    textColumn('Pod-Selector', 'Whom it protects.', ({ spec }) => {
      return selectorString(selectorOf(spec.podSelector ?? {})) || '<none>';
    }),
    ageColumn,
  ],
});

const defaultPort = (port: NetworkPolicyPort): NetworkPolicyPort => withDefaults(port, { protocol: 'TCP' });
const defaultRule = <R extends { readonly ports?: readonly NetworkPolicyPort[] }>(rule: R): R =>
  rule.ports ? withField(rule, 'ports', mapShared(rule.ports, defaultPort)) : rule;

/** A policy is about what comes in, and about what goes out where it says something of that. */
function defaultSpec(given: NetworkPolicySpec): NetworkPolicySpec {
  const types: readonly string[] = given.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  let spec = given.policyTypes?.length ? given : { ...given, policyTypes: types };
  if (spec.ingress) spec = withField(spec, 'ingress', mapShared(spec.ingress, defaultRule));
  return spec.egress ? withField(spec, 'egress', mapShared(spec.egress, defaultRule)) : spec;
}

const blockWarnings = (peers: readonly NetworkPolicyPeer[] | undefined, field: string): readonly string[] =>
  (peers ?? []).flatMap(({ ipBlock }, index) => {
    const at = `${field}[${index}].ipBlock`;
    return ipBlock
      ? [
          ...cidrWarnings(ipBlock.cidr, `${at}.cidr`),
          ...(ipBlock.except ?? []).flatMap((inner, place) => cidrWarnings(inner, `${at}.except[${place}]`)),
        ]
      : [];
  });

function blockErrors({ cidr, except = [] }: IpBlock, field: string): FieldError[] {
  if (!cidr) return [fieldRequired(`${field}.cidr`)];
  const errors = [...fieldInvalids(`${field}.cidr`, cidr, cidrProblems(cidr))];
  if (!isBlock(cidr)) return errors;
  except.forEach((inner, index) => {
    const at = `${field}.except[${index}]`;
    errors.push(...fieldInvalids(at, inner, cidrProblems(inner)));
    if (isBlock(inner) && !isStrictlyInside(inner, cidr))
      errors.push(fieldInvalid(at, inner, 'must be a strict subset of `cidr`'));
  });
  return errors;
}

function peerErrors(peer: NetworkPolicyPeer, field: string): readonly FieldError[] {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (!podSelector && !namespaceSelector && !ipBlock) return [fieldRequired(field, 'must specify a peer')];
  const errors = [
    ...labelSelectorErrors(podSelector, `${field}.podSelector`),
    ...labelSelectorErrors(namespaceSelector, `${field}.namespaceSelector`),
    ...(ipBlock ? blockErrors(ipBlock, `${field}.ipBlock`) : []),
  ];
  if (ipBlock && (podSelector || namespaceSelector))
    errors.push(fieldForbidden(field, 'may not specify both ipBlock and another peer'));
  return errors;
}

function portErrors({ protocol, port, endPort }: NetworkPolicyPort, field: string): FieldError[] {
  const protocols = ['TCP', 'UDP', 'SCTP'];
  const errors: FieldError[] = [];
  if (protocol === undefined || !protocols.includes(protocol))
    errors.push(fieldNotSupported(`${field}.protocol`, protocol, protocols));
  if (port === undefined) {
    const why = 'may not be specified when `port` is not specified';
    return endPort === undefined ? errors : [...errors, fieldInvalid(`${field}.endPort`, endPort, why)];
  }
  const invalid = (at: string, value: unknown, why: string) => errors.push(fieldInvalid(`${field}.${at}`, value, why));
  const isNamed = typeof port === 'string';
  if (isNamed && endPort !== undefined) invalid('endPort', endPort, 'may not be specified when `port` is non-numeric');
  const problems = isNamed ? validatePortName(port) : validatePortNumber(port);
  for (const problem of problems) invalid('port', port, problem);
  if (isNamed || endPort === undefined) return errors;
  // The value that is shown is the port's, not its own.
  if (endPort < port) invalid('endPort', port, 'must be greater than or equal to `port`');
  for (const problem of validatePortNumber(endPort)) invalid('endPort', endPort, problem);
  return errors;
}

function ruleErrors(
  ports: readonly NetworkPolicyPort[] | undefined,
  peers: readonly NetworkPolicyPeer[] | undefined,
  field: string,
  peersField: string,
): readonly FieldError[] {
  return [
    ...(ports ?? []).flatMap((port, index) => portErrors(port, `${field}.ports[${index}]`)),
    ...(peers ?? []).flatMap((peer, index) => peerErrors(peer, `${field}.${peersField}[${index}]`)),
  ];
}

function specErrors(spec: NetworkPolicySpec): readonly FieldError[] {
  const types = spec.policyTypes ?? [];
  const errors = [
    ...labelSelectorErrors(spec.podSelector, 'spec.podSelector'),
    ...(spec.ingress ?? []).flatMap((rule, index) =>
      ruleErrors(rule.ports, rule.from, `spec.ingress[${index}]`, 'from'),
    ),
    ...(spec.egress ?? []).flatMap((rule, index) => ruleErrors(rule.ports, rule.to, `spec.egress[${index}]`, 'to')),
  ];
  if (types.length > 2)
    return [...errors, fieldInvalid('spec.policyTypes', types, 'may not specify more than two policyTypes')];
  types.forEach((type, index) => {
    if (type !== 'Ingress' && type !== 'Egress')
      errors.push(fieldNotSupported(`spec.policyTypes[${index}]`, type, ['Ingress', 'Egress']));
  });
  return errors;
}
