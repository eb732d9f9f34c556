import { equal, fieldInvalid, fieldInvalids, validateQualifiedName, type FieldError } from '../apimachinery';
import { textColumn } from './column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from './kind';
import {
  finalizerOwnerErrors,
  labelName,
  metadataAgainErrors,
  metadataErrors,
  metadataUpdateErrors,
} from './metadata-validation';
import { keepGeneration, keepStatus, withChanges } from './strategy';
import type { KubeObject } from '../apimachinery';
import type { Condition } from './condition';

export interface Namespace extends KubeObject {
  readonly spec?: NamespaceSpec;
  readonly status?: NamespaceStatus;
}

export interface NamespaceSpec {
  readonly finalizers?: readonly string[];
}

export interface NamespaceStatus {
  readonly conditions?: readonly Condition[];
  readonly phase?: 'Active' | 'Terminating';
}

const identity = { group: '', version: 'v1', kind: 'Namespace' } as const;

export const namespaceKind = defineKind<Namespace>({
  ...identity,
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  storagePrefix: '/registry/namespaces',
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: [{ ...identity, name: 'finalize', verbs: ['update'] }, statusSubresource(identity)],
  parts: {
    finalize: {
      prepare: (next, previous) => keepGeneration(keepStatus(next, previous), previous),
      validate: (next, previous) => [
        ...metadataUpdateErrors(next, previous),
        ...(next.spec?.finalizers ?? []).flatMap((name, index) => finalizerErrors(name, `spec.finalizers[${index}]`)),
      ],
    },
  },
  ownFieldLabels: true,
  defaults: withNameLabel,
  prepareForCreate: (namespace) => ({
    ...withNameLabel(namespace),
    spec: { ...namespace.spec, finalizers: [...new Set([...(namespace.spec?.finalizers ?? []), 'kubernetes'])] },
    status: { phase: 'Active' },
  }),
  prepareForUpdate: (next, previous) => {
    const kept = keepGeneration(keepStatus(next, previous), previous);
    return withChanges(kept, { spec: withFinalizers(kept.spec, previous.spec?.finalizers) });
  },
  validate: (namespace) => [
    ...metadataErrors(namespace, false, labelName),
    ...finalizersErrors(namespace.spec?.finalizers),
  ],
  validateUpdate: (next, previous) => [...metadataAgainErrors(next, previous), ...metadataUpdateErrors(next, previous)],
  validateStatusUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...phaseErrors(next)],
  columns: [
    nameColumn,
    textColumn('Status', 'Active, or on its way out.', ({ status }) => status?.phase ?? ''),
    ageColumn,
  ],
  fieldsOf: (namespace) => ({
    'metadata.name': namespace.metadata.name,
    name: namespace.metadata.name,
    'status.phase': namespace.status?.phase ?? '',
  }),
});

const finalizersErrors = (finalizers: NamespaceSpec['finalizers']): readonly FieldError[] =>
  (finalizers ?? []).flatMap((name) => finalizerErrors(name, 'spec.finalizers'));

const finalizerErrors = (name: string, field: string): readonly FieldError[] => [
  ...fieldInvalids(field, name, validateQualifiedName(name)),
  ...finalizerOwnerErrors(name, field),
];

function withFinalizers(
  spec: NamespaceSpec | undefined,
  finalizers: readonly string[] | undefined,
): NamespaceSpec | undefined {
  return equal(spec?.finalizers, finalizers) ? spec : { ...spec, finalizers };
}

/** Every namespace is labelled with its name, so that selectors can name it. */
function withNameLabel(namespace: Namespace): Namespace {
  const { name, labels } = namespace.metadata;
  if (!name || labels?.[nameLabel] === name) return namespace;
  return { ...namespace, metadata: { ...namespace.metadata, labels: { ...labels, [nameLabel]: name } } };
}

const nameLabel = 'kubernetes.io/metadata.name';

function phaseErrors({ metadata, status }: Namespace): readonly FieldError[] {
  const phase = status?.phase ?? '';
  const isGoing = metadata.deletionTimestamp !== undefined;
  if (isGoing && phase !== 'Terminating')
    return [fieldInvalid('status.Phase', phase, "may only be 'Terminating' if `deletionTimestamp` is not empty")];
  return !isGoing && phase !== 'Active'
    ? [fieldInvalid('status.Phase', phase, "may only be 'Active' if `deletionTimestamp` is empty")]
    : [];
}
