import {
  fieldForbidden,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  validateDns1123Subdomain,
  validateLabelName,
  type FieldError,
  type KubeObject,
} from '../../apimachinery';
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn } from '../kind';
import { immutableErrors, metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { withDefaults, withField } from '../strategy';
import { domainPathErrors, segmentErrors } from '../value-validation';

export interface IngressClass extends KubeObject {
  readonly spec: IngressClassSpec;
}

export interface IngressClassSpec {
  readonly controller?: string;
  readonly parameters?: IngressClassParametersReference;
}

export interface IngressClassParametersReference {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly scope?: string;
}

export const ingressClassKind = defineKind<IngressClass>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  namespaced: false,
  storagePrefix: '/registry/ingressclasses',
  generations: true,
  defaults: withScope,
  validate: (one) => [...metadataErrors(one, false), ...specErrors(one.spec)],
  validateUpdate: (next, previous) => [
    ...metadataUpdateErrors(next, previous),
    ...immutableErrors(next.spec.controller ?? '', previous.spec.controller ?? '', 'spec.controller'),
    ...metadataAgainErrors(next, previous),
    ...specErrors(next.spec),
  ],
  columns: [
    nameColumn,
    textColumn('Controller', 'Who makes its ingresses work.', ({ spec }) => spec.controller ?? ''),
    textColumn('Parameters', 'What that one should know.', ({ spec }) => {
      const { apiGroup, kind, name } = spec.parameters ?? {};
      return kind === undefined ? '<none>' : `${kind}${apiGroup ? `.${apiGroup}` : ''}/${name}`;
    }),
    ageColumn,
  ],
});

function withScope(one: IngressClass): IngressClass {
  const { parameters } = one.spec;
  if (!parameters || parameters.scope !== undefined) return one;
  return withField(one, 'spec', withField(one.spec, 'parameters', withDefaults(parameters, { scope: 'Cluster' })));
}

const longest = 250;
function specErrors({ controller = '', parameters }: IngressClassSpec): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (controller.length > longest) errors.push(fieldTooLong('spec.controller', longest));
  errors.push(...domainPathErrors(controller, 'spec.controller'));
  if (!parameters) return errors;
  const { apiGroup, kind, name, scope, namespace } = parameters;
  if (apiGroup !== undefined)
    errors.push(...fieldInvalids('spec.parameters.apiGroup', apiGroup, validateDns1123Subdomain(apiGroup)));
  errors.push(...segmentErrors(kind, 'spec.parameters.kind'), ...segmentErrors(name, 'spec.parameters.name'));
  if (scope !== 'Cluster' && scope !== 'Namespace')
    return [...errors, fieldNotSupported('spec.parameters.scope', scope, ['Cluster', 'Namespace'])];
  if (scope === 'Namespace' && namespace === undefined)
    errors.push(fieldRequired('spec.parameters.namespace', "`parameters.scope` is set to 'Namespace'"));
  else if (scope === 'Namespace')
    errors.push(...fieldInvalids('spec.parameters.namespace', namespace, validateLabelName(namespace!)));
  if (scope === 'Cluster' && namespace !== undefined)
    errors.push(fieldForbidden('spec.parameters.namespace', "`parameters.scope` is set to 'Cluster'"));
  return errors;
}
