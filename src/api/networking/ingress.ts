import {
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  validateDns1123Subdomain,
  validateIpAddress,
  validatePortName,
  validatePortNumber,
  validateWildcardSubdomain,
  type FieldError,
  type KubeObject,
} from '../../apimachinery';
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { labelNameErrors, classNameErrors, segmentErrors } from '../value-validation';
import { balancerNameErrors } from './service-validation';
import type { TypedLocalObjectReference } from '../reference';

export interface Ingress extends KubeObject {
  readonly spec: IngressSpec;
  readonly status?: IngressStatus;
}

export interface IngressSpec {
  readonly defaultBackend?: IngressBackend;
  readonly ingressClassName?: string;
  readonly rules?: readonly IngressRule[];
  readonly tls?: readonly IngressTls[];
}

export interface IngressStatus {
  readonly loadBalancer?: IngressLoadBalancerStatus;
}

export interface IngressBackend {
  readonly resource?: TypedLocalObjectReference;
  readonly service?: IngressServiceBackend;
}

export interface IngressRule {
  readonly host?: string;
  readonly http?: HttpIngressRuleValue;
}

export interface IngressTls {
  readonly hosts?: readonly string[];
  readonly secretName?: string;
}

export interface IngressLoadBalancerStatus {
  readonly ingress?: readonly IngressLoadBalancerIngress[];
}

export interface IngressServiceBackend {
  readonly name: string;
  readonly port?: ServiceBackendPort;
}

export interface HttpIngressRuleValue {
  readonly paths: readonly HttpIngressPath[];
}

export interface IngressLoadBalancerIngress {
  readonly hostname?: string;
  readonly ip?: string;
  readonly ports?: readonly IngressPortStatus[];
}

export interface ServiceBackendPort {
  readonly name?: string;
  readonly number?: number;
}

export interface HttpIngressPath {
  readonly backend: IngressBackend;
  readonly path?: string;
  readonly pathType: string;
}

export interface IngressPortStatus {
  readonly error?: string;
  readonly port: number;
  readonly protocol: string;
}

const identity = { group: 'networking.k8s.io', version: 'v1', kind: 'Ingress' } as const;
const classAnnotation = 'kubernetes.io/ingress.class';

