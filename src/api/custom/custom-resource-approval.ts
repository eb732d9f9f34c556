/** Groups of Kubernetes' own are for those whose definitions its people have looked at. */
import { fieldInvalid, fieldRequired, type FieldError } from '../../apimachinery';
import type { Condition } from '../condition';
import type { CustomResourceDefinition } from './custom-resource-definition';

const annotation = 'api-approved.kubernetes.io';

const isProtected = (group = ''): boolean => /(^|\.)(k8s|kubernetes)\.io$/.test(group);
const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/[^/\s]+/.test(text);
const approvalOf = ({ metadata }: CustomResourceDefinition): string => metadata.annotations?.[annotation] ?? '';

export function approvalErrors(definition: CustomResourceDefinition): readonly FieldError[] {
  if (!isProtected(definition.spec.group)) return [];
  const value = approvalOf(definition);
  const field = `metadata.annotations[${annotation}]`;
  const why = `protected groups must have approval annotation "${annotation}", see https://github.com/kubernetes/enhancements/pull/1111`;
  if (value === '') return [fieldRequired(field, why)];
  return value.startsWith('unapproved') || isAddress(value) ? [] : [fieldInvalid(field, value, why)];
}

/** What a definition of such a group is told; undefined of others. */
export function approvalCondition(definition: CustomResourceDefinition): Condition | undefined {
  if (!isProtected(definition.spec.group)) return undefined;
  const value = approvalOf(definition);
  const type = 'KubernetesAPIApprovalPolicyConformant';
  return isAddress(value)
    ? { type, status: 'True', reason: 'ApprovedAnnotation', message: `approved in ${value}` }
    : { type, status: 'False', reason: 'UnapprovedAnnotation', message: `not approved: "${value}"` };
}
