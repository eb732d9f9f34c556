import { describe, expect, it } from 'vitest';
import { Authenticator } from './authentication';
import { issueToken, verifyToken } from './tokens';

const claims = { namespace: 'shop', serviceAccount: 'default', uid: 'u-1', issuedAt: 100, expiresAt: 700 };
const token = issueToken('secret', claims);

describe('a service account token', () => {
  it('carries its claims to every server of the cluster', () =>
    expect(verifyToken('secret', token, 100)).toEqual(claims));
  it('is worth nothing once it has expired', () => expect(verifyToken('secret', token, 700)).toBeUndefined());
  it('is worth nothing in another cluster', () => expect(verifyToken('other', token, 100)).toBeUndefined());
  it('is worth nothing with one letter changed', () => {
    const damaged = token.slice(0, 20) + (token[20] === 'A' ? 'B' : 'A') + token.slice(21);
    expect(verifyToken('secret', damaged, 100)).toBeUndefined();
  });
});

describe('who asks', () => {
  const authenticator = new Authenticator({
    clusterSecret: 'secret',
    staticTokens: { t: { name: 'admin', groups: ['system:masters'] } },
  });
  const who = (headers: Record<string, string>) => {
    const { name, groups } = authenticator.identify({ method: 'GET', path: '/', headers }, 100);
    return `${name} [${groups.join(' ')}]`;
  };

  it('is read from a certificate', () => {
    expect(who({ 'x-client-certificate': 'CN=system:node:worker-1,O=system:nodes' })).toBe(
      'system:node:worker-1 [system:nodes system:authenticated]',
    );
  });
  it('is read from a token', () => {
    expect(who({ authorization: `Bearer ${token}` })).toBe(
      'system:serviceaccount:shop:default [system:serviceaccounts system:serviceaccounts:shop system:authenticated]',
    );
    expect(who({ authorization: 'Bearer t' })).toBe('admin [system:masters system:authenticated]');
  });
  it('is nobody without either, and refused with a wrong token', () => {
    expect(who({})).toBe('system:anonymous [system:unauthenticated]');
    expect(() => who({ authorization: 'Bearer wrong' })).toThrow('Unauthorized');
  });
});
