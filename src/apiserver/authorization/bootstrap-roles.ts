import type { ClusterRole, PolicyRule, RoleBinding, Subject } from '../../api';
import type { KubeObject } from '../../apimachinery';
import * as data from './bootstrap-data';

/**
 * The roles and bindings that every cluster has from the start. A role's line: `>view` it is gathered into view, `<view` it gathers what is marked
 * so, then its rules, each `verbs;groups;resources;names;paths`: R are the verbs that read, W those that write, `-` is the core group. A binding's
 * line: the role, then its subjects.
 */
const read = ['get', 'list', 'watch'];
const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const verbSets: Readonly<Record<string, readonly string[]>> = { R: read, W: write, RW: [...write, ...read].sort() };

const rbac = 'rbac.authorization.k8s.io';
const aggregate = `${rbac}/aggregate-to-`;

const list = (text: string | undefined): readonly string[] => (text ? text.split(',') : []);

function ruleOf(text: string): PolicyRule {
  const [verbs, groups, resources, names, paths] = text.split(';');
  const said = { verbs: verbSets[verbs!] ?? list(verbs) };
  if (paths) return { ...said, nonResourceURLs: list(paths) };
  return {
    ...said,
    apiGroups: list(groups).map((group) => (group === '-' ? '' : group)),
    resources: list(resources),
    ...(names ? { resourceNames: list(names) } : {}),
  };
}

function objectOf(kind: string, place: string, labels: Readonly<Record<string, string>> = {}): KubeObject {
  const slash = place.indexOf('/');
  return {
    apiVersion: `${rbac}/v1`,
    kind,
    metadata: {
      name: place.slice(slash + 1),
      ...(slash < 0 ? {} : { namespace: place.slice(0, slash) }),
      labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
      annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
    },
  };
}

function roleOf(kind: string, place: string, line: string): ClusterRole {
  const parts = line.split(' ').filter((part) => part !== '');
  const into = parts.filter((part) => part.startsWith('>')).map((part) => [aggregate + part.slice(1), 'true']);
  const from = parts.filter((part) => part.startsWith('<')).map((part) => aggregate + part.slice(1));
  const rules = parts.filter((part) => !/^[<>]/.test(part)).map(ruleOf);
  const clusterRoleSelectors = from.map((label) => ({ matchLabels: { [label]: 'true' } }));
  return {
    ...objectOf(kind, place, Object.fromEntries(into) as Record<string, string>),
    rules: rules.length > 0 ? rules : null,
    ...(from.length > 0 ? { aggregationRule: { clusterRoleSelectors } } : {}),
  };
}

function subjectOf(text: string): Subject {
  const [kind, name] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
  if (kind !== 'ServiceAccount') return { apiGroup: rbac, kind, name };
  const slash = name.indexOf('/');
  return { kind, name: name.slice(slash + 1), namespace: name.slice(0, slash) };
}

function bindingOf(kind: string, place: string, line: string): RoleBinding {
  const [role, ...subjects] = line.split(' ') as [string, ...string[]];
  const equals = role.indexOf('=');
  return {
    ...objectOf(kind, place),
    ...(subjects.length > 0 ? { subjects: subjects.map(subjectOf) } : {}),
    roleRef: { apiGroup: rbac, kind: role.slice(0, equals), name: role.slice(equals + 1) },
  };
}

const all = <T>(table: Readonly<Record<string, string>>, make: (place: string, line: string) => T): readonly T[] =>
  Object.entries(table).map(([place, line]) => make(place, line));

/** By where in etcd they lie. Without what only a birth gives them: uid and time. */
export const bootstrapRoles: () => Readonly<Record<string, readonly KubeObject[]>> = () => ({
  '/registry/clusterroles': all(data.clusterRoles, (place, line) => roleOf('ClusterRole', place, line)),
  '/registry/clusterrolebindings': all(data.clusterRoleBindings, (place, line) =>
    bindingOf('ClusterRoleBinding', place, line),
  ),
  '/registry/roles': all(data.roles, (place, line) => roleOf('Role', place, line)),
  '/registry/rolebindings': all(data.roleBindings, (place, line) => bindingOf('RoleBinding', place, line)),
});
