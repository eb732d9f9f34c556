import { CommandError } from '../../failure';
import type { Invocation } from '../../invocation';
import { kindCalled } from '../../resource-argument';
import { metadataOf } from './generate';
import type { Fields, Generator } from './generate';

const group = 'rbac.authorization.k8s.io';

/** `deployments.apps/scale`: the group, and the resource as rules name it. */
function resourceOf(text: string): { readonly apiGroup: string; readonly resource: string } {
  const [name = '', subresource] = text.split('/');
  const below = subresource === undefined ? '' : `/${subresource}`;
  if (name === '*') return { apiGroup: '*', resource: `*${below}` };
  const kind = kindCalled(name);
  return { apiGroup: kind.group, resource: `${kind.plural}${below}` };
}

function resourceRules({ flags }: Invocation, verbs: readonly string[]): Fields[] {
  const resources = flags.list('resource').map(resourceOf);
  const names = flags.list('resource-name');
  const groups = [...new Set(resources.map(({ apiGroup }) => apiGroup))];
  return groups.map((apiGroup) => ({
    verbs,
    apiGroups: [apiGroup],
    resources: resources.filter((one) => one.apiGroup === apiGroup).map(({ resource }) => resource),
    ...(names.length > 0 && { resourceNames: names }),
  }));
}

function verbsOf({ flags }: Invocation): readonly string[] {
  const verbs = [...new Set(flags.list('verb'))];
  if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
  return verbs.includes('*') ? ['*'] : verbs;
}

export const role: Generator = {
  resource: `roles.${group}`,
  failing: 'failed to create role',
  make(invocation, name) {
    const verbs = verbsOf(invocation);
    const rules = resourceRules(invocation, verbs);
    if (rules.length === 0) throw new CommandError('at least one resource must be specified');
    return { kind: 'Role', apiVersion: `${group}/v1`, metadata: metadataOf(invocation, name), rules };
  },
};

export const clusterRole: Generator = {
  resource: `clusterroles.${group}`,
  failing: 'failed to create clusterrole',
  make(invocation, name) {
    const verbs = verbsOf(invocation);
    const nonResourceURLs = invocation.flags.list('non-resource-url');
    const rules = resourceRules(invocation, verbs);
    if (nonResourceURLs.length > 0) rules.push({ verbs, nonResourceURLs });
    if (rules.length === 0) throw new CommandError('one of resource or nonResourceURL must be specified');
    return { kind: 'ClusterRole', apiVersion: `${group}/v1`, metadata: { name }, rules };
  },
};

function subjectsOf({ flags }: Invocation): Fields[] {
  const named = (kind: string) => (name: string) => ({ kind, apiGroup: group, name });
  const accounts = flags.list('serviceaccount').map((text) => {
    const [namespace, name] = text.split(':');
    if (!namespace || !name) throw new CommandError(`serviceaccount must be <namespace>:<name>`);
    return { kind: 'ServiceAccount', name, namespace };
  });
  return [...flags.list('user').map(named('User')), ...flags.list('group').map(named('Group')), ...accounts];
}

function roleReference({ flags }: Invocation): Fields {
  const [clusterRoleName, roleName] = [flags.text('clusterrole'), flags.text('role')];
  if (Boolean(clusterRoleName) === Boolean(roleName))
    throw new CommandError('exactly one of clusterrole or role must be specified');
  const [kind, name] = roleName ? ['Role', roleName] : ['ClusterRole', clusterRoleName];
  return { apiGroup: group, kind, name };
}

export const roleBinding: Generator = {
  resource: `rolebindings.${group}`,
  failing: 'failed to create rolebinding',
  make: (invocation, name) => ({
    kind: 'RoleBinding',
    apiVersion: `${group}/v1`,
    metadata: metadataOf(invocation, name),
    subjects: subjectsOf(invocation),
    roleRef: roleReference(invocation),
  }),
};

export const clusterRoleBinding: Generator = {
  resource: `clusterrolebindings.${group}`,
  required: ['clusterrole'],
  failing: 'failed to create clusterrolebinding',
  make: (invocation, name) => ({
    kind: 'ClusterRoleBinding',
    apiVersion: `${group}/v1`,
    metadata: { name },
    subjects: subjectsOf(invocation),
    roleRef: roleReference(invocation),
  }),
};
