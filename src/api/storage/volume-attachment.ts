/** That a volume is to be attached to a node. Stored and judged; nobody attaches. */
import {
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  semanticallyEqual,
  validateDns1123Subdomain,
  type FieldError,
} from '../../apimachinery';
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { metadataAgainErrors, metadataErrors } from '../metadata-validation';
import { driverNameErrors } from '../value-validation';
import type { KubeObject } from '../../apimachinery';

export interface VolumeAttachment extends KubeObject {
  readonly spec: {
    readonly attacher: string;
    readonly nodeName: string;
    readonly source: { readonly inlineVolumeSpec?: object; readonly persistentVolumeName?: string };
  };
  readonly status?: { readonly attached: boolean };
}

const identity = { group: 'storage.k8s.io', version: 'v1', kind: 'VolumeAttachment' } as const;

export const volumeAttachmentKind = defineKind<VolumeAttachment>({
  ...identity,
  plural: 'volumeattachments',
  namespaced: false,
  storagePrefix: '/registry/volumeattachments',
  subresources: [statusSubresource(identity)],
  newStatus: { attached: false },
  validate: (attachment) => [...metadataErrors(attachment, false), ...specErrors(attachment.spec)],
  validateUpdate: (next, previous) => [
    ...metadataAgainErrors(next, previous),
    ...(semanticallyEqual(next.spec, previous.spec) ? [] : [fieldInvalid('spec', next.spec, 'field is immutable')]),
  ],
  columns: [
    nameColumn,
    { ...textColumn('Attacher', 'Who is to do it.', ({ spec }) => spec.attacher), format: 'name' },
    textColumn('PV', 'The volume.', ({ spec }) => spec.source.persistentVolumeName ?? ''),
    textColumn('Node', 'The node.', ({ spec }) => spec.nodeName),
    { ...textColumn('Attached', 'Is it?', ({ status }) => status?.attached ?? false), type: 'boolean' },
    ageColumn,
  ],
});

function specErrors({ attacher, nodeName, source }: VolumeAttachment['spec']): readonly FieldError[] {
  const errors: FieldError[] = [...driverNameErrors(attacher, 'spec.attacher')];
  const named = (field: string, name = '') => fieldInvalids(field, name, validateDns1123Subdomain(name));
  const { inlineVolumeSpec, persistentVolumeName } = source ?? {};
  if (inlineVolumeSpec && persistentVolumeName !== undefined)
    errors.push(fieldForbidden('spec.source', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'));
  if (!inlineVolumeSpec && !persistentVolumeName) {
    const why = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
    errors.push(fieldRequired('spec.source', why));
  }
  errors.push(...named('spec.nodeName', nodeName));
  if (persistentVolumeName !== undefined)
    errors.push(...named('spec.source.persistentVolumeName', persistentVolumeName));
  return errors;
}
