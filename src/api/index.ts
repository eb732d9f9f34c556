// The door: kinds and their rows, bodies and their schemas, and what other floors ask of pods, sets and nodes.
export type {
  PodAffinityTerm,
  TaintEffect,
  Toleration,
  TopologySpreadConstraint,
  WeightedPodAffinityTerm,
} from './pod/affinity';
export { applyShapeOf, isAtomicType } from './schema/apply-schema';
export { addressBase64, decodeBase64, decodeBytes, encodeBase64, encodeBytes } from './base64';
export { bindingErrors } from './pod/binding';
export type { Binding } from './pod/binding';
export type { CertificateSigningRequest } from './access/certificate-signing-request';
export { componentStatusKind } from './component-status';
export type { ComponentStatus } from './component-status';
export { isConditionTrue, setCondition } from './condition';
export type { Condition } from './condition';
export { configMapKind } from './config-map';
export type { ConfigMap } from './config-map';
export type { ContainerState, ContainerStatus } from './pod/container-status';
export type {
  Container,
  EnvVar,
  EnvVarSource,
  EphemeralContainer,
  ExecAction,
  HttpGetAction,
  LifecycleHandler,
  Probe,
  ResourceRequirements,
  SecurityContext,
  SELinuxOptions,
  TcpSocketAction,
  VolumeMount,
} from './pod/container';
export type { ControllerRevision } from './workloads/controller-revision';
export type { CronJob, CronJobStatus } from './workloads/cron-job';
export { nextScheduled } from './workloads/cron-next';
export { parseSchedule } from './workloads/cron-schedule';
export type { Schedule } from './workloads/cron-schedule';
export type { CsiNode } from './storage/csi-node';
export { cleanupFinalizer, isEstablished } from './custom/custom-resource-definition';
export type {
  CustomResourceDefinition,
  CustomResourceNames,
  CustomResourceScale,
  CustomResourceVersion,
} from './custom/custom-resource-definition';
export type { JsonSchema } from './custom/custom-resource-schema';
export type { DaemonSet, DaemonSetStatus } from './workloads/daemon-set';
export type { DeleteOptions } from './delete-options';
export { deploymentKind } from './workloads/deployment';
export type { Deployment, DeploymentCondition, DeploymentStatus } from './workloads/deployment';
export { SERVICE_NAME_LABEL, serviceKeyOf } from './networking/endpoint-slice';
export type { Endpoint, EndpointSlice } from './networking/endpoint-slice';
export type { EndpointAddress, Endpoints, EndpointSubset } from './networking/endpoints';
export type { Event } from './event';
export type { Eviction } from './pod/eviction';
export type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerStatus,
  MetricSpec,
} from './workloads/horizontal-pod-autoscaler-spec';
export { hostPortsOf, portsConflict } from './pod/host-ports';
export type { HostPort } from './pod/host-ports';
export type { Ingress } from './networking/ingress';
export { finishedCondition, isJobFinished } from './workloads/job';
export type { Job, JobCondition, JobStatus, PodFailurePolicyRule, SuccessPolicyRule } from './workloads/job-spec';
export {
  ageOf,
  apiVersionOf,
  fieldLabelProblem,
  nameColumn,
  namespacedFields,
  resourceName,
  scaleSubresource,
  statusSubresource,
} from './kind';
export type { KindDefinition, PrinterColumn, Subresource, Verb } from './kind';
export { laterParts } from './later';
export type { Lease, LeaseSpec } from './lease';
export type { LimitRange, LimitRangeItem } from './limits/limit-range';
export {
  commonMetadataErrors,
  commonUpdateErrors,
  metadataUpdateErrors,
  standardFinalizers,
  subdomainName,
} from './metadata-validation';
export type { Namespace } from './namespace';
export { maySelectNode, nodeTermHolds, nodeTermOf, nodeTermsOf } from './node-selector';
export type { NodeTerm } from './node-selector';
export { nodeCondition, nodeKind } from './node';
export type { Node, NodeCondition, NodeStatus, Taint } from './node';
export { patchSchemaOf, strategicSchemaOf } from './schema/patch-schema';
export { pvcProtection, storageClassOf } from './storage/persistent-volume-claim';
export type { PersistentVolumeClaim } from './storage/persistent-volume-claim';
export type { PersistentVolume } from './storage/persistent-volume-spec';
export { pvProtection } from './storage/persistent-volume';
export { withServiceAccount } from './pod/pod-defaults';
export type { PodDisruptionBudget, PodDisruptionBudgetStatus } from './workloads/pod-disruption-budget';
export { podQuantities } from './pod/pod-quantities';
export type { Quantities } from './pod/pod-quantities';
export {
  podLimits,
  podQosClass,
  podRequests,
  podScoredRequests,
  resourceAmount,
  resourceAmounts,
} from './pod/pod-resources';
export type { ResourceAmounts } from './pod/pod-resources';
export type { Pod, PodCondition, PodSpec, PodStatus, PodResourceClaim } from './pod/pod-spec';
export { podStatusWord, podSummary } from './pod/pod-summary';
export { isSidecar } from './pod/pod-sums';
export type { PodTemplateSpec } from './workloads/pod-template';
export {
  controllerOf,
  isPodActive,
  isPodAvailable,
  isPodTerminating,
  podReadySince,
  isPodReady,
  isPodTerminal,
  podKind,
} from './pod/pod';
export type { PriorityClass } from './limits/priority-class';
export { quotaCovers, quotaUnsaid, quotaUsageOf, quotaUsed } from './limits/quota-usage';
export type { Usage as QuotaUsage } from './limits/quota-usage';
export type { ObjectReference } from './reference';
export { bodyKinds, findByResourceName, findKind, findResource, kindOf, kinds, preferredKinds } from './registry';
export type { ReplicaSet, ReplicaSetStatus } from './workloads/replica-set';
export type { ReplicationController } from './workloads/replication-controller';
export type { ResourceQuota } from './limits/resource-quota';
export { mayRestart, restartPolicyOf, restartsAfter } from './pod/restart-policy';
export type { RoleBinding, Subject } from './access/role-binding';
export type { ClusterRole, PolicyRule } from './access/role';
export type { RuntimeClass } from './runtime-class';
export { scaleErrors, scaleOf } from './workloads/scale';
export type { Scale } from './workloads/scale';
export { schemaOf, typeSchema } from './schema/schema-lines';
export type { FieldSchema, ScalarCode, Shape } from './schema/schema-lines';
export { DecodeProblem } from './schema/schema-scalars';
export { lastAppliedAnnotation } from './last-applied';
export { asGivenEmpty, bareTypeName, decode, strictRefusal, typeMetaProblem, wasGivenEmpty } from './schema/schema';
export type { Decoded } from './schema/schema';
export { secretKind } from './secret';
export type { Secret } from './secret';
export type { ServiceAccount } from './access/service-account';
export type { Service, ServicePort, ServiceSpec } from './networking/service-spec';
export { earlyServiceErrors } from './networking/service-validation';
export type { StatefulSet, StatefulSetStatus } from './workloads/stateful-set';
export type { StorageClass } from './storage/storage-class';
export { withField, withGeneration } from './strategy';
export { findUntoleratedTaint, isTolerated } from './taint';
export { offsetAt, zoneCalled } from './time-zone';
export { defaultTokenRequest, tokenRequestErrors } from './access/token-request';
export type { TokenRequest } from './access/token-request';
export {
  bestVolume,
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  claimNameOf,
  hasBeenBound,
  isFor,
  keptFor,
  markedWith,
  mismatch,
  foreignClaim,
  ownClaimName,
  wasChosenHere,
} from './storage/volume-binding';
export type { DownwardAPIVolumeFile, Volume, VolumeProjection } from './pod/volume';
/** Fetches the rules that come in a chunk of their own; to be waited for before users write. */
export const loadRules = () => import('./further');
export type { DeviceResourceClaim, ResourceClaimTemplate } from './devices/resource-claim-spec';
