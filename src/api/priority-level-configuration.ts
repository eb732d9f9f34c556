/** How much of the API server the requests of one level may take. Stored, completed, judged; this server never lets anybody wait. */
import { fieldForbidden, fieldInvalid, fieldNotSupported, fieldRequired, type FieldError } from '../apimachinery';
import { textColumn } from './column';
import { ageColumn, defineKind, nameColumn, statusSubresource } from './kind';
import { metadataErrors, metadataUpdateErrors } from './metadata-validation';
import { withDefaults, withField } from './strategy';
import type { KubeObject } from '../apimachinery';
import type { PrinterColumn } from './kind';

export interface PriorityLevelConfiguration extends KubeObject {
  readonly spec: PriorityLevelConfigurationSpec;
  readonly status?: object;
}

export interface PriorityLevelConfigurationSpec {
  readonly exempt?: { readonly lendablePercent?: number; readonly nominalConcurrencyShares?: number };
  readonly limited?: LimitedPriorityLevel;
  readonly type: string;
}

interface LimitedPriorityLevel {
  readonly borrowingLimitPercent?: number;
  readonly lendablePercent?: number;
  readonly limitResponse: { readonly queuing?: Queuing; readonly type: string };
  readonly nominalConcurrencyShares?: number;
}

interface Queuing {
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
  validate: (level) => [...metadataErrors(level, false), ...specErrors(level.spec)],
  validateUpdate: (next, previous) => [...metadataUpdateErrors(next, previous), ...specErrors(next.spec)],
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
  const queuing = withDefaults(limitResponse.queuing, { handSize: 8, queueLengthLimit: 50, queues: 64 });
  return withField(spec, 'limited', withField(limited, 'limitResponse', withField(limitResponse, 'queuing', queuing)));
}

function specErrors({ type, limited, exempt }: PriorityLevelConfigurationSpec): readonly FieldError[] {
  if (type === 'Exempt')
    return limited ? [fieldForbidden('spec.limited', 'must be nil if the type is not Limited')] : [];
  if (type !== 'Limited') return [fieldNotSupported('spec.type', type, ['Exempt', 'Limited'])];
  if (exempt) return [fieldForbidden('spec.exempt', 'must be nil if the type is Limited')];
  if (!limited) return [fieldRequired('spec.limited', 'must not be empty when type is Limited')];
  const { nominalConcurrencyShares: shares = 0, limitResponse } = limited;
  const errors: FieldError[] = [];
  if (shares < 0)
    errors.push(fieldInvalid('spec.limited.nominalConcurrencyShares', shares, 'must be a non-negative integer'));
  const field = 'spec.limited.limitResponse';
  if (limitResponse?.type === 'Reject') {
    if (limitResponse.queuing)
      errors.push(fieldForbidden(`${field}.queuing`, 'must be nil if limited.limitResponse.type is not Limited'));
  } else if (limitResponse?.type !== 'Queue') {
    errors.push(fieldNotSupported(`${field}.type`, limitResponse?.type, ['Queue', 'Reject']));
  } else if (!limitResponse.queuing) {
    errors.push(fieldRequired(`${field}.queuing`, 'must not be empty if limited.limitResponse.type is Limited'));
  }
  return errors;
}
