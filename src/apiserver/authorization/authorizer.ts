import { cannotDo, forbidden, noQuery } from '../../apimachinery';
import type { User } from '../authentication';
import { qualifiedResource } from '../request/request-info';
import type { RequestInfo } from '../request/request-info';
import { nodeDecision } from './node-authorizer';
import type { NodeView } from './node-authorizer';
import type { Rbac } from './rbac';
import { authenticatedPaths, authenticatedRules, permits, publicPaths, rulesOfUser } from './rules';

/** The group of kubeadm's admin.conf, which kubeadm binds to cluster-admin. */
const CLUSTER_ADMINS = 'kubeadm:cluster-admins';

/** Who may do all, whatever roles say. */
export const isAdministrator = ({ groups }: User): boolean =>
  groups.includes('system:masters') || groups.includes(CLUSTER_ADMINS);

/** What of a request is decided upon. */
export type Asked = Omit<RequestInfo, 'query' | 'version'> & { readonly query?: RequestInfo['query'] };

const isWhole = (asked: Asked): asked is RequestInfo => asked.query !== undefined && 'version' in asked;

export interface Decision {
  readonly allowed: boolean;
  /** Which authorizer allowed it, in a word. */
  readonly by: string;
  /** Why, in the authorizers' own words; '' where they have none. */
  readonly reason: string;
}

/**
 * May they? A chain as in the real server: masters may do all, then the node authorizer for kubelets, then roles and bindings.
 * As long as a cluster that has just started has no roles yet, a table of the components' identities stands for them.
 */
export function decide(user: User, asked: Asked, nodes: NodeView, rbac?: Rbac): Decision {
  if (isAdministrator(user)) {
    const by = user.groups.includes('system:masters') ? 'system:masters' : CLUSTER_ADMINS;
    return { allowed: true, by, reason: '' };
  }
  let reason = '';
  const info = isWhole(asked) ? asked : { query: noQuery, version: '', ...asked };
  if (info.isResource && user.groups.includes('system:nodes') && user.name.startsWith('system:node:')) {
    const decision = nodeDecision(user.name.slice('system:node:'.length), info, nodes);
    if (decision === true) return { allowed: true, by: 'node', reason: '' };
    reason = decision;
  }
  if (rbac?.ready) {
    const grant = rbac.grantFor(user, info);
    if (grant) return { allowed: true, by: 'rbac', reason: `RBAC: allowed by ${grant.by}` };
    reason = [reason, rbac.problems(user)].filter((part) => part !== '').join(', ');
  } else if (tableAllows(user, info)) return { allowed: true, by: 'fixed table', reason: '' };
  return { allowed: false, by: '', reason };
}

/** Answers in a word what allowed it; throws a Refusal with 403 otherwise. */
export function authorize(user: User, info: RequestInfo, nodes: NodeView, rbac?: Rbac): string {
  const { allowed, by, reason } = decide(user, info, nodes, rbac);
  if (allowed) return by;
  throw info.isResource
    ? refusal(user, info, reason)
    : forbidden('', '', `User "${user.name}" cannot ${info.verb} path "${info.path}"`);
}

function tableAllows(user: User, info: RequestInfo): boolean {
  const proved = user.groups.includes('system:authenticated');
  if (!info.isResource) {
    const open = proved ? authenticatedPaths : publicPaths;
    return info.verb === 'get' && open.some((path) => matchesPath(path, info.path));
  }
  if (rulesOfUser(user.name).some((rule) => permits(rule, info))) return true;
  return proved && authenticatedRules.some((rule) => permits(rule, info));
}

function matchesPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

function refusal(user: User, info: RequestInfo, reason: string) {
  const sentence = cannotDo({ ...info, user: user.name });
  return forbidden(qualifiedResource(info), info.name, reason === '' ? sentence : `${sentence}: ${reason}`);
}
