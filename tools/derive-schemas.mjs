// Derives src/api/schema/schema-data.ts (and the two tables of types beside it) from an OpenAPI v3 document of a Kubernetes API server:
//   node tools/derive-schemas.mjs <v3.json | v3.json.gz | folder of documents>
// The document is an object of OpenAPI documents by path, or a folder of such files. What comes out are facts: a type's
// fields, their types, which are required, by which keys lists merge. No prose. How a line reads: src/api/schema/schema-lines.ts.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const served = {
  'core.v1': [
    ...['Binding', 'ConfigMap', 'Event', 'Namespace', 'Node', 'Pod', 'Secret', 'ServiceAccount'],
    'ComponentStatus',
    ...['Endpoints', 'LimitRange', 'PersistentVolume', 'PersistentVolumeClaim', 'PodTemplate'],
    ...['ReplicationController', 'ResourceQuota', 'Service'],
  ],
  'apps.v1': ['Deployment', 'ReplicaSet', 'ControllerRevision', 'DaemonSet', 'StatefulSet'],
  'admissionregistration.v1': [
    ...['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration'],
    ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration'],
  ],
  'authentication.v1': ['TokenRequest', 'TokenReview', 'SelfSubjectReview'],
  'authorization.v1': [
    ...['LocalSubjectAccessReview', 'SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
  ],
  'autoscaling.v1': ['Scale'],
  'coordination.v1': ['Lease'],
  'events.v1': ['Event'],
  'policy.v1': ['Eviction', 'PodDisruptionBudget'],
  'storage.v1': [
    ...['CSINode', 'CSIDriver', 'CSIStorageCapacity', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  ],
  'autoscaling.v2': ['HorizontalPodAutoscaler'],
  'batch.v1': ['CronJob', 'Job'],
  'certificates.v1': ['CertificateSigningRequest'],
  'discovery.v1': ['EndpointSlice'],
  'networking.v1': ['Ingress', 'IngressClass', 'IPAddress', 'NetworkPolicy', 'ServiceCIDR'],
  'flowcontrol.v1': ['FlowSchema', 'PriorityLevelConfiguration'],
  'node.v1': ['RuntimeClass'],
  'rbac.v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'resource.v1': ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'],
  'scheduling.v1': ['PriorityClass'],
};
const roots = Object.entries(served)
  .flatMap(([version, kinds]) => kinds.map((kind) => `io.k8s.api.${version}.${kind}`))
  .concat(
    'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions',
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
    'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService',
    // the older view of autoscalers comes last: the newer one has the short names
    'io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler',
  );

