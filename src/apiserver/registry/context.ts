import { decode, strictRefusal } from '../../api';
import { fieldNotSupported, invalid, wallClock } from '../../apimachinery';
import type { ApiRequest, KubeObject } from '../../apimachinery';
import type { Component } from '../../simulation';
import type { AdmissionView, Attributes, Operation } from '../admission/plugin';
import type { User } from '../authentication';
import type { Wanted } from '../presentation/accept';
import { bodyOf } from '../request/body';
import type { RequestInfo } from '../request/request-info';
import type { Resource } from './resource';

/** A stage of a request's path and what it said, for the inspector. */
export interface Stage {
  readonly title:
    | 'authentication'
    | 'authorization'
    | 'decoding'
    | 'mutating admission'
    | 'validation'
    | 'validating admission'
    | 'storage';
  readonly verdict: string;
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

export function passed(context: RequestContext, title: Stage['title'], verdict: string): void {
  context.stages.push({ title, verdict });
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
    dryRun: !info.query.empty && info.query.all('dryRun').length > 0,
    warn: (sentence) => {
      if (!context.warnings.includes(sentence)) context.warnings.push(sentence);
    },
  };
}

export const wallClockOf = (context: RequestContext, later = 0): string => wallClock(context.component.now + later);

export const keyOf = ({ resource, info }: RequestContext): string =>
  resource.store.key(resource.kind.namespaced ? info.namespace : '', info.name);

type Options = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions';

/** Is nothing to be stored? Refuses what `dryRun` can't be with 422. */
export function isDryRun(context: RequestContext, options: Options, more: readonly string[] = []): boolean {
  if (context.info.query.empty && more.length === 0) return false;
  const values = [...context.info.query.all('dryRun'), ...more];
  if (values.length === 0) return false;
  if (values.every((value) => value === 'All')) return true;
  const error = fieldNotSupported('dryRun', values, ['All']);
  throw invalid(`${options}.meta.k8s.io`, '', [error]);
}

type FieldValidation = 'Ignore' | 'Strict' | 'Warn';

function fieldValidation(context: RequestContext, options: Options): FieldValidation {
  const value = context.info.query.get('fieldValidation') ?? '';
  if (value === '' || value === 'Warn') return 'Warn';
  if (value === 'Ignore' || value === 'Strict') return value;
  throw invalid(`${options}.meta.k8s.io`, '', [
    fieldNotSupported('fieldValidation', value, ['', 'Ignore', 'Strict', 'Warn']),
  ]);
}

/** The request's body as this kind, with defaults. Unknown fields are refused or warned of, as the request wishes. */
export function readObject(context: RequestContext, options: Options): KubeObject {
  const mode = fieldValidation(context, options);
  const { body, duplicates } = bodyOf(context.request, context.resource.kind);
  return accept(context, body, mode, duplicates);
}

/** What a patch came to, read as this kind again. */
export function rereadObject(context: RequestContext, patched: unknown, stored?: KubeObject): KubeObject {
  return accept(context, patched, fieldValidation(context, 'PatchOptions'), [], stored);
}

function accept(
  context: RequestContext,
  body: unknown,
  mode: FieldValidation,
  duplicates: readonly string[],
  stored?: KubeObject,
): KubeObject {
  const { kind } = context.resource;
  const decoded = decode<KubeObject>(kind, body, stored);
  const problems = duplicates.length === 0 ? decoded.problems : [...duplicates, ...decoded.problems];
  if (problems.length > 0) {
    if (mode === 'Strict') throw strictRefusal(kind, problems);
    if (mode === 'Warn')
      for (const problem of problems) if (!context.warnings.includes(problem)) context.warnings.push(problem);
  }
  return kind.defaults(decoded.object);
}

/** Field errors of an object as a refusal with 422. */
export function refuseInvalid(
  context: RequestContext,
  object: KubeObject,
  errors: Parameters<typeof invalid>[2],
): void {
  if (errors.length > 0) throw invalid(context.resource.kindName, object.metadata.name ?? '', errors);
}
