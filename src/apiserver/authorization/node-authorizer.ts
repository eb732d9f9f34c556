import type { RequestInfo } from '../request/request-info';
import { nodeRules, permits } from './rules';

/** What kubelets read because their pods refer to it. */
export type Referred = 'configmaps' | 'secrets' | 'serviceaccounts' | 'persistentvolumeclaims' | 'persistentvolumes';

/** What the node authorizer looks at: this server's own cache, as the real one looks at its informers. */
export interface NodeView {
  /** Node a pod is bound to; '' when to none, undefined when there is no such pod. */
  nodeOfPod(namespace: string, name: string): string | undefined;
  /** Does a pod bound to that node refer to it? */
  refersTo(node: string, resource: Referred, namespace: string, name: string): boolean;
}

const readVerbs: Readonly<Record<string, true>> = { get: true, list: true, watch: true };

/**
 * What a kubelet may do: what concerns its own node and the pods bound to it. True, or why not ('' when there is nothing
 * to say beyond the usual sentence).
 */
export function nodeDecision(node: string, info: RequestInfo, view: NodeView): true | string {
  switch (info.group === '' ? info.resource : `${info.resource}.${info.group}`) {
    case 'pods':
      return podDecision(node, info, view);
    case 'nodes':
      return info.verb in readVerbs ? ownNode(node, info) : byRules(info);
    case 'configmaps':
    case 'secrets':
      return reference(node, info, view, READ);
    case 'persistentvolumeclaims':
    case 'persistentvolumes':
      return info.subresource === '' ? reference(node, info, view, GET) : byRules(info);
    case 'serviceaccounts':
      return info.subresource === 'token' ? reference(node, info, view, CREATE) : reference(node, info, view, GET);
    case 'leases.coordination.k8s.io':
      return ownLease(node, info);
    case 'csinodes.storage.k8s.io':
      return ownCsiNode(node, info);
    default:
      return byRules(info);
  }
}

const byRules = (info: RequestInfo): true | string => nodeRules.some((rule) => permits(rule, info)) || '';

/** The name of a request for one object: in the path, or as the one object that a list or watch selects. */
function singleName(info: RequestInfo): string {
  if (info.name !== '') return info.name;
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(info.query.get('fieldSelector') ?? '')?.[1] ?? '';
}

function podDecision(node: string, info: RequestInfo, view: NodeView): true | string {
  if (info.subresource !== '' || !(info.verb in readVerbs)) return byRules(info);
  if (info.verb !== 'get') {
    const selected = /(?:^|,)spec\.nodeName==?([^,]*)/.exec(info.query.get('fieldSelector') ?? '')?.[1];
    return selected === node || `can only list/watch pods with spec.nodeName field selector`;
  }
  return view.nodeOfPod(info.namespace, info.name) === node || unrelated(node);
}

const unrelated = (node: string): string => `no relationship found between node '${node}' and this object`;

function ownNode(node: string, info: RequestInfo): true | string {
  if (info.subresource !== '') return '';
  const name = singleName(info);
  const what = name ? `'${name}'` : 'all nodes';
  return name === node || `node '${node}' cannot read ${what}, only its own Node object`;
}

const READ = ['get', 'list', 'watch'];
const GET = ['get'];
const CREATE = ['create'];

function reference(node: string, info: RequestInfo, view: NodeView, verbs: readonly string[]): true | string {
  if (!verbs.includes(info.verb))
    return `can only ${verbs === CREATE ? 'create tokens' : 'read resources of this type'}`;
  const name = singleName(info);
  if (name === '') return 'No Object name found';
  return view.refersTo(node, info.resource as Referred, info.namespace, name) || unrelated(node);
}

const leaseVerbs = new Set(['get', 'create', 'update', 'patch', 'delete']);

function ownLease(node: string, info: RequestInfo): true | string {
  if (!leaseVerbs.has(info.verb)) return 'can only get, create, update, patch, or delete a node lease';
  if (info.namespace !== 'kube-node-lease') return `can only access leases in the "kube-node-lease" system namespace`;
  return (
    info.verb === 'create' ||
    info.name === node ||
    `can only access node lease with the same name as the requesting node`
  );
}

function ownCsiNode(node: string, info: RequestInfo): true | string {
  if (!leaseVerbs.has(info.verb)) return 'can only get, create, update, patch, or delete a CSINode';
  return (
    info.verb === 'create' || info.name === node || `can only access CSINode with the same name as the requesting node`
  );
}
