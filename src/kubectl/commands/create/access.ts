import { preferredKinds } from '../../../api';
import type { KindDefinition } from '../../../api';
import { CommandError, PlainError } from '../../failure';
import type { Invocation } from '../../invocation';
import { servedKind } from '../../resource-argument';
import { labelSelectorOf, metadataOf } from './generate';
import type { Fields, Generator } from './generate';

const group = 'rbac.authorization.k8s.io';

/** What rules are about is looked up as everywhere else, in a group by the beginning of its name; only the refusal stands alone. */
function ruleKind(name: string, group: string | undefined): KindDefinition {
  if (group === undefined) return servedKind(name);
  const found = preferredKinds.find(
    (kind) =>
      [kind.plural, kind.singular, ...kind.shortNames].includes(name) &&
      kind.group !== '' &&
      kind.group.startsWith(group),
  );
  if (found) return found;
  throw new PlainError(
    `the server doesn't have a resource type ${JSON.stringify(name)} in group ${JSON.stringify(group)}`,
  );
}

interface RuleResource {
  readonly apiGroup: string;
  readonly resource: string;
}

/** `deployments.apps/scale`: the group, and the resource as rules name it. */
function resourceOf(text: string): RuleResource {
  const [whole = '', subresource] = text.split('/');
  const below = subresource === undefined ? '' : `/${subresource}`;
  const [, name = '', group] = /^([^.]*)(?:\.([^]*))?$/.exec(whole)!;
  if (name === '*') return { apiGroup: group ?? '', resource: `*${below}` };
  const kind = ruleKind(name, group);
  return { apiGroup: kind.group, resource: `${kind.plural}${below}` };
}

/** A star alone stands for all others. */
function resourcesOf({ flags }: Invocation): readonly RuleResource[] {
  const texts = flags.list('resource');
  return texts.includes('*') ? [{ apiGroup: '', resource: '*' }] : texts.map(resourceOf);
}

function resourceRules(invocation: Invocation, verbs: readonly string[]): Fields[] {
  const resources = resourcesOf(invocation);
  const names = invocation.flags.list('resource-name');
  const groups = [...new Set(resources.map(({ apiGroup }) => apiGroup))].sort();
  return groups.map((apiGroup) => ({
    verbs,
    apiGroups: [apiGroup],
    resources: [...new Set(resources.filter((one) => one.apiGroup === apiGroup).map(({ resource }) => resource))],
    ...(names.length > 0 && { resourceNames: names }),
  }));
}

const resourceVerbs = new Set(
  '* get delete list create update patch watch proxy deletecollection use bind escalate impersonate approve sign'.split(
    ' ',
  ),
);
const pathVerbs = new Set(['*', 'get', 'put', 'post', 'head', 'options', 'delete', 'patch', 'connect']);

/** What a cluster role says of paths that are no resources. */
function checkPaths(paths: readonly string[], verbs: readonly string[]): void {
  for (const verb of verbs)
    if (!pathVerbs.has(verb)) throw new CommandError(`invalid verb: '${verb}' for nonResourceURL`);
  for (const path of paths) {
    if (path === '*') continue;
    if (!path.startsWith('/')) throw new CommandError('nonResourceURL should start with /');
    if (path.slice(0, -1).includes('*'))
      throw new CommandError("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
}

function verbsOf({ flags }: Invocation): readonly string[] {
  const verbs = [...new Set(flags.list('verb'))];
  if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
  return verbs.includes('*') ? ['*'] : verbs;
}

function warnOfVerbs(invocation: Invocation, verbs: readonly string[]): void {
  if (!invocation.flags.has('resource')) return;
  for (const verb of verbs) if (!resourceVerbs.has(verb)) invocation.warn(`'${verb}' is not a standard resource verb`);
}

export const role: Generator = {
  resource: `roles.${group}`,
  make(invocation, name) {
    const verbs = verbsOf(invocation);
    warnOfVerbs(invocation, verbs);
    const rules = resourceRules(invocation, verbs);
    if (rules.length === 0) throw new CommandError('at least one resource must be specified');
    return { kind: 'Role', apiVersion: `${group}/v1`, metadata: metadataOf(invocation, name), rules };
  },
};

/** `--aggregation-rule=a=b`: the role is made of those that have these labels. */
function aggregationOf({ flags }: Invocation): Fields | undefined {
  const text = flags.text('aggregation-rule');
  if (text === undefined) return undefined;
  if (flags.has('verb') || flags.has('resource') || flags.has('resource-name') || flags.has('non-resource-url'))
    throw new CommandError('aggregation rule must be specified without nonResourceURLs and resources');
  return { clusterRoleSelectors: [labelSelectorOf(text)] };
}

export const clusterRole: Generator = {
  resource: `clusterroles.${group}`,
  make(invocation, name) {
    const aggregation = aggregationOf(invocation);
    if (aggregation)
      return {
        aggregationRule: aggregation,
        kind: 'ClusterRole',
        apiVersion: `${group}/v1`,
        metadata: { name },
        rules: null,
      };
    const verbs = verbsOf(invocation);
    warnOfVerbs(invocation, verbs);
    const nonResourceURLs = invocation.flags.list('non-resource-url');
    const rules = resourceRules(invocation, verbs);
    if (nonResourceURLs.length > 0) checkPaths(nonResourceURLs, verbs);
    if (nonResourceURLs.length > 0) rules.push({ verbs, nonResourceURLs });
    if (rules.length === 0) throw new CommandError('one of resource or nonResourceURL must be specified');
    return { kind: 'ClusterRole', apiVersion: `${group}/v1`, metadata: { name }, rules };
  },
};

/** `--user`, `--group` and `--serviceaccount`, as bindings have them. */
export function subjectsOf({ flags }: Invocation): Fields[] {
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
