import { decode, strictRefusal } from '../../api';
import type { DecodeProblem } from '../../api';
import { badRequest, inTextOrder, invalid, wallClock } from '../../apimachinery';
import type { ApiRequest, KubeObject } from '../../apimachinery';
import type { Component } from '../../simulation';
import type { AdmissionView, Attributes, Operation } from '../admission/plugin';
import type { User } from '../authentication';
import type { Wanted } from '../presentation/accept';
import { bodyOf } from '../request/body';
import type { RequestInfo } from '../request/request-info';
import type { Resource } from './resource';
import type { Stage } from './stage';
import { stored } from './stage';
import type { FieldValidation } from './write-options';

export function storedAs(context: RequestContext, key: string, object: KubeObject): void {
  context.stages.push(stored(key, object));
}

/** What every operation knows of the request it serves. */
export interface RequestContext {
  readonly component: Component;
  readonly request: ApiRequest;
  readonly info: RequestInfo;
  readonly user: User;
  readonly resource: Resource;
  readonly view: AdmissionView;
  readonly clusterSecret: string;
  readonly stages: Stage[];
  readonly warnings: string[];
  /** Of a watch: the form its objects are wanted in. */
  readonly wanted?: Wanted;
  /** Of a watch: told once, when it is over. */
  readonly ended?: () => void;
}

export function attributesOf(
  context: RequestContext,
  operation: Operation,
  object: KubeObject | undefined,
  previous?: KubeObject,
): Attributes {
  const { info, user, resource } = context;
  const name = info.name || object?.metadata.name || '';
  return {
    operation,
    user,
    kind: resource.kind,
    subresource: info.subresource,
    namespace: info.namespace,
    name,
    object,
    previous,
    dryRun: isDryRun(context),
    warn: (sentence) => {
      if (!context.warnings.includes(sentence)) context.warnings.push(sentence);
    },
  };
}

export const isDryRun = ({ info }: RequestContext): boolean => !info.query.empty && info.query.all('dryRun').length > 0;

export const wallClockOf = (context: RequestContext, later = 0): string => wallClock(context.component.now + later);

export const keyOf = ({ resource, info }: RequestContext): string =>
  resource.store.key(resource.kind.namespaced ? info.namespace : '', info.name);

/** The request's body as this kind, with defaults. Unknown fields are refused or warned of, as the request wishes. */
export function readObject(context: RequestContext, mode: FieldValidation): KubeObject {
  const { body, duplicates } = bodyOf(context.request, context.resource.kind);
  if (body === undefined) {
    const why = "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)";
    throw badRequest(`the object provided is unrecognized (must be of type ${context.resource.kind.kind}): ${why}`);
  }
  return accept(context, body, mode, duplicates);
}

/** What an applied configuration came to, read as this kind again. */
export function rereadApplied(
  context: RequestContext,
  applied: unknown,
  mode: FieldValidation,
  stored: KubeObject | undefined,
  refusal: (why: string) => Error,
): KubeObject {
  const strict = (problems: readonly string[]) => strictRefusal(context.resource.kind, problems);
  const refusals = { unreadable: ({ converted }: DecodeProblem) => refusal(converted), strict, problems: [] };
  return accept(context, applied, mode, refusals.problems, stored, refusals);
}

/** What a patch came to, read as this kind again; the refusals are those of patches. */
export function rereadPatched(
  context: RequestContext,
  patched: unknown,
  mode: FieldValidation,
  stored: KubeObject,
  refusals: PatchRefusals,
): KubeObject {
  return accept(context, patched, mode, refusals.problems, stored, refusals);
}

/** What a patched object that is none of its kind is refused with. */
export interface PatchRefusals {
  unreadable(problem: DecodeProblem, patched: unknown): Error;
  strict(problems: readonly string[], patched: unknown): Error;
  /** What is wrong with the patch as it was written. */
  readonly problems: readonly string[];
}

function accept(
  context: RequestContext,
  body: unknown,
  mode: FieldValidation,
  duplicates: readonly string[],
  stored?: KubeObject,
  refusals?: PatchRefusals,
): KubeObject {
  const { kind } = context.resource;
  const unreadable = refusals && ((problem: DecodeProblem) => refusals.unreadable(problem, body));
  const decoded = kind.own?.decode(body, unreadable) ?? decode<KubeObject>(kind, body, stored, unreadable);
  const { request } = context;
  const problems = allProblems(refusals ? undefined : request.body, duplicates, decoded.problems);
  if (problems.length > 0) {
    if (mode === 'Strict') throw refusals ? refusals.strict(problems, body) : strictRefusal(kind, problems);
    if (mode === 'Warn')
      for (const problem of problems) if (!context.warnings.includes(problem)) context.warnings.push(problem);
  }
  return kind.defaults(decoded.object);
}

/** Of a text that was posted, in its order. */
function allProblems(body: unknown, duplicates: readonly string[], unknown: readonly string[]): readonly string[] {
  if (duplicates.length === 0) return unknown;
  const problems = [...duplicates, ...unknown];
  return unknown.length > 0 && typeof body === 'string' ? inTextOrder(body, problems) : problems;
}

/** Field errors of an object as a refusal with 422. */
export function refuseInvalid(
  context: RequestContext,
  object: KubeObject,
  errors: Parameters<typeof invalid>[2],
): void {
  if (errors.length > 0) throw invalid(context.resource.kindName, object.metadata.name ?? '', errors);
}
