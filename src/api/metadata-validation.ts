/** What may stand in `metadata`, for every kind. */
import {
  equal,
  fieldForbidden,
  fieldInvalid,
  fieldInvalids,
  fieldRequired,
  fieldTooLong,
  labelsErrors,
  maskTrailingDash,
  validateDns1123Subdomain,
  validateLabelName,
  validateQualifiedName,
  type FieldError,
  type KubeObject,
  type ObjectMeta,
  type OwnerReference,
} from '../apimachinery';

/** Says what is wrong with a name; `prefix` for a generateName, which more letters will follow. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

export const subdomainName: NameRule = (name, prefix) =>
  validateDns1123Subdomain(prefix ? maskTrailingDash(name) : name);

export const labelName: NameRule = (name, prefix) => validateLabelName(prefix ? maskTrailingDash(name) : name);

/** Kinds that look at names themselves. */
export const anyName: NameRule = () => [];

const annotationsLimit = 256 * 1024;

export function annotationErrors(annotations: ObjectMeta['annotations'], field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in annotations) {
    errors.push(...fieldInvalids(field, key, validateQualifiedName(key.toLowerCase())));
    size += key.length + annotations[key]!.length;
  }
  if (size > annotationsLimit) errors.push(fieldTooLong(field, annotationsLimit));
  return errors;
}

