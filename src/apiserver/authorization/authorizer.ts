import { cannotDo, forbidden } from '../../apimachinery';
import type { User } from '../authentication';
import { qualifiedResource } from '../request/request-info';
import type { RequestInfo } from '../request/request-info';
import { nodeDecision } from './node-authorizer';
import type { NodeView } from './node-authorizer';
import { authenticatedPaths, authenticatedRules, permits, publicPaths, rulesOfUser } from './rules';

/** The group of kubeadm's admin.conf, which a binding makes cluster-admin. */
const CLUSTER_ADMINS = 'kubeadm:cluster-admins';

/**
 * May they? A chain as in the real server: masters may do all, then the node authorizer for kubelets, then rules.
 * Simplified for now: the rules are a fixed table of the components' identities instead of roles and bindings.
 * Answers in a word which of them allowed it; throws a Refusal with 403 otherwise.
 */
export function authorize(user: User, info: RequestInfo, nodes: NodeView): string {
  if (user.groups.includes('system:masters')) return 'system:masters';
  if (user.groups.includes(CLUSTER_ADMINS)) return 'fixed table';
  if (!info.isResource) return authorizePath(user, info);
  let reason = '';
  if (user.groups.includes('system:nodes') && user.name.startsWith('system:node:')) {
    const decision = nodeDecision(user.name.slice('system:node:'.length), info, nodes);
    if (decision === true) return 'node';
    reason = decision;
  }
  if (rulesOfUser(user.name).some((rule) => permits(rule, info))) return 'fixed table';
  if (user.groups.includes('system:authenticated') && authenticatedRules.some((rule) => permits(rule, info)))
    return 'fixed table';
  throw refusal(user, info, reason);
}

function authorizePath(user: User, info: RequestInfo): string {
  const open = user.groups.includes('system:authenticated') ? authenticatedPaths : publicPaths;
  const allowed = info.verb === 'get' && open.some((path) => matchesPath(path, info.path));
  if (allowed) return 'fixed table';
  throw forbidden('', '', `User "${user.name}" cannot ${info.verb} path "${info.path}"`);
}

function matchesPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

function refusal(user: User, info: RequestInfo, reason: string) {
  const sentence = cannotDo({ ...info, user: user.name });
  return forbidden(qualifiedResource(info), info.name, reason === '' ? sentence : `${sentence}: ${reason}`);
}
