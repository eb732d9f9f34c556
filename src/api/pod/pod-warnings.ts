/** What a pod, or a template of pods, is answered with although it is taken: what is out of date, twice, or does nothing. */
import { parseQuantity, validateLabelName } from '../../apimachinery';
import type { KubeObject, ObjectMeta } from '../../apimachinery';
import type { Container, ContainerPort, EnvVar, ResourceRequirements } from './container';
import type { PodSpec } from './pod-spec';
import { deprecatedLabel, deprecatedLabelTerms, deprecatedLabels } from '../deprecated-labels';

type Warnings = readonly string[];

const useInstead = (since: string, field: string) => `${since}; use the "${field}" field instead`;

/** Volume sources whose drivers are gone, or about to be. */
const oldVolumes: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

/** A variable that is said again hides the one before, unless it is made of it. */
function variableWarnings(env: readonly EnvVar[], at: string): Warnings {
  const seen = new Set<string>();
  return env.flatMap(({ name, value = '', valueFrom }, index) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const before = `$(${name})`;
    if (!valueFrom && value !== before && value.includes(before)) return [];
    return [
      `${at}[${index}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
    ];
  });
}

/** The same port of the same protocol: the same again, or one within the other where only one names an address or a port of the host. */
function sharing(a: ContainerPort, b: ContainerPort): 'duplicate' | 'overlapping' | undefined {
  if (a.containerPort !== b.containerPort || (a.protocol ?? 'TCP') !== (b.protocol ?? 'TCP')) return undefined;
  if ((a.hostPort ?? 0) === (b.hostPort ?? 0) && (a.hostIP ?? '') === (b.hostIP ?? '')) return 'duplicate';
  return !a.hostPort || !b.hostPort || (a.hostPort === b.hostPort && (!a.hostIP || !b.hostIP))
    ? 'overlapping'
    : undefined;
}

/** An address of the host says nothing without a port of the host. */
function unusedAddress(port: ContainerPort, at: string): Warnings {
  const { name = '', hostPort = 0, containerPort, protocol, hostIP } = port;
  if (!hostIP || hostPort) return [];
  const shown = `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
  return [`${at}: hostIP set without hostPort: ${shown}`];
}

function portWarnings(ports: readonly ContainerPort[], at: string): Warnings {
  return ports.flatMap((port, index) => {
    const first = ports.slice(0, index).findIndex((one) => sharing(one, port) !== undefined);
    const twice =
      first < 0 ? [] : [`${at}[${index}]: ${sharing(ports[first]!, port)} port definition with ${at}[${first}]`];
    return [...unusedAddress(port, `${at}[${index}]`), ...twice];
  });
}

const isWhole = (amount: string): boolean => parseQuantity(amount).nanos % 1_000_000_000n === 0n;
const fractional = (at: string, amount: string): string =>
  `${at}: fractional byte value ${JSON.stringify(amount)} is invalid, must be an integer`;

/** Bytes come whole. */
export function byteWarnings(
  resources: Pick<ResourceRequirements, 'limits' | 'requests'> | undefined,
  at: string,
  names: readonly string[] = ['memory', 'ephemeral-storage'],
  lists: readonly ('limits' | 'requests')[] = ['limits', 'requests'],
): Warnings {
  if (!resources) return [];
  return names.flatMap((name) =>
    lists.flatMap((which) => {
      const amount = resources[which]?.[name];
      return amount === undefined || isWhole(amount) ? [] : [fractional(`${at}.${which}[${name}]`, amount)];
    }),
  );
}

interface Claim {
  readonly resources?: { readonly limits?: Amounts; readonly requests?: Amounts };
}
type Amounts = Readonly<Record<string, string>>;

/** Of storage that a claim asks for. */
export const storageWarnings = (claim: Claim | undefined, at: string): Warnings =>
  (['requests', 'limits'] as const).flatMap((which) => {
    const amount = claim?.resources?.[which]?.storage;
    if (amount === undefined || isWhole(amount)) return [];
    return [fractional(`${at}.resources.${which}[storage]`, amount)];
  });

function containerWarnings({ env = [], ports = [], resources }: Container, at: string): Warnings {
  return [
    ...byteWarnings(resources, `${at}.resources`),
    ...variableWarnings(env, `${at}.env`),
    ...portWarnings(ports, `${at}.ports`),
  ];
}

const noSelector = 'a null labelSelector results in matching no pod';

function selectorWarnings({ affinity }: PodSpec, at: string): Warnings {
  return (['podAffinity', 'podAntiAffinity'] as const).flatMap((name) => {
    const field = `${at}.affinity.${name}`;
    const required = affinity?.[name]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const preferred = affinity?.[name]?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    const place = (kind: string, index: number, below = '') =>
      `${field}.${kind}DuringSchedulingIgnoredDuringExecution[${index}]${below}.labelSelector: ${noSelector}`;
    return [
      ...required.flatMap((term, index) => (term.labelSelector ? [] : [place('required', index)])),
      ...preferred.flatMap(({ podAffinityTerm: term }, index) =>
        term?.labelSelector ? [] : [place('preferred', index, '.podAffinityTerm')],
      ),
    ];
  });
}

function placementWarnings(spec: PodSpec, at: string): Warnings {
  const node = spec.affinity?.nodeAffinity;
  const required = node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const preferred = node?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const of = (kind: string) => `${at}.affinity.nodeAffinity.${kind}DuringSchedulingIgnoredDuringExecution`;
  return [
    ...deprecatedLabels(spec.nodeSelector, `${at}.nodeSelector`),
    ...deprecatedLabelTerms(required, `${of('required')}.nodeSelectorTerms`),
    ...deprecatedLabelTerms(
      preferred.map(({ preference }) => preference),
      of('preferred'),
      '.preference',
    ),
    ...(spec.topologySpreadConstraints ?? []).flatMap(({ topologyKey, labelSelector }, index) => {
      const field = `${at}.topologySpreadConstraints[${index}]`;
      return [
        ...deprecatedLabel(topologyKey, `${field}.topologyKey`),
        ...(labelSelector ? [] : [`${field}.labelSelector: ${noSelector}`]),
      ];
    }),
  ];
}

function annotationWarnings(annotations: ObjectMeta['annotations'] = {}, at: string): Warnings {
  return Object.keys(annotations).flatMap((key) => {
    const say = (why: string) => [`${at}[${key}]: ${why}`];
    if (/^(container\.)?seccomp\.(security\.alpha\.)?kubernetes\.io\//.test(key))
      return say(useInstead('non-functional in v1.27+', 'seccompProfile'));
    if (key === 'scheduler.alpha.kubernetes.io/critical-pod')
      return say(useInstead('non-functional in v1.16+', 'priorityClassName'));
    if (key.startsWith('container.apparmor.security.beta.kubernetes.io/'))
      return say(useInstead('deprecated since v1.30', 'appArmorProfile'));
    return [];
  });
}

/** Each value that was there before, with what is to be said of it. */
function repeated<T>(
  items: readonly T[],
  textOf: (item: T) => string | undefined,
  say: (text: string, index: number) => string,
) {
  const texts = items.map(textOf);
  return texts.flatMap((text, index) => (text && texts.indexOf(text) < index ? [say(text, index)] : []));
}

function specWarnings(spec: PodSpec, at: string): Warnings {
  const secrets = `${at}.imagePullSecrets`;
  const grace = spec.terminationGracePeriodSeconds ?? 0;
  const groups = ['initContainers', 'containers', 'ephemeralContainers'] as const;
  return [
    ...(spec.volumes ?? []).flatMap((volume, index) =>
      Object.keys(oldVolumes).flatMap((type) =>
        type in volume
          ? [`${at}.volumes[${index}].${type === 'storageos' ? 'storageOS' : type}: ${oldVolumes[type]}`]
          : [],
      ),
    ),
    ...(spec.volumes ?? []).flatMap(({ ephemeral }, index) =>
      storageWarnings(
        ephemeral?.volumeClaimTemplate?.spec,
        `${at}.volumes[${index}].ephemeral.volumeClaimTemplate.spec`,
      ),
    ),
    ...(spec.volumes ?? []).flatMap(({ name, projected }) =>
      projected?.sources?.length && projected.sources.some((one) => Object.keys(one).length === 0)
        ? [`volume ${JSON.stringify(name)} (Projected) has no sources provided`]
        : [],
    ),
    ...repeated(
      spec.hostAliases ?? [],
      ({ ip }) => ip,
      (ip, index) => `${at}.hostAliases[${index}].ip: duplicate ip ${JSON.stringify(ip)}`,
    ),
    ...repeated(
      spec.imagePullSecrets ?? [],
      ({ name }) => name,
      (name, index) => `${secrets}[${index}].name: duplicate name ${JSON.stringify(name)}`,
    ),
    ...(spec.imagePullSecrets ?? []).flatMap(({ name }, index) =>
      name ? [] : [`${secrets}[${index}].name: invalid empty name ""`],
    ),
    ...groups.flatMap((group) =>
      (spec[group] ?? []).flatMap((one, index) => containerWarnings(one, `${at}.${group}[${index}]`)),
    ),
    ...(grace < 0
      ? [`${at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
  ];
}

interface Template {
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec?: PodSpec;
}

/** @param at where it stands: `spec.template`, or nowhere, where it is the pod itself */
export function podWarnings({ metadata, spec }: Template, at = ''): Warnings {
  const within = (field: string) => (at === '' ? field : `${at}.${field}`);
  if (!spec) return [];
  return [
    ...placementWarnings(spec, within('spec')),
    ...annotationWarnings(metadata?.annotations, within('metadata.annotations')),
    ...specWarnings(spec, within('spec')),
    ...selectorWarnings(spec, within('spec')),
  ];
}

/** A name that hosts will be called by should be fit for it. */
export function hostnameWarnings(name: string, use = 'this is used in Pod names and hostnames'): Warnings {
  const problems = validateLabelName(name);
  if (problems.length === 0) return problems;
  const why = `${use}, which can result in surprising behavior; a DNS label is recommended`;
  return [`metadata.name: ${why}: [${problems.join(' ')}]`];
}

/** Of what makes pods: its name, then its template. */
export function templateWarnings(object: KubeObject & { readonly spec: { readonly template?: Template } }): Warnings {
  return podWarnings(object.spec.template ?? {}, 'spec.template');
}
