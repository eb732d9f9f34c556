import { validateCronJob, validateCronJobUpdate } from './workloads/cron-job-validation';
import { ruleErrors, unaskedRules } from './cel/rule';
import { ephemeralErrors, keptErrors } from './pod/ephemeral-containers-validation';
import { approvalCondition } from './custom/custom-resource-approval';
import { customKinds } from './custom/custom-resource-discovery';
import { readable } from './custom/custom-resource-schema';
import { terminatingDefinition } from './custom/custom-resource-end';
import { validateDefinition, validateDefinitionUpdate } from './custom/custom-resource-validation';
import { validateFlowSchema, validateFlowSchemaUpdate } from './extension/flow-schema-validation';
import { matchesPattern } from './custom/regular-expression';
import { goTypeOf } from './schema/go-type-names';
import {
  mutatingBindingRules,
  mutatingPolicyRules,
  validatingBindingRules,
  validatingPolicyRules,
} from './extension/admission-policy-validation';
import { goStruct, podSpecDiff } from './schema/go-dump';
import { validateAutoscaler, validateAutoscalerUpdate } from './workloads/horizontal-pod-autoscaler-validation';
import { validateJobStatusUpdate } from './workloads/job-status-validation';
import { validateJob, validateJobUpdate } from './workloads/job-validation';
import { offerParts, offerRules } from './later';
import { validateLimitRange, validateLimitRangeUpdate } from './limits/limit-range-validation';
import {
  claimSpecErrors,
  validateClaim,
  validateClaimStatus,
  validateClaimUpdate,
} from './storage/persistent-volume-claim-validation';
import { validateVolume, validateVolumeStatus, validateVolumeUpdate } from './storage/persistent-volume-validation';
import { podClaimsErrors } from './pod/pod-claims-validation';
import { unknownFormats } from './custom/schema-keywords';
import { wholePodErrors } from './pod/pod-level-resources';
import { fileKeyErrors, hostnameOverrideErrors, takenClaimsErrors } from './pod/rare-pod-parts';
import { rareVolumeChecks } from './pod/rare-volumes';
import { validatePriorityLevel, validatePriorityLevelUpdate } from './extension/priority-level-validation';
import { validateQuota, validateQuotaStatus, validateQuotaUpdate } from './limits/resource-quota-validation';
import { schemaFacts } from './schema/schema-facts';
import {
  validateClaimTemplate,
  validateClaimTemplateUpdate,
  validateResourceClaim,
  validateResourceClaimUpdate,
} from './devices/resource-claim-validation';
import { offerTypeNames } from './schema/schema-scalars';
import { webhookRules } from './extension/webhook-configuration-validation';
import { hostProcessErrors, systemErrors, windowsOptionsErrors } from './pod/windows-validation';

offerTypeNames(goTypeOf);

// Loaded when the cluster has come up, before anybody's manifest can be judged by it.
offerParts({
  approval: approvalCondition,
  customKinds,
  matchesPattern,
  readable,
  rules: ruleErrors,
  unaskedRules,
  terminating: terminatingDefinition,
  formats: unknownFormats,
  claim: claimSpecErrors,
  devices: podClaimsErrors,
  ephemeral: ephemeralErrors,
  kept: keptErrors,
  claims: takenClaimsErrors,
  file: fileKeyErrors,
  hostname: hostnameOverrideErrors,
  wholePod: wholePodErrors,
  windows: windowsOptionsErrors,
  system: systemErrors,
  hostProcesses: hostProcessErrors,
  volumes: rareVolumeChecks,
  schemas: schemaFacts,
  pod: podSpecDiff,
  struct: goStruct,
});
offerRules('ValidatingAdmissionPolicy', validatingPolicyRules);
offerRules('MutatingAdmissionPolicy', mutatingPolicyRules);
offerRules('ValidatingAdmissionPolicyBinding', validatingBindingRules);
offerRules('MutatingAdmissionPolicyBinding', mutatingBindingRules);
offerRules('ResourceClaim', { validate: validateResourceClaim, validateUpdate: validateResourceClaimUpdate });
offerRules('ResourceClaimTemplate', { validate: validateClaimTemplate, validateUpdate: validateClaimTemplateUpdate });
offerRules('WebhookConfiguration', webhookRules);
offerRules('CronJob', { validate: validateCronJob, validateUpdate: validateCronJobUpdate });
offerRules('CustomResourceDefinition', { validate: validateDefinition, validateUpdate: validateDefinitionUpdate });
offerRules('FlowSchema', { validate: validateFlowSchema, validateUpdate: validateFlowSchemaUpdate });
offerRules('HorizontalPodAutoscaler', { validate: validateAutoscaler, validateUpdate: validateAutoscalerUpdate });
offerRules('Job', {
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  validateStatusUpdate: validateJobStatusUpdate,
});
offerRules('LimitRange', { validate: validateLimitRange, validateUpdate: validateLimitRangeUpdate });
offerRules('PersistentVolume', {
  validate: validateVolume,
  validateUpdate: validateVolumeUpdate,
  validateStatusUpdate: validateVolumeStatus,
});
offerRules('PersistentVolumeClaim', {
  validate: validateClaim,
  validateUpdate: validateClaimUpdate,
  validateStatusUpdate: validateClaimStatus,
});
offerRules('PriorityLevelConfiguration', {
  validate: validatePriorityLevel,
  validateUpdate: validatePriorityLevelUpdate,
});
offerRules('ResourceQuota', {
  validate: validateQuota,
  validateUpdate: validateQuotaUpdate,
  validateStatusUpdate: validateQuotaStatus,
});
