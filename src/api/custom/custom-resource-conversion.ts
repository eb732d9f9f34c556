/** Who turns objects of one version into those of another. */
import {
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  validateDns1035Label,
  type FieldError,
} from '../../apimachinery';
import { oneOf } from '../value-validation';
import type { CustomResourceConversion, WebhookClient } from './custom-resource-definition';

const [clientField, versionsField] = [
  'spec.conversion.webhookClientConfig',
  'spec.conversion.conversionReviewVersions',
];

export function conversionErrors(conversion: CustomResourceConversion | undefined): readonly FieldError[] {
  if (!conversion) return [];
  const { strategy, webhook } = conversion;
  const errors = [...oneOf(strategy, ['None', 'Webhook'], 'spec.conversion.strategy')];
  const { clientConfig, conversionReviewVersions: versions = [] } = webhook ?? {};
  if (strategy === 'Webhook') {
    const missing = fieldRequired(clientField, 'required when strategy is set to Webhook');
    return [...errors, ...(clientConfig ? clientErrors(clientConfig) : [missing]), ...reviewErrors(versions)];
  }
  const why = 'should not be set when strategy is not set to Webhook';
  if (clientConfig) errors.push(fieldForbidden(clientField, why));
  if (versions.length > 0) errors.push(fieldForbidden(versionsField, why));
  return errors;
}

function clientErrors({ url, service }: WebhookClient): readonly FieldError[] {
  if ((url === undefined) === (service === undefined))
    return [fieldRequired(clientField, 'exactly one of url or service is required')];
  return service ? serviceErrors(service, `${clientField}.service`) : urlErrors(url!, `${clientField}.url`);
}

function serviceErrors(service: NonNullable<WebhookClient['service']>, field: string): readonly FieldError[] {
  const { name, namespace, path, port = 443 } = service;
  const errors: FieldError[] = name ? [] : [fieldRequired(`${field}.name`)];
  if (!namespace) errors.push(fieldRequired(`${field}.namespace`));
  if (port < 1 || port > 65_535) {
    const why = 'port is not valid: must be between 1 and 65535, inclusive';
    errors.push(fieldInvalid(`${field}.port`, port, why));
  }
  if (path !== undefined && !path.startsWith('/'))
    errors.push(fieldInvalid(`${field}.path`, path, "must start with a '/'"));
  return errors;
}

const form = 'desired format: https://host[/path]';

function urlErrors(url: string, field: string): readonly FieldError[] {
  const [, scheme = '', rest = ''] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(.*)$/s.exec(url) ?? [];
  const [, host = '', query, fragment] = /^\/\/([^/?#]*)[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(rest) ?? [];
  const errors: FieldError[] = [];
  if (scheme !== 'https') errors.push(fieldInvalid(field, scheme, `'https' is the only allowed URL scheme; ${form}`));
  if (host === '') errors.push(fieldInvalid(field, host, `host must be specified; ${form}`));
  if (fragment) errors.push(fieldInvalid(field, fragment, 'fragments are not permitted in the URL'));
  if (query) errors.push(fieldInvalid(field, query, 'query parameters are not permitted in the URL'));
  return errors;
}

const spoken = ['v1', 'v1beta1'];

function reviewErrors(versions: readonly string[]): readonly FieldError[] {
  if (versions.length === 0) return [fieldRequired(versionsField)];
  const errors = versions.flatMap((version, index) => {
    const field = `${versionsField}[${index}]`;
    return versions.indexOf(version) < index
      ? [fieldInvalid(field, version, 'duplicate version')]
      : fieldInvalids(field, version, validateDns1035Label(version));
  });
  return versions.some((version) => spoken.includes(version))
    ? errors
    : [...errors, fieldInvalid(versionsField, versions, `must include at least one of ${spoken.join(', ')}`)];
}
