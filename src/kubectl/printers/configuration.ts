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

/** Only how long a secret's values are. */
export function describeSecret(secret: Loose): string {
  const description = head(secret).line('').line(`Type:\t${secret.type}`).line('').line('Data').line('====');
  for (const key of Object.keys(secret.data ?? {}).sort()) {
    const length = base64Length(secret.data[key]);
    description.line(`${key}:\t${length} bytes`);
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
export function flatRules(rules: readonly Loose[]): FlatRule[] {
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
  const joined = new Map<string, FlatRule>();
  for (const rule of flat) {
    const key = JSON.stringify([rule.resource, rule.url, rule.name]);
    const known = joined.get(key);
    joined.set(key, known ? { ...known, verbs: [...new Set([...known.verbs, ...rule.verbs])] } : rule);
  }
  return [...joined.values()];
}

function ruleLine({ resource, url, name, verbs }: FlatRule): string {
  return `${resource}\t[${url}]\t[${name}]\t[${verbs.join(' ')}]`;
}

/** By group, then by resource, as the rules' own order is. */
function byResource(a: FlatRule, b: FlatRule): number {
  const key = ({ resource }: FlatRule) => {
    const [, first = '', group = '', below = ''] = /^([^./]*)(?:\.([^/]*))?(\/.*)?$/.exec(resource) ?? [];
    return `${group === '' ? 0 : 1} ${group} ${first} ${below === '' ? '~' : below}`;
  };
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}

export function describeRole(role: Loose): string {
  const flat = flatRules(role.rules ?? []);
  const ordered = role.kind === 'ClusterRole' ? flat.toSorted(byResource) : flat.toSorted((a, b) => groupFirst(a, b));
  return new Description()
    .line(`Name:\t${role.metadata.name}`)
    .labels('Labels', role.metadata.labels)
    .annotations(role.metadata.annotations)
    .line('PolicyRule:')
    .line('  Resources\tNon-Resource URLs\tResource Names\tVerbs')
    .line('  ---------\t-----------------\t--------------\t-----')
    .lines(ordered.map((rule) => `  ${ruleLine(rule)}`))
    .text();
}

/** Rows of other API groups stand before the core's. */
function groupFirst(a: FlatRule, b: FlatRule): number {
  const key = ({ resource }: FlatRule) =>
    `${/^[^/]*\./.test(resource) ? 0 : 1} ${resource.includes('/') ? 0 : 1} ${resource}`;
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
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
