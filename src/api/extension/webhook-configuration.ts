/** Whom the API server is to ask before it admits: stored, completed, judged. Nobody is asked: there are no such servers here. */
import { semanticallyEqual } from '../../apimachinery';
import { filterDefaults, withScopes } from './admission-rules';
import type { MatchCondition, RequestFilter, RuleWithOperations } from './admission-rules';
import { countColumn } from '../column';
import { ageColumn, defineKind, nameColumn, type KindDefinition } from '../kind';
import { laterRules } from '../later';
import { mapShared, withDefaults, withField, withGeneration } from '../strategy';
import type { KubeObject } from '../../apimachinery';

export interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly Webhook[];
}

export interface Webhook extends RequestFilter {
  readonly name: string;
  readonly admissionReviewVersions: readonly string[];
  readonly clientConfig: { readonly url?: string; readonly caBundle?: string; readonly service?: WebhookService };
  readonly failurePolicy?: string;
  readonly matchConditions?: readonly MatchCondition[];
  readonly reinvocationPolicy?: string;
  readonly rules?: readonly RuleWithOperations[];
  readonly sideEffects: string;
  readonly timeoutSeconds?: number;
}

interface WebhookService {
  readonly name: string;
  readonly namespace: string;
  readonly path?: string;
  readonly port?: number;
}

export const validatingWebhookConfigurationKind = webhookKind('Validating');
export const mutatingWebhookConfigurationKind = webhookKind('Mutating');

function webhookKind(does: 'Mutating' | 'Validating'): KindDefinition<WebhookConfiguration> {
  const kind = `${does}WebhookConfiguration`;
  const plural = `${kind.toLowerCase()}s`;
  return defineKind<WebhookConfiguration>({
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    kind,
    plural,
    categories: ['api-extensions'],
    namespaced: false,
    storagePrefix: `/registry/${plural}`,
    generations: true,
    defaults: (configuration) => {
      const { webhooks } = configuration;
      if (!webhooks) return configuration;
      return withField(
        configuration,
        'webhooks',
        mapShared(webhooks, (one) => completed(one, does)),
      );
    },
    prepareForUpdate: (next, previous) => {
      const generation = previous.metadata.generation ?? 0;
      return withGeneration(next, semanticallyEqual(next.webhooks, previous.webhooks) ? generation : generation + 1);
    },
    ...laterRules<WebhookConfiguration>('WebhookConfiguration'),
    columns: [nameColumn, countColumn('Webhooks', 'How many it names.', webhookCount), ageColumn],
  });
}

function webhookCount({ webhooks }: WebhookConfiguration): number {
  return webhooks?.length ?? 0;
}

function completed(webhook: Webhook, does: 'Mutating' | 'Validating'): Webhook {
  const { clientConfig, rules } = webhook;
  const full = withDefaults<Webhook>(webhook, {
    ...filterDefaults,
    failurePolicy: 'Fail',
    timeoutSeconds: 10,
    ...(does === 'Mutating' ? { reinvocationPolicy: 'Never' } : {}),
  } as Webhook);
  const ruled = rules ? withField(full, 'rules', withScopes(rules)) : full;
  if (!clientConfig?.service) return ruled;
  const service = withDefaults(clientConfig.service, { port: 443 } as WebhookService);
  return withField(ruled, 'clientConfig', withField(clientConfig, 'service', service));
}
