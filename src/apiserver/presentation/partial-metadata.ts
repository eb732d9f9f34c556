import type { KubeObject, ObjectList } from '../../apimachinery';

/** meta/v1 PartialObjectMetadata: what every object has in common. */
export const partialObject = ({ metadata }: KubeObject, version = 'v1') => ({
  kind: 'PartialObjectMetadata',
  apiVersion: `meta.k8s.io/${version}`,
  metadata,
});

export const partialList = ({ metadata, items }: ObjectList, version = 'v1') => ({
  kind: 'PartialObjectMetadataList',
  apiVersion: `meta.k8s.io/${version}`,
  metadata,
  items: items.map((item) => partialObject(item, version)),
});
