import type { PolicyRule } from '../../api';
import { badRequest } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { ReviewContext } from './reviews';

interface RulesReview extends KubeObject {
  readonly spec: { readonly namespace?: string };
}

/** What may I do in this namespace? A hint for people's screens: what it lists is what roles say, of administrators too, not what a request would meet. */
export function rulesReview({ user, rulesOf }: ReviewContext, review: RulesReview): KubeObject {
  const { namespace } = review.spec;
  if (!namespace) throw badRequest('no namespace on request');
  const rules = rulesOf(user, namespace);
  const isNode = user.groups.includes('system:nodes');
  const resourceRules = rules.filter(({ resources }) => resources?.length).map(resourceRule);
  const nonResourceRules = rules.filter(({ nonResourceURLs }) => nonResourceURLs?.length).map(pathRule);
  const doubt = { incomplete: true, evaluationError: 'node authorizer does not support user rule resolution' };
  const status = { resourceRules, nonResourceRules, ...(isNode ? doubt : { incomplete: false }) };
  return { ...review, metadata: {}, spec: {}, status } as unknown as KubeObject;
}

const resourceRule = ({ verbs, apiGroups, resources, resourceNames }: PolicyRule) => ({
  verbs,
  apiGroups,
  resources,
  ...(resourceNames?.length ? { resourceNames } : {}),
});

const pathRule = ({ verbs, nonResourceURLs }: PolicyRule) => ({ verbs, nonResourceURLs });
