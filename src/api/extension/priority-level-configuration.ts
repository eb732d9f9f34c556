/** How much of the API server the requests of one level may take. Stored, completed, judged; this server never lets anybody wait. */
import { textColumn } from '../column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from '../kind';
import { laterRules } from '../later';
import { withDefaults, withField } from '../strategy';
import type { KubeObject } from '../../apimachinery';
import type { PrinterColumn } from '../kind';

export interface PriorityLevelConfiguration extends KubeObject {
  readonly spec: PriorityLevelConfigurationSpec;
  readonly status?: object;
}

export interface PriorityLevelConfigurationSpec {
  readonly exempt?: { readonly lendablePercent?: number; readonly nominalConcurrencyShares?: number };
  readonly limited?: LimitedPriorityLevel;
  readonly type: string;
}

export interface LimitedPriorityLevel {
  readonly borrowingLimitPercent?: number;
  readonly lendablePercent?: number;
  readonly limitResponse: LimitResponse;
  readonly nominalConcurrencyShares?: number;
}

export interface LimitResponse {
  readonly queuing?: QueuingConfiguration;
  readonly type?: string;
}

export interface QueuingConfiguration {
  readonly handSize?: number;
  readonly queueLengthLimit?: number;
  readonly queues?: number;
}

const identity = { group: 'flowcontrol.apiserver.k8s.io', version: 'v1', kind: 'PriorityLevelConfiguration' } as const;

export const priorityLevelConfigurationKind = defineKind<PriorityLevelConfiguration>({
  ...identity,
  plural: 'prioritylevelconfigurations',
  namespaced: false,
  storagePrefix: '/registry/prioritylevelconfigurations',
  generations: true,
  subresources: [statusSubresource(identity)],
  defaults: (level) => withField(level, 'spec', completed(level.spec)),
  ...laterRules<PriorityLevelConfiguration>('PriorityLevelConfiguration'),
  columns: [
    nameColumn,
    textColumn('Type', 'Is there a limit?', ({ spec }) => spec.type),
    amountColumn(
      'NominalConcurrencyShares',
      'Its share of the places.',
      ({ limited }) => limited?.nominalConcurrencyShares,
    ),
    amountColumn('Queues', 'Where requests wait.', ({ limited }) => limited?.limitResponse.queuing?.queues),
    amountColumn(
      'HandSize',
      'How many of them a flow may use.',
      ({ limited }) => limited?.limitResponse.queuing?.handSize,
    ),
    amountColumn(
      'QueueLengthLimit',
      'How long one may get.',
      ({ limited }) => limited?.limitResponse.queuing?.queueLengthLimit,
    ),
    ageColumn,
  ],
});

function amountColumn(
  name: string,
  description: string,
  amount: (spec: PriorityLevelConfigurationSpec) => number | undefined,
): PrinterColumn<PriorityLevelConfiguration> {
  return textColumn(name, description, ({ spec }) => String(amount(spec) ?? '<none>'));
}

function completed(spec: PriorityLevelConfigurationSpec): PriorityLevelConfigurationSpec {
  if (spec.exempt) {
    const none = { lendablePercent: 0, nominalConcurrencyShares: 0 };
    return withField(spec, 'exempt', withDefaults(spec.exempt, none));
  }
  if (!spec.limited) return spec;
  const limited = withDefaults(spec.limited, {
    lendablePercent: 0,
    nominalConcurrencyShares: 30,
  } as LimitedPriorityLevel);
  const { limitResponse } = limited;
  if (!limitResponse?.queuing) return withField(spec, 'limited', limited);
  const { handSize, queueLengthLimit, queues } = limitResponse.queuing;
  const queuing = { handSize: handSize || 8, queueLengthLimit: queueLengthLimit || 50, queues: queues || 64 };
  return withField(spec, 'limited', withField(limited, 'limitResponse', withField(limitResponse, 'queuing', queuing)));
}
