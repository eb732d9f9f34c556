/** Which server answers for a group and version. Here it is always this one: what another is said to serve is served by nobody. */
import { base64Length } from '../base64';
import {
  fieldInvalid,
  fieldRequired,
  type FieldError,
  fieldInvalids,
  validateDns1123Subdomain,
  validateDns1035Label,
} from '../../apimachinery';
import { textColumn } from '../column';
import { findCondition } from '../condition';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { withDefaults, withField } from '../strategy';
import type { Condition } from '../condition';
import type { KubeObject } from '../../apimachinery';

export interface ApiService extends KubeObject {
  readonly spec: ApiServiceSpec;
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface ApiServiceSpec {
  readonly caBundle?: string;
  readonly group?: string;
  readonly groupPriorityMinimum: number;
  readonly insecureSkipTLSVerify?: boolean;
  readonly service?: { readonly name?: string; readonly namespace?: string; readonly port?: number };
  readonly version?: string;
  readonly versionPriority: number;
}

const identity = { group: 'apiregistration.k8s.io', version: 'v1', kind: 'APIService' } as const;

export const apiServiceKind = defineKind<ApiService>({
  ...identity,
  plural: 'apiservices',
  categories: ['api-extensions'],
  namespaced: false,
  storagePrefix: '/registry/apiregistration.k8s.io/apiservices',
  subresources: [statusSubresource(identity)],
  defaults: (one) => {
    const { service } = one.spec;
    return service ? withField(one, 'spec', withField(one.spec, 'service', withDefaults(service, { port: 443 }))) : one;
  },
  prepareForCreate: (one) => ({ ...one, status: one.spec.service ? {} : { conditions: [local(one)] } }),
  validate: (one) => [...metadataErrors(one, false, (name) => nameProblems(name, one)), ...specErrors(one.spec)],
  validateUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...specErrors(next.spec)],
  columns: [
    nameColumn,
    textColumn('Service', 'Who answers.', ({ spec: { service } }) =>
      service ? `${service.namespace}/${service.name}` : 'Local',
    ),
    textColumn('Available', 'Can that one be asked?', availableText),
    ageColumn,
  ],
});

const local = ({ metadata }: ApiService): Condition =>
  ({
    type: 'Available',
    status: 'True',
    lastTransitionTime: metadata.creationTimestamp ?? null,
    reason: 'Local',
    message: 'Local APIServices are always available',
  }) as Condition;

function availableText({ status }: ApiService): string {
  const condition = findCondition(status?.conditions, 'Available');
  if (!condition) return 'Unknown';
  return condition.status === 'True' ? 'True' : `${condition.status} (${condition.reason ?? ''})`;
}

function nameProblems(name: string, { spec: { version = '', group = '' } }: ApiService): readonly string[] {
  const wanted = `${version}.${group}`;
  return name === wanted ? [] : [`must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`];
}

function specErrors(spec: ApiServiceSpec): readonly FieldError[] {
  const { group = '', version = '', service, groupPriorityMinimum, versionPriority } = spec;
  const errors: FieldError[] = [];
  if (group === '' && version !== 'v1')
    errors.push(fieldRequired('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  if (group !== '') errors.push(...fieldInvalids('spec.group', group, validateDns1123Subdomain(group)));
  errors.push(...fieldInvalids('spec.version', version, validateDns1035Label(version)));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20_000)
    errors.push(
      fieldInvalid('spec.groupPriorityMinimum', groupPriorityMinimum, 'must be positive and less than 20000'),
    );
  if (versionPriority <= 0 || versionPriority > 1000)
    errors.push(fieldInvalid('spec.versionPriority', versionPriority, 'must be positive and less than 1000'));
  return [...errors, ...(service ? serviceErrors(spec) : localErrors(spec))];
}

function localErrors({ caBundle, insecureSkipTLSVerify }: ApiServiceSpec): readonly FieldError[] {
  return [
    ...(caBundle
      ? [fieldInvalid('spec.caBundle', `${base64Length(caBundle)} bytes`, 'local APIServices may not have a caBundle')]
      : []),
    ...(insecureSkipTLSVerify
      ? [fieldInvalid('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify')]
      : []),
  ];
}

function serviceErrors({ service, caBundle, insecureSkipTLSVerify }: ApiServiceSpec): readonly FieldError[] {
  const { name, namespace, port = 443 } = service!;
  const errors: FieldError[] = [];
  if (!namespace) errors.push(fieldRequired('spec.service.namespace'));
  if (!name) errors.push(fieldRequired('spec.service.name'));
  if (port < 1 || port > 65_535)
    errors.push(fieldInvalid('spec.service.port', port, 'port is not valid: must be between 1 and 65535, inclusive'));
  if (caBundle && insecureSkipTLSVerify)
    errors.push(fieldInvalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present'));
  return errors;
}
