/** What is wrong with a Service, in the order upstream looks. */
import { needsHealthCheck, isReachedFromOutside } from './service-spec';
import { cidrProblems } from './addresses';
import { appProtocolErrors, specialAddressErrors } from './endpoints';
import {
  equal,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  labelsErrors,
  validateDns1123Subdomain,
  validateIpAddress,
  validateLabelName,
  validatePortName,
  validatePortNumber,
  validateQualifiedName,
  type FieldError,
} from '../../apimachinery';
import { labelName, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import type { LoadBalancerIngress, Service, ServicePort, ServiceSpec } from './service-spec';
import { familyErrors } from './service-families';
import { oneOf, oneOfIfSet } from '../value-validation';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const onlyForBalancers = "may only be used when `type` is 'LoadBalancer'";

export function validateService(service: Service): readonly FieldError[] {
  const early = earlyServiceErrors(service.spec);
  return early.length > 0 ? early : [...metadataErrors(service, true, labelName), ...contentErrors(service)];
}

/** What has to be right before there is an address for it: nothing else is looked at where it isn't. */
export function earlyServiceErrors(spec: ServiceSpec): readonly FieldError[] {
  const errors = spec.type === 'ExternalName' ? [] : addressErrors(spec);
  return errors.length > 0 ? errors : familyErrors(spec);
}

export function validateServiceUpdate(next: Service, previous: Service): readonly FieldError[] {
  return [
    ...metadataUpdateErrors(next, previous),
    ...addressUpdateErrors(next.spec, previous.spec),
    ...healthUpdateErrors(next.spec, previous.spec),
    ...contentErrors(next),
  ];
}

const [hintsAnnotation, modeAnnotation, rangesAnnotation] = [
  'service.kubernetes.io/topology-aware-hints',
  'service.kubernetes.io/topology-mode',
  'service.beta.kubernetes.io/load-balancer-source-ranges',
];

/** What was said in annotations before there were fields for it. */
function annotationErrors({ metadata: { annotations = {} }, spec }: Service): readonly FieldError[] {
  const ranges = annotations[rangesAnnotation];
  if (ranges === undefined || spec.loadBalancerSourceRanges?.length) return [];
  const field = `metadata.annotations[${rangesAnnotation}]`;
  const errors: FieldError[] = spec.type === 'LoadBalancer' ? [] : [fieldForbidden(field, onlyForBalancers)];
  const list = ranges.trim() === '' ? [] : ranges.split(',').map((range) => range.trim());
  return [...errors, ...list.flatMap((range) => fieldInvalids(field, range, cidrProblems(range)))];
}

function contentErrors(service: Service): readonly FieldError[] {
  const { annotations = {} } = service.metadata;
  const [hints, mode] = [annotations[hintsAnnotation], annotations[modeAnnotation]];
  const why = `must match annotations[${hintsAnnotation}] when both are specified`;
  const contradicts = hints !== undefined && mode !== undefined && hints !== mode;
  return [
    ...(contradicts ? [fieldInvalid(`metadata.annotations[${modeAnnotation}]`, mode, why)] : []),
    ...specErrors(service.spec, annotationErrors(service)),
  ];
}

/** Who balances loads, and where: only what is said in the status counts. */
export function validateServiceStatusUpdate(next: Service, previous: Service): readonly FieldError[] {
  const ingresses = next.status?.loadBalancer?.ingress ?? [];
  return [
    ...metadataUpdateErrors(next, previous),
    ...(next.spec.type !== 'LoadBalancer' && ingresses.length > 0
      ? [fieldForbidden('status.loadBalancer.ingress', "may only be used when `spec.type` is 'LoadBalancer'")]
      : ingresses.flatMap((ingress, index) => ingressErrors(ingress, `status.loadBalancer.ingress[${index}]`))),
  ];
}

function ingressErrors({ ip, ipMode, hostname }: LoadBalancerIngress, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (ip) errors.push(...fieldInvalids(`${field}.ip`, ip, validateIpAddress(ip)));
  if (ipMode === undefined && ip) errors.push(fieldRequired(`${field}.ipMode`, 'must be specified when `ip` is set'));
  if (ipMode !== undefined && !ip)
    errors.push(fieldForbidden(`${field}.ipMode`, 'may not be specified when `ip` is not set'));
  else errors.push(...oneOfIfSet(ipMode, ['Proxy', 'VIP'], `${field}.ipMode`));
  return [...errors, ...(hostname ? balancerNameErrors(hostname, `${field}.hostname`) : [])];
}

/** Of services and ingresses alike. */
export function balancerNameErrors(name: string, field: string): readonly FieldError[] {
  const errors = fieldInvalids(field, name, validateDns1123Subdomain(name));
  return validateIpAddress(name).length === 0
    ? [...errors, fieldInvalid(field, name, 'must be a DNS name, not an IP address')]
    : errors;
}

const healthUpdateErrors = (next: ServiceSpec, previous: ServiceSpec): readonly FieldError[] =>
  needsHealthCheck(next) && needsHealthCheck(previous) && next.healthCheckNodePort !== previous.healthCheckNodePort
    ? [fieldForbidden('spec.healthCheckNodePort', 'field is immutable')]
    : [];

function addressUpdateErrors(next: ServiceSpec, previous: ServiceSpec): readonly FieldError[] {
  if (next.type === 'ExternalName' || previous.type === 'ExternalName') return [];
  const had = previous.clusterIPs?.[0];
  const errors: FieldError[] = [];
  if (had && next.clusterIPs?.[0] !== had)
    errors.push(fieldInvalid('spec.clusterIPs[0]', next.clusterIPs, 'may not change once set'));
  const sameFamily = equal(next.ipFamilies?.[0], previous.ipFamilies?.[0]);
  if (!sameFamily && next.clusterIPs?.[0] !== 'None' && had !== 'None')
    errors.push(fieldInvalid('spec.ipFamilies[0]', next.ipFamilies, 'may not change once set'));
  const sameClass = equal(next.loadBalancerClass, previous.loadBalancerClass);
  if (!sameClass && next.type === 'LoadBalancer' && previous.type === 'LoadBalancer')
    errors.push(fieldInvalid('spec.loadBalancerClass', next.loadBalancerClass, 'may not change once set'));
  return errors;
}

function specErrors(spec: ServiceSpec, annotated: readonly FieldError[]): readonly FieldError[] {
  const errors: FieldError[] = [];
  const isHeadless = spec.clusterIPs?.[0] === 'None';
  if (!spec.ports?.length && !isHeadless && spec.type !== 'ExternalName') errors.push(fieldRequired('spec.ports'));
  return [
    ...errors,
    ...typeErrors(spec, isHeadless),
    ...portsErrors(spec.ports ?? []),
    ...(spec.selector ? labelsErrors(spec.selector, 'spec.selector') : []),
    ...affinityErrors(spec),
    ...(spec.type === 'ExternalName' ? [] : addressErrors(spec)),
    ...(spec.externalIPs ?? []).flatMap((ip, index) =>
      validateIpAddress(ip).length > 0
        ? fieldInvalids(`spec.externalIPs[${index}]`, ip, validateIpAddress(ip))
        : specialAddressErrors(ip, `spec.externalIPs[${index}]`),
    ),
    ...oneOf(spec.type, types, 'spec.type'),
    ...nodePortErrors(spec),
    ...sourceRangesErrors(spec),
    ...annotated,
    ...balancerErrors(spec),
    ...trafficErrors(spec),
  ];
}

function typeErrors(spec: ServiceSpec, isHeadless: boolean): FieldError[] {
  const { type, externalName } = spec;
  if (type === 'LoadBalancer' || type === 'NodePort') {
    const why = `may not be set to 'None' for ${type} services`;
    return isHeadless ? [fieldInvalid('spec.clusterIPs[0]', 'None', why)] : [];
  }
  if (type !== 'ExternalName') return [];
  const why = 'may not be set for ExternalName services';
  const errors: FieldError[] = [];
  if (spec.clusterIPs?.length) errors.push(fieldForbidden('spec.clusterIPs', why));
  if (spec.ipFamilies?.length) errors.push(fieldForbidden('spec.ipFamilies', why));
  if (spec.ipFamilyPolicy) errors.push(fieldForbidden('spec.ipFamilyPolicy', why));
  if (!externalName) return [...errors, fieldRequired('spec.externalName')];
  const name = externalName.replace(/\.$/, '');
  return [...errors, ...fieldInvalids('spec.externalName', name, validateDns1123Subdomain(name))];
}

function portErrors(port: ServicePort, field: string, needsName: boolean, names: Set<string>): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (port.name) {
    errors.push(...fieldInvalids(`${field}.name`, port.name, validateLabelName(port.name)));
    if (names.has(port.name)) errors.push(fieldDuplicate(`${field}.name`, port.name));
    names.add(port.name);
  } else if (needsName) errors.push(fieldRequired(`${field}.name`));
  errors.push(...fieldInvalids(`${field}.port`, port.port, validatePortNumber(port.port)));
  errors.push(...oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${field}.protocol`));
  const { targetPort = 0, appProtocol } = port;
  const problems = typeof targetPort === 'number' ? validatePortNumber(targetPort) : validatePortName(targetPort);
  errors.push(...fieldInvalids(`${field}.targetPort`, targetPort, problems));
  errors.push(...appProtocolErrors(appProtocol, field));
  return errors;
}

function portsErrors(ports: readonly ServicePort[]): readonly FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => portErrors(port, `spec.ports[${index}]`, ports.length > 1, names));
}

function affinityErrors({ sessionAffinity, sessionAffinityConfig: config }: ServiceSpec): readonly FieldError[] {
  const errors = [...oneOf(sessionAffinity, ['ClientIP', 'None'], 'spec.sessionAffinity')];
  if (sessionAffinity === 'None' && config) {
    errors.push(fieldForbidden('spec.sessionAffinityConfig', 'must not be set when session affinity is None'));
  }
  const seconds = config?.clientIP?.timeoutSeconds;
  if (sessionAffinity !== 'ClientIP' || seconds === undefined || (seconds > 0 && seconds <= 86_400)) return errors;
  const why = 'must be greater than 0 and less than 86400';
  return [...errors, fieldInvalid('spec.sessionAffinityConfig.clientIP.timeoutSeconds', seconds, why)];
}

const families = ['IPv4', 'IPv6'];

function addressErrors({
  clusterIP,
  clusterIPs = [],
  ipFamilies = [],
  ipFamilyPolicy,
}: ServiceSpec): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (clusterIP && clusterIPs.length === 0) errors.push(fieldRequired('spec.clusterIPs'));
  else if (clusterIP && clusterIPs[0] !== clusterIP)
    errors.push(fieldInvalid('spec.clusterIPs', clusterIPs, 'first value must match `clusterIP`'));
  else if (!clusterIP && clusterIPs.length > 0)
    errors.push(fieldInvalid('spec.clusterIPs', clusterIPs, 'must be empty when `clusterIP` is not specified'));
  ipFamilies.forEach((family, index) => {
    if (!families.includes(family)) errors.push(fieldNotSupported(`spec.ipFamilies[${index}]`, family, families));
    if (ipFamilies.indexOf(family) < index && clusterIPs.length < 2)
      errors.push(fieldDuplicate(`spec.ipFamilies[${index}]`, family));
  });
  const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  if (ipFamilyPolicy !== undefined && !policies.includes(ipFamilyPolicy))
    errors.push(fieldNotSupported('spec.ipFamilyPolicy', ipFamilyPolicy, policies));
  return [...errors, ...clusterIpErrors(clusterIPs, ipFamilies)];
}

/** What is no address makes all that follows pointless. */
function clusterIpErrors(ips: readonly string[], families: readonly string[]): readonly FieldError[] {
  const field = 'spec.clusterIPs';
  const [first, ...others] = ips;
  const isHeadless = first === 'None';
  const errors: FieldError[] =
    isHeadless && others.length > 0 ? [fieldInvalid(field, ips, "'None' must be the first and only value")] : [];
  ips.forEach((ip, index) => {
    if (index > 0 || !isHeadless) errors.push(...fieldInvalids(`${field}[${index}]`, ip, validateIpAddress(ip)));
  });
  const isWrong = errors.length > 0;
  if (ips.length > 2) errors.push(fieldInvalid(field, ips, 'may only hold up to 2 values'));
  if (isWrong || isHeadless) return errors;
  const isSix = ips.map((ip) => ip.includes(':'));
  if (ips.length > 2 || (ips.length === 2 && isSix[0] === isSix[1]))
    errors.push(fieldInvalid(field, ips, 'may specify no more than one IP for each IP family'));
  ips.forEach((ip, index) => {
    const family = families[index];
    if (family === undefined || (family === 'IPv6') === isSix[index]) return;
    const why = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    errors.push(fieldInvalid(`${field}[${index}]`, ip, why));
  });
  return errors;
}

/** As Go prints the struct that upstream compares. */
const shownPort = ({ protocol, port }: ServicePort) => ({
  Name: '',
  Protocol: protocol,
  AppProtocol: null,
  Port: port,
  TargetPort: 0,
  NodePort: 0,
});

function nodePortErrors({ type, ports = [] }: ServiceSpec): readonly FieldError[] {
  const errors: FieldError[] = [];
  ports.forEach(({ nodePort }, index) => {
    if (type !== 'ClusterIP' || !nodePort) return;
    errors.push(fieldForbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
  });
  const [onNodes, own] = [new Set<string>(), new Set<string>()];
  ports.forEach(({ nodePort, protocol }, index) => {
    const key = `${protocol}/${nodePort}`;
    if (nodePort && onNodes.has(key)) errors.push(fieldDuplicate(`spec.ports[${index}].nodePort`, nodePort));
    if (nodePort) onNodes.add(key);
  });
  ports.forEach((port, index) => {
    const key = `${port.protocol}/${port.port}`;
    if (own.has(key)) errors.push(fieldDuplicate(`spec.ports[${index}]`, shownPort(port)));
    own.add(key);
  });
  return errors;
}

function sourceRangesErrors({ type, loadBalancerSourceRanges: ranges = [] }: ServiceSpec): readonly FieldError[] {
  const field = 'spec.LoadBalancerSourceRanges';
  const isOdd = ranges.length > 0 && type !== 'LoadBalancer';
  return [
    ...(isOdd ? [fieldForbidden(field, onlyForBalancers)] : []),
    ...ranges.flatMap((range, index) => fieldInvalids(`${field}[${index}]`, range.trim(), cidrProblems(range.trim()))),
  ];
}

function balancerErrors(spec: ServiceSpec): readonly FieldError[] {
  const { type, allocateLoadBalancerNodePorts: allocates } = spec;
  const errors: FieldError[] = [];
  const isBalancer = type === 'LoadBalancer';
  if (isBalancer) {
    if (allocates === undefined) errors.push(fieldRequired('spec.allocateLoadBalancerNodePorts'));
  } else {
    if (allocates !== undefined) errors.push(fieldForbidden('spec.allocateLoadBalancerNodePorts', onlyForBalancers));
    if (spec.loadBalancerClass !== undefined) errors.push(fieldForbidden('spec.loadBalancerClass', onlyForBalancers));
  }
  if (isBalancer && spec.loadBalancerClass !== undefined)
    errors.push(
      ...fieldInvalids('spec.loadBalancerClass', spec.loadBalancerClass, validateQualifiedName(spec.loadBalancerClass)),
    );
  return errors;
}

const policies = ['Cluster', 'Local'];
const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

function trafficErrors(spec: ServiceSpec): readonly FieldError[] {
  const { externalTrafficPolicy: outer, internalTrafficPolicy: inner, healthCheckNodePort: check } = spec;
  const errors: FieldError[] = [];
  const isOpen = isReachedFromOutside(spec);
  if (!isOpen && outer) {
    const why = 'may only be set for externally-accessible services';
    errors.push(fieldInvalid('spec.externalTrafficPolicy', outer, why));
  }
  if (isOpen) errors.push(...oneOf(outer, policies, 'spec.externalTrafficPolicy'));
  if (check && !needsHealthCheck(spec)) {
    const why = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(fieldInvalid('spec.healthCheckNodePort', check, why));
  }
  if (needsHealthCheck(spec) && check)
    errors.push(...fieldInvalids('spec.healthCheckNodePort', check, validatePortNumber(check)));
  errors.push(...oneOfIfSet(inner, policies, 'spec.internalTrafficPolicy'));
  return [...errors, ...oneOfIfSet(spec.trafficDistribution, distributions, 'spec.trafficDistribution')];
}
