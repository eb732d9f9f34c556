/** Which requests an admission policy or a webhook is about: and how that is completed. */
import type { LabelSelector } from '../../apimachinery';
import { mapShared, withDefaults } from '../strategy';

export interface RuleWithOperations {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly operations?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: string;
}

export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

export interface RequestFilter {
  readonly matchPolicy?: string;
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
}

export const filterDefaults: RequestFilter = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} };

export const withScopes = <T extends RuleWithOperations>(rules: readonly T[]): readonly T[] =>
  mapShared(rules, (rule) => withDefaults(rule, { scope: '*' } as T));
