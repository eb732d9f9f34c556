import { pvcProtection, pvProtection } from '../../api';
import type { AdmissionPlugin } from './plugin';

const finalizers: Readonly<Record<string, string>> = {
  persistentvolumes: pvProtection,
  persistentvolumeclaims: pvcProtection,
};

/** Volumes and claims stay as long as somebody uses them: a controller takes this finalizer off when nobody does. */
export const storageProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  handles: ({ kind, operation, subresource }) =>
    kind.group === '' && finalizers[kind.plural] !== undefined && operation === 'CREATE' && subresource === '',
  *mutate({ kind, object }) {
    const finalizer = finalizers[kind.plural]!;
    const { metadata } = object!;
    const { finalizers: known = [] } = metadata;
    if (known.includes(finalizer)) return object;
    return { ...object!, metadata: { ...metadata, finalizers: [...known, finalizer] } };
  },
};
