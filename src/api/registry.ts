import type { KubeObject } from '../apimachinery';
import { certificateSigningRequestKind } from './access/certificate-signing-request';
import { configMapKind } from './config-map';
import { controllerRevisionKind } from './workloads/controller-revision';
import { cronJobKind } from './workloads/cron-job';
import { csiDriverKind } from './storage/csi-driver';
import { csiNodeKind } from './storage/csi-node';
import { csiStorageCapacityKind } from './storage/csi-storage-capacity';
import { daemonSetKind } from './workloads/daemon-set';
import { deploymentKind } from './workloads/deployment';
import { endpointSliceKind } from './networking/endpoint-slice';
import { endpointsKind } from './networking/endpoints';
import { eventKind, newEventKind } from './event';
import { horizontalPodAutoscalerKind, cpuAutoscalerKind } from './workloads/horizontal-pod-autoscaler';
import { ingressKind } from './networking/ingress';
import { ingressClassKind } from './networking/ingress-class';
import { jobKind } from './workloads/job';
import { apiVersionOf, resourceName, type KindDefinition } from './kind';
import { leaseKind } from './lease';
import { limitRangeKind } from './limits/limit-range';
import { namespaceKind } from './namespace';
import { networkPolicyKind } from './networking/network-policy';
import { nodeKind } from './node';
import { persistentVolumeKind } from './storage/persistent-volume';
import { persistentVolumeClaimKind } from './storage/persistent-volume-claim';
import { podKind } from './pod/pod';
import { podDisruptionBudgetKind } from './workloads/pod-disruption-budget';
import { podTemplateKind } from './workloads/pod-template-object';
import { priorityClassKind } from './limits/priority-class';
import { replicaSetKind } from './workloads/replica-set';
import { replicationControllerKind } from './workloads/replication-controller';
import { resourceClaimKind, resourceClaimTemplateKind } from './devices/resource-claim';
import { resourceQuotaKind } from './limits/resource-quota';
import { roleKind, clusterRoleKind } from './access/role';
import { roleBindingKind, clusterRoleBindingKind } from './access/role-binding';
import { runtimeClassKind } from './runtime-class';
import { secretKind } from './secret';
import { serviceKind } from './networking/service';
import { serviceAccountKind } from './access/service-account';
import { statefulSetKind } from './workloads/stateful-set';
import { ipAddressKind } from './networking/ip-address';
import { storageClassKind } from './storage/storage-class';
import { apiServiceKind } from './extension/api-service';
import { customResourceDefinitionKind } from './custom/custom-resource-definition';
import { deviceClassKind } from './devices/device-class';
import { flowSchemaKind } from './extension/flow-schema';
import { priorityLevelConfigurationKind } from './extension/priority-level-configuration';
import { resourceSliceKind } from './devices/resource-slice';
import { serviceCidrKind } from './networking/service-cidr';
import { volumeAttachmentKind } from './storage/volume-attachment';
import { volumeAttributesClassKind } from './storage/volume-attributes-class';
import {
  mutatingWebhookConfigurationKind,
  validatingWebhookConfigurationKind,
} from './extension/webhook-configuration';
import {
  mutatingAdmissionPolicyBindingKind,
  mutatingAdmissionPolicyKind,
  validatingAdmissionPolicyBindingKind,
  validatingAdmissionPolicyKind,
} from './extension/admission-policy';

/** Every kind that is served and stored. */
export const kinds: readonly KindDefinition[] = [
  configMapKind,
  endpointsKind,
  eventKind,
  namespaceKind,
  nodeKind,
  podKind,
  secretKind,
  serviceKind,
  serviceAccountKind,
  deploymentKind,
  replicaSetKind,
  leaseKind,
  newEventKind,
  csiNodeKind,
  jobKind,
  endpointSliceKind,
  podDisruptionBudgetKind,
  priorityClassKind,
  controllerRevisionKind,
  daemonSetKind,
  statefulSetKind,
  replicationControllerKind,
  resourceQuotaKind,
  limitRangeKind,
  roleKind,
  clusterRoleKind,
  roleBindingKind,
  clusterRoleBindingKind,
  persistentVolumeKind,
  persistentVolumeClaimKind,
  storageClassKind,
  cronJobKind,
  ingressKind,
  ingressClassKind,
  networkPolicyKind,
  podTemplateKind,
  runtimeClassKind,
  csiDriverKind,
  csiStorageCapacityKind,
  resourceClaimKind,
  resourceClaimTemplateKind,
  certificateSigningRequestKind,
  apiServiceKind,
  customResourceDefinitionKind,
  deviceClassKind,
  flowSchemaKind,
  priorityLevelConfigurationKind,
  resourceSliceKind,
  ipAddressKind,
  serviceCidrKind,
  volumeAttachmentKind,
  volumeAttributesClassKind,
  mutatingWebhookConfigurationKind,
  validatingWebhookConfigurationKind,
  mutatingAdmissionPolicyKind,
  mutatingAdmissionPolicyBindingKind,
  validatingAdmissionPolicyKind,
  validatingAdmissionPolicyBindingKind,
  horizontalPodAutoscalerKind,
  cpuAutoscalerKind,
];

/** Kinds that only travel: bodies of subresources and requests. They have a schema and are never stored. */
export const bodyKinds: readonly { readonly group: string; readonly version: string; readonly kind: string }[] = [
  { group: '', version: 'v1', kind: 'Binding' },
  { group: 'autoscaling', version: 'v1', kind: 'Scale' },
  { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
  { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenReview' },
  { group: 'authentication.k8s.io', version: 'v1', kind: 'SelfSubjectReview' },
  { group: 'authorization.k8s.io', version: 'v1', kind: 'LocalSubjectAccessReview' },
  { group: 'authorization.k8s.io', version: 'v1', kind: 'SelfSubjectAccessReview' },
  { group: 'authorization.k8s.io', version: 'v1', kind: 'SelfSubjectRulesReview' },
  { group: 'authorization.k8s.io', version: 'v1', kind: 'SubjectAccessReview' },
  { group: 'policy', version: 'v1', kind: 'Eviction' },
  { group: 'meta.k8s.io', version: 'v1', kind: 'DeleteOptions' },
];

const byKind = new Map(kinds.map((kind) => [`${apiVersionOf(kind)} ${kind.kind}`, kind]));
const byResource = new Map(kinds.map((kind) => [`${kind.group} ${kind.version} ${kind.plural}`, kind]));
/** Of a resource with several versions the first of `kinds` is the one that clients use who don't say which. */
const byName = new Map(kinds.toReversed().map((kind) => [resourceName(kind), kind]));

/** Each resource once, in its preferred version: what has to be watched or listed to see everything. */
export const preferredKinds: readonly KindDefinition[] = kinds.filter(
  (kind) => byName.get(resourceName(kind)) === kind,
);

/** @param apiVersion `apps/v1`, or `v1` of the core group */
export const findKind = (apiVersion: string, kind: string): KindDefinition | undefined =>
  byKind.get(`${apiVersion} ${kind}`);

/** @param group '' is the core group */
export const findResource = (group: string, version: string, plural: string): KindDefinition | undefined =>
  byResource.get(`${group} ${version} ${plural}`);

/** @param name `deployments.apps`, `pods` */
export const findByResourceName = (name: string): KindDefinition | undefined => byName.get(name);

export const kindOf = (object: KubeObject): KindDefinition | undefined => findKind(object.apiVersion, object.kind);
