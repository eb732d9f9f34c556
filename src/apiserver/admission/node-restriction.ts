import type { Pod, TokenRequest } from '../../api';
import type { KubeObject } from '../../apimachinery';
import { notAdmitted } from './plugin';
import type { AdmissionPlugin, AdmissionView, Attributes } from './plugin';

const nodePrefix = 'system:node:';

/** What a kubelet writes concerns its own node and the pods on it; the authorizer can't see that, for it has no objects. */
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  handles: ({ user, kind }) => user.name.startsWith(nodePrefix) && checks[kind.kind] !== undefined,
  *validate(attributes, view) {
    const problem = checks[attributes.kind.kind]!(attributes.user.name.slice(nodePrefix.length), attributes, view);
    if (problem !== undefined) throw notAdmitted(attributes, problem);
  },
};

type Check = (node: string, attributes: Attributes, view: AdmissionView) => string | undefined;

const checks: Readonly<Record<string, Check | undefined>> = {
  Node: nodeProblem,
  Pod: podProblem,
  Lease: namedAsNode('lease'),
  CSINode: namedAsNode('CSINode'),
  ServiceAccount: tokenProblem,
};

function nodeProblem(node: string, { object, name, operation }: Attributes): string | undefined {
  const concerned = name || object?.metadata.name;
  if (concerned === node) return operation === 'DELETE' ? `node "${node}" cannot delete node "${node}"` : undefined;
  return operation === 'CREATE'
    ? `node "${node}" is not allowed to create node "${concerned}"`
    : `node "${node}" is not allowed to modify node "${concerned}"`;
}

function podProblem(node: string, { object, previous, operation, subresource }: Attributes): string | undefined {
  const on = (pod: KubeObject | undefined): boolean => (pod as Pod | undefined)?.spec.nodeName === node;
  if (operation === 'DELETE' && !on(previous))
    return `node "${node}" can only delete pods with spec.nodeName set to itself`;
  if (operation === 'UPDATE' && subresource === 'status' && !on(previous)) {
    return `node "${node}" can only update pod status for pods with spec.nodeName set to itself`;
  }
  if (operation !== 'CREATE' || subresource !== '') return undefined;
  const mirror = object?.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;
  if (!mirror)
    return `pod does not have "kubernetes.io/config.mirror" annotation, node "${node}" can only create mirror pods`;
  return on(object) ? undefined : `node "${node}" can only create pods with spec.nodeName set to itself`;
}

function namedAsNode(what: string): Check {
  return (node, { object, name }) => {
    const concerned = name || object?.metadata.name;
    return concerned === node ? undefined : `can only access ${what} with the same name as the requesting node`;
  };
}

/** Tokens for pods that are bound to this node, and no others. */
function tokenProblem(
  node: string,
  { object, namespace, subresource }: Attributes,
  { pods }: AdmissionView,
): string | undefined {
  if (subresource !== 'token') return undefined;
  const bound = (object as TokenRequest).spec?.boundObjectRef;
  if (bound?.kind !== 'Pod' || !bound.name) return `node requested token not bound to a pod`;
  if (!bound.uid) return 'node requested token with a pod binding without a uid';
  const pod = pods.cache.get(pods.key(namespace, bound.name))?.object as Pod | undefined;
  if (!pod) return `pod "${bound.name}" not found`;
  if (pod.metadata.uid !== bound.uid)
    return `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
  return pod.spec.nodeName === node ? undefined : `node requested token bound to a pod scheduled on a different node`;
}
