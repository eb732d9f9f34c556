// The door: kinds and their rows, bodies and their schemas, and what other floors ask of pods, sets and nodes.
export type {
  PodAffinityTerm,
  TaintEffect,
  Toleration,
  TopologySpreadConstraint,
  WeightedPodAffinityTerm,
} from './affinity';
export { applyShapeOf, isAtomicType } from './apply-schema';
export { addressBase64, decodeBase64, decodeBytes, encodeBase64, encodeBytes } from './base64';
export { bindingErrors } from './binding';
export type { Binding } from './binding';
export type { CertificateSigningRequest } from './certificate-signing-request';
export { componentStatusKind } from './component-status';
export type { ComponentStatus } from './component-status';
export { isConditionTrue, setCondition } from './condition';
export type { Condition } from './condition';
export { configMapKind } from './config-map';
export type { ConfigMap } from './config-map';
export type { ContainerState, ContainerStatus } from './container-status';
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
} from './container';
export type { ControllerRevision } from './controller-revision';
export type { CronJob, CronJobStatus } from './cron-job';
export { nextScheduled } from './cron-next';
export { parseSchedule } from './cron-schedule';
export type { Schedule } from './cron-schedule';
export type { CsiNode } from './csi-node';
export { isEstablished } from './custom-resource-definition';
export type {
  CustomResourceDefinition,
  CustomResourceNames,
  CustomResourceScale,
  CustomResourceVersion,
} from './custom-resource-definition';
export type { JsonSchema } from './custom-resource-schema';
export type { DaemonSet, DaemonSetStatus } from './daemon-set';
export type { DeleteOptions } from './delete-options';
export { deploymentKind } from './deployment';
export type { Deployment, DeploymentCondition, DeploymentStatus } from './deployment';
export { SERVICE_NAME_LABEL, serviceKeyOf } from './endpoint-slice';
export type { Endpoint, EndpointSlice } from './endpoint-slice';
export type { EndpointAddress, Endpoints, EndpointSubset } from './endpoints';
export type { Event } from './event';
export type { Eviction } from './eviction';
export type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerStatus,
  MetricSpec,
} from './horizontal-pod-autoscaler-spec';
export { hostPortsOf, portsConflict } from './host-ports';
export type { HostPort } from './host-ports';
export type { Ingress } from './ingress';
export { finishedCondition, isJobFinished } from './job';
export type { Job, JobCondition, JobStatus, PodFailurePolicyRule, SuccessPolicyRule } from './job-spec';
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
export type { LimitRange, LimitRangeItem } from './limit-range';
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
export { patchSchemaOf, strategicSchemaOf } from './patch-schema';
export { pvcProtection, storageClassOf } from './persistent-volume-claim';
export type { PersistentVolumeClaim } from './persistent-volume-claim';
export type { PersistentVolume } from './persistent-volume-spec';
export { pvProtection } from './persistent-volume';
export { withServiceAccount } from './pod-defaults';
export type { PodDisruptionBudget, PodDisruptionBudgetStatus } from './pod-disruption-budget';
export { podQuantities } from './pod-quantities';
export type { Quantities } from './pod-quantities';
export {
  podLimits,
  podQosClass,
  podRequests,
  podScoredRequests,
  resourceAmount,
  resourceAmounts,
} from './pod-resources';
export type { ResourceAmounts } from './pod-resources';
export type { Pod, PodCondition, PodSpec, PodStatus, PodResourceClaim } from './pod-spec';
export { podStatusWord, podSummary } from './pod-summary';
export { isSidecar } from './pod-sums';
export type { PodTemplateSpec } from './pod-template';
export {
  controllerOf,
  isPodActive,
  isPodAvailable,
  isPodTerminating,
  podReadySince,
  isPodReady,
  isPodTerminal,
  podKind,
} from './pod';
export type { PriorityClass } from './priority-class';
export { quotaCovers, quotaUnsaid, quotaUsageOf, quotaUsed } from './quota-usage';
export type { Usage as QuotaUsage } from './quota-usage';
export type { ObjectReference } from './reference';
export { bodyKinds, findByResourceName, findKind, findResource, kindOf, kinds, preferredKinds } from './registry';
export type { ReplicaSet, ReplicaSetStatus } from './replica-set';
export type { ReplicationController } from './replication-controller';
export type { ResourceQuota } from './resource-quota';
export { mayRestart, restartPolicyOf, restartsAfter } from './restart-policy';
export type { RoleBinding, Subject } from './role-binding';
export type { ClusterRole, PolicyRule } from './role';
export type { RuntimeClass } from './runtime-class';
export { scaleErrors, scaleOf } from './scale';
export type { Scale } from './scale';
export { schemaOf, typeSchema } from './schema-lines';
export type { FieldSchema, ScalarCode, Shape } from './schema-lines';
export { DecodeProblem } from './schema-scalars';
export { asGivenEmpty, bareTypeName, decode, strictRefusal, wasGivenEmpty } from './schema';
export type { Decoded } from './schema';
export { secretKind } from './secret';
export type { Secret } from './secret';
export type { ServiceAccount } from './service-account';
export type { Service, ServicePort, ServiceSpec } from './service-spec';
export { earlyServiceErrors } from './service-validation';
export type { StatefulSet, StatefulSetStatus } from './stateful-set';
export type { StorageClass } from './storage-class';
export { withField, withGeneration } from './strategy';
export { findUntoleratedTaint, isTolerated } from './taint';
export { offsetAt, zoneCalled } from './time-zone';
export { defaultTokenRequest, tokenRequestErrors } from './token-request';
export type { TokenRequest } from './token-request';
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
} from './volume-binding';
export type { DownwardAPIVolumeFile, Volume, VolumeProjection } from './volume';
/** Fetches the rules that come in a chunk of their own; to be waited for before users write. */
export const loadRules = () => import('./further');
export type { DeviceResourceClaim, ResourceClaimTemplate } from './resource-claim-spec';
