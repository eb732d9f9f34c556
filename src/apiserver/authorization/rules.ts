import type { RequestInfo } from '../request/request-info';

/** What somebody may do, in the words of a role. '*' is all. */
export interface Rule {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  /** Plural, or plural/subresource. */
  readonly resources: readonly string[];
  readonly names?: readonly string[];
  /** Only there; without it everywhere. */
  readonly namespace?: string;
}

const read = ['get', 'list', 'watch'];
const events: Rule = { verbs: ['create', 'patch', 'update'], groups: ['', 'events.k8s.io'], resources: ['events'] };

const rule = (verbs: string, group: string, resources: string, more?: Pick<Rule, 'names' | 'namespace'>): Rule => ({
  verbs: verbs === 'read' ? read : verbs.split(' '),
  groups: [group],
  resources: resources.split(' '),
  ...more,
});

const leaderLock = (name: string): readonly Rule[] => [
  rule('create get list update watch', 'coordination.k8s.io', 'leases leasecandidates', { namespace: 'kube-system' }),
  rule('create', 'coordination.k8s.io', 'leases'),
  rule('get update', 'coordination.k8s.io', 'leases', { names: [name] }),
];

const controllerManager: readonly Rule[] = [
  events,
  ...leaderLock('kube-controller-manager'),
  rule('create', '', 'secrets serviceaccounts serviceaccounts/token'),
  rule('delete', '', 'secrets'),
  rule('get', '', 'configmaps namespaces secrets serviceaccounts'),
  rule('update', '', 'secrets serviceaccounts'),
  rule('create', 'authentication.k8s.io', 'tokenreviews'),
  rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
  rule('list watch', '*', '*'),
];

const scheduler: readonly Rule[] = [
  events,
  ...leaderLock('kube-scheduler'),
  rule('read', '', 'nodes namespaces services replicationcontrollers persistentvolumes persistentvolumeclaims'),
  rule('delete get list watch', '', 'pods'),
  rule('create', '', 'bindings pods/binding'),
  rule('patch update', '', 'pods/status'),
  rule('update', '', 'pods/finalizers persistentvolumes persistentvolumeclaims'),
  rule('patch', '', 'persistentvolumes persistentvolumeclaims'),
  rule('read', 'apps', 'replicasets statefulsets'),
  rule('read', 'policy', 'poddisruptionbudgets'),
  rule('read', 'storage.k8s.io', 'csinodes csidrivers csistoragecapacities storageclasses volumeattachments'),
  rule('read', 'resource.k8s.io', 'deviceclasses resourceslices resourceclaims'),
];

