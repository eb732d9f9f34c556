import type { Deployment, Scale } from '../../api';
import { decode, scaleErrors, scaleOf } from '../../api';
import { badRequest, conflict, invalid } from '../../apimachinery';
import type { ApiAnswer, KubeObject } from '../../apimachinery';
import type { Process } from '../../simulation';
import { ledgerAfter } from '../ownership/field-manager';
import { answer } from '../request/answers';
import { bodyOf } from '../request/body';
import type { RequestContext } from './context';
import { patchOf } from './patch-format';
import { getObject } from './read';
import { changeObject, checkName } from './update';
import { patchOptions, writeOptions } from './write-options';

const scaleKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

/** `/scale` of deployments, sets and controllers of replicas: how many there should be, without the rest of the object. */
export function* scale(context: RequestContext): Process<ApiAnswer> {
  switch (context.info.verb) {
    case 'get':
      return answer(200, scaleIn(context, yield* getObject(context)));
    case 'update':
      return yield* change(context, readScale(context));
    default:
      return yield* patchScale(context);
  }
}

const scaleIn = ({ resource: { kind } }: RequestContext, object: KubeObject): Scale =>
  kind.own?.scale?.read(object) ?? scaleOf(object as Deployment);

function readScale(context: RequestContext): (current: Scale) => Scale {
  const { object } = decode<Scale>(scaleKind, bodyOf(context.request, scaleKind).body);
  const { namespace } = object.metadata;
  if (namespace && namespace !== context.info.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  checkName(context, object);
  return () => object;
}

function* patchScale(context: RequestContext): Process<ApiAnswer> {
  const given = patchOf(context.request, scaleKind);
  const read = (patched: unknown): Scale =>
    decode<Scale>(scaleKind, patched, undefined, (problem) => given.unreadable(problem, patched)).object;
  return yield* change(context, (current) => read(given.onto(current)));
}

function* change(context: RequestContext, wanted: (current: Scale) => Scale): Process<ApiAnswer> {
  const { dryRun } =
    context.info.verb === 'patch' ? patchOptions(context, false) : writeOptions(context, 'UpdateOptions');
  const object = yield* changeObject(
    { ...context, info: { ...context.info, subresource: '' } },
    (current) => scaled(context, current, wanted),
    dryRun,
    (_, current, given) => ({ moved: false, ledger: () => ledgerAfter(context, current, given, 'scale') }),
  );
  return answer(200, scaleIn(context, object));
}

function scaled(context: RequestContext, current: KubeObject, wanted: (current: Scale) => Scale): KubeObject {
  const { metadata, spec } = wanted(scaleIn(context, current));
  const { resource, info } = context;
  const { own } = resource.kind;
  const errors = own ? [] : scaleErrors(spec);
  if (errors.length > 0) throw invalid('Scale.autoscaling', info.name, errors);
  const replicas = spec?.replicas ?? 0;
  const { uid } = current.metadata;
  if (metadata.uid && metadata.uid !== uid) {
    const why = `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${uid}`;
    throw conflict(resource.name, info.name, why);
  }
  if (metadata.resourceVersion && metadata.resourceVersion !== current.metadata.resourceVersion)
    throw conflict(resource.name, info.name);
  if (own?.scale) return own.scale.write(current, replicas);
  if ((current as Deployment).spec.replicas === replicas) return current;
  return { ...current, spec: { ...(current as Deployment).spec, replicas } } as Deployment;
}
