import type { ClusterRole, PolicyRule, RoleBinding } from '../../api';
import { forbidden, notFound } from '../../apimachinery';
import type { RequestInfo } from '../request/request-info';
import { notAdmitted } from '../admission/plugin';
import type { AdmissionPlugin, Attributes } from '../admission/plugin';
import { isAdministrator } from './authorizer';
import type { Rbac } from './rbac';
import { resourceName } from '../../api';

/** Nobody gives more than they have: neither by writing a role nor by binding one. */
export const rbacEscalation: AdmissionPlugin = {
  name: 'RBAC',
  handles: ({ kind, operation, subresource }) =>
    kind.group === 'rbac.authorization.k8s.io' && operation !== 'DELETE' && subresource === '',
  *validate(attributes, { rbac }) {
    if (!rbac?.ready || isAdministrator(attributes.user)) return;
    const wanted = isBinding(attributes) ? bound(attributes, rbac) : written(attributes, rbac);
    const held = rbac.rulesOf(attributes.user, attributes.namespace);
    const missing = wanted.flatMap(singles).filter((one) => !held.some((rule) => covers(rule, one)));
    if (missing.length > 0) throw refusal(attributes, missing);
  },
};

const isBinding = ({ kind }: Attributes): boolean => kind.plural.endsWith('bindings');

/** The rules of a role that is written, unless only other things of it change or its writer may escalate. */
function written(attributes: Attributes, rbac: Rbac): readonly PolicyRule[] {
  const { object, previous } = attributes;
  const rules = (object as ClusterRole).rules ?? [];
  const had = previous as ClusterRole | undefined;
  const aggregates = (object as ClusterRole).aggregationRule;
  const sameRules = JSON.stringify(rules) === JSON.stringify(had?.rules ?? []);
  if (sameRules && JSON.stringify(aggregates) === JSON.stringify(had?.aggregationRule)) return [];
  if (may(attributes, rbac, 'escalate', attributes.kind.plural, object!.metadata.name)) return [];
  if (aggregates && !holdsAll(attributes, rbac))
    throw notAdmitted(attributes, 'must have cluster-admin privileges to use the aggregationRule');
  return rules;
}

function bound(attributes: Attributes, rbac: Rbac): readonly PolicyRule[] {
  const { roleRef } = attributes.object as RoleBinding;
  const plural = roleRef.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
  if (may(attributes, rbac, 'bind', plural, roleRef.name)) return [];
  const rules = rbac.rulesOfRole(roleRef.kind, attributes.namespace, roleRef.name);
  if (!rules) throw notFound(resourceName(attributes.kind), roleRef.name);
  return rules;
}

function may({ user, namespace, kind }: Attributes, rbac: Rbac, verb: string, resource: string, name: string): boolean {
  const about = { group: kind.group, version: kind.version, resource, subresource: '', namespace, name };
  return rbac.allows(user, { ...about, verb, isResource: true, path: '' } as unknown as RequestInfo);
}

/** What is gathered from other roles may come to anything. */
function holdsAll({ user }: Attributes, rbac: Rbac): boolean {
  const held = rbac.rulesOf(user, '');
  const everything = [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ];
  return everything.every((one) => held.some((rule) => covers(rule, one)));
}

/** A rule as rules of one verb, one group, one resource and one name each. */
function singles({
  verbs,
  apiGroups = [],
  resources = [],
  resourceNames,
  nonResourceURLs = [],
}: PolicyRule): PolicyRule[] {
  const names = resourceNames?.length ? resourceNames : [undefined];
  const aboutResources = verbs.flatMap((verb) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        names.map((name) => ({
          verbs: [verb],
          apiGroups: [group],
          resources: [resource],
          ...(name === undefined ? {} : { resourceNames: [name] }),
        })),
      ),
    ),
  );
  const aboutPaths = verbs.flatMap((verb) => nonResourceURLs.map((url) => ({ verbs: [verb], nonResourceURLs: [url] })));
  return [...aboutResources, ...aboutPaths];
}

const has = (list: readonly string[] | undefined, value: string): boolean =>
  list !== undefined && (list.includes('*') || list.includes(value));

function covers(rule: PolicyRule, one: PolicyRule): boolean {
  if (!has(rule.verbs, one.verbs[0]!)) return false;
  const url = one.nonResourceURLs?.[0];
  if (url !== undefined)
    return (rule.nonResourceURLs ?? []).some(
      (own) => own === url || (own.endsWith('*') && url.startsWith(own.slice(0, -1))),
    );
  const resource = one.resources![0]!;
  const slash = resource.indexOf('/');
  const name = one.resourceNames?.[0];
  return (
    has(rule.apiGroups, one.apiGroups![0]!) &&
    (has(rule.resources, resource) || (slash > 0 && rule.resources!.includes(`*${resource.slice(slash)}`))) &&
    (!rule.resourceNames?.length || (name !== undefined && rule.resourceNames.includes(name)))
  );
}

function refusal(attributes: Attributes, missing: readonly PolicyRule[]) {
  const { user, kind, object } = attributes;
  const groups = `[${user.groups.map((group) => JSON.stringify(group)).join(' ')}]`;
  const who = `user ${JSON.stringify(user.name)} (groups=${groups})`;
  const lines = [...new Set(compacted(missing).map(ruleText))].sort();
  const why = `${who} is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`;
  return forbidden(resourceName(kind), object!.metadata.name, why);
}

/** Rules about the same thing become one with several verbs. */
function compacted(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const by = new Map<string, PolicyRule>();
  for (const { verbs, ...about } of rules) {
    const key = JSON.stringify(about);
    const known = by.get(key)?.verbs ?? [];
    by.set(key, { ...about, verbs: known.includes(verbs[0]!) ? known : [...known, ...verbs] });
  }
  return [...by.values()];
}

function ruleText({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: PolicyRule): string {
  const part = (name: string, values: readonly string[] | undefined): readonly string[] =>
    values?.length ? [`${name}:[${values.map((value) => JSON.stringify(value)).join(' ')}]`] : [];
  const parts = [
    ...part('APIGroups', apiGroups),
    ...part('Resources', resources),
    ...part('ResourceNames', resourceNames),
    ...part('NonResourceURLs', nonResourceURLs),
    ...part('Verbs', verbs),
  ];
  return `{${parts.join(', ')}}`;
}
