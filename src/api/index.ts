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
export type { Binding } from './binding';
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
export { apiVersionOf, defineKind, namespacedFields, resourceName, scaleSubresource, statusSubresource } from './kind';
export type { KindDefinition, PrinterColumn, Subresource, Verb } from './kind';
export { leaseKind } from './lease';
export type { Lease, LeaseSpec } from './lease';
export { namespaceKind } from './namespace';
export type { Namespace, NamespaceCondition, NamespaceSpec, NamespaceStatus } from './namespace';
export { nodeKind } from './node';
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
export type { PodTemplateSpec } from './pod-template';
export { podKind } from './pod';
export type {
  ConditionStatus,
  LocalObjectReference,
  ObjectReference,
  TypedLocalObjectReference,
  TypedObjectReference,
} from './reference';
export { bodyKinds, findByResourceName, findKind, findResource, kindOf, kinds } from './registry';
export { replicaSetKind } from './replica-set';
export type { ReplicaSet, ReplicaSetCondition, ReplicaSetSpec, ReplicaSetStatus } from './replica-set';
export type { Scale, ScaleSpec, ScaleStatus } from './scale';
export { secretKind } from './secret';
export type { Secret } from './secret';
export { serviceAccountKind } from './service-account';
export type { ServiceAccount } from './service-account';
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
