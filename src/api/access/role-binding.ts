/** Bindings: who has a role, in a namespace and in the whole cluster. */
import {
  equal,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  validateDns1123Subdomain,
  validatePathSegmentName,
  type FieldError,
} from '../../apimachinery';
import { textColumn, wideColumn } from '../column';
import { ageColumn, defineKind, nameColumn } from '../kind';
import { metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { mapShared, withField } from '../strategy';
import type { KubeObject } from '../../apimachinery';

export interface RoleBinding extends KubeObject {
  readonly roleRef: RoleRef;
  readonly subjects?: readonly Subject[];
}

export interface RoleRef {
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;
}

export interface Subject {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** Of the whole cluster: it has the same fields. */
export type ClusterRoleBinding = RoleBinding;

const group = 'rbac.authorization.k8s.io';

const names = ({ subjects = [] }: RoleBinding, kind: string): string =>
  subjects
    .filter((subject) => subject.kind === kind)
    .map(({ name, namespace }) => (kind === 'ServiceAccount' ? `${namespace ?? ''}/${name}` : name))
    .join(', ');

const columns = [
  nameColumn,
  textColumn<RoleBinding>('Role', 'What may be done.', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
  ageColumn,
  wideColumn<RoleBinding>('Users', 'Users who have it.', (binding) => names(binding, 'User')),
  wideColumn<RoleBinding>('Groups', 'Groups that have it.', (binding) => names(binding, 'Group')),
  wideColumn<RoleBinding>('ServiceAccounts', 'Accounts that have it.', (binding) => names(binding, 'ServiceAccount')),
];

export const roleBindingKind = defineKind<RoleBinding>({
  group,
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  namespaced: true,
  storagePrefix: '/registry/rolebindings',
  defaults: withGroups,
  validate: (binding) => [...metadataErrors(binding, true, validatePathSegmentName), ...bindingErrors(binding, true)],
  validateUpdate: (next, previous) => [
    ...metadataAgainErrors(next, previous, validatePathSegmentName),
    ...bindingErrors(next, true),
    ...metadataUpdateErrors(next, previous),
    ...referenceUpdateErrors(next, previous),
  ],
  columns,
});

export const clusterRoleBindingKind = defineKind<ClusterRoleBinding>({
  group,
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  namespaced: false,
  storagePrefix: '/registry/clusterrolebindings',
  defaults: withGroups,
  validate: (binding) => [...metadataErrors(binding, false, validatePathSegmentName), ...bindingErrors(binding, false)],
  validateUpdate: (next, previous) => [
    ...metadataAgainErrors(next, previous, validatePathSegmentName),
    ...bindingErrors(next, false),
    ...metadataUpdateErrors(next, previous),
    ...referenceUpdateErrors(next, previous),
  ],
  columns,
});

/** Users, groups and roles are of this group, whoever doesn't say it. */
function withGroups(binding: RoleBinding): RoleBinding {
  const named = (subject: Subject): Subject =>
    subject.apiGroup || !['User', 'Group'].includes(subject.kind) ? subject : { ...subject, apiGroup: group };
  const grouped = binding.subjects ? withField(binding, 'subjects', mapShared(binding.subjects, named)) : binding;
  return binding.roleRef.apiGroup ? grouped : { ...grouped, roleRef: { ...binding.roleRef, apiGroup: group } };
}

function referenceUpdateErrors({ roleRef }: RoleBinding, previous: RoleBinding): readonly FieldError[] {
  if (equal(roleRef, previous.roleRef)) return [];
  const shown = { APIGroup: roleRef.apiGroup, Kind: roleRef.kind, Name: roleRef.name };
  return [fieldInvalid('roleRef', shown, 'cannot change roleRef')];
}

function bindingErrors({ roleRef, subjects = [] }: RoleBinding, namespaced: boolean): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (roleRef.apiGroup !== group) errors.push(fieldNotSupported('roleRef.apiGroup', roleRef.apiGroup, [group]));
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!kinds.includes(roleRef.kind)) errors.push(fieldNotSupported('roleRef.kind', roleRef.kind, kinds));
  if (!roleRef.name) errors.push(fieldRequired('roleRef.name'));
  errors.push(...fieldInvalids('roleRef.name', roleRef.name, validatePathSegmentName(roleRef.name)));
  return [...errors, ...subjects.flatMap((subject, index) => subjectErrors(subject, namespaced, `subjects[${index}]`))];
}

function subjectErrors(subject: Subject, namespaced: boolean, field: string): readonly FieldError[] {
  const { kind, name, namespace, apiGroup = '' } = subject;
  const errors: FieldError[] = name ? [] : [fieldRequired(`${field}.name`)];
  switch (kind) {
    case 'ServiceAccount':
      errors.push(...fieldInvalids(`${field}.name`, name, name ? validateDns1123Subdomain(name) : []));
      if (apiGroup !== '') errors.push(fieldNotSupported(`${field}.apiGroup`, apiGroup, ['']));
      if (!namespaced && !namespace) errors.push(fieldRequired(`${field}.namespace`));
      return errors;
    case 'User':
    case 'Group':
      return apiGroup === group ? errors : [...errors, fieldNotSupported(`${field}.apiGroup`, apiGroup, [group])];
    default:
      return [...errors, fieldNotSupported(`${field}.kind`, kind, ['ServiceAccount', 'User', 'Group'])];
  }
}
