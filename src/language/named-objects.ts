/** Fields whose text is the name of an object: of which kind, by type and field. */
const kindsOfNames: Readonly<Record<string, string>> = {
  'ObjectMeta.namespace': 'Namespace',
  'Subject.namespace': 'Namespace',
  'PodSpec.nodeName': 'Node',
  'PodSpec.serviceAccountName': 'ServiceAccount',
  'PodSpec.priorityClassName': 'PriorityClass',
  'PodSpec.runtimeClassName': 'RuntimeClass',
  'ConfigMapVolumeSource.name': 'ConfigMap',
  'ConfigMapProjection.name': 'ConfigMap',
  'ConfigMapEnvSource.name': 'ConfigMap',
  'ConfigMapKeySelector.name': 'ConfigMap',
  'SecretVolumeSource.secretName': 'Secret',
  'SecretProjection.name': 'Secret',
  'SecretEnvSource.name': 'Secret',
  'SecretKeySelector.name': 'Secret',
  'PersistentVolumeClaimVolumeSource.claimName': 'PersistentVolumeClaim',
  'PersistentVolumeClaimSpec.storageClassName': 'StorageClass',
  'PersistentVolumeClaimSpec.volumeName': 'PersistentVolume',
  'IngressServiceBackend.name': 'Service',
  'IngressSpec.ingressClassName': 'IngressClass',
  'StatefulSetSpec.serviceName': 'Service',
};

/** The kind whose objects a field names; undefined for other text. */
export function namesOf(owner: string | undefined, field: string | undefined): string | undefined {
  return owner && field ? kindsOfNames[`${owner}.${field}`] : undefined;
}

/** Names of amounts, where a map is one of resources. */
export const resourceNames: readonly string[] = ['cpu', 'memory', 'ephemeral-storage', 'pods'];

const resourceMaps = new Set(['requests', 'limits', 'hard', 'min', 'max', 'default', 'defaultRequest', 'overhead']);

export function holdsResources(field: string | undefined): boolean {
  return field !== undefined && resourceMaps.has(field);
}
