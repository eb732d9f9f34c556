import { validateCronJob, validateCronJobUpdate } from './cron-job-validation';
import { ruleErrors, unaskedRules } from './cel/rule';
import { ephemeralErrors, keptErrors } from './ephemeral-containers-validation';
import { approvalCondition } from './custom-resource-approval';
import { customKinds } from './custom-resource-discovery';
import { readable } from './custom-resource-schema';
import { terminatingDefinition } from './custom-resource-end';
import { validateDefinition, validateDefinitionUpdate } from './custom-resource-validation';
import { validateFlowSchema, validateFlowSchemaUpdate } from './flow-schema-validation';
import { matchesPattern } from './regular-expression';
import { goTypeOf } from './go-type-names';
import {
  mutatingBindingRules,
  mutatingPolicyRules,
  validatingBindingRules,
  validatingPolicyRules,
} from './admission-policy-validation';
import { goStruct, podSpecDiff } from './go-dump';
import { validateAutoscaler, validateAutoscalerUpdate } from './horizontal-pod-autoscaler-validation';
import { validateJobStatusUpdate } from './job-status-validation';
import { validateJob, validateJobUpdate } from './job-validation';
import { offerParts, offerRules } from './later';
import { validateLimitRange, validateLimitRangeUpdate } from './limit-range-validation';
import {
  claimSpecErrors,
  validateClaim,
  validateClaimStatus,
  validateClaimUpdate,
} from './persistent-volume-claim-validation';
import { validateVolume, validateVolumeStatus, validateVolumeUpdate } from './persistent-volume-validation';
import { podClaimsErrors } from './pod-claims-validation';
import { unknownFormats } from './schema-keywords';
import { wholePodErrors } from './pod-level-resources';
import { fileKeyErrors, hostnameOverrideErrors, takenClaimsErrors } from './rare-pod-parts';
import { rareVolumeChecks } from './rare-volumes';
import { validatePriorityLevel, validatePriorityLevelUpdate } from './priority-level-validation';
import { validateQuota, validateQuotaStatus, validateQuotaUpdate } from './resource-quota-validation';
import { schemaFacts } from './schema-facts';
import {
  validateClaimTemplate,
  validateClaimTemplateUpdate,
  validateResourceClaim,
  validateResourceClaimUpdate,
} from './resource-claim-validation';
import { offerTypeNames } from './schema-scalars';
import { webhookRules } from './webhook-configuration-validation';
import { hostProcessErrors, systemErrors, windowsOptionsErrors } from './windows-validation';

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
