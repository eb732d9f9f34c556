/** What may stand in `metadata`, for every kind. */
import {
  equal,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  fieldTooLong,
  labelsErrors,
  validateDns1123Subdomain,
  validateLabelName,
  validateQualifiedName,
  maskTrailingDash,
  type FieldError,
  type KubeObject,
  type ObjectMeta,
  type OwnerReference,
} from '../apimachinery';

/** Says what is wrong with a name; `prefix` for a generateName, which more letters will follow. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

export const subdomainName: NameRule = (name, prefix) =>
  validateDns1123Subdomain(prefix ? maskTrailingDash(name) : name);

/** What a DNS-1123 label can't be. */
export const labelProblems: (name: string) => readonly string[] = validateLabelName;

export const labelName: NameRule = (name, prefix) => labelProblems(prefix ? maskTrailingDash(name) : name);

const annotationsLimit = 256 * 1024;

export function annotationErrors(annotations: ObjectMeta['annotations'], field: string): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in annotations) {
    for (const problem of validateQualifiedName(key.toLowerCase())) errors.push(fieldInvalid(field, key, problem));
    size += key.length + annotations[key]!.length;
  }
  if (size > annotationsLimit) errors.push(fieldTooLong(field, annotationsLimit));
  return errors;
}

function ownerErrors(owner: OwnerReference, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const empty = (name: string, why = 'must not be empty') => errors.push(fieldInvalid(`${field}.${name}`, '', why));
  // A version that can't be read is as good as none.
  if (!owner.apiVersion || owner.apiVersion.split('/').length > 2)
    errors.push(fieldInvalid(`${field}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty'));
  if (!owner.kind) empty('kind');
  if (!owner.name) empty('name');
  if (!owner.uid) empty('uid');
  if (owner.kind === 'Event' && owner.apiVersion === 'v1') {
    errors.push(
      fieldInvalid(field, owner, `/${owner.apiVersion}, Kind=${owner.kind} is disallowed from being an owner`),
    );
  }
  return errors;
}

function ownersErrors(owners: readonly OwnerReference[] | undefined, field: string): FieldError[] {
  const errors = (owners ?? []).flatMap((owner) => ownerErrors(owner, field));
  const [first, second] = (owners ?? []).filter((owner) => owner.controller);
  if (!first || !second) return errors;
  const why = `Only one reference can have Controller set to true. Found "true" in references for ${first.kind}/${first.name} and ${second.kind}/${second.name}`;
  return [...errors, fieldInvalid(field, owners, why)];
}

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** A finalizer belongs to somebody: `example.com/name`, or one of Kubernetes' own. */
export function finalizerErrors(finalizers: readonly string[] | undefined, field: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const name of finalizers ?? []) {
    for (const problem of validateQualifiedName(name)) errors.push(fieldInvalid(field, name, problem));
  }
  (finalizers ?? []).forEach((name, index) => {
    if (name.includes('/') || standardFinalizers.has(name)) return;
    errors.push(
      fieldInvalid(`${field}[${index}]`, name, 'name is neither a standard finalizer name nor is it fully qualified'),
    );
  });
  return errors;
}

function nameErrors(metadata: ObjectMeta, rule: NameRule): FieldError[] {
  const errors: FieldError[] = [];
  if (metadata.generateName) {
    for (const problem of rule(metadata.generateName, true))
      errors.push(fieldInvalid('metadata.generateName', metadata.generateName, problem));
  }
  if (!metadata.name) return [...errors, fieldRequired('metadata.name', 'name or generateName is required')];
  for (const problem of rule(metadata.name, false)) errors.push(fieldInvalid('metadata.name', metadata.name, problem));
  return errors;
}

function namespaceErrors(metadata: ObjectMeta, namespaced: boolean): FieldError[] {
  const { namespace } = metadata;
  if (!namespaced) return namespace ? [fieldForbidden('metadata.namespace', 'not allowed on this type')] : [];
  if (!namespace) return [fieldRequired('metadata.namespace')];
  return labelProblems(namespace).map((problem) => fieldInvalid('metadata.namespace', namespace, problem));
}

function sharedErrors(metadata: ObjectMeta): FieldError[] {
  const { labels, annotations, ownerReferences, finalizers, generation } = metadata;
  if (!labels && !annotations && !ownerReferences && !finalizers && !generation) return [];
  return [
    ...nonNegative(generation, 'metadata.generation'),
    ...labelsErrors(labels, 'metadata.labels'),
    ...annotationErrors(annotations, 'metadata.annotations'),
    ...ownersErrors(ownerReferences, 'metadata.ownerReferences'),
    ...finalizerErrors(finalizers, 'metadata.finalizers'),
  ];
}

/** Everything of a new object's metadata. */
export function metadataErrors(object: KubeObject, namespaced: boolean, rule: NameRule = subdomainName): FieldError[] {
  const { metadata } = object;
  return [...nameErrors(metadata, rule), ...namespaceErrors(metadata, namespaced), ...sharedErrors(metadata)];
}

const immutableFields = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** What an update may not do to metadata. The server has put back what it owns before. */
export function metadataUpdateErrors(next: KubeObject, previous: KubeObject): FieldError[] {
  if (next.metadata === previous.metadata) return [];
  const errors: FieldError[] = [];
  if (previous.metadata.deletionTimestamp) {
    const added = (next.metadata.finalizers ?? []).filter((name) => !previous.metadata.finalizers?.includes(name));
    const listed = added.map((name) => JSON.stringify(name)).join(', ');
    const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${listed}}`;
    if (added.length > 0) errors.push(fieldForbidden('metadata.finalizers', why));
  }
  for (const field of immutableFields)
    errors.push(...immutableErrors(next.metadata[field], previous.metadata[field], `metadata.${field}`));
  return [...errors, ...sharedErrors(next.metadata)];
}

/** `field is immutable`, where the value changed. */
export const immutableErrors = (next: unknown, previous: unknown, field: string): FieldError[] =>
  equal(next, previous) ? [] : [fieldInvalid(field, next ?? null, 'field is immutable')];

export const nonNegative = (value: number | undefined, field: string): FieldError[] =>
  value !== undefined && value < 0 ? [fieldInvalid(field, value, 'must be greater than or equal to 0')] : [];
