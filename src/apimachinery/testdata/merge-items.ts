/** The types that upstream's tables of patches are about, and a few fields of real ones: facts only. */
import type { PatchField, PatchSchema } from '..';

type Row = Omit<PatchField, 'schema'> & { readonly of?: string };

const byName: Row = { strategy: 'merge', mergeKey: 'name' };

const types: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  MergeItem: {
    mergingList: { ...byName, of: 'MergeItem' },
    mergingIntList: { strategy: 'merge', mergeKey: '' },
    mergeItemPtr: { ...byName, of: 'MergeItem' },
    replacingItem: { strategy: 'replace' },
    retainKeysMap: { retainKeys: true, of: 'RetainKeysMergeItem' },
    retainKeysMergingList: { ...byName, retainKeys: true, of: 'MergeItem' },
  },
  RetainKeysMergeItem: {
    mergingList: { ...byName, of: 'MergeItem' },
    mergingIntList: { strategy: 'merge', mergeKey: '' },
  },
  ObjectMeta: {
    ownerReferences: { strategy: 'merge', mergeKey: 'uid' },
    finalizers: { strategy: 'merge', mergeKey: '' },
  },
  Pod: { metadata: { of: 'ObjectMeta' }, spec: { of: 'PodSpec' }, status: { of: 'PodStatus' } },
  PodStatus: { conditions: { strategy: 'merge', mergeKey: 'type' }, podIPs: { strategy: 'merge', mergeKey: 'ip' } },
  PodSpec: {
    containers: { ...byName, of: 'Container' },
    initContainers: { ...byName, of: 'Container' },
    ephemeralContainers: { ...byName, of: 'Container' },
    volumes: { ...byName, retainKeys: true },
    imagePullSecrets: byName,
    hostAliases: { strategy: 'merge', mergeKey: 'ip' },
    topologySpreadConstraints: { strategy: 'merge', mergeKey: 'topologyKey' },
    resourceClaims: { ...byName, retainKeys: true },
  },
  Container: {
    env: byName,
    ports: { strategy: 'merge', mergeKey: 'containerPort' },
    volumeMounts: { strategy: 'merge', mergeKey: 'mountPath' },
    volumeDevices: { strategy: 'merge', mergeKey: 'devicePath' },
  },
  Deployment: { metadata: { of: 'ObjectMeta' }, spec: { of: 'DeploymentSpec' } },
  DeploymentSpec: { template: { of: 'PodTemplateSpec' }, strategy: { retainKeys: true } },
  PodTemplateSpec: { metadata: { of: 'ObjectMeta' }, spec: { of: 'PodSpec' } },
  Service: { metadata: { of: 'ObjectMeta' }, spec: { of: 'ServiceSpec' } },
  ServiceSpec: { ports: { strategy: 'merge', mergeKey: 'port' } },
  ConfigMap: { metadata: { of: 'ObjectMeta' } },
};

export function patchSchemaOf(type: string): PatchSchema {
  return {
    field(name) {
      const row = types[type]?.[name];
      return row && { ...row, ...(row.of && { schema: patchSchemaOf(row.of) }) };
    },
  };
}
