import { validateCronJob, validateCronJobUpdate } from './cron-job-validation';
import { claimSpecDiff, goStruct, podSpecDiff } from './go-dump';
import { validateAutoscaler, validateAutoscalerUpdate } from './horizontal-pod-autoscaler-validation';
import { validateJobStatusUpdate } from './job-status-validation';
import { validateJob, validateJobUpdate } from './job-validation';
import { offerDiffs, offerRules } from './later';

// Loaded when the cluster has come up, before anybody's manifest can be judged by it.
offerDiffs({ claim: claimSpecDiff, pod: podSpecDiff, struct: goStruct });
offerRules('CronJob', { validate: validateCronJob, validateUpdate: validateCronJobUpdate });
offerRules('HorizontalPodAutoscaler', { validate: validateAutoscaler, validateUpdate: validateAutoscalerUpdate });
offerRules('Job', {
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  validateStatusUpdate: validateJobStatusUpdate,
});
