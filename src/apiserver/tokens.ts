import { decodeBase64, encodeBase64 } from './base64';

/**
 * Service account tokens. A token carries its claims in clear and a keyed hash over them, so that every API server of the
 * cluster can verify it without asking anybody, as the real ones do with the cluster's public key. The hash is not
 * cryptography: nobody in this world attacks it. What it must do is refuse a token of another cluster or a damaged one.
 */
export interface TokenClaims {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly uid: string;
  readonly pod?: { readonly name: string; readonly uid: string };
  /** Node that the bound pod runs on, when known. */
  readonly node?: string;
  /** Whole simulated seconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

const prefix = 'wheelhouse';

export function issueToken(clusterSecret: string, claims: TokenClaims): string {
  const body = encodeBase64(JSON.stringify(claims));
  return `${prefix}.${body}.${keyedHash(clusterSecret, body)}`;
}

/** The claims of a token that this cluster issued and that is still good, otherwise undefined. */
export function verifyToken(clusterSecret: string, token: string, nowSeconds: number): TokenClaims | undefined {
  const parts = token.split('.');
  if (parts.length !== 3 || parts[0] !== prefix || keyedHash(clusterSecret, parts[1]!) !== parts[2]) return undefined;
  const claims = JSON.parse(decodeBase64(parts[1]!)) as TokenClaims;
  return nowSeconds < claims.expiresAt ? claims : undefined;
}

/** FNV-1a twice with different starts: 64 bits, enough to notice damage. */
function keyedHash(secret: string, text: string): string {
  return [0x811c9dc5, 0x9e3779b9]
    .map((start) => fnv(`${secret}\n${text}`, start).toString(16).padStart(8, '0'))
    .join('');
}

function fnv(text: string, start: number): number {
  let hash = start;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
