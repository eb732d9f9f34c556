import { cannotDo, forbidden } from '../../apimachinery';
import type { User } from '../authentication';
import { qualifiedResource } from '../request/request-info';
import type { RequestInfo } from '../request/request-info';
import { nodeDecision } from './node-authorizer';
import type { NodeView } from './node-authorizer';
import type { Rbac } from './rbac';
import { authenticatedPaths, authenticatedRules, permits, publicPaths, rulesOfUser } from './rules';

/** The group of kubeadm's admin.conf, which kubeadm binds to cluster-admin. */
const CLUSTER_ADMINS = 'kubeadm:cluster-admins';

/**
 * May they? A chain as in the real server: masters may do all, then the node authorizer for kubelets, then roles and bindings.
 * As long as a cluster that has just started has no roles yet, a table of the components' identities stands for them.
 * Answers in a word which of them allowed it; throws a Refusal with 403 otherwise.
 */
export function authorize(user: User, info: RequestInfo, nodes: NodeView, rbac?: Rbac): string {
  if (user.groups.includes('system:masters')) return 'system:masters';
  if (user.groups.includes(CLUSTER_ADMINS)) return CLUSTER_ADMINS;
  let reason = '';
  if (info.isResource && user.groups.includes('system:nodes') && user.name.startsWith('system:node:')) {
    const decision = nodeDecision(user.name.slice('system:node:'.length), info, nodes);
    if (decision === true) return 'node';
    reason = decision;
  }
  if (rbac?.ready) {
    if (rbac.allows(user, info)) return 'rbac';
    reason = [reason, rbac.problems(user)].filter((part) => part !== '').join(', ');
  } else if (tableAllows(user, info)) return 'fixed table';
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