// What OpenAPI does not tell: whether a zero stands for "not set" (Go's omitempty on a plain field, then the server's
// answers leave it out) or is a value of its own (a pointer). Bare names hold in every type.
const plainZero = new Set([
  'hostPort',
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'failureThreshold',
  'stdin',
  'stdinOnce',
  'tty',
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'readOnly',
  'unschedulable',
  'paused',
  'minReadySeconds',
  'observedGeneration',
  'generation',
  'replicas',
  'readyReplicas',
  'availableReplicas',
  'updatedReplicas',
  'unavailableReplicas',
  'fullyLabeledReplicas',
  'count',
  'signal',
  'partition',
  'chapAuthDiscovery',
  'chapAuthSession',
  'sslEnabled',
  'remainingItemCount',
  'sizeBytes',
  'Probe.successThreshold',
  'deprecatedCount',
  'numberAvailable',
  'numberUnavailable',
  'updatedNumberScheduled',
  'JobStatus.active',
  'JobStatus.succeeded',
  'JobStatus.failed',
  'currentReplicas',
  'nodePort',
  'healthCheckNodePort',
  'publishNotReadyAddresses',
  'ServiceBackendPort.number',
  'globalDefault',
  'TokenReviewStatus.authenticated',
  'SubjectAccessReviewStatus.denied',
  'insecureSkipTLSVerify',
  'preserveUnknownFields',
  'CustomResourceDefinitionVersion.deprecated',
  'CustomResourceColumnDefinition.priority',
  ...['exclusiveMaximum', 'exclusiveMinimum', 'nullable', 'uniqueItems'],
  ...['x-kubernetes-embedded-resource', 'x-kubernetes-int-or-string'],
]);
const valuedZero = new Set([
  'VolumeNodeResources.count',
  'DeploymentSpec.replicas',
  'ReplicaSetSpec.replicas',
  'StatefulSetSpec.replicas',
  'ReplicationControllerSpec.replicas',
  'RollingUpdateStatefulSetStrategy.partition',
  'ClientIPConfig.timeoutSeconds',
  'NodeSwapStatus.capacity',
]);
const valuedEmpty = new Set([
  'PersistentVolumeClaimSpec.storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
  'HostPathVolumeSource.type',
  'LocalVolumeSource.fsType',
  ...['cachingMode', 'fsType', 'kind'].map((name) => `AzureDiskVolumeSource.${name}`),
  'ISCSIPersistentVolumeSource.initiatorName',
  'holderIdentity',
  'preferredHolder',
  'LeaseSpec.strategy',
  'TypedObjectReference.namespace',
  ...['apiGroup', 'namespace', 'scope'].map((name) => `IngressClassParametersReference.${name}`),
  'ingressClassName',
  'HTTPIngressPath.pathType',
  'NetworkPolicyPort.protocol',
  ...['reclaimPolicy', 'volumeBindingMode'].map((name) => `StorageClass.${name}`),
  'preemptionPolicy',
  'unhealthyPodEvictionPolicy',
  'appProtocol',
  ...['name', 'protocol'].map((name) => `discovery.EndpointPort.${name}`),
  ...['hostname', 'nodeName', 'zone'].map((name) => `Endpoint.${name}`),
  'EndpointAddress.nodeName',
  ...['internalTrafficPolicy', 'ipFamilyPolicy', 'loadBalancerClass', 'trafficDistribution'],
  'LoadBalancerIngress.ipMode',
  'CSIDriverSpec.fsGroupPolicy',
  'VolumeAttachmentSource.persistentVolumeName',
  'HPAScalingRules.selectPolicy',
  ...['failurePolicy', 'matchPolicy', 'reinvocationPolicy', 'parameterNotFoundAction'],
  ...['sideEffects', 'RuleWithOperations.scope', 'NamedRuleWithOperations.scope', 'WebhookClientConfig.url'],
  'ServiceReference.path',
  'Validation.reason',
  'deprecationWarning',
  'labelSelectorPath',
  'DeviceClassSpec.extendedResourceName',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  '$ref',
  'CronJobSpec.timeZone',
  'Preconditions.uid',
  'Preconditions.resourceVersion',
  'GRPCAction.service',
  ...[
    'Container.restartPolicy',
    'EphemeralContainer.restartPolicy',
    'Lifecycle.stopSignal',
    'PodSpec.hostnameOverride',
  ],
  ...['PodSpec.preemptionPolicy', 'PodSpec.runtimeClassName', 'SecurityContext.procMount'],
  ...['VolumeMount.mountPropagation', 'VolumeMount.recursiveReadOnly', 'localhostProfile', 'gmsaCredentialSpec'],
  ...['gmsaCredentialSpecName', 'runAsUserName', 'fsGroupChangePolicy', 'seLinuxChangePolicy'],
  ...['PodSecurityContext.supplementalGroupsPolicy', 'nodeAffinityPolicy', 'nodeTaintsPolicy'],
  ...['PodResourceClaim.resourceClaimName', 'PodResourceClaim.resourceClaimTemplateName'],
  ...['PersistentVolumeClaimSpec.volumeMode', 'AzureDiskVolumeSource.cachingMode', 'AzureDiskVolumeSource.fsType'],
  ...['AzureDiskVolumeSource.kind', 'CSIVolumeSource.fsType', 'ISCSIVolumeSource.initiatorName'],
  ...['JobSpec.completionMode', 'JobSpec.podReplacementPolicy', 'JobSpec.managedBy'],
  ...['PodFailurePolicyOnExitCodesRequirement.containerName', 'SuccessPolicyRule.succeededIndexes'],
]);
// What is written even when empty, though OpenAPI does not call it required.
const alwaysWritten = new Set([
  'Event.reportingComponent',
  'Event.reportingInstance',
  'PriorityClass.value',
  'StatefulSetSpec.serviceName',
  'ResourceFieldSelector.divisor',
  'RoleRef.apiGroup',
  'StatefulSetOrdinals.start',
  'FlowSchemaSpec.matchingPrecedence',
  'StatefulSetStatus.availableReplicas',
  'PodDisruptionBudgetStatus.currentHealthy',
  'PodDisruptionBudgetStatus.desiredHealthy',
  'PodDisruptionBudgetStatus.disruptionsAllowed',
  'PodDisruptionBudgetStatus.expectedPods',
]);
// Plain (not pointer) times, and lists that Go does not leave out: written as null while unset.
const nullWhileUnset = new Set([
  'PodFailurePolicy.rules',
  'ProjectedVolumeSource.sources',
  'PodCondition.lastProbeTime',
  'PodCondition.lastTransitionTime',
  'NodeCondition.lastHeartbeatTime',
  'NodeCondition.lastTransitionTime',
  'DeploymentCondition.lastUpdateTime',
  'DeploymentCondition.lastTransitionTime',
  'ReplicaSetCondition.lastTransitionTime',
  'Event.firstTimestamp',
  'Event.lastTimestamp',
  'Event.eventTime',
  'EventSeries.lastObservedTime',
  'ContainerStateRunning.startedAt',
  'ContainerStateTerminated.startedAt',
  'ContainerStateTerminated.finishedAt',
  'events.Event.deprecatedFirstTimestamp',
  'events.Event.deprecatedLastTimestamp',
  'events.Event.eventTime',
  ...['Job', 'PersistentVolumeClaim'].map((kind) => `${kind}Condition.lastProbeTime`),
  ...['Job', 'PersistentVolumeClaim', 'DaemonSet', 'StatefulSet', 'ReplicationController'].map(
    (kind) => `${kind}Condition.lastTransitionTime`,
  ),
  'HorizontalPodAutoscalerCondition.lastTransitionTime',
  'CertificateSigningRequestCondition.lastUpdateTime',
  'CertificateSigningRequestCondition.lastTransitionTime',
  ...['APIService', 'CustomResourceDefinition', 'FlowSchema', 'PriorityLevelConfiguration'].map(
    (kind) => `${kind}Condition.lastTransitionTime`,
  ),
  'CustomResourceDefinitionStatus.conditions',
  'CustomResourceDefinitionStatus.storedVersions',
  'Condition.lastTransitionTime',
  'HorizontalPodAutoscalerStatus.currentMetrics',
  'Role.rules',
  'ClusterRole.rules',
  ...['TypedLocalObjectReference', 'TypedObjectReference'].map((name) => `${name}.apiGroup`),
  'AzureFilePersistentVolumeSource.secretNamespace',
  'ResourcePolicyRule.namespaces',
  'LimitRangeSpec.limits',
  'CSINodeSpec.drivers',
  'CSINodeDriver.topologyKeys',
  'EndpointSlice.endpoints',
  'EndpointSlice.ports',
]);