const controllers: Readonly<Record<string, readonly Rule[]>> = {
  'deployment-controller': [
    rule('get list update watch', 'apps', 'deployments'),
    rule('update', 'apps', 'deployments/status deployments/finalizers'),
    rule('create delete get list patch update watch', 'apps', 'replicasets'),
    rule('get list update watch', '', 'pods'),
    events,
  ],
  'replicaset-controller': [
    rule('get list update watch', 'apps', 'replicasets'),
    rule('update', 'apps', 'replicasets/status replicasets/finalizers'),
    rule('create delete list patch watch', '', 'pods'),
    events,
  ],
  'replication-controller': [
    rule('get list update watch', '', 'replicationcontrollers'),
    rule('update', '', 'replicationcontrollers/status replicationcontrollers/finalizers'),
    rule('create delete list patch watch', '', 'pods'),
    events,
  ],
  'daemon-set-controller': [
    rule('read', 'apps', 'daemonsets'),
    rule('update', 'apps', 'daemonsets/status daemonsets/finalizers'),
    rule('read', '', 'nodes'),
    rule('create delete list patch watch', '', 'pods'),
    rule('create', '', 'pods/binding'),
    rule('create delete get list patch update watch', 'apps', 'controllerrevisions'),
    events,
  ],
  'job-controller': [
    rule('get list patch update watch', 'batch', 'jobs'),
    rule('update', 'batch', 'jobs/status jobs/finalizers'),
    rule('create delete list patch watch', '', 'pods'),
    events,
  ],
  'ttl-after-finished-controller': [rule('delete get list watch', 'batch', 'jobs'), events],
  'endpoint-controller': [
    rule('read', '', 'services pods'),
    rule('create delete get list update', '', 'endpoints'),
    rule('create', '', 'endpoints/restricted'),
    events,
  ],
  'endpointslice-controller': [
    rule('read', '', 'services pods nodes'),
    rule('update', '', 'services/finalizers'),
    rule('create delete get list update watch', 'discovery.k8s.io', 'endpointslices'),
    events,
  ],
  'statefulset-controller': [
    rule('read', '', 'pods'),
    rule('read', 'apps', 'statefulsets'),
    rule('update', 'apps', 'statefulsets/status statefulsets/finalizers'),
    rule('create delete get list patch update watch', '', 'pods'),
    rule('create delete get list patch update watch', 'apps', 'controllerrevisions'),
    rule('create delete get list update watch', '', 'persistentvolumeclaims'),
    events,
  ],
  'disruption-controller': [
    rule('read', 'apps', 'deployments replicasets statefulsets'),
    rule('read', '', 'replicationcontrollers'),
    rule('read', 'policy', 'poddisruptionbudgets'),
    rule('update', 'policy', 'poddisruptionbudgets/status'),
    rule('patch update', '', 'pods/status'),
    events,
  ],
  'resourcequota-controller': [rule('list watch', '*', '*'), rule('update', '', 'resourcequotas/status'), events],
  'node-controller': [
    rule('delete get list patch update watch', '', 'nodes'),
    rule('patch update', '', 'nodes/status pods/status'),
    rule('delete get list watch', '', 'pods'),
    events,
  ],
  'pod-garbage-collector': [
    rule('delete list watch', '', 'pods'),
    rule('read', '', 'nodes'),
    rule('patch', '', 'pods/status'),
  ],
  'namespace-controller': [
    rule('delete get list watch', '', 'namespaces'),
    rule('update', '', 'namespaces/finalize namespaces/status'),
    rule('delete deletecollection get list watch', '*', '*'),
  ],
  'service-account-controller': [rule('create', '', 'serviceaccounts'), events],
  'root-ca-cert-publisher': [rule('create update', '', 'configmaps'), events],
  'generic-garbage-collector': [rule('delete get list patch update watch', '*', '*'), events],
  'ttl-controller': [rule('list patch update watch', '', 'nodes'), events],
};

/** What a kubelet may do beyond what the node authorizer finds out by looking at pods. */
export const nodeRules: readonly Rule[] = [
  rule('create', 'authentication.k8s.io', 'tokenreviews'),
  rule('create', 'authorization.k8s.io', 'localsubjectaccessreviews subjectaccessreviews'),
  rule('read', '', 'services'),
  rule('create', '', 'nodes'),
  rule('patch update', '', 'nodes nodes/status'),
  events,
  rule('create delete', '', 'pods'),
  rule('patch update', '', 'pods/status'),
  rule('create', '', 'pods/eviction'),
  rule('get', '', 'endpoints'),
  rule('create get list watch', 'certificates.k8s.io', 'certificatesigningrequests'),
  rule('read', 'storage.k8s.io', 'csidrivers'),
  rule('read', 'node.k8s.io', 'runtimeclasses'),
];

/** Anybody who proved who they are. */
export const authenticatedRules: readonly Rule[] = [
  rule('create', 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'),
  rule('create', 'authentication.k8s.io', 'selfsubjectreviews'),
];

/** Paths that are about no resource: open to all, and to whoever proved who they are. A star ends a prefix. */
export const publicPaths = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
export const authenticatedPaths = [...publicPaths, '/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'];

const none: readonly Rule[] = [];
const users: Readonly<Record<string, readonly Rule[]>> = {
  'system:kube-controller-manager': controllerManager,
  'system:kube-scheduler': scheduler,
};
const controllerPrefix = 'system:serviceaccount:kube-system:';

export function rulesOfUser(name: string): readonly Rule[] {
  if (name.startsWith(controllerPrefix)) return controllers[name.slice(controllerPrefix.length)] ?? none;
  return users[name] ?? none;
}

/** Does this rule cover the request? Rules with names cover only requests that say a name. */
export function permits(rule: Rule, info: RequestInfo): boolean {
  return (
    holds(rule.groups, info.group) &&
    holds(rule.verbs, info.verb) &&
    holds(rule.resources, info.subresource === '' ? info.resource : `${info.resource}/${info.subresource}`) &&
    (rule.names === undefined || rule.names.includes(info.name)) &&
    (rule.namespace === undefined || rule.namespace === info.namespace)
  );
}

const holds = (list: readonly string[], value: string): boolean => list[0] === '*' || list.includes(value);
