import { humanDuration, instantOf, type FieldError, type FieldShape, type KubeObject } from '../apimachinery';
import { metadataUpdateErrors } from './metadata-validation';
import type { Scale } from './workloads/scale';
import type { Decoded } from './schema/schema';
import type { DecodeProblem } from './schema/schema-scalars';
import { keepGeneration, keepStatus, nextGeneration, onlyStatus, withGeneration, withStatus } from './strategy';
import type { WithSpec } from './strategy';

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** A subresource as discovery names it; `kind` is what its bodies are. */
export interface Subresource {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly verbs: readonly Verb[];
}

/** What may be changed through a subresource: prepared, the rest is as it was. */
export interface KindPart<T extends KubeObject = KubeObject> {
  prepare(next: T, previous: T): T;
  validate(next: T, previous: T): readonly FieldError[];
}

/** A column of `kubectl get`, as the API server's Table has it. */
export interface PrinterColumn<T extends KubeObject = KubeObject> {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date' | 'number';
  readonly format: '' | 'name';
  readonly description: string;
  /** 0 is always shown, 1 with `-o wide`. */
  readonly priority: 0 | 1;
  /** @param now the simulation's instant in milliseconds, for ages */
  cell(object: T, now: number): string | number | boolean;
}

/**
 * One served kind: all the request's path needs to know about it. A row of `kinds`.
 *
 * A write goes through, in this order: `decode`, `defaults`, admission (not here), `prepareForCreate` or `prepareForUpdate`,
 * `validate` or `validateUpdate`. Every function is pure: it answers a new object that shares what it did not change, or
 * the very same object. Metadata that the server owns (uid, resourceVersion, timestamps of creation and deletion) is put
 * back by the server before `prepareForUpdate`; the generation is decided here.
 */
export interface KindDefinition<T extends KubeObject = KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Where etcd has it: `/registry/pods`; the key is prefix/namespace/name, or prefix/name. */
  readonly storagePrefix: string;
  readonly subresources: readonly Subresource[];
  readonly verbs: readonly Verb[];
  /** `metadata.generation` counts changes of the spec. */
  readonly generations: boolean;

  defaults(object: T): T;
  /** What a create may not decide: the status goes, the first generation and phase come. */
  prepareForCreate(object: T): T;
  /** What an update of the object itself may not change: the status stays, the generation follows the spec. */
  prepareForUpdate(next: T, previous: T): T;
  /** What an update of `/status` may not change: all but the status. */
  prepareForStatusUpdate(next: T, previous: T): T;
  validate(object: T): readonly FieldError[];
  validateUpdate(next: T, previous: T): readonly FieldError[];
  validateStatusUpdate(next: T, previous: T): readonly FieldError[];
  /** What an update is refused with before anything else is looked at. */
  validateFirst?(next: T): readonly FieldError[];
  /** Subresources through which one part of the object is changed, by rules of its own (`pods/NAME/ephemeralcontainers`). */
  readonly parts?: Readonly<Record<string, KindPart<T>>>;
  /** Warnings a create or update is answered with (`Warning` headers). */
  warnings(object: T): readonly string[];
  /** Whether an update is, too: where generations are counted, one that makes a new one. */
  readonly warnsOfUpdates: boolean;
  /** Told to everybody who asks for it, whatever the answer: since when not to, and what to ask for. */
  readonly deprecated?: string;

  readonly columns: readonly PrinterColumn<T>[];
  /** What field selectors may ask for: `metadata.name`, `spec.nodeName` …. A label that is not a key here is refused. */
  fieldsOf(object: T): Readonly<Record<string, string>>;
  /** The kind has field labels of its own: unknown ones are refused in other words (`fieldLabelProblem`). */
  readonly ownFieldLabels: boolean;
  /**
   * Seconds between a delete and the object's end, for kinds that go gracefully (pods).
   * @param requested `gracePeriodSeconds` of the delete, if it said any
   */
  gracePeriodSeconds?(object: T, requested: number | undefined): number;
  /** A delete that says nothing of dependents leaves them behind, as once all kinds did. */
  readonly orphansDependents?: true;
  /** What whoever deletes without saying what becomes of dependents is told. */
  readonly deletionWarning?: string;
  /** Of a kind that is stored as another one (events.k8s.io is stored as v1 Event). */
  toStorage?(object: T): KubeObject;
  fromStorage?(stored: KubeObject): T;
  /** Of a kind that is no row of `kinds`, for a definition made it up: what else is found by the kind's name. */
  readonly own?: OwnRules;
}

export interface OwnRules {
  /** Reads a body as this kind, as `decode` does. */
  decode(body: unknown, refusal?: (problem: DecodeProblem) => Error): Decoded;
  readonly applyShape: FieldShape;
  readonly scale?: {
    read(object: KubeObject): Scale;
    write(object: KubeObject, replicas: number): KubeObject;
  };
}