function readDocuments(path) {
  if (statSync(path).isDirectory())
    return readdirSync(path)
      .sort()
      .flatMap((name) => readDocuments(join(path, name)));
  const bytes = readFileSync(path);
  const json = JSON.parse(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  return json.components ? [json] : Object.values(json);
}

const schemas = Object.assign(
  {},
  ...readDocuments(process.argv[2]).map((document) => document.components?.schemas ?? {}),
);

const reference = (schema) => (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').pop();
const shortNames = new Map();

/** `PodSpec`; where two groups use one name the later one is `events.Event`. */
function shortName(full) {
  if (!shortNames.has(full)) {
    const short = full.split('.').pop();
    const taken = [...shortNames.values()].includes(short);
    shortNames.set(full, taken ? `${full.split('.').at(-3)}.${short}` : short);
  }
  return shortNames.get(full);
}

const scalars = {
  'integer/int32': 'i',
  'integer/int64': 'l',
  'integer/': 'l',
  'number/double': 'n',
  'boolean/': 'b',
  'string/': 's',
  'string/byte': 'y',
};
const special = {
  ...{ Time: 't', MicroTime: 'u', Quantity: 'q', IntOrString: 'x', FieldsV1: 'j', RawExtension: 'j', JSON: 'j' },
  ...{ JSONSchemaPropsOrArray: 'j', JSONSchemaPropsOrBool: 'j', JSONSchemaPropsOrStringArray: 'j' },
};

function typeOf(schema, queue) {
  const target = reference(schema);
  if (target) {
    const name = special[target.split('.').pop()];
    if (name) return name;
    queue.push(target);
    return shortName(target);
  }
  if (schema.type === 'array') return `[]${typeOf(schema.items, queue)}`;
  if (schema.type === 'object' && schema.additionalProperties) return `{}${typeOf(schema.additionalProperties, queue)}`;
  return scalars[`${schema.type}/${schema.format ?? ''}`] ?? 'j';
}

/** `!` always written, `*` zero is a value, `0` null while unset. */
function mark(owner, name, schema, required, type) {
  const has = (set) => set.has(name) || set.has(`${owner}.${name}`);
  if (has(nullWhileUnset)) return '0';
  const target = reference(schema);
  const isStruct = target && !special[target.split('.').pop()];
  // a struct without a default is a pointer: where it is missing, nothing stands for it
  if (isStruct ? schema.default !== undefined : required || alwaysWritten.has(`${owner}.${name}`)) return '!';
  const isValue =
    type === 's' ? has(valuedEmpty) : /^[biln]$/.test(type) && (!has(plainZero) || valuedZero.has(`${owner}.${name}`));
  return isValue ? '*' : '';
}

function merging(schema) {
  const strategy = schema['x-kubernetes-patch-strategy'] ?? '';
  const parts = [];
  if (/\bmerge\b/.test(strategy)) parts.push(`|merge=${schema['x-kubernetes-patch-merge-key'] ?? ''}`);
  if (/retainKeys/.test(strategy)) parts.push('|retain');
  if (schema['x-kubernetes-list-type'] === 'map') parts.push(`|map=${schema['x-kubernetes-list-map-keys'].join(',')}`);
  if (schema['x-kubernetes-list-type'] === 'set') parts.push('|set');
  if (schema['x-kubernetes-map-type'] === 'atomic') parts.push('|atomic');
  return parts.join('');
}

function line(full, queue) {
  const schema = schemas[full];
  const owner = shortName(full);
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .map(([name, property]) => {
      const type = typeOf(property, queue);
      return `${name}${mark(owner, name, property, required.has(name), type)}:${type}${merging(property)}`;
    })
    .join(' ');
}

const isCore = (full) => full.startsWith('io.k8s.api.core.');
const parts = [{}, {}];
const seen = new Set();
for (const full of roots) shortName(full);
for (const [at, chosen] of [roots.filter(isCore), roots.filter((full) => !isCore(full))].entries()) {
  const queue = [...chosen];
  while (queue.length > 0) {
    const full = queue.shift();
    if (seen.has(full)) continue;
    seen.add(full);
    parts[at][shortName(full)] = line(full, queue);
  }
}

const kindLines = roots.map((full) => {
  const identity =
    schemas[full]['x-kubernetes-group-version-kind'].find(
      (one) =>
        full.includes(`.${one.version}.`) &&
        (one.group === '' || full.includes(one.group.split('.')[0]) || one.group === 'meta.k8s.io'),
    ) ?? schemas[full]['x-kubernetes-group-version-kind'][0];
  const group = full.includes('.meta.v1.') ? 'meta.k8s.io' : identity.group;
  const version = full.split('.').at(-2);
  return `  '${group === '' ? '' : `${group}/`}${version} ${identity.kind}': '${shortName(full)}',`;
});

const note = (readBy) =>
  `// Made by tools/derive-schemas.mjs from a Kubernetes 1.36 API server's OpenAPI v3 document; do not edit. Read by ${readBy}.`;

function write(file, text) {
  writeFileSync(new URL(`../src/api/${file}`, import.meta.url), text);
}

function table(name, types) {
  const body = Object.entries(types).map(([type, text]) => `  ${/^\w+$/.test(type) ? type : `'${type}'`}: '${text}',`);
  return `// biome-ignore format: a table
export const ${name}: Readonly<Record<string, string>> = {
${body.join('\n')}
};
`;
}

write('schema-core.ts', `${note('schema-data.ts')}\n${table('coreTypes', parts[0])}`);
write('schema-groups.ts', `${note('schema-data.ts')}\n${table('groupTypes', parts[1])}`);
write(
  'schema-data.ts',
  `${note('schema-lines.ts')}
import { coreTypes } from './schema-core';
import { groupTypes } from './schema-groups';

export const schemaLines: Readonly<Record<string, string>> = { ...coreTypes, ...groupTypes };

/** Which type a kind's objects are: by \`apiVersion kind\`. */
// biome-ignore format: a table
export const schemaOfKind: Readonly<Record<string, string>> = {
${kindLines.join('\n')}
};
`,
);
