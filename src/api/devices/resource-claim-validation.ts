/** What is wrong with a claim of devices, or with a template of such. */
import {
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldNotSupported,
  fieldRequired,
  fieldTooMany,
  labelsErrors,
  semanticallyEqual,
  validateLabelName,
  type FieldError,
  type ObjectMeta,
} from '../../apimachinery';
import { goStruct } from '../schema/go-dump';
import { annotationErrors, metadataAgainErrors, metadataErrors, metadataUpdateErrors } from '../metadata-validation';
import { classNameErrors } from '../value-validation';
import type {
  DeviceRequest,
  DeviceResourceClaim,
  DeviceSubRequest,
  ExactDeviceRequest,
  ResourceClaimSpec,
  ResourceClaimTemplate,
} from './resource-claim-spec';

export const validateResourceClaim = (claim: DeviceResourceClaim): readonly FieldError[] => [
  ...metadataErrors(claim, true),
  ...specErrors(claim.spec, 'spec'),
];

export const validateResourceClaimUpdate = (
  next: DeviceResourceClaim,
  previous: DeviceResourceClaim,
): readonly FieldError[] => [
  ...metadataAgainErrors(next, previous),
  ...metadataUpdateErrors(next, previous),
  ...fixedErrors(next.spec, previous.spec, () => goStruct(next.spec, 'ResourceClaimSpec')),
];

export const validateClaimTemplate = (template: ResourceClaimTemplate): readonly FieldError[] => [
  ...metadataErrors(template, true),
  ...stampErrors(template.spec.metadata),
  ...specErrors(template.spec.spec, 'spec.spec'),
];

export const validateClaimTemplateUpdate = (
  next: ResourceClaimTemplate,
  previous: ResourceClaimTemplate,
): readonly FieldError[] => [
  ...metadataAgainErrors(next, previous),
  ...metadataUpdateErrors(next, previous),
  ...fixedErrors(next.spec, previous.spec, () => ({
    ...next.spec.metadata,
    Spec: goStruct(next.spec.spec, 'ResourceClaimSpec'),
  })),
];

const fixedErrors = (next: object, previous: object, shown: () => object): readonly FieldError[] =>
  semanticallyEqual(next, previous) ? [] : [fieldInvalid('spec', shown(), 'field is immutable')];

const notStamped = [
  ...['name', 'generateName', 'namespace', 'selfLink', 'uid', 'resourceVersion', 'generation', 'creationTimestamp'],
  ...['deletionTimestamp', 'deletionGracePeriodSeconds', 'ownerReferences', 'finalizers', 'managedFields'],
];

/** Claims are stamped with labels and annotations, and no more. */
function stampErrors(metadata: object = {}): readonly FieldError[] {
  const { labels, annotations } = metadata as ObjectMeta;
  return [
    ...annotationErrors(annotations, 'spec.metadata.annotations'),
    ...(labels ? labelsErrors(labels, 'spec.metadata.labels') : []),
    ...notStamped
      .filter((name) => (metadata as Readonly<Record<string, unknown>>)[name])
      .map((name) => fieldForbidden(`spec.metadata.${name === 'uid' ? 'uID' : name}`, 'cannot be set')),
  ];
}

function requestedErrors(request: ExactDeviceRequest | DeviceSubRequest, field: string): readonly FieldError[] {
  const { deviceClassName, allocationMode: mode, count = 0 } = request;
  const errors = [...classNameErrors(deviceClassName, `${field}.deviceClassName`)];
  if (!deviceClassName) errors.push(fieldRequired(`${field}.deviceClassName`));
  if (mode === 'All') {
    const why = "must not be specified when allocationMode is 'All'";
    if (count !== 0) errors.push(fieldInvalid(`${field}.count`, count, why));
  } else if (mode === 'ExactCount') {
    if (count <= 0) errors.push(fieldInvalid(`${field}.count`, count, 'must be greater than zero'));
  } else errors.push(fieldNotSupported(`${field}.allocationMode`, mode, ['All', 'ExactCount']));
  return errors;
}

const nameErrors = (name = '', field: string): readonly FieldError[] =>
  fieldInvalids(field, name, validateLabelName(name));

function requestErrors(request: DeviceRequest, field: string): readonly FieldError[] {
  const { name, exactly, firstAvailable = [] } = request;
  const errors = nameErrors(name, `${field}.name`);
  const choices = [exactly ? ['exactly'] : [], firstAvailable.length > 0 ? ['firstAvailable'] : []].flat();
  if (choices.length === 0)
    return [...errors, fieldRequired(field, 'exactly one of `exactly` or `firstAvailable` is required')];
  if (choices.length > 1) {
    const why = 'exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set';
    return [...errors, fieldInvalid(field, request, why)];
  }
  if (exactly) return [...errors, ...requestedErrors(exactly, `${field}.exactly`)];
  return [
    ...errors,
    ...firstAvailable.flatMap((one, index) => [
      ...nameErrors(one.name, `${field}.firstAvailable[${index}].name`),
      ...requestedErrors(one, `${field}.firstAvailable[${index}]`),
    ]),
  ];
}

const mostRequests = 32;

function specErrors({ devices }: ResourceClaimSpec, field: string): readonly FieldError[] {
  const names = new Set<string>();
  const requests = devices?.requests ?? [];
  const errors: FieldError[] = requests.flatMap((request, index) => {
    const at = `${field}.devices.requests[${index}]`;
    const found = [...requestErrors(request, at)];
    if (names.has(request.name)) found.push(fieldDuplicate(`${at}.name`, request.name));
    names.add(request.name);
    return found;
  });
  if (requests.length > mostRequests) {
    errors.push(fieldTooMany(`${field}.devices.requests`, requests.length, mostRequests));
  }
  (devices?.constraints ?? []).forEach(({ requests: meant = [] }, index) =>
    meant.forEach((name, place) => {
      if (names.has(name.split('/')[0]!)) return;
      const why =
        "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
      errors.push(fieldInvalid(`${field}.devices.constraints[${index}].requests[${place}]`, name, why));
    }),
  );
  return errors;
}
