/** What a priority level may say: who has no limits, and how those with limits wait. */
import { fieldForbidden, fieldInvalid, fieldRequired, type FieldError } from '../../apimachinery';
import { metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import type {
  LimitedPriorityLevel,
  LimitResponse,
  PriorityLevelConfiguration,
  QueuingConfiguration,
} from './priority-level-configuration';
import { oneOf } from '../value-validation';

export const validatePriorityLevel = (level: PriorityLevelConfiguration): readonly FieldError[] => [
  ...metadataErrors(level, false),
  ...specErrors(level),
];

export const validatePriorityLevelUpdate = (
  next: PriorityLevelConfiguration,
  previous: PriorityLevelConfiguration,
): readonly FieldError[] => [...metadataUpdateErrors(next, previous), ...specErrors(next)];

function specErrors({ metadata, spec }: PriorityLevelConfiguration): readonly FieldError[] {
  const { type, limited, exempt } = spec;
  if (type !== 'Exempt' && type !== 'Limited') return oneOf(type, ['Exempt', 'Limited'], 'spec.type');
  const errors: FieldError[] = [];
  if ((type === 'Exempt') !== (metadata.name === 'exempt'))
    errors.push(fieldInvalid('spec.type', type, "must be 'Exempt' if and only if `name` is 'exempt'"));
  if (type === 'Exempt') {
    if (exempt) errors.push(...shareErrors(exempt, 'spec.exempt'), ...percentErrors(exempt, 'spec.exempt'));
    return limited ? [...errors, fieldForbidden('spec.limited', 'must be nil if the type is not Limited')] : errors;
  }
  if (exempt) errors.push(fieldForbidden('spec.exempt', 'must be nil if the type is Limited'));
  return limited
    ? [...errors, ...limitErrors(limited)]
    : [...errors, fieldRequired('spec.limited', 'must not be empty when type is Limited')];
}

type Share = Pick<LimitedPriorityLevel, 'lendablePercent' | 'nominalConcurrencyShares'>;

const shareErrors = ({ nominalConcurrencyShares: shares = 0 }: Share, field: string): readonly FieldError[] =>
  shares < 0 ? [fieldInvalid(`${field}.nominalConcurrencyShares`, shares, 'must be a non-negative integer')] : [];

const percentErrors = ({ lendablePercent: lent = 0 }: Share, field: string): readonly FieldError[] =>
  lent < 0 || lent > 100
    ? [fieldInvalid(`${field}.lendablePercent`, lent, 'must be between 0 and 100, inclusive')]
    : [];

function limitErrors(limited: LimitedPriorityLevel): readonly FieldError[] {
  const field = 'spec.limited';
  const { borrowingLimitPercent: borrowed = 0, limitResponse } = limited;
  const errors = [
    ...shareErrors(limited, field),
    ...responseErrors(limitResponse ?? {}, `${field}.limitResponse`),
    ...percentErrors(limited, field),
  ];
  const why = 'if specified, must be a non-negative integer';
  return borrowed < 0 ? [...errors, fieldInvalid(`${field}.borrowingLimitPercent`, borrowed, why)] : errors;
}

function responseErrors({ type, queuing }: LimitResponse, field: string): readonly FieldError[] {
  if (type !== 'Queue' && type !== 'Reject') return oneOf(type, ['Queue', 'Reject'], `${field}.type`);
  if (type === 'Reject') {
    const why = 'must be nil if limited.limitResponse.type is not Limited';
    return queuing ? [fieldForbidden(`${field}.queuing`, why)] : [];
  }
  if (!queuing)
    return [fieldRequired(`${field}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')];
  return queuesErrors(queuing, `${field}.queuing`);
}

const mostQueues = 10_000_000;
const mostEntropy = 60;

function queuesErrors(queuing: QueuingConfiguration, field: string): readonly FieldError[] {
  const { queues = 0, handSize = 0, queueLengthLimit: length = 0 } = queuing;
  const errors: FieldError[] = [];
  if (length <= 0) errors.push(fieldInvalid(`${field}.queueLengthLimit`, length, 'must be positive'));
  if (queues <= 0) errors.push(fieldInvalid(`${field}.queues`, queues, 'must be positive'));
  else if (queues > mostQueues)
    errors.push(fieldInvalid(`${field}.queues`, queues, `must not be greater than ${mostQueues}`));
  const hand = (why: string) => errors.push(fieldInvalid(`${field}.handSize`, handSize, why));
  if (handSize <= 0) hand('must be positive');
  else if (handSize > queues) hand(`should not be greater than queues (${queues})`);
  else if (entropyOf(queues, handSize) > mostEntropy)
    hand(
      `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${mostEntropy}`,
    );
  return errors;
}

/** Bits that it takes to deal so many different queues. */
function entropyOf(queues: number, hand: number): number {
  let bits = 0;
  for (let dealt = 0; dealt < hand; dealt++) bits += Math.log2(queues - dealt);
  return Math.ceil(bits);
}
