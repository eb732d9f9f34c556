import type { ServiceAccount } from '../api';
import { instantOf } from '../apimachinery';
import type { ApiClientOptions, Identity } from '../client';
import { ApiClient, refusedWith } from '../client';
import type { Component, Process } from '../simulation';
import { attempt, sleep, workOn } from '../simulation';
import { ifFound } from './refusals';

const NAMESPACE = 'kube-system';
const TOKEN_SECONDS = 3600;
const TRY_AGAIN_AFTER_MILLISECONDS = 1000;
const NOBODY = { first: 0, others: [] };

export const USER_AGENT = 'kube-controller-manager/v1.36.0 (linux/amd64) kubernetes/xxx';

/** Who a controller is; its token is replaced while it runs. */
class ServiceAccountIdentity implements Identity {
  readonly userAgent: string;
  token: string | undefined;

  constructor(account: string) {
    this.userAgent = `${USER_AGENT}/system:serviceaccount:${NAMESPACE}:${account}`;
  }
}

interface TokenAnswer {
  readonly status?: { readonly token?: string; readonly expirationTimestamp?: string | null };
}

/** A client for each controller under a service account of its own (`--use-service-account-credentials`): what it may do is its own too. */
export class Credentials {
  private readonly component: Component;
  private readonly server: string;
  private readonly root: ApiClient;
  private readonly options: ApiClientOptions;
  private readonly identities = new Map<string, Identity>();

  /** @param root the manager's own client, which makes the accounts and asks for their tokens */
  constructor(component: Component, server: string, root: ApiClient, options: ApiClientOptions) {
    this.component = component;
    this.server = server;
    this.root = root;
    this.options = options;
  }

  /** Waits until there is a token. Controllers of one account share it, and each has a client (and a rate) of its own. */
  *clientFor(account: string, haste = { queries: 1, burst: 1 }): Process<ApiClient> {
    const identity = this.identities.get(account) ?? (yield* this.identify(account));
    const { queriesPerSecond, burst } = this.options;
    const limits = {
      ...(queriesPerSecond !== undefined && { queriesPerSecond: queriesPerSecond * haste.queries }),
      ...(burst !== undefined && { burst: burst * haste.burst }),
    };
    return new ApiClient(this.component, this.server, identity, { ...this.options, ...limits });
  }

  private *identify(account: string): Process<Identity> {
    const identity = new ServiceAccountIdentity(account);
    this.identities.set(account, identity);
    const expires = yield* this.renew(account, identity);
    this.component.spawn(`token-${account}`, this.keepRenewing(account, identity, expires));
    return identity;
  }

  /** A new one when four fifths of the old one's time are over. */
  private *keepRenewing(account: string, identity: ServiceAccountIdentity, firstExpires: number): Process<void> {
    yield* workOn(NOBODY);
    let expires = firstExpires;
    for (;;) {
      yield* sleep(Math.max(TRY_AGAIN_AFTER_MILLISECONDS, (expires - this.component.now) * 0.8));
      expires = yield* this.renew(account, identity);
    }
  }

  /** Puts a token into the identity, however long that takes; answers when it expires. */
  private *renew(account: string, identity: ServiceAccountIdentity): Process<number> {
    for (;;) {
      const outcome = yield* attempt(this.request(account));
      if (outcome.ok) {
        identity.token = outcome.value.status?.token;
        const { expirationTimestamp } = outcome.value.status ?? {};
        return instantOf(expirationTimestamp ?? '') ?? this.component.now + TOKEN_SECONDS * 1000;
      }
      this.component.log(`token of ${account}: ${outcome.error.message}`);
      yield* sleep(TRY_AGAIN_AFTER_MILLISECONDS);
    }
  }

  private *request(account: string): Process<TokenAnswer> {
    const known = yield* ifFound(this.root.get<ServiceAccount>('serviceaccounts', NAMESPACE, account));
    if (!known) yield* this.create(account);
    const body = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {},
      spec: { expirationSeconds: TOKEN_SECONDS },
    };
    return yield* this.root.subresource<TokenAnswer>('POST', 'serviceaccounts', NAMESPACE, account, 'token', body);
  }

  private *create(account: string): Process<void> {
    const body: ServiceAccount = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: account, namespace: NAMESPACE },
    };
    const made = yield* attempt(this.root.create('serviceaccounts', body));
    if (!made.ok && !refusedWith(made.error, 409)) throw made.error;
  }
}
