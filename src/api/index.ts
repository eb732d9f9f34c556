// The door: kinds and their rows, bodies and their schemas, and what other floors ask of pods, sets and nodes.
export type {
  Affinity,
  NodeAffinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
  PodAntiAffinity,
  PreferredSchedulingTerm,
  TaintEffect,
  Toleration,
  TopologySpreadConstraint,
  WeightedPodAffinityTerm,
} from './affinity';
export { applyShapeOf, isAtomicType } from './apply-schema';
export { addressBase64, decodeBase64, decodeBytes, encodeBase64, encodeBytes } from './base64';
export { bindingErrors } from './binding';
export type { Binding } from './binding';
export { findCondition, isConditionTrue, setCondition, withoutCondition } from './condition';
export type { Condition } from './condition';
export { componentStatusKind } from './component-status';
export type { ComponentStatus } from './component-status';
export { configMapKind } from './config-map';
export type { ConfigMap } from './config-map';
export type {
  ContainerState,
  ContainerStateRunning,
  ContainerStateTerminated,
  ContainerStateWaiting,
  ContainerStatus,
  ContainerUser,
  ImageVolumeStatus,
  LinuxContainerUser,
  ResourceHealth,
  ResourceStatus,
  VolumeMountStatus,
  VolumeStatus,
} from './container-status';
export type {
  AppArmorProfile,
  Capabilities,
  ConfigMapEnvSource,
  ConfigMapKeySelector,
  Container,
  ContainerPort,
  ContainerResizePolicy,
  ContainerRestartRule,
  ContainerRestartRuleOnExitCodes,
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  EphemeralContainer,
  ExecAction,
  FileKeySelector,
  GrpcAction,
  HttpGetAction,
  HttpHeader,
  Lifecycle,
  LifecycleHandler,
  ObjectFieldSelector,
  Probe,
  ResourceClaim,
  ResourceFieldSelector,
  ResourceRequirements,
  SELinuxOptions,
  SeccompProfile,
  SecretEnvSource,
  SecretKeySelector,
  SecurityContext,
  SleepAction,
  TcpSocketAction,
  VolumeDevice,
  VolumeMount,
  WindowsSecurityContextOptions,
} from './container';
export { csiNodeKind } from './csi-node';
export type { CsiNode, CsiNodeDriver, CsiNodeSpec, VolumeNodeResources } from './csi-node';
export type { DeleteOptions, Preconditions } from './delete-options';
export { deploymentKind } from './deployment';
export type {
  Deployment,
  DeploymentCondition,
  DeploymentSpec,
  DeploymentStatus,
  DeploymentStrategy,
  RollingUpdateDeployment,
} from './deployment';
export { eventKind, newEventKind } from './event';
export type { Event, EventSeries, EventSource, NewEvent } from './event';
export type { Eviction } from './eviction';
export { ageOf, apiVersionOf, fieldLabelProblem, resourceName } from './kind';
export type { KindDefinition, PrinterColumn, Subresource, Verb } from './kind';
export { leaseKind } from './lease';
export type { Lease, LeaseSpec } from './lease';
export { commonUpdateErrors } from './metadata-validation';
export { namespaceKind } from './namespace';
export type { Namespace, NamespaceCondition, NamespaceSpec, NamespaceStatus } from './namespace';
export { addressOf, isNodeReady, nodeCondition, nodeKind, nodeStatusWord } from './node';
export type {
  AttachedVolume,
  ConfigMapNodeConfigSource,
  ContainerImage,
  DaemonEndpoint,
  Node,
  NodeAddress,
  NodeCondition,
  NodeConfigSource,
  NodeConfigStatus,
  NodeDaemonEndpoints,
  NodeFeatures,
  NodeRuntimeHandler,
  NodeRuntimeHandlerFeatures,
  NodeSpec,
  NodeStatus,
  NodeSwapStatus,
  NodeSystemInfo,
  Taint,
} from './node';
export { patchSchemaOf } from './patch-schema';
export { defaultPod, defaultPullPolicy, withServiceAccount } from './pod-defaults';
export {
  isSidecar,
  podLimits,
  podQosClass,
  podRequests,
  podScoredRequests,
  resourceAmounts,
  unspecifiedRequests,
} from './pod-resources';
export type { ResourceAmounts } from './pod-resources';
export type {
  ContainerExtendedResourceRequest,
  HostAlias,
  HostIp,
  NodeAllocatableResourceClaimStatus,
  Pod,
  PodCondition,
  PodDnsConfig,
  PodDnsConfigOption,
  PodExtendedResourceClaimStatus,
  PodIp,
  PodOs,
  PodReadinessGate,
  PodResourceClaim,
  PodResourceClaimStatus,
  PodSchedulingGate,
  PodSchedulingGroup,
  PodSecurityContext,
  PodSpec,
  PodStatus,
  Sysctl,
} from './pod-spec';
export { podStatusWord, podSummary } from './pod-summary';
export type { PodSummary } from './pod-summary';
export type { PodTemplateSpec } from './pod-template';
export { controllerOf, isPodActive, isPodAvailable, isPodReady, isPodTerminal, podCondition, podKind } from './pod';
export type {
  ConditionStatus,
  LocalObjectReference,
  ObjectReference,
  ResourceList,
  TypedLocalObjectReference,
  TypedObjectReference,
} from './reference';
export { bodyKinds, findByResourceName, findKind, findResource, kindOf, kinds, preferredKinds } from './registry';
export { replicaSetKind } from './replica-set';
export type { ReplicaSet, ReplicaSetCondition, ReplicaSetSpec, ReplicaSetStatus } from './replica-set';
export { scaleErrors, scaleOf } from './scale';
export type { Scale, ScaleSpec, ScaleStatus } from './scale';
export { decode, strictRefusal } from './schema';
export type { Decoded } from './schema';
export type { DecodeProblem } from './schema-scalars';
export { schemaOf, typeSchema } from './schema-lines';
export type { FieldSchema, ScalarCode, Shape } from './schema-lines';
export { secretKind } from './secret';
export type { Secret } from './secret';
export { serviceAccountKind } from './service-account';
export type { ServiceAccount } from './service-account';
export { withField } from './strategy';
export { changeTaints, findUntoleratedTaint, isSameTaint, isTolerated, toleratesTaint } from './taint';
export { defaultTokenRequest, tokenRequestErrors } from './token-request';
export type { BoundObjectReference, TokenRequest, TokenRequestSpec, TokenRequestStatus } from './token-request';
export type {
  CSIVolumeSource,
  ClusterTrustBundleProjection,
  ConfigMapProjection,
  ConfigMapVolumeSource,
  DownwardAPIProjection,
  DownwardAPIVolumeFile,
  DownwardAPIVolumeSource,
  EmptyDirVolumeSource,
  EphemeralVolumeSource,
  HostPathVolumeSource,
  ImageVolumeSource,
  KeyToPath,
  NFSVolumeSource,
  PersistentVolumeClaimTemplate,
  PersistentVolumeClaimVolumeSource,
  PodCertificateProjection,
  ProjectedVolumeSource,
  SecretProjection,
  SecretVolumeSource,
  ServiceAccountTokenProjection,
  Volume,
  VolumeProjection,
} from './volume';
export { endpointSliceKind } from './endpoint-slice';
export type {
  Endpoint,
  EndpointConditions,
  EndpointHints,
  EndpointSlice,
  EndpointSlicePort,
  ForNode,
  ForZone,
} from './endpoint-slice';
export { endpointsKind } from './endpoints';
export type { EndpointAddress, EndpointPort, EndpointSubset, Endpoints } from './endpoints';
export { jobKind } from './job';
export type {
  Job,
  JobCondition,
  JobSpec,
  JobStatus,
  PodFailurePolicy,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
  SuccessPolicy,
  SuccessPolicyRule,
  UncountedTerminatedPods,
} from './job-spec';
export { podDisruptionBudgetKind } from './pod-disruption-budget';
export type { PodDisruptionBudget, PodDisruptionBudgetSpec, PodDisruptionBudgetStatus } from './pod-disruption-budget';
export { priorityClassKind } from './priority-class';
export type { PriorityClass } from './priority-class';
export { serviceKind } from './service';
export type {
  ClientIpConfig,
  LoadBalancerIngress,
  LoadBalancerStatus,
  PortStatus,
  Service,
  ServicePort,
  ServiceSpec,
  ServiceStatus,
  SessionAffinityConfig,
} from './service-spec';
export { daemonSetKind } from './daemon-set';
export type {
  DaemonSet,
  DaemonSetCondition,
  DaemonSetSpec,
  DaemonSetStatus,
  DaemonSetUpdateStrategy,
  RollingUpdateDaemonSet,
} from './daemon-set';
export { statefulSetKind } from './stateful-set';
export type {
  RollingUpdateStatefulSetStrategy,
  StatefulSet,
  StatefulSetCondition,
  StatefulSetOrdinals,
  StatefulSetPersistentVolumeClaimRetentionPolicy,
  StatefulSetSpec,
  StatefulSetStatus,
  StatefulSetUpdateStrategy,
} from './stateful-set';
export { replicationControllerKind } from './replication-controller';
export type {
  ReplicationController,
  ReplicationControllerCondition,
  ReplicationControllerSpec,
  ReplicationControllerStatus,
} from './replication-controller';
export { resourceQuotaKind } from './resource-quota';
export type {
  ResourceQuota,
  ResourceQuotaSpec,
  ResourceQuotaStatus,
  ScopeSelector,
  ScopedResourceSelectorRequirement,
} from './resource-quota';
export { limitRangeKind } from './limit-range';
export type { LimitRange, LimitRangeItem, LimitRangeSpec } from './limit-range';
export { roleKind, clusterRoleKind } from './role';
export type { AggregationRule, ClusterRole, PolicyRule, Role } from './role';
export { roleBindingKind, clusterRoleBindingKind } from './role-binding';
export type { ClusterRoleBinding, RoleBinding, RoleRef, Subject } from './role-binding';
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
  ownClaimName,
  wasChosenHere,
} from './volume-binding';
export { persistentVolumeKind } from './persistent-volume';
export { persistentVolumeClaimKind, storageClassOf } from './persistent-volume-claim';
export type {
  ModifyVolumeStatus,
  PersistentVolumeClaim,
  PersistentVolumeClaimCondition,
  PersistentVolumeClaimSpec,
  PersistentVolumeClaimStatus,
  VolumeResourceRequirements,
} from './persistent-volume-claim';
export type {
  AwsElasticBlockStoreVolumeSource,
  AzureDiskVolumeSource,
  AzureFilePersistentVolumeSource,
  CephFSPersistentVolumeSource,
  CinderPersistentVolumeSource,
  CsiPersistentVolumeSource,
  FcVolumeSource,
  FlexPersistentVolumeSource,
  FlockerVolumeSource,
  GcePersistentDiskVolumeSource,
  GlusterfsPersistentVolumeSource,
  IscsiPersistentVolumeSource,
  LocalVolumeSource,
  PersistentVolume,
  PersistentVolumeSpec,
  PersistentVolumeStatus,
  PhotonPersistentDiskVolumeSource,
  PortworxVolumeSource,
  QuobyteVolumeSource,
  RbdPersistentVolumeSource,
  ScaleIOPersistentVolumeSource,
  SecretReference,
  StorageOSPersistentVolumeSource,
  VolumeNodeAffinity,
  VsphereVirtualDiskVolumeSource,
} from './persistent-volume-spec';
export { storageClassKind } from './storage-class';
export type { StorageClass, TopologySelectorLabelRequirement, TopologySelectorTerm } from './storage-class';
export { controllerRevisionKind } from './controller-revision';
export type { ControllerRevision } from './controller-revision';
export { hostPortsOf, portsConflict } from './host-ports';
export type { HostPort } from './host-ports';
export { maySelectNode, nodeTermHolds, nodeTermOf, nodeTermsOf } from './node-selector';
export type { NodeTerm } from './node-selector';
export { mayRestart, restartPolicyOf, restartsAfter } from './restart-policy';
export { cronJobKind } from './cron-job';
export type { CronJob, CronJobSpec, CronJobStatus, JobTemplateSpec } from './cron-job';
export { ingressKind } from './ingress';
export type {
  HttpIngressPath,
  HttpIngressRuleValue,
  Ingress,
  IngressBackend,
  IngressLoadBalancerIngress,
  IngressLoadBalancerStatus,
  IngressPortStatus,
  IngressRule,
  IngressServiceBackend,
  IngressSpec,
  IngressStatus,
  IngressTls,
  ServiceBackendPort,
} from './ingress';
export { ingressClassKind } from './ingress-class';
export type { IngressClass, IngressClassParametersReference, IngressClassSpec } from './ingress-class';
export { networkPolicyKind } from './network-policy';
export type {
  IpBlock,
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from './network-policy';
export { podTemplateKind } from './pod-template-object';
export type { PodTemplate } from './pod-template-object';
export { runtimeClassKind } from './runtime-class';
export type { Overhead, RuntimeClass, Scheduling } from './runtime-class';
export { csiDriverKind } from './csi-driver';
export type { CsiDriver, CsiDriverSpec, CsiTokenRequest } from './csi-driver';
export { csiStorageCapacityKind } from './csi-storage-capacity';
export type { CsiStorageCapacity } from './csi-storage-capacity';
export { resourceClaimKind, resourceClaimTemplateKind } from './resource-claim';
export type {
  AllocatedDeviceStatus,
  AllocationResult,
  CapacityRequirements,
  CelDeviceSelector,
  DeviceAllocationConfiguration,
  DeviceAllocationResult,
  DeviceClaim,
  DeviceClaimConfiguration,
  DeviceConstraint,
  DeviceRequest,
  DeviceRequestAllocationResult,
  DeviceResourceClaim,
  DeviceSelector,
  DeviceSubRequest,
  DeviceToleration,
  ExactDeviceRequest,
  NetworkDeviceData,
  OpaqueDeviceConfiguration,
  ResourceClaimConsumerReference,
  ResourceClaimSpec,
  ResourceClaimStatus,
  ResourceClaimTemplate,
  ResourceClaimTemplateSpec,
} from './resource-claim-spec';
export { certificateSigningRequestKind } from './certificate-signing-request';
export type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
  CertificateSigningRequestSpec,
  CertificateSigningRequestStatus,
} from './certificate-signing-request';
export { horizontalPodAutoscalerKind, cpuAutoscalerKind } from './horizontal-pod-autoscaler';
export type { CpuAutoscaler } from './horizontal-pod-autoscaler';
export type {
  ContainerResourceMetricSource,
  ContainerResourceMetricStatus,
  CrossVersionObjectReference,
  ExternalMetricSource,
  ExternalMetricStatus,
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerBehavior,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerSpec,
  HorizontalPodAutoscalerStatus,
  HpaScalingPolicy,
  HpaScalingRules,
  MetricIdentifier,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
  ObjectMetricSource,
  ObjectMetricStatus,
  PodsMetricSource,
  PodsMetricStatus,
  ResourceMetricSource,
  ResourceMetricStatus,
} from './horizontal-pod-autoscaler-spec';
export { nextScheduled } from './cron-next';
export { parseSchedule } from './cron-schedule';
export type { Schedule } from './cron-schedule';
export { offsetAt, zoneCalled } from './time-zone';
export { podQuantities } from './pod-quantities';
export { pvcProtection } from './persistent-volume-claim';
export { pvProtection } from './persistent-volume';
export { quotaCovers, quotaUnsaid, quotaUsageOf, quotaUsed } from './quota-usage';
export type { Usage as QuotaUsage } from './quota-usage';
/** Fetches the rules that come in a chunk of their own; to be waited for before users write. */
export const loadRules = () => import('./further');
