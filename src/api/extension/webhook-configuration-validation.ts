/** What is wrong with a configuration of webhooks. */
import {
  fieldDuplicate,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  validateDns1123Subdomain,
  type FieldError,
} from '../../apimachinery';
import { conditionsErrors, failurePolicyErrors, filterErrors, rulesErrors } from './admission-rules-validation';
import { metadataErrors, metadataFormErrors } from '../metadata-validation';
import { oneOf, oneOfIfSet } from '../value-validation';
import type { Rules } from '../later';
import type { Webhook, WebhookConfiguration } from './webhook-configuration';

export const webhookRules: Partial<Rules<WebhookConfiguration>> = {
  validate: (configuration) => [...metadataErrors(configuration, false), ...webhooksErrors(configuration)],
  validateUpdate: (next, previous) => [...metadataFormErrors(next, previous), ...webhooksErrors(next)],
};

function webhooksErrors({ webhooks = [] }: WebhookConfiguration): readonly FieldError[] {
  return webhooks.flatMap((webhook, index) => {
    const field = `webhooks[${index}]`;
    const isTwice = webhooks.findIndex(({ name }) => name === webhook.name) < index;
    return [...webhookErrors(webhook, field), ...(isTwice ? [fieldDuplicate(`${field}.name`, webhook.name)] : [])];
  });
}

const known = ['v1', 'v1beta1'];
const longestSeconds = 30;

function webhookErrors(webhook: Webhook, field: string): readonly FieldError[] {
  const { rules = [], timeoutSeconds: seconds, reinvocationPolicy } = webhook;
  const errors = [...nameErrors(webhook.name, `${field}.name`), ...rulesErrors(rules, `${field}.rules`)];
  if (seconds !== undefined && (seconds < 1 || seconds > longestSeconds)) {
    const why = 'the timeout value must be between 1 and 30 seconds';
    errors.push(fieldInvalid(`${field}.timeoutSeconds`, seconds, why));
  }
  return [
    ...errors,
    ...oneOfIfSet(reinvocationPolicy, ['IfNeeded', 'Never'], `${field}.reinvocationPolicy`),
    ...failurePolicyErrors(webhook.failurePolicy, `${field}.failurePolicy`),
    ...filterErrors(webhook, field),
    ...sideEffectsErrors(webhook.sideEffects, `${field}.sideEffects`),
    ...versionsErrors(webhook.admissionReviewVersions ?? [], `${field}.admissionReviewVersions`),
    ...clientErrors(webhook.clientConfig ?? {}, `${field}.clientConfig`),
    ...conditionsErrors(webhook.matchConditions, `${field}.matchConditions`),
  ];
}

function nameErrors(name: string, field: string): readonly FieldError[] {
  if (!name) return [fieldRequired(field)];
  const problems = validateDns1123Subdomain(name);
  if (name.split('.').length < 3) problems.push('should be a domain with at least three segments separated by dots');
  return fieldInvalids(field, name, problems);
}

function sideEffectsErrors(sideEffects: string | undefined, field: string): readonly FieldError[] {
  const supported = ['None', 'NoneOnDryRun'];
  if (!sideEffects) return [fieldRequired(field, `must specify one of ${supported.join(', ')}`)];
  return oneOf(sideEffects, supported, field);
}

function versionsErrors(versions: readonly string[], field: string): readonly FieldError[] {
  if (versions.length === 0) return [fieldRequired(field, `must specify one of ${known.join(', ')}`)];
  if (versions.some((version) => known.includes(version))) return [];
  return [fieldInvalid(field, versions, `must include at least one of ${known.join(', ')}`)];
}

function clientErrors({ url, service }: Webhook['clientConfig'], field: string): readonly FieldError[] {
  if ((url === undefined) === (service === undefined))
    return [fieldRequired(field, 'exactly one of url or service is required')];
  if (url !== undefined)
    return /^https:\/\/[^/]/.test(url)
      ? []
      : [
          fieldInvalid(
            `${field}.url`,
            url,
            "'https' is the only allowed URL scheme; desired format: https://host[/path]",
          ),
        ];
  const { name, namespace, path, port = 443 } = service!;
  const errors: FieldError[] = [];
  if (!name) errors.push(fieldRequired(`${field}.service.name`, 'service name is required'));
  if (!namespace) errors.push(fieldRequired(`${field}.service.namespace`, 'service namespace is required'));
  if (path !== undefined && !path.startsWith('/'))
    errors.push(fieldInvalid(`${field}.service.path`, path, "must start with a '/'"));
  if (port < 1 || port > 65_535)
    errors.push(
      fieldInvalid(`${field}.service.port`, port, 'port is not valid: must be between 1 and 65535, inclusive'),
    );
  return errors;
}
