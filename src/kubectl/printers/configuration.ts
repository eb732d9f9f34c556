import { decodeBase64 } from '../../api';
import type { Loose } from './description';
import { Description, pairLines } from './description';
import { describeEvents } from './events';

/** How many bytes base64 text stands for. */
function base64Length(encoded: string): number {
  return (encoded.length / 4) * 3 - (encoded.endsWith('==') ? 2 : encoded.endsWith('=') ? 1 : 0);
}

type Events = readonly Loose[] | undefined;

function head({ metadata }: Loose): Description {
  return new Description()
    .line(`Name:\t${metadata.name}`)
    .lines(metadata.namespace ? [`Namespace:\t${metadata.namespace}`] : [])
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations);
}

export function describeConfigMap(map: Loose, events: Events, now: number): string {
  const description = head(map).line('').line('Data').line('====');
  for (const key of Object.keys(map.data ?? {}).sort())
    description.line(`${key}:`).line('----').lines(String(map.data[key]).split('\n')).line('');
  description.line('').line('BinaryData').line('====');
  for (const key of Object.keys(map.binaryData ?? {}).sort())
    description.line(`${key}: ${base64Length(map.binaryData[key])} bytes`);
  description.line('');
  describeEvents(description, events, now);
  return description.text();
}

/** Only how long a secret's values are, mostly. */
export function describeSecret(secret: Loose): string {
  const description = head(secret).line('').line(`Type:\t${secret.type}`).line('').line('Data').line('====');
  for (const key of Object.keys(secret.data ?? {}).sort()) {
    // A service account's token is for use: it is the one value that is shown.
    const isToken = key === 'token' && secret.type === 'kubernetes.io/service-account-token';
    const { [key]: value } = secret.data;
    description.line(`${key}:\t${isToken ? decodeBase64(value) : `${base64Length(value)} bytes`}`);
  }
  return description.text();
}

export function describeServiceAccount(account: Loose, events: Events, now: number): string {
  const names = (account.imagePullSecrets ?? []).map(({ name }: Loose) => name);
  const description = head(account).lines(
    names.length === 0
      ? ['Image pull secrets:\t<none>']
      : names.map((name: string, index: number) => `${index === 0 ? 'Image pull secrets:' : ''}\t${name}`),
  );
  describeEvents(description, events, now);
  return description.text();
}

export function describeBudget(budget: Loose, events: Events, now: number): string {
  const { metadata, spec, status = {} } = budget;
  const selector = pairLines('Selector', spec.selector?.matchLabels)[0]!;
  const description = new Description()
    .line(`Name:\t${metadata.name}`)
    .line(`Namespace:\t${metadata.namespace}`)
    .line(
      spec.minAvailable === undefined
        ? `Max unavailable:\t${spec.maxUnavailable}`
        : `Min available:\t${spec.minAvailable}`,
    )
    .line(selector)
    .line('Status:')
    .line(`    Allowed disruptions:\t${status.disruptionsAllowed ?? 0}`)
    .line(`    Current:\t${status.currentHealthy ?? 0}`)
    .line(`    Desired:\t${status.desiredHealthy ?? 0}`)
    .line(`    Total:\t${status.expectedPods ?? 0}`);
  describeEvents(description, events, now);
  return description.text();
}

interface FlatRule {
  readonly resource: string;
  readonly url: string;
  readonly name: string;
  readonly verbs: readonly string[];
}

/** Rules taken apart: one resource, one address, one name a row; the same ones joined. */
function flatRules(rules: readonly Loose[]): FlatRule[] {
  const flat = rules.flatMap(({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs }) => [
    ...apiGroups.flatMap((group: string) =>
      resources.flatMap((resource: string) => {
        const [first = '', subresource] = resource.split('/');
        const named = `${first}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
        const names = resourceNames.length === 0 ? [''] : resourceNames;
        return names.map((name: string) => ({ resource: named, url: '', name, verbs }));
      }),
    ),
    ...nonResourceURLs.map((url: string) => ({ resource: '', url, name: '', verbs })),
  ]);
  // Rules of paths stay as they are.
  const joined = new Map<string, FlatRule>();
  for (const rule of flat) {
    const key = JSON.stringify([rule.resource, rule.name, ...(rule.url === '' ? [] : [rule.url, joined.size])]);
    const known = joined.get(key);
    joined.set(key, known ? { ...known, verbs: [...new Set([...known.verbs, ...rule.verbs])] } : rule);
  }
  return [...joined.values()];
}

function ruleLine({ resource, url, name, verbs }: FlatRule): string {
  return `${resource}\t[${url}]\t[${name}]\t[${verbs.join(' ')}]`;
}

/** By what Go prints of a rule, as kubectl sorts them: the verbs first, then group, resource and name. */
function printed({ resource, url, name, verbs }: FlatRule): string {
  const [, plural = '', group = '', below = ''] = /^([^./]*)(?:\.([^/]*))?(\/.*)?$/.exec(resource) ?? [];
  return `[${verbs.join(' ')}],[${group}],[${plural}${below}],[${name}],[${url}]`;
}

/** Rules in the order in which kubectl shows them. */
export function orderedRules(rules: readonly Loose[]): FlatRule[] {
  const keyed = flatRules(rules).map((rule) => ({ rule, key: printed(rule) }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ rule }) => rule);
}

export function describeRole(role: Loose): string {
  return new Description()
    .line(`Name:\t${role.metadata.name}`)
    .labels('Labels', role.metadata.labels)
    .annotations(role.metadata.annotations)
    .line('PolicyRule:')
    .line('  Resources\tNon-Resource URLs\tResource Names\tVerbs')
    .line('  ---------\t-----------------\t--------------\t-----')
    .lines(orderedRules(role.rules ?? []).map((rule) => `  ${ruleLine(rule)}`))
    .text();
}

export function describeBinding(binding: Loose): string {
  const { metadata, roleRef, subjects = [] } = binding;
  return new Description()
    .line(`Name:\t${metadata.name}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line('Role:')
    .line(`  Kind:\t${roleRef.kind}`)
    .line(`  Name:\t${roleRef.name}`)
    .line('Subjects:')
    .line('  Kind\tName\tNamespace')
    .line('  ----\t----\t---------')
    .lines(subjects.map(({ kind, name, namespace = '' }: Loose) => `  ${kind}\t${name}\t${namespace}`))
    .text();
}
