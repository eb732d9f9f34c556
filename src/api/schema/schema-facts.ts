import type { SchemaFacts } from '../later';

/**
 * What OpenAPI documents say of fields and no writer needs: which values there are, and where a field has to be said though Go
 * writes it anyway, or the other way round. A field is its type and its name.
 */
const enumerations: Readonly<Record<string, string>> = {
  '* Cluster Namespaced': 'NamedRuleWithOperations.scope RuleWithOperations.scope',
  'Active Terminating': 'NamespaceStatus.phase',
  'All ExactCount': 'DeviceSubRequest.allocationMode ExactDeviceRequest.allocationMode',
  'Allow Forbid Replace': 'CronJobSpec.concurrencyPolicy',
  'Always IfNotPresent Never':
    'Container.imagePullPolicy EphemeralContainer.imagePullPolicy ImageVolumeSource.pullPolicy',
  'Always Never OnFailure': 'PodSpec.restartPolicy',
  'Always OnRootMismatch': 'PodSecurityContext.fsGroupChangePolicy',
  'AlwaysAllow IfHealthyBudget': 'PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy',
  'ApplyConfiguration JSONPatch': 'Mutation.patchType',
  'Available Bound Failed Pending Released': 'PersistentVolumeStatus.phase',
  'BestEffort Burstable Guaranteed': 'PodStatus.qosClass',
  'BestEffort CrossNamespacePodAffinity NotBestEffort NotTerminating PriorityClass Terminating VolumeAttributesClass':
    'ScopedResourceSelectorRequirement.scopeName',
  'Bidirectional HostToContainer None': 'VolumeMount.mountPropagation',
  'Block Filesystem': 'PersistentVolumeClaimSpec.volumeMode PersistentVolumeSpec.volumeMode',
  'Bound Lost Pending': 'PersistentVolumeClaimStatus.phase',
  'ClientIP None': 'ServiceSpec.sessionAffinity',
  'Cluster Local': 'ServiceSpec.externalTrafficPolicy ServiceSpec.internalTrafficPolicy',
  'ClusterFirst ClusterFirstWithHostNet Default None': 'PodSpec.dnsPolicy',
  'ClusterIP ExternalName LoadBalancer NodePort': 'ServiceSpec.type',
  'Count FailIndex FailJob Ignore': 'PodFailurePolicyRule.action',
  'Dedicated Managed Shared': 'AzureDiskVolumeSource.kind',
  'Default Unmasked': 'SecurityContext.procMount',
  'Delete Recycle Retain': 'PersistentVolumeSpec.persistentVolumeReclaimPolicy StorageClass.reclaimPolicy',
  'DoNotSchedule ScheduleAnyway': 'TopologySpreadConstraint.whenUnsatisfiable',
  'DoesNotExist Exists Gt In Lt NotIn': 'NodeSelectorRequirement.operator',
  'DoesNotExist Exists In NotIn': 'ScopedResourceSelectorRequirement.operator',
  'Equal Exists': 'DeviceToleration.operator',
  'Equal Exists Gt Lt': 'Toleration.operator',
  'Equivalent Exact': 'MatchResources.matchPolicy MutatingWebhook.matchPolicy ValidatingWebhook.matchPolicy',
  'Exact ImplementationSpecific Prefix': 'HTTPIngressPath.pathType',
  'FQDN IPv4 IPv6': 'EndpointSlice.addressType',
  'Fail Ignore':
    'MutatingAdmissionPolicySpec.failurePolicy MutatingWebhook.failurePolicy ValidatingAdmissionPolicySpec.failurePolicy ValidatingWebhook.failurePolicy',
  'Failed Pending Running Succeeded Unknown': 'PodStatus.phase',
  'Failed TerminatingOrFailed': 'JobSpec.podReplacementPolicy',
  'FallbackToLogsOnError File': 'Container.terminationMessagePolicy EphemeralContainer.terminationMessagePolicy',
  'FromClaim FromClass': 'DeviceAllocationConfiguration.source',
  'HTTP HTTPS': 'HTTPGetAction.scheme',
  'Honor Ignore': 'TopologySpreadConstraint.nodeAffinityPolicy TopologySpreadConstraint.nodeTaintsPolicy',
  'IfNeeded Never': 'MutatingAdmissionPolicySpec.reinvocationPolicy MutatingWebhook.reinvocationPolicy',
  'Immediate WaitForFirstConsumer': 'StorageClass.volumeBindingMode',
  'In NotIn': 'PodFailurePolicyOnExitCodesRequirement.operator',
  'InProgress Infeasible Pending': 'ModifyVolumeStatus.status',
  'Indexed NonIndexed': 'JobSpec.completionMode',
  'Localhost RuntimeDefault Unconfined': 'AppArmorProfile.type SeccompProfile.type',
  'Merge Strict': 'PodSecurityContext.supplementalGroupsPolicy',
  'Never PreemptLowerPriority': 'PodSpec.preemptionPolicy PriorityClass.preemptionPolicy',
  'NoExecute NoSchedule None': 'DeviceTaint.effect DeviceToleration.effect',
  'NoExecute NoSchedule PreferNoSchedule': 'Taint.effect Toleration.effect',
  'None NoneOnDryRun Some Unknown': 'MutatingWebhook.sideEffects ValidatingWebhook.sideEffects',
  'None ReadOnly ReadWrite': 'AzureDiskVolumeSource.cachingMode',
  'OnDelete RollingUpdate': 'DaemonSetUpdateStrategy.type StatefulSetUpdateStrategy.type',
  'OrderedReady Parallel': 'StatefulSetSpec.podManagementPolicy',
  'Pending Running Terminated': 'NodeStatus.phase',
  'PreferDualStack RequireDualStack SingleStack': 'ServiceSpec.ipFamilyPolicy',
  'Recreate RollingUpdate': 'DeploymentStrategy.type',
  'SCTP TCP UDP':
    'ContainerPort.protocol EndpointPort.protocol IngressPortStatus.protocol NetworkPolicyPort.protocol PortStatus.protocol ServicePort.protocol',
  ' BlockDevice CharDevice Directory DirectoryOrCreate File FileOrCreate Socket': 'HostPathVolumeSource.type',
};

