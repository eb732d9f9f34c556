import { apiVersionOf, applyShapeOf, lastAppliedAnnotation } from '../../api';
import {
  ApplyConflicts,
  badRequest,
  checkTyped,
  conflict,
  goJson,
  isObject,
  isRefusal,
  parseYaml,
  refuse,
  setAt,
  TypedError,
  withoutAt,
  withoutKey,
  YamlError,
} from '../../apimachinery';
import type { ApiAnswer, FieldShape, KubeObject, ManagedFields, Refusal, Writer } from '../../apimachinery';
import type { Process } from '../../simulation';
import { managerOf } from '../ownership/field-manager';
import { ledgerOf, reckon } from '../ownership/ledger';
import type { Ledger } from '../ownership/ledger';
import { answer } from '../request/answers';
import { rereadApplied, wallClockOf } from './context';
import type { RequestContext } from './context';
import { createObject, inNamespace } from './create';
import { changeObject, checkName } from './update';
import type { Managed } from './update';
import { patchOptions } from './write-options';
import type { FieldValidation } from './write-options';
import { decoded } from './stage';

export const applyMediaType = 'application/apply-patch+yaml';

type Mapping = Readonly<Record<string, unknown>>;

/** PATCH with `application/apply-patch+yaml`: makes the object say what is applied, and whoever applies it the manager of that. */
export function* apply(context: RequestContext): Process<ApiAnswer> {
  const { dryRun, fieldValidation } = patchOptions(context, true);
  const application = new Application(context, appliedObject(context), fieldValidation);
  context.stages.push(decoded(applyMediaType));
  const manage = (): Managed => application;
  try {
    const object = yield* changeObject(context, (current) => application.onto(current), dryRun, manage);
    return answer(200, object, context.warnings);
  } catch (error) {
    if (!isRefusal(error, 'NotFound') || context.info.subresource !== '') throw error;
    return yield* create(context, application, dryRun);
  }
}

function* create(context: RequestContext, application: Application, dryRun: boolean): Process<ApiAnswer> {
  const { resource, info } = context;
  if (application.uid !== undefined) {
    const why = `uid mismatch: the provided object specified uid ${application.uid}, and no existing object was found`;
    throw conflict(resource.name, info.name, why);
  }
  const object = application.onto(undefined);
  const created = yield* createObject(context, object, dryRun, () => application.ledger());
  return answer(201, created, context.warnings);
}

/** What is to be applied, onto the object as it is now, as often as that changes meanwhile. */
class Application implements Managed {
  moved = false;
  readonly uid: string | undefined;
  private readonly context: RequestContext;
  private readonly applied: Mapping;
  private readonly fieldValidation: FieldValidation;
  private readonly shape: FieldShape;
  private readonly force: boolean;
  private fields: ManagedFields | undefined;

