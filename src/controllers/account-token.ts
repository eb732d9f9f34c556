import type { Secret, ServiceAccount, TokenRequest } from '../api';
import { encodeBase64 } from '../api';
import { equal } from '../apimachinery';
import type { ApiClient } from '../client';
import { keyOf, startWorkers, WorkQueue } from '../client';
import type { Process } from '../simulation';
import type { Controller } from './context';
import { ifFound } from './refusals';

const TYPE = 'kubernetes.io/service-account-token';
const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';
/** Tokens in secrets don't expire: the longest that can be asked for is 136 years. */
const FOR_EVER_SECONDS = 2 ** 32;

const accountKeyOf = ({ type, metadata }: Secret): string | undefined =>
  type === TYPE && metadata.annotations?.[NAME] ? `${metadata.namespace}/${metadata.annotations[NAME]}` : undefined;

/** Fills the secrets that ask for a service account's token, and takes them away with their account. */
export function accountTokenController(certificate: string): Controller {
  return ({ component, client, informers }) => {
    const secrets = informers.of<Secret>('secrets');
    const accounts = informers.of<ServiceAccount>('serviceaccounts');
    const queue = new WorkQueue(component, 'serviceaccount_tokens_secret');
    secrets.onChange(({ type, object }) => {
      if (type !== 'deleted' && accountKeyOf(object) !== undefined) queue.add(keyOf(object));
    });
    accounts.onChange(({ type, object }) => {
      if (type === 'updated') return;
      for (const secret of secrets.list()) if (accountKeyOf(secret) === keyOf(object)) queue.add(keyOf(secret));
    });

    function* reconcile(key: string): Process<void> {
      const secret = secrets.getByKey(key);
      const name = secret?.metadata.annotations?.[NAME];
      if (!secret || !name || secret.type !== TYPE) return;
      const { namespace, annotations } = secret.metadata;
      const account = yield* ifFound(client.get<ServiceAccount>('serviceaccounts', namespace, name));
      const isItsOwn = account && (annotations?.[UID] || account.metadata.uid) === account.metadata.uid;
      yield* isItsOwn ? fill(client, secret, account, certificate) : remove(client, secret);
    }

    return () => startWorkers(component, queue, { workers: 5 }, reconcile);
  };
}

function* remove(client: ApiClient, { metadata }: Secret): Process<void> {
  const preconditions = { uid: metadata.uid!, resourceVersion: metadata.resourceVersion };
  yield* ifFound(client.delete('secrets', metadata.namespace, metadata.name, { preconditions }));
}

function* fill(client: ApiClient, secret: Secret, account: ServiceAccount, certificate: string): Process<void> {
  const { namespace = '', annotations } = secret.metadata;
  const data = {
    'ca.crt': encodeBase64(certificate),
    namespace: encodeBase64(namespace),
    token: secret.data?.token ?? encodeBase64(yield* tokenOf(client, account)),
    ...secret.data,
  };
  const filled = { ...annotations, [UID]: account.metadata.uid! };
  if (equal(secret.data, data) && equal(annotations, filled)) return;
  const metadata = { ...secret.metadata, annotations: filled };
  yield* client.update<Secret>('secrets', { ...secret, metadata, data });
}

function* tokenOf(client: ApiClient, { metadata: { namespace, name } }: ServiceAccount): Process<string> {
  const request = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: {},
    spec: { audiences: [], expirationSeconds: FOR_EVER_SECONDS },
  };
  const made = yield* client.subresource<TokenRequest>('POST', 'serviceaccounts', namespace, name, 'token', request);
  return made.status?.token ?? '';
}
