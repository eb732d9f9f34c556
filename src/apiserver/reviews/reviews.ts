import { decode } from '../../api';
import { badRequest, methodNotAllowed, unknownResource } from '../../apimachinery';
import type { ApiRequest, KubeObject, ManagedFieldsEntry } from '../../apimachinery';
import type { PolicyRule } from '../../api';
import type { User } from '../authentication';
import type { Asked, Decision } from '../authorization/authorizer';
import { bodyOf } from '../request/body';
import type { RequestInfo } from '../request/request-info';
import { localAccessReview, selfAccessReview, subjectAccessReview } from './access-review';
import { rulesReview } from './rules-review';
import { selfReview, tokenReview } from './user-review';

/** What a review may ask its server. */
export interface ReviewContext {
  /** Who asks. */
  readonly user: User;
  readonly info: RequestInfo;
  readonly now: number;
  /** Who would manage what of it. */
  managers(review: KubeObject): readonly ManagedFieldsEntry[];
  decide(user: User, asked: Asked): Decision;
  rulesOf(user: User, namespace: string): readonly PolicyRule[];
  /** Throws a Refusal with 401 for a token of nobody. */
  byToken(token: string): User;
}

/** A question that is posted and answered at once, in its status; nothing is kept. */
export type Review = (context: ReviewContext, question: any) => KubeObject;

/** A further question is a further row. */
const reviews: Readonly<Record<string, { readonly kind: string; readonly review: Review }>> = {
  'authentication.k8s.io/selfsubjectreviews': { kind: 'SelfSubjectReview', review: selfReview },
  'authentication.k8s.io/tokenreviews': { kind: 'TokenReview', review: tokenReview },
  'authorization.k8s.io/localsubjectaccessreviews': { kind: 'LocalSubjectAccessReview', review: localAccessReview },
  'authorization.k8s.io/selfsubjectaccessreviews': { kind: 'SelfSubjectAccessReview', review: selfAccessReview },
  'authorization.k8s.io/selfsubjectrulesreviews': { kind: 'SelfSubjectRulesReview', review: rulesReview },
  'authorization.k8s.io/subjectaccessreviews': { kind: 'SubjectAccessReview', review: subjectAccessReview },
};

const rowOf = ({ group, resource }: RequestInfo) => {
  if (group !== 'authentication.k8s.io' && group !== 'authorization.k8s.io') return undefined;
  const path = `${group}/${resource}`;
  return Object.hasOwn(reviews, path) ? reviews[path] : undefined;
};

/** Undefined for a path that no review has. Throws 405 for what is no question. */
export function reviewOf(info: RequestInfo): Review | undefined {
  const row = info.version === 'v1' ? rowOf(info) : undefined;
  if (!row) return undefined;
  const isLocal = row.kind === 'LocalSubjectAccessReview';
  if (info.name !== '' || isLocal !== (info.namespace !== '')) throw unknownResource();
  if (info.verb !== 'create') throw methodNotAllowed();
  return row.review;
}

/** The question that was posted. Throws 400 for what is none. */
export function readReview(info: RequestInfo, request: ApiRequest): KubeObject {
  const { group, version } = info;
  const identity = { group, version, kind: rowOf(info)!.kind };
  const { object } = decode<KubeObject>(identity, bodyOf(request, identity).body);
  const { namespace } = object.metadata;
  if (namespace && namespace !== info.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  return object;
}
