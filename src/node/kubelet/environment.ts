import type { Container, EnvVar, EnvVarSource, Pod } from '../../api';
import { decodeBase64, resourceAmount } from '../../api';
import type { Process } from '../../simulation';
import type { StartFailure } from './container-statuses';
import type { ObjectCache } from './object-cache';

/** What the downward API may tell a pod about itself. */
export interface PodFacts {
  readonly pod: Pod;
  readonly podIp: string;
  readonly hostIp: string;
  /** What the machine has for pods: a container without a limit may have all of it. */
  readonly allocatable: Readonly<Record<string, string>>;
  /** Where services are. */
  readonly services?: Readonly<Record<string, string>>;
}

type Found = { readonly value: string | undefined } | { readonly failure: StartFailure };

/** A container's environment, or why it can't be made. */
export function* environmentOf(
  facts: PodFacts,
  container: Container,
  objects: ObjectCache,
): Process<{ readonly environment: Readonly<Record<string, string>> } | { readonly failure: StartFailure }> {
  const environment: Record<string, string> = { HOSTNAME: hostname(facts.pod) };
  const whole = yield* fromWholeObjects(facts, container, objects, environment);
  if (whole) return { failure: whole };
  for (const variable of container.env ?? []) {
    const known = variable.value?.includes('$(') ? { ...facts.services, ...environment } : environment;
    const found = yield* valueOf(facts, container, variable, objects, known);
    if ('failure' in found) return found;
    if (found.value !== undefined) environment[variable.name] = found.value;
  }
  return { environment: { ...environment, ...without(facts.services ?? {}, environment) } };
}

function without(variables: Readonly<Record<string, string>>, set: Readonly<Record<string, string>>) {
  const rest: Record<string, string> = {};
  for (const name in variables) if (set[name] === undefined) rest[name] = variables[name]!;
  return rest;
}

export function hostname({ metadata, spec }: Pod): string {
  return spec.hostnameOverride ?? spec.hostname ?? metadata.name.slice(0, 63);
}

function* fromWholeObjects(
  { pod }: PodFacts,
  container: Container,
  objects: ObjectCache,
  environment: Record<string, string>,
): Process<StartFailure | undefined> {
  for (const { configMapRef, secretRef, prefix = '' } of container.envFrom ?? []) {
    const source = configMapRef ?? secretRef;
    if (!source?.name) continue;
    const data = configMapRef
      ? (yield* objects.configMap(pod, source.name))?.data
      : decoded((yield* objects.secret(pod, source.name))?.data);
    if (!data && !source.optional) return missing(configMapRef ? 'configmap' : 'secret', source.name);
    for (const name in data) environment[prefix + name] = data[name]!;
  }
  return undefined;
}

function* valueOf(
  facts: PodFacts,
  container: Container,
  variable: EnvVar,
  objects: ObjectCache,
  environment: Readonly<Record<string, string>>,
): Process<Found> {
  const { valueFrom } = variable;
  if (!valueFrom) return { value: expand(variable.value ?? '', environment) };
  if (valueFrom.fieldRef) return { value: podField(facts, valueFrom.fieldRef.fieldPath) };
  if (valueFrom.resourceFieldRef) return { value: resourceField(facts, container, valueFrom.resourceFieldRef) };
  return yield* fromKey(facts.pod, valueFrom, objects);
}

function* fromKey(pod: Pod, { configMapKeyRef, secretKeyRef }: EnvVarSource, objects: ObjectCache): Process<Found> {
  const reference = configMapKeyRef ?? secretKeyRef;
  if (!reference?.name) return { value: undefined };
  const { name, key, optional } = reference;
  const data = configMapKeyRef
    ? (yield* objects.configMap(pod, name))?.data
    : decoded((yield* objects.secret(pod, name))?.data);
  if (data?.[key] !== undefined || optional) return { value: data?.[key] };
  if (!data && !(configMapKeyRef ? yield* objects.configMap(pod, name) : yield* objects.secret(pod, name)))
    return { failure: missing(configMapKeyRef ? 'configmap' : 'secret', name) };
  return {
    failure: {
      reason: 'CreateContainerConfigError',
      message: `couldn't find key ${key} in ${configMapKeyRef ? 'ConfigMap' : 'Secret'} ${pod.metadata.namespace}/${name}`,
    },
  };
}

function missing(kind: string, name: string): StartFailure {
  return { reason: 'CreateContainerConfigError', message: `${kind} "${name}" not found` };
}

function decoded(data: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> | undefined {
  return data && Object.fromEntries(Object.entries(data).map(([name, value]) => [name, decodeBase64(value)]));
}

/** `$(NAME)` stands for what was set before; `$$(NAME)` for itself. What is not set stays as it is written. */
export function expand(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (whole, mark: string, name: string) =>
    mark === '$' ? '$' : (environment[name] ?? whole),
  );
}

/** `metadata.name`, `metadata.labels['app']`, `status.podIP` … */
export function podField({ pod, podIp, hostIp }: PodFacts, path: string): string {
  const { metadata, spec } = pod;
  const entry = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (entry) return metadata[entry[1] as 'labels']?.[entry[2]!] ?? '';
  switch (path) {
    case 'metadata.name':
    case 'metadata.namespace':
    case 'metadata.uid':
      return metadata[path.slice(9) as 'name'] ?? '';
    case 'metadata.labels':
    case 'metadata.annotations':
      return lines(metadata[path.slice(9) as 'labels']);
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return hostIp;
    default:
      return podIp;
  }
}

function lines(entries: Readonly<Record<string, string>> = {}): string {
  return Object.keys(entries)
    .sort()
    .map((name) => `${name}=${goQuoted(entries[name]!)}`)
    .join('\n');
}

/** As Go writes a text within quotes: what would end it or isn't seen is escaped. */
function goQuoted(text: string): string {
  return JSON.stringify(text)
    .replaceAll('\\u0007', '\\a')
    .replaceAll('\\u000b', '\\v')
    .replace(/\\u00([01][0-9a-f])/g, '\\x$1');
}

/** `limits.cpu` and its like, in units of the divisor, rounded up. */
export function resourceField(
  { pod, allocatable }: PodFacts,
  container: Container,
  reference: NonNullable<EnvVarSource['resourceFieldRef']>,
): string {
  const from = pod.spec.containers.find(({ name }) => name === reference.containerName) ?? container;
  const [kind, resource] = reference.resource.split('.') as ['limits' | 'requests', string];
  const text = from.resources?.[kind]?.[resource] ?? (kind === 'limits' ? allocatable[resource] : undefined) ?? '0';
  const divisor = resourceAmount(resource, reference.divisor ?? '1') || 1;
  return String(Math.ceil(resourceAmount(resource, text) / divisor));
}