const signals =
  `SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL SIGPROF
SIGPWR SIGQUIT SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH
SIGXCPU SIGXFSZ`.split(/\s+/);

/** Those of real time are counted from either end: from the least 16, from the greatest 15. */
const realTime = (name: string, sign: string, count: number): string[] => [
  name,
  ...Array.from({ length: count }, (_, index) => `${name}${sign}${index + 1}`),
];
const allSignals = [...signals, ...realTime('SIGRTMAX', '-', 14), ...realTime('SIGRTMIN', '+', 15)].sort();

const needed = new Set(
  `Binding.target CSIDriver.spec CSINode.spec CSINodeSpec.drivers CertificateSigningRequest.spec ClusterRoleBinding.roleRef
Condition.lastTransitionTime ContainerResourceMetricSource.target ContainerResourceMetricStatus.current CronJob.spec CustomResourceDefinition.spec CustomResourceDefinitionSpec.names
CronJobSpec.jobTemplate DaemonSetSpec.selector DaemonSetSpec.template DeploymentSpec.selector DeploymentSpec.template
DeviceClass.spec ExternalMetricSource.metric ExternalMetricSource.target ExternalMetricStatus.current ExternalMetricStatus.metric
FlowSchemaSpec.priorityLevelConfiguration HTTPIngressPath.backend HorizontalPodAutoscaler.spec
HorizontalPodAutoscalerSpec.scaleTargetRef IPAddress.spec IPAddressSpec.parentRef JobSpec.template LimitRangeSpec.limits
LocalSubjectAccessReview.spec MutatingWebhook.clientConfig ObjectMetricSource.describedObject ObjectMetricSource.metric
ObjectMetricSource.target ObjectMetricStatus.current ObjectMetricStatus.describedObject ObjectMetricStatus.metric
PersistentVolumeClaimTemplate.spec PodFailurePolicy.rules PodsMetricSource.metric PodsMetricSource.target PodsMetricStatus.current
PodsMetricStatus.metric PreferredSchedulingTerm.preference ReplicaSetSpec.selector ResourceClaim.spec ResourceClaimTemplate.spec
ResourceClaimTemplateSpec.spec ResourceMetricSource.target ResourceMetricStatus.current ResourceSlice.spec ResourceSliceSpec.pool
RoleBinding.roleRef ScaleIOPersistentVolumeSource.secretRef ScaleIOVolumeSource.secretRef SelfSubjectAccessReview.spec
SelfSubjectRulesReview.spec StatefulSetSpec.selector StatefulSetSpec.template SubjectAccessReview.spec TokenReview.spec
ValidatingAdmissionPolicyBinding.spec ValidatingWebhook.clientConfig VolumeAttachment.spec VolumeAttachmentSpec.source
WeightedPodAffinityTerm.podAffinityTerm core.Event.involvedObject core.Event.metadata events.Event.eventTime`.split(
    /\s+/,
  ),
);

const unneeded = new Set(
  `FlowSchemaSpec.matchingPrecedence PodDisruptionBudgetStatus.currentHealthy PodDisruptionBudgetStatus.desiredHealthy
PodDisruptionBudgetStatus.disruptionsAllowed PodDisruptionBudgetStatus.expectedPods PriorityClass.value
ResourceFieldSelector.divisor RoleRef.apiGroup StatefulSetOrdinals.start StatefulSetSpec.serviceName
StatefulSetStatus.availableReplicas core.Event.reportingComponent core.Event.reportingInstance`.split(/\s+/),
);

const valuesOf = new Map<string, readonly string[]>(
  Object.entries(enumerations).flatMap(([values, fields]) =>
    fields.split(' ').map((field) => [field, values.split(' ')] as const),
  ),
);
for (const type of ['ContainerStatus', 'Lifecycle']) valuesOf.set(`${type}.stopSignal`, allSignals);

export const schemaFacts: SchemaFacts = {
  values: (field) => valuesOf.get(field),
  isRequired: (field, usually) => (usually ? !unneeded.has(field) : needed.has(field)),
};
