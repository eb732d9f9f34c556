import { badRequest, cannotDo, decodeComponent, forbidden, quote } from '../../apimachinery';
import type { ApiRequest } from '../../apimachinery';
import { serviceAccountGroups } from '../authentication';
import type { User, UserExtra } from '../authentication';
import { qualifiedResource } from '../request/request-info';
import type { Asked, Decision } from './authorizer';

const extraPrefix = 'impersonate-extra-';
const serviceAccount = /^system:serviceaccount:([^:]+):([^:]+)$/;

/**
 * Whom a request wants to act as (`kubectl --as`), where its headers say somebody. Every part of the other's identity is a thing that one
 * has to be allowed to impersonate; throws a Refusal with 403 otherwise.
 */
export function impersonated(
  user: User,
  headers: ApiRequest['headers'],
  decide: (asked: Asked) => Decision,
): User | undefined {
  const name = headers['impersonate-user'] ?? '';
  const groups = listed(headers['impersonate-group']);
  const uid = headers['impersonate-uid'];
  const extra = extraOf(headers);
  if (name === '') {
    if (groups.length > 0 || uid || Object.keys(extra).length > 0) throw badRequest(nameless(groups, uid, extra));
    return undefined;
  }
  for (const asked of demands(name, groups, uid, extra)) {
    const { allowed, reason } = decide(asked);
    if (!allowed) throw refusal(user, asked, reason);
  }
  const all = groups.length > 0 ? groups : accountGroups(name);
  const crowd = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  const identity = { name, groups: all.includes(crowd) ? all : [...all, crowd] };
  const known = { ...(uid === undefined ? {} : { uid }), ...(Object.keys(extra).length === 0 ? {} : { extra }) };
  return { ...identity, ...known, by: 'impersonation' };
}

/** What was asked for, as Go shows it. */
function nameless(groups: readonly string[], uid: string | undefined, extra: UserExtra): string {
  const texts = (values: readonly string[]): string => `{${values.map(quote).join(', ')}}`;
  const keys = Object.keys(extra).sort();
  const shownGroups = groups.length === 0 ? '(nil)' : texts(groups);
  const shownExtra =
    keys.length === 0 ? '(nil)' : `{${keys.map((key) => `${quote(key)}:[]string${texts(extra[key]!)}`).join(', ')}}`;
  const parts = `Name:"", UID:${quote(uid ?? '')}, Groups:[]string${shownGroups}, Extra:map[string][]string${shownExtra}`;
  return `requested &user.DefaultInfo{${parts}} without impersonating a user name`;
}

const listed = (header: string | undefined): readonly string[] =>
  header === undefined ? [] : header.split(',').map((one) => one.trim());

function accountGroups(name: string): readonly string[] {
  const account = serviceAccount.exec(name);
  return account ? serviceAccountGroups(account[1]!) : [];
}

function extraOf(headers: ApiRequest['headers']): UserExtra {
  const extra: Record<string, readonly string[]> = {};
  for (const header in headers)
    if (header.startsWith(extraPrefix)) {
      const key = decodeComponent(header.slice(extraPrefix.length).replaceAll('+', '%2B'));
      extra[key] = listed(headers[header]);
    }
  return extra;
}

function demands(name: string, groups: readonly string[], uid: string | undefined, extra: UserExtra): readonly Asked[] {
  const account = serviceAccount.exec(name);
  return [
    account ? demand('', 'serviceaccounts', account[2]!, account[1]!) : demand('', 'users', name),
    ...groups.map((group) => demand('', 'groups', group)),
    ...(uid === undefined ? [] : [demand('authentication.k8s.io', 'uids', uid)]),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => ({ ...demand('authentication.k8s.io', 'userextras', value), subresource: key })),
    ),
  ];
}

const demand = (group: string, resource: string, name: string, namespace = ''): Asked => ({
  ...{ group, resource, name, namespace, subresource: '' },
  ...{ verb: 'impersonate', isResource: true, path: '' },
});

function refusal(user: User, asked: Asked, reason: string) {
  const sentence = cannotDo({ ...asked, user: user.name });
  return forbidden(qualifiedResource(asked), asked.name, reason === '' ? sentence : `${sentence}: ${reason}`);
}
