import type { Pod, ServiceAccount, TokenRequest } from '../../api';
import { decode, defaultTokenRequest, tokenRequestErrors } from '../../api';
import { badRequest, conflict, fieldInvalid, invalid, notFound, wallClock } from '../../apimachinery';
import type { ApiAnswer } from '../../apimachinery';
import type { Process } from '../../simulation';
import { validate } from '../admission/chain';
import { answer } from '../request/answers';
import { bodyOf } from '../request/body';
import { issueToken } from '../tokens';
import type { TokenClaims } from '../tokens';
import { attributesOf, keyOf } from './context';
import type { RequestContext } from './context';
import { inNamespace } from './create';
import { writeOptions } from './write-options';

const tokenRequestKind = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };
const audience = 'https://kubernetes.default.svc.cluster.local';
/** A token that a pod's volume asks for (this many seconds, says the admission plugin) lives a year, for clients that never re-read it. */
const boundPodSeconds = 3607;
const aYear = 365 * 24 * 3600;

/** POST of `serviceaccounts/NAME/token`. */
export function* createToken(context: RequestContext): Process<ApiAnswer> {
  const { object } = decode<TokenRequest>(tokenRequestKind, bodyOf(context.request, tokenRequestKind).body);
  const request = defaultTokenRequest(object);
  const { resource, info, component } = context;
  writeOptions(context, 'CreateOptions');
  inNamespace(context, request);
  const kind = 'TokenRequest.authentication.k8s.io';
  const { name } = request.metadata;
  if (name && name !== info.name) {
    const why = 'must match the service account name if specified';
    throw invalid(kind, info.name, [fieldInvalid('metadata.name', name, why)]);
  }
  const found = yield* resource.store.fetch(keyOf(context));
  if (!found) throw notFound(resource.name, info.name);
  const errors = tokenRequestErrors(request);
  if (errors.length > 0) throw invalid(kind, '', errors);
  yield* validate(attributesOf(context, 'CREATE', request), context.view);
  const pod = yield* boundPod(context, request);
  const seconds = request.spec.expirationSeconds;
  const claims = claimsFor(found.object, pod, Math.floor(component.now / 1000), seconds);
  const token = issueToken(context.clusterSecret, claims);
  context.stages.push({ title: 'storage', verdict: { is: 'not-stored' } });
  const status = { token, expirationTimestamp: wallClock((claims.issuedAt + seconds) * 1000) };
  const spec = { ...request.spec, audiences: request.spec.audiences?.length ? request.spec.audiences : [audience] };
  return answer(201, { ...request, metadata: answeredMetadata(context), spec, status });
}

const answeredMetadata = ({ info, component }: RequestContext) => ({
  name: info.name,
  namespace: info.namespace,
  creationTimestamp: wallClock(component.now),
});

const bindable = new Set(['v1/Node', 'v1/Pod', 'v1/Secret']);

/** The pod that the token is to be good for, which must be there and run as that account. */
function* boundPod(context: RequestContext, { spec }: TokenRequest): Process<Pod | undefined> {
  const reference = spec?.boundObjectRef;
  if (!reference?.name) return undefined;
  const { apiVersion = '', kind = '' } = reference;
  if (!bindable.has(`${apiVersion}/${kind}`)) {
    const [version, group = ''] = apiVersion.split('/').reverse();
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  }
  if (kind !== 'Pod') return undefined;
  const { pods } = context.view;
  const found = yield* pods.fetch(pods.key(context.info.namespace, reference.name));
  if (!found) throw notFound('pods', reference.name);
  const { uid } = found.object.metadata;
  if (reference.uid && reference.uid !== uid) {
    throw conflict(
      'pods',
      reference.name,
      `the UID in the bound object reference (${reference.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  return found.object as Pod;
}

function claimsFor({ metadata }: ServiceAccount, pod: Pod | undefined, now: number, seconds: number): TokenClaims {
  return {
    namespace: metadata.namespace!,
    serviceAccount: metadata.name,
    uid: metadata.uid!,
    ...(pod ? { pod: { name: pod.metadata.name, uid: pod.metadata.uid! }, node: pod.spec.nodeName } : {}),
    issuedAt: now,
    expiresAt: now + (pod && seconds === boundPodSeconds ? aYear : seconds),
  };
}
