import { fieldInvalid, invalid } from '../../apimachinery';
import type { FieldError, KubeObject } from '../../apimachinery';
import type { User, UserExtra } from '../authentication';
import type { Asked } from '../authorization/authorizer';
import type { ReviewContext } from './reviews';

/** authorization.k8s.io/v1: may somebody do something? */
export interface AccessReview extends KubeObject {
  readonly spec: {
    readonly resourceAttributes?: ResourceAttributes;
    readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
    readonly user?: string;
    readonly groups?: readonly string[];
    readonly uid?: string;
    readonly extra?: UserExtra;
  };
}

interface ResourceAttributes {
  readonly namespace?: string;
  readonly verb?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
}

/** May I? */
export function selfAccessReview(context: ReviewContext, review: AccessReview): KubeObject {
  refuse([...attributeErrors(review), ...metadataErrors(context, review)]);
  return answered(context, context.user, review);
}

/** May they? */
export function subjectAccessReview(context: ReviewContext, review: AccessReview): KubeObject {
  refuse([...attributeErrors(review), ...subjectErrors(review), ...metadataErrors(context, review)]);
  return answered(context, subjectOf(review), review);
}

/** May they, in this namespace? */
export function localAccessReview(context: ReviewContext, review: AccessReview): KubeObject {
  const { namespace } = context.info;
  const errors = [...attributeErrors(review), ...subjectErrors(review), ...metadataErrors(context, review, namespace)];
  refuse([...errors, ...localErrors(review, namespace)]);
  return answered(context, subjectOf(review), review);
}

function answered({ decide }: ReviewContext, user: User, review: AccessReview): KubeObject {
  const { allowed, reason } = decide(user, askedBy(review));
  return { ...review, status: { allowed, ...(reason === '' ? {} : { reason }) } } as KubeObject;
}

function askedBy({ spec }: AccessReview): Asked {
  const { resourceAttributes, nonResourceAttributes = {} } = spec;
  if (!resourceAttributes) {
    const { path = '', verb = '' } = nonResourceAttributes;
    return { path, verb, isResource: false, group: '', resource: '', subresource: '', namespace: '', name: '' };
  }
  const { namespace = '', verb = '', group = '', resource = '', subresource = '', name = '' } = resourceAttributes;
  return { namespace, verb, group, resource, subresource, name, isResource: true, path: '' };
}

const subjectOf = ({ spec }: AccessReview): User => ({
  name: spec.user ?? '',
  groups: spec.groups ?? [],
  ...(spec.uid ? { uid: spec.uid } : {}),
  ...(spec.extra ? { extra: spec.extra } : {}),
  by: 'impersonation',
});

function attributeErrors({ spec: { resourceAttributes, nonResourceAttributes } }: AccessReview): FieldError[] {
  if (resourceAttributes && nonResourceAttributes)
    return [
      fieldInvalid(
        'spec.nonResourceAttributes',
        shown(nonResourceAttributes),
        'cannot be specified in combination with resourceAttributes',
      ),
    ];
  if (resourceAttributes || nonResourceAttributes) return [];
  const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [fieldInvalid('spec.resourceAttributes', null, why)];
}

/** A question has no name. What is shown is what would be kept of it. */
function metadataErrors({ managers }: ReviewContext, review: AccessReview, namespace?: string): FieldError[] {
  const { namespace: _, ...metadata } = review.metadata;
  if (Object.values(metadata).every((value) => value === undefined)) return [];
  const managedFields = managers(review);
  const where = namespace === undefined ? {} : { namespace };
  const shown = { ...metadata, ...where, ...(managedFields.length > 0 && { managedFields }) };
  return [fieldInvalid('metadata', shown, `must be empty${namespace === undefined ? '' : ' except for namespace'}`)];
}

function subjectErrors({ spec: { user = '', groups = [] } }: AccessReview): FieldError[] {
  if (user !== '' || groups.length > 0) return [];
  return [fieldInvalid('spec.user', user, 'at least one of user or group must be specified')];
}

function localErrors({ spec }: AccessReview, namespace: string): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec;
  const errors: FieldError[] = [];
  if (nonResourceAttributes) {
    const why = 'disallowed on this kind of request';
    errors.push(fieldInvalid('spec.nonResourceAttributes', shown(nonResourceAttributes), why));
  }
  const given = resourceAttributes?.namespace ?? '';
  if (resourceAttributes && given !== namespace)
    errors.push(fieldInvalid('spec.resourceAttributes.namespace', given, 'must match metadata.namespace'));
  return errors;
}

/** As Go's struct of it is shown. */
const shown = ({ path = '', verb = '' }: { readonly path?: string; readonly verb?: string }) => ({
  Path: path,
  Verb: verb,
});

/** The real server does not say of which kind they are. */
function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid('.authorization.k8s.io', '', errors);
}
