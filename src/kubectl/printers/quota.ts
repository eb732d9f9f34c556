import type { Loose } from './description';
import { Description } from './description';

const scopeTexts: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

/** Within a namespace's description what a scope means stands as far left as its name. */
function scopeLines({ spec }: Loose, indent: string, before = ' '): string[] {
  const scopes: string[] = [...(spec.scopes ?? [])].sort();
  if (scopes.length === 0) return [];
  const texts = scopes.flatMap((scope) => (scopeTexts[scope] ? [`${indent}${before}* ${scopeTexts[scope]}`] : []));
  return [`${indent}Scopes:\t${scopes.join(', ')}`, ...texts];
}

function amountLines({ status = {} }: Loose, indent: string): string[] {
  const { hard = {}, used = {} } = status;
  return Object.keys(hard)
    .sort()
    .map((resource) => `${indent}${resource}\t${used[resource] ?? '0'}\t${hard[resource]}`);
}

export function describeQuota(quota: Loose): string {
  return new Description()
    .line(`Name:\t${quota.metadata.name}`)
    .line(`Namespace:\t${quota.metadata.namespace}`)
    .lines(scopeLines(quota, ''))
    .line('Resource\tUsed\tHard')
    .line('--------\t----\t----')
    .lines(amountLines(quota, ''))
    .text();
}

const limitHead = [
  'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio',
  '----\t--------\t---\t---\t---------------\t-------------\t-----------------------',
];

function limitLines({ spec }: Loose): string[] {
  return (spec.limits ?? []).flatMap((limit: Loose) => {
    const columns: readonly Loose[] = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'].map(
      (name) => limit[name] ?? {},
    );
    const resources = [...new Set(columns.flatMap((column) => Object.keys(column)))].sort();
    return resources.map((resource) =>
      [limit.type, resource, ...columns.map((one) => one[resource] ?? '-')].join('\t'),
    );
  });
}

export function describeLimits(range: Loose): string {
  return new Description()
    .line(`Name:\t${range.metadata.name}`)
    .line(`Namespace:\t${range.metadata.namespace}`)
    .lines([...limitHead, ...limitLines(range)])
    .text();
}

function quotaLines(quotas: readonly Loose[]): string[] {
  if (quotas.length === 0) return ['No resource quota.'];
  const each = quotas.flatMap((quota) => [
    `  Name:\t${quota.metadata.name}`,
    ...scopeLines(quota, '  ', ''),
    '  Resource\tUsed\tHard',
    '  --------\t---\t---',
    ...amountLines(quota, '  '),
  ]);
  return ['Resource Quotas', ...each];
}

function rangeLines(ranges: readonly Loose[]): string[] {
  if (ranges.length === 0) return ['No LimitRange resource.'];
  return ['Resource Limits', ...[...limitHead, ...ranges.flatMap(limitLines)].map((line) => ` ${line}`)];
}

function conditionLines({ status = {} }: Loose): string[] {
  const { conditions = [] } = status;
  if (conditions.length === 0) return [];
  const rows = conditions.map(({ type, status: is, lastTransitionTime, reason, message }: Loose) =>
    ['', type, is, lastTransitionTime, reason, message].join('\t').replace(/^\t/, '  '),
  );
  const head = [
    '  Type\tStatus\tLastTransitionTime\tReason\tMessage',
    '  ----\t------\t------------------\t------\t-------',
  ];
  return ['Conditions:', ...head, ...rows];
}

/** A namespace, what it may use, and what its containers get. */
export function describeNamespace(namespace: Loose, quotas: readonly Loose[], ranges: readonly Loose[]): string {
  const { metadata, status = {} } = namespace;
  return new Description()
    .line(`Name:\t${metadata.name}`)
    .labels('Labels', metadata.labels)
    .annotations(metadata.annotations)
    .line(`Status:\t${status.phase}`)
    .lines(conditionLines(namespace))
    .line('')
    .lines(quotaLines(quotas))
    .line('')
    .lines(rangeLines(ranges))
    .text();
}