  constructor(context: RequestContext, applied: Mapping, fieldValidation: FieldValidation) {
    const { kind } = context.resource;
    const shape = kind.own?.applyShape ?? applyShapeOf(apiVersionOf(kind), kind.kind);
    if (!shape) throw refuse(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
    this.context = context;
    this.applied = heard(applied, context);
    this.fieldValidation = fieldValidation;
    this.shape = shape;
    this.force = context.info.query.flag('force');
    const { uid } = metadataOf(applied);
    this.uid = typeof uid === 'string' ? uid : undefined;
    this.check(applied);
  }

  /** @throws Refusal 409 when that would take what others manage */
  onto(current: KubeObject | undefined): KubeObject {
    const writer = this.writer();
    const fields = reckon(current && ledgerOf(current));
    try {
      const { object, moved } = fields.apply(writer, current ?? {}, this.applied, this.shape, this.force);
      this.moved = moved;
      this.fields = fields;
      return this.read(remembering(object, this.applied, writer, current), current);
    } catch (error) {
      if (error instanceof ApplyConflicts) throw applyConflict(error, fields);
      throw error;
    }
  }

  ledger(): Ledger | undefined {
    return this.fields && { entries: this.fields.entries(), pending: undefined };
  }

  private read(object: unknown, current: KubeObject | undefined): KubeObject {
    const next = rereadApplied(this.context, object, this.fieldValidation, current, (why) => this.unreadable(why));
    checkName(this.context, next);
    return inNamespace(this.context, next);
  }

  private writer(): Writer {
    const { resource, info } = this.context;
    const { subresource } = info;
    return {
      manager: managerOf(this.context),
      operation: 'Apply',
      apiVersion: apiVersionOf(resource.kind),
      time: wallClockOf(this.context),
      ...(subresource === '' ? {} : { subresource }),
    };
  }

  /** What was applied, as refusals call it. */
  private which(): string {
    const { namespace, name } = metadataOf(this.applied);
    const text = (value: unknown): string => (typeof value === 'string' ? value : '');
    return `${text(namespace)}/${text(name)}; ${this.kindName()}`;
  }

  private kindName(): string {
    const { group, version, kind } = this.context.resource.kind;
    return `${group}/${version}, Kind=${kind}`;
  }

  private unreadable(why: string): Refusal {
    const cause = `unable to convert unstructured object to ${this.kindName()}: ${why}`;
    return refuse(500, '', `failed to convert new object (${this.which()}) to proper version: ${cause}`);
  }

  private check(applied: Mapping): void {
    try {
      checkTyped(applied, this.shape);
    } catch (error) {
      if (!(error instanceof TypedError)) throw error;
      throw refuse(500, '', `failed to create typed patch object (${this.which()}): ${error.message}`);
    }
  }
}

/** Of a kind with a status of its own, an application of the rest says nothing of the status, and the other way round. */
function heard(applied: Mapping, { resource, info: { subresource } }: RequestContext): Mapping {
  if (subresource === 'status') return withoutSpec(applied, resource.name);
  const hasStatus = subresource === '' && resource.kind.subresources.some(({ name }) => name === 'status');
  return hasStatus ? (withoutKey(applied, 'status') as Mapping) : applied;
}

/** Labels of deployments are none of a status writer's business either. */
function withoutSpec(applied: Mapping, resource: string): Mapping {
  const rest = withoutKey(applied, 'spec') as Mapping;
  if (resource !== 'deployments.apps' || !isObject(rest.metadata)) return rest;
  return { ...rest, metadata: withoutKey(rest.metadata, 'labels') };
}

/** Who applied by patches once finds in the annotation what kubectl applied last, wherever it was merged. */
function remembering(object: unknown, applied: Mapping, { manager }: Writer, current: KubeObject | undefined): unknown {
  if (manager !== 'kubectl' || current?.metadata.annotations?.[lastAppliedAnnotation] === undefined) return object;
  const remembered = `${goJson(withoutAt(applied, ['metadata', 'annotations', lastAppliedAnnotation]))}\n`;
  return setAt(object, ['metadata', 'annotations', lastAppliedAnnotation], remembered);
}

const metadataOf = ({ metadata }: Mapping): Mapping => (isObject(metadata) ? metadata : {});

/** The body as an object of the kind that the path says. JSON is YAML, too. */
function appliedObject({ request, resource }: RequestContext): Mapping {
  const applied = typeof request.body === 'string' ? readYaml(request.body) : request.body;
  if (!isObject(applied)) {
    const type = Array.isArray(applied) ? 'array' : typeof applied === 'boolean' ? 'bool' : typeof applied;
    const why = `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
    throw badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${why}`);
  }
  const { apiVersion, kind } = applied;
  if (apiVersion !== apiVersionOf(resource.kind) || kind !== resource.kind.kind)
    throw badRequest(`invalid object type: ${groupVersion(apiVersion)}, Kind=${typeof kind === 'string' ? kind : ''}`);
  const { managedFields } = metadataOf(applied);
  if (managedFields !== undefined && managedFields !== null) throw badRequest('metadata.managedFields must be nil');
  return applied;
}

/** `apps/v1`, `/v1` of the core group, `/` of nothing. */
function groupVersion(apiVersion: unknown): string {
  if (typeof apiVersion !== 'string') return '/';
  return apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
}

function readYaml(text: string): unknown {
  try {
    return parseYaml(text, { duplicateKeys: 'last' });
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw badRequest(`error decoding YAML: ${error.message}`);
  }
}

interface NamedConflict {
  readonly who: string;
  readonly field: string;
}

/** The refusal that names every field and who manages it. */
function applyConflict({ conflicts }: ApplyConflicts, fields: ManagedFields): Refusal {
  const named = conflicts.map(({ manager, field }) => ({ who: nameOf(fields.writerOf(manager)), field }));
  const causes = named.map(({ who, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${who}`,
    field,
  }));
  return refuse(409, 'Conflict', conflictMessage(named), { causes });
}

function conflictMessage(conflicts: readonly NamedConflict[]): string {
  if (conflicts.length === 1)
    return `Apply failed with 1 conflict: conflict with ${conflicts[0]!.who}: ${conflicts[0]!.field}`;
  const managers = [...new Set(conflicts.map(({ who }) => who))].sort();
  const lines = managers.flatMap((manager) => [
    `conflicts with ${manager}:`,
    ...conflicts.filter(({ who }) => who === manager).map(({ field }) => `- ${field}`),
  ]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

function nameOf({ manager, operation, apiVersion, subresource }: Writer): string {
  const name = JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