export const ingressKind = defineKind<Ingress>({
  ...identity,
  plural: 'ingresses',
  shortNames: ['ing'],
  namespaced: true,
  storagePrefix: '/registry/ingress',
  subresources: [statusSubresource(identity)],
  generations: true,
  newStatus: { loadBalancer: {} },
  warnings: ({ metadata, spec }) =>
    metadata.annotations?.[classAnnotation] === undefined || spec.ingressClassName !== undefined
      ? []
      : [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`],
  warnsOfUpdates: false,
  validate: (ingress) => [...metadataErrors(ingress, true), ...classErrors(ingress), ...specErrors(ingress.spec)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...metadataAgainErrors(next, previous),
    ...specErrors(next.spec),
  ],
  validateStatusUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...statusErrors(next)],
  columns: [
    nameColumn,
    textColumn('Class', 'Who makes it work.', ({ spec }) => spec.ingressClassName ?? '<none>'),
    textColumn('Hosts', 'Which names it answers to.', ({ spec }) => hostsText(spec.rules)),
    textColumn('Address', 'Where it is reached.', ({ status }) =>
      [...new Set((status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || ''))]
        .sort()
        .join(','),
    ),
    textColumn('Ports', 'Its ports.', ({ spec }) => (spec.tls?.length ? '80, 443' : '80')),
    ageColumn,
  ],
});

const shownAtMost = 3;

function hostsText(rules: readonly IngressRule[] = []): string {
  const named = rules.flatMap(({ host }, index) => (host ? [{ host, index }] : []));
  if (named.length === 0) return '*';
  const text = named.slice(0, shownAtMost).map(({ host }) => host);
  // Rules that follow count whether they name a host or not, and so do those before.
  const last = named[shownAtMost - 1];
  const isMore = last !== undefined && last.index < rules.length - 1;
  return isMore ? `${text.join(',')} + ${rules.length - shownAtMost} more...` : text.join(',');
}

const statusErrors = ({ status }: Ingress): readonly FieldError[] =>
  (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }, index) => {
    const field = `status.loadBalancer.ingress[${index}]`;
    return [
      ...(ip ? fieldInvalids(`${field}.ip`, ip, validateIpAddress(ip)) : []),
      ...(hostname ? balancerNameErrors(hostname, `${field}.hostname`) : []),
    ];
  });

function classErrors({ metadata, spec }: Ingress): readonly FieldError[] {
  const given = metadata.annotations?.[classAnnotation];
  if (given === undefined || spec.ingressClassName === undefined || given === spec.ingressClassName) return [];
  const why = 'must match `ingressClassName` when both are specified';
  return [fieldInvalid(`annotations.${classAnnotation}`, given, why)];
}

function serviceErrors({ name, port = {} }: IngressServiceBackend, field: string): readonly FieldError[] {
  const errors = [...labelNameErrors(name, `${field}.service.name`)];
  if (port.name && port.number) return [...errors, fieldInvalid(field, '', 'cannot set both port name & port number')];
  if (port.name) errors.push(...fieldInvalids(`${field}.service.port.name`, port.name, validatePortName(port.name)));
  else if (port.number)
    errors.push(...fieldInvalids(`${field}.service.port.number`, port.number, validatePortNumber(port.number)));
  else errors.push(fieldRequired(field, 'port name or number is required'));
  return errors;
}

function backendErrors(backend: IngressBackend, field: string): readonly FieldError[] {
  const { resource, service } = backend;
  if (resource && service) return [fieldInvalid(field, '', 'cannot set both resource and service backends')];
  if (service) return serviceErrors(service, field);
  if (!resource) return [fieldInvalid(field, '', 'resource or service backend is required')];
  const errors: FieldError[] = [];
  const { apiGroup, kind, name } = resource;
  if (typeof apiGroup !== 'string') errors.push(fieldRequired(`${field}.resource.apiGroup`));
  else if (apiGroup !== '') errors.push(...classNameErrors(apiGroup, `${field}.resource.apiGroup`));
  return [
    ...errors,
    ...segmentErrors(kind, `${field}.resource.kind`),
    ...segmentErrors(name, `${field}.resource.name`),
  ];
}

const within = ['//', '/./', '/../', '%2f', '%2F'];
const atEnd = ['/..', '/.'];

function pathErrors({ path = '', pathType, backend }: HttpIngressPath, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!pathType) return [fieldRequired(`${field}.pathType`, 'pathType must be specified')];
  const isLoose = pathType === 'ImplementationSpecific';
  const isKnown = isLoose || pathType === 'Exact' || pathType === 'Prefix';
  if (!isKnown)
    errors.push(fieldNotSupported(`${field}.pathType`, pathType, ['Exact', 'ImplementationSpecific', 'Prefix']));
  else if (!path.startsWith('/') && !(isLoose && path === ''))
    errors.push(fieldInvalid(`${field}.path`, path, 'must be an absolute path'));
  if (isKnown && !isLoose) {
    for (const part of within.filter((one) => path.includes(one)))
      errors.push(fieldInvalid(`${field}.path`, path, `must not contain '${part}'`));
    for (const part of atEnd.filter((one) => path.endsWith(one)))
      errors.push(fieldInvalid(`${field}.path`, path, `cannot end with '${part}'`));
  }
  return [...errors, ...backendErrors(backend, `${field}.backend`)];
}

function hostErrors(host: string, field: string): readonly FieldError[] {
  if (validateIpAddress(host).length === 0) return [fieldInvalid(field, host, 'must be a DNS name, not an IP address')];
  const problems = host.includes('*') ? validateWildcardSubdomain(host) : validateDns1123Subdomain(host);
  return fieldInvalids(field, host, problems);
}

function ruleErrors({ host, http }: IngressRule, field: string): readonly FieldError[] {
  const errors = host ? hostErrors(host, `${field}.host`) : [];
  if (!http) return errors;
  if (http.paths.length === 0) return [...errors, fieldRequired(`${field}.http.paths`)];
  return [...errors, ...http.paths.flatMap((path, index) => pathErrors(path, `${field}.http.paths[${index}]`))];
}

function specErrors(spec: IngressSpec): readonly FieldError[] {
  const { rules = [], tls = [], defaultBackend } = spec;
  const errors: FieldError[] = [];
  if (rules.length === 0 && !defaultBackend) {
    const why = 'either `defaultBackend` or `rules` must be specified';
    errors.push(fieldInvalid('spec', null, why));
  }
  if (defaultBackend) errors.push(...backendErrors(defaultBackend, 'spec.defaultBackend'));
  return [
    ...errors,
    ...rules.flatMap((rule, index) => ruleErrors(rule, `spec.rules[${index}]`)),
    ...tls.flatMap(({ hosts = [], secretName }, index) => [
      ...hosts.flatMap((host, place) => hostErrors(host, `spec.tls[${index}].hosts[${place}]`)),
      ...classNameErrors(secretName, `spec.tls[${index}].secretName`),
    ]),
    ...(spec.ingressClassName === undefined
      ? []
      : validateDns1123Subdomain(spec.ingressClassName).map((problem) =>
          fieldInvalid('spec.ingressClassName', spec.ingressClassName, problem),
        )),
  ];
}