/** `apps/v1`, or `v1` of the core group. */
export const apiVersionOf = (kind: { readonly group: string; readonly version: string }): string =>
  kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;

/** `deployments.apps`: how kubectl, the audit log and the clients name a resource; the core group adds nothing. */
export const resourceName = (kind: { readonly group: string; readonly plural: string }): string =>
  kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;

type Row<T extends KubeObject> = Pick<
  KindDefinition<T>,
  'group' | 'version' | 'kind' | 'plural' | 'namespaced' | 'storagePrefix'
> &
  Partial<KindDefinition<T>> & {
    /** What the status of a new object says; nothing, where there is one. */
    readonly newStatus?: object;
  };

const allVerbs: readonly Verb[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const same = <T>(object: T): T => object;
const nothingWrong = (): readonly never[] => [];

/** What a write leaves alone: the status where there is one, and a generation that counts what the spec was. */
function writeRules<T extends KubeObject>(
  { subresources = [], generations = false }: Partial<KindDefinition<T>>,
  newStatus: object,
): Pick<KindDefinition<T>, 'prepareForCreate' | 'prepareForUpdate'> {
  const hasStatus = subresources.some(({ name }) => name === 'status');
  const count: (next: T, previous: T) => T = generations ? nextGeneration : keepGeneration;
  return {
    prepareForCreate(object) {
      const fresh = hasStatus ? (withStatus<WithSpec>(object, newStatus) as T) : object;
      return generations ? withGeneration(fresh, 1) : fresh;
    },
    prepareForUpdate: hasStatus ? (next, previous) => count(keepStatus(next, previous), previous) : count,
  };
}

/** Fills a row with what most kinds have in common: all verbs, name and age as columns, nothing defaulted. */
export function defineKind<T extends KubeObject>({ newStatus = {}, ...row }: Row<T>): KindDefinition<T> {
  return {
    listKind: `${row.kind}List`,
    singular: row.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    subresources: [],
    verbs: allVerbs,
    generations: false,
    defaults: same,
    ...writeRules(row, newStatus),
    prepareForStatusUpdate: onlyStatus,
    validate: nothingWrong,
    validateUpdate: metadataUpdateErrors,
    validateStatusUpdate: metadataUpdateErrors,
    warnings: nothingWrong,
    warnsOfUpdates: true,
    columns: [nameColumn, ageColumn],
    fieldsOf: row.namespaced ? namespacedFields : clusterFields,
    ownFieldLabels: false,
    ...row,
  };
}

/** What a field selector with a label that the kind doesn't know is refused with (400). */
export function fieldLabelProblem(kind: KindDefinition, label: string): string {
  if (!kind.ownFieldLabels)
    return `${JSON.stringify(label)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
  switch (kind.group) {
    case 'batch':
      return `field label ${JSON.stringify(label)} not supported for ${kind.kind}`;
    case 'resource.k8s.io':
      return `field label not supported for ${apiVersionOf(kind)}, Kind=${kind.kind}: ${label}`;
    default:
      return `field label not supported: ${label}`;
  }
}

/** The two fields every namespaced kind can be selected by. */
export const namespacedFields = (object: KubeObject): Readonly<Record<string, string>> => ({
  'metadata.name': object.metadata.name,
  'metadata.namespace': object.metadata.namespace ?? '',
});

const clusterFields = (object: KubeObject): Readonly<Record<string, string>> => ({
  'metadata.name': object.metadata.name,
});

/** `/status`, read and written as the kind itself. */
export const statusSubresource = (kind: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): Subresource => ({
  name: 'status',
  kind: kind.kind,
  group: kind.group,
  version: kind.version,
  verbs: ['get', 'patch', 'update'],
});

/** `/proxy`: whatever is said goes on to what is behind the object. */
export const proxySubresource = (kind: string): Subresource => ({
  name: 'proxy',
  kind: `${kind}ProxyOptions`,
  group: '',
  version: 'v1',
  verbs: ['create', 'delete', 'get', 'patch', 'update'],
});

export const scaleSubresource: Subresource = {
  name: 'scale',
  kind: 'Scale',
  group: 'autoscaling',
  version: 'v1',
  verbs: ['get', 'patch', 'update'],
};

/** Time since the object was made, as kubectl prints it: `5m`, `<unknown>`. */
export function ageOf(object: KubeObject, now: number): string {
  const since = instantOf(object.metadata.creationTimestamp ?? '');
  return since === undefined ? '<unknown>' : humanDuration(now - since);
}

export const nameColumn: PrinterColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'The name, unique in its namespace.',
  priority: 0,
  // A bookmark has none.
  cell: (object) => object.metadata.name ?? '',
};

export const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'string',
  format: '',
  description: 'How long ago it was made.',
  priority: 0,
  cell: ageOf,
};
