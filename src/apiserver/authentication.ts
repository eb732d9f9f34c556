import { sha256, unauthorized } from '../apimachinery';
import type { ApiRequest } from '../apimachinery';
import { verifyToken } from './tokens';
import type { TokenClaims } from './tokens';

/** What else is known of a user: values by name. */
export type UserExtra = Readonly<Record<string, readonly string[]>>;

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: UserExtra;
  /** Where the identity came from, for people. */
  readonly by: 'client certificate' | 'service account token' | 'static token' | 'nobody' | 'impersonation';
  /** Of a service account token. */
  readonly claims?: TokenClaims;
}

export interface AuthenticationOptions {
  /** Every API server of a cluster has the same: it makes and checks service account tokens. */
  readonly clusterSecret: string;
  /** token → who it stands for, as `--token-auth-file` has them. */
  readonly staticTokens?: Readonly<Record<string, { readonly name: string; readonly groups: readonly string[] }>>;
}

/** Certificates and tokens that are kept in mind. */
const mostKnown = 10_000;

const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'], by: 'nobody' };

/** Tells who asks. Certificates first, then tokens, else nobody in particular; a token that says nothing is refused with 401. */
export class Authenticator {
  private readonly options: AuthenticationOptions;
  private readonly known = new Map<string, User>();

  constructor(options: AuthenticationOptions) {
    this.options = options;
  }

  /** Who asks, whomever they act as. */
  identify({ headers }: ApiRequest, nowSeconds: number): User {
    const certificate = headers['x-client-certificate'];
    if (certificate !== undefined) return this.byCertificate(certificate);
    const authorization = headers['authorization'];
    if (authorization === undefined || authorization === '') return anonymous;
    return this.byToken(authorization.replace(/^bearer\s+/i, ''), nowSeconds);
  }

  private byCertificate(subject: string): User {
    let user = this.known.get(subject);
    if (!user) this.known.set(subject, (user = certificateUser(subject)));
    return user;
  }

  /** A token is verified once; after that only its time is looked at. Throws 401 for one that says nothing. */
  byToken(token: string, nowSeconds: number): User {
    let user = this.known.get(token);
    if (!user) {
      user = this.tokenUser(token, nowSeconds);
      if (this.known.size >= mostKnown) this.known.clear();
      this.known.set(token, user);
    }
    if (user.claims && nowSeconds >= user.claims.expiresAt) throw unauthorized();
    return user;
  }

  private tokenUser(token: string, nowSeconds: number): User {
    const tokens = this.options.staticTokens ?? {};
    const fixed = Object.hasOwn(tokens, token) ? tokens[token] : undefined;
    if (fixed) return { name: fixed.name, groups: [...fixed.groups, 'system:authenticated'], by: 'static token' };
    const claims = verifyToken(this.options.clusterSecret, token, nowSeconds);
    if (!claims) throw unauthorized();
    return serviceAccountUser(claims);
  }
}

/** `CN=system:node:worker-1,O=system:nodes`: the common name is the user, each organisation a group. */
export function certificateUser(subject: string): User {
  const fields = subject.split(',').map((field) => field.trim());
  const valuesOf = (key: string) =>
    fields.filter((field) => field.startsWith(`${key}=`)).map((field) => field.slice(key.length + 1));
  const name = valuesOf('CN')[0];
  if (!name) throw unauthorized();
  return {
    name,
    groups: [...certificateGroups(name, valuesOf('O')), 'system:authenticated'],
    extra: { [credentialId]: [`X509SHA256=${hexOf(sha256(subject))}`] },
    by: 'client certificate',
  };
}

/** A controller that presents its service account's name instead of its token is in the same groups. */
function certificateGroups(name: string, organisations: readonly string[]): readonly string[] {
  const account = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name);
  return account ? serviceAccountGroups(account[1]!) : organisations;
}

export function serviceAccountGroups(namespace: string): readonly string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

function serviceAccountUser(claims: TokenClaims): User {
  return {
    name: `system:serviceaccount:${claims.namespace}:${claims.serviceAccount}`,
    groups: [...serviceAccountGroups(claims.namespace), 'system:authenticated'],
    uid: claims.uid,
    extra: extraOf(claims),
    by: 'service account token',
    claims,
  };
}

const credentialId = 'authentication.kubernetes.io/credential-id';

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** What a token is bound to. Its own id is told from what it says: tokens that say the same are the same. */
function extraOf(claims: TokenClaims): UserExtra {
  const { pod, node } = claims;
  const digits = hexOf(sha256(JSON.stringify(claims)));
  const id = [8, 4, 4, 4, 12].reduce((parts: string[], length) => {
    const from = parts.join('').length;
    return [...parts, digits.slice(from, from + length)];
  }, []);
  return {
    [credentialId]: [`JTI=${id.join('-')}`],
    ...(node ? { 'authentication.kubernetes.io/node-name': [node] } : {}),
    ...(pod ? { 'authentication.kubernetes.io/pod-name': [pod.name] } : {}),
    ...(pod ? { 'authentication.kubernetes.io/pod-uid': [pod.uid] } : {}),
  };
}