function ownerErrors(owner: OwnerReference, field: string): readonly FieldError[] {
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

function ownersErrors(owners: readonly OwnerReference[] | undefined, field: string): readonly FieldError[] {
  const called = ({ kind, name }: OwnerReference): string => `${kind}/${name}`;
  let first: OwnerReference | undefined;
  return (owners ?? []).flatMap((owner) => {
    const errors = ownerErrors(owner, field);
    if (!owner.controller) return errors;
    if (!first) {
      first = owner;
      return errors;
    }
    const why = `Only one reference can have Controller set to true. Found "true" in references for ${called(first)} and ${called(owner)}`;
    return [...errors, fieldInvalid(field, owners!.map(inOrder), why)];
  });
}

/** As Go's struct has them. */
const inOrder = ({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference) => ({
  ...{ apiVersion, kind, name, uid },
  ...(controller !== undefined && { controller }),
  ...(blockOwnerDeletion !== undefined && { blockOwnerDeletion }),
});

export const standardFinalizers: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** A finalizer belongs to somebody: `example.com/name`, or one of Kubernetes' own. */
export function finalizerOwnerErrors(name: string, field: string): readonly FieldError[] {
  if (name.includes('/') || standardFinalizers.has(name)) return [];
  return [fieldInvalid(field, name, 'name is neither a standard finalizer name nor is it fully qualified')];
}

const ownersOfFinalizers = (finalizers: readonly string[] | undefined, field: string): readonly FieldError[] =>
  (finalizers ?? []).flatMap((name, index) => finalizerOwnerErrors(name, `${field}[${index}]`));

function finalizerErrors(finalizers: readonly string[] | undefined, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const name of finalizers ?? []) errors.push(...fieldInvalids(field, name, validateQualifiedName(name)));
  if (finalizers?.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.push(fieldInvalid(field, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  return errors;
}

function nameErrors(metadata: ObjectMeta, rule: NameRule): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (metadata.generateName) {
    errors.push(...fieldInvalids('metadata.generateName', metadata.generateName, rule(metadata.generateName, true)));
  }
  if (!metadata.name) return [...errors, fieldRequired('metadata.name', 'name or generateName is required')];
  errors.push(...fieldInvalids('metadata.name', metadata.name, rule(metadata.name, false)));
  return errors;
}

function namespaceErrors(metadata: ObjectMeta, namespaced: boolean): readonly FieldError[] {
  const { namespace } = metadata;
  if (!namespaced) return namespace ? [fieldForbidden('metadata.namespace', 'not allowed on this type')] : [];
  if (!namespace) return [fieldRequired('metadata.namespace')];
  return fieldInvalids('metadata.namespace', namespace, validateLabelName(namespace));
}

/** Maps and owners; of an update those that are not what they were. */
function mapsErrors(
  { labels, annotations, ownerReferences }: ObjectMeta,
  previous?: ObjectMeta,
): readonly FieldError[] {
  return [
    ...(labels === previous?.labels ? [] : labelsErrors(labels, 'metadata.labels')),
    ...(annotations === previous?.annotations ? [] : annotationErrors(annotations, 'metadata.annotations')),
    ...(ownerReferences === previous?.ownerReferences ? [] : ownersErrors(ownerReferences, 'metadata.ownerReferences')),
  ];
}

function formErrors(metadata: ObjectMeta, previous?: ObjectMeta): readonly FieldError[] {
  const { labels, annotations, ownerReferences, finalizers, generation } = metadata;
  if (!labels && !annotations && !ownerReferences && !finalizers && !generation) return [];
  return [
    ...nonNegative(generation, 'metadata.generation'),
    ...mapsErrors(metadata, previous),
    ...(finalizers === previous?.finalizers ? [] : finalizerErrors(finalizers, 'metadata.finalizers')),
  ];
}

/** What every new object's metadata is held to, whatever its kind. */
export function commonMetadataErrors(object: KubeObject, namespaced: boolean, rule: NameRule): readonly FieldError[] {
  const { metadata } = object;
  return [...nameErrors(metadata, rule), ...namespaceErrors(metadata, namespaced), ...formErrors(metadata)];
}

/** Everything of a new object's metadata. */
export const metadataErrors = (
  object: KubeObject,
  namespaced: boolean,
  rule: NameRule = subdomainName,
): readonly FieldError[] => [
  ...commonMetadataErrors(object, namespaced, rule),
  ...ownersOfFinalizers(object.metadata.finalizers, 'metadata.finalizers'),
];

const immutableFields = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** What no update may do to metadata. The server has put back what it owns before. */
function changeErrors(next: ObjectMeta, previous: ObjectMeta): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (previous.deletionTimestamp) {
    const added = (next.finalizers ?? []).filter((name) => !previous.finalizers?.includes(name));
    const listed = added.map((name) => JSON.stringify(name)).join(', ');
    const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${listed}}`;
    if (added.length > 0) errors.push(fieldForbidden('metadata.finalizers', why));
  }
  for (const field of immutableFields)
    errors.push(...immutableErrors(next[field], previous[field], `metadata.${field}`));
  return [...errors, ...mapsErrors(next, previous)];
}

/** What a kind finds wrong with an update's metadata that does not mind whose finalizers they are. */
export const metadataChangeErrors = (next: KubeObject, previous: KubeObject): readonly FieldError[] =>
  next.metadata === previous.metadata ? [] : changeErrors(next.metadata, previous.metadata);

const newOwnersErrors = (next: ObjectMeta, previous: ObjectMeta): readonly FieldError[] =>
  next.finalizers === previous.finalizers ? [] : ownersOfFinalizers(next.finalizers, 'metadata.finalizers');

/** What most kinds find wrong with an update's metadata. */
export const metadataUpdateErrors = (next: KubeObject, previous: KubeObject): readonly FieldError[] =>
  next.metadata === previous.metadata
    ? []
    : [...changeErrors(next.metadata, previous.metadata), ...newOwnersErrors(next.metadata, previous.metadata)];

/** What the form of an updated object's metadata has wrong; what did not change is as good as it was. */
export function metadataFormErrors(
  { metadata: next }: KubeObject,
  { metadata: previous }: KubeObject,
  rule: NameRule = subdomainName,
): readonly FieldError[] {
  if (next === previous) return [];
  const from = next.generateName === previous.generateName ? '' : (next.generateName ?? '');
  const named = from ? fieldInvalids('metadata.generateName', from, rule(from, true)) : [];
  return [...named, ...formErrors(next, previous)];
}

/** What a kind finds wrong that looks at an updated object as if it were new. */
export const metadataAgainErrors = (next: KubeObject, previous: KubeObject, rule?: NameRule): readonly FieldError[] =>
  next.metadata === previous.metadata
    ? []
    : [...metadataFormErrors(next, previous, rule), ...newOwnersErrors(next.metadata, previous.metadata)];

/** What the server itself finds wrong with an update's metadata before it asks the kind. */
export function commonUpdateErrors(
  { metadata: next }: KubeObject,
  { metadata: previous }: KubeObject,
): readonly FieldError[] {
  return next === previous ? [] : [...formErrors(next, previous), ...changeErrors(next, previous)];
}

/** `field is immutable`, where the value changed. */
export const immutableErrors = (next: unknown, previous: unknown, field: string): readonly FieldError[] =>
  equal(next, previous) ? [] : [fieldInvalid(field, next ?? null, 'field is immutable')];

export const nonNegative = (value: number | undefined, field: string): readonly FieldError[] =>
  value !== undefined && value < 0 ? [fieldInvalid(field, value, 'must be greater than or equal to 0')] : [];
