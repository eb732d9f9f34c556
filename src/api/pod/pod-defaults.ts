/** What a pod's spec says where its author said nothing (core/v1 defaults of 1.36). */
import { quantityString } from '../../apimachinery';
import type {
  Container,
  ContainerPort,
  EnvVar,
  HttpGetAction,
  Lifecycle,
  LifecycleHandler,
  Probe,
  ResourceRequirements,
} from './container';
import { containerQuantities } from './pod-quantities';
import { isPodLevel } from './pod-sums';
import type { Pod, PodSpec } from './pod-spec';
import type { PodTemplateSpec } from '../workloads/pod-template';
import type { ResourceList } from '../reference';
import { asGivenEmpty } from '../schema/schema';
import { mapShared, withChanges, withDefaults, withField } from '../strategy';
import type { DownwardAPIVolumeFile, ProjectedVolumeSource, Volume, VolumeProjection } from './volume';

/** Always for `latest`, named or meant; images with another tag or a digest are pulled once. */
export function defaultPullPolicy(image: string | undefined): 'Always' | 'IfNotPresent' {
  const { name, tag, digest } = referencePattern.exec(image ?? '')?.groups ?? {};
  if (name === undefined || name.length > longestReference || !isImageName(name)) return 'IfNotPresent';
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent';
}

const referencePattern =
  /^(?<name>[\w./-]+(?::\d+\/[\w./-]+)?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}|sha384:[0-9a-f]{96}))?$/;
const longestReference = 255;
const pathPattern = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const hostPattern = /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*(:\d+)?$/;

/** Names that nobody can pull are pulled once: where the first part looks like a host, it is one. */
function isImageName(name: string): boolean {
  const slash = name.indexOf('/');
  const host = slash < 0 ? '' : name.slice(0, slash);
  if (host === 'localhost' || /[.:A-Z]/.test(host))
    return hostPattern.test(host) && pathPattern.test(name.slice(slash + 1));
  return pathPattern.test(name) && !/^[0-9a-f]{64}$/.test(name);
}

const httpDefaults = { path: '/', scheme: 'HTTP' } as const;
const defaultHttpGet = (action: HttpGetAction): HttpGetAction => withDefaults(action, httpDefaults);

const probeDefaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
const grpcDefaults = { service: '' };

function defaultProbe(probe: Probe): Probe {
  const timed = withDefaults(probe, probeDefaults);
  if (timed.httpGet) return withField(timed, 'httpGet', defaultHttpGet(timed.httpGet));
  return timed.grpc ? withField(timed, 'grpc', withDefaults(timed.grpc, grpcDefaults)) : timed;
}

const defaultHandler = (handler: LifecycleHandler): LifecycleHandler =>
  handler.httpGet ? withChanges(handler, { httpGet: defaultHttpGet(handler.httpGet) }) : handler;

function defaultLifecycle(lifecycle: Lifecycle): Lifecycle | undefined {
  const { stopSignal, ...taken } = lifecycle;
  // Which signal ends a container is a field that 1.36 does not take: its feature is off.
  if (stopSignal !== undefined) return Object.keys(taken).length > 0 ? defaultLifecycle(taken) : undefined;
  return withChanges(lifecycle, {
    ...(lifecycle.postStart && { postStart: defaultHandler(lifecycle.postStart) }),
    ...(lifecycle.preStop && { preStop: defaultHandler(lifecycle.preStop) }),
  });
}

const defaultPort = (port: ContainerPort): ContainerPort => withDefaults(port, { protocol: 'TCP' });

function defaultEnv(variable: EnvVar): EnvVar {
  const reference = variable.valueFrom?.fieldRef;
  if (!reference || reference.apiVersion) return variable;
  return { ...variable, valueFrom: { ...variable.valueFrom, fieldRef: { apiVersion: 'v1', ...reference } } };
}

const containerDefaults: Partial<Container> = {
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
};

/** The same value through a function, where there is one. */
const through = <T>(value: T | undefined, change: (value: T) => T | undefined): T | undefined =>
  value === undefined ? undefined : change(value);

const defaultPorts = (ports: readonly ContainerPort[]) => mapShared(ports, defaultPort);
const defaultVariables = (variables: readonly EnvVar[]) => mapShared(variables, defaultEnv);

function defaultContainer<C extends Container>(container: C): C {
  let next: Container = withDefaults<Container>(container, containerDefaults);
  if (next.imagePullPolicy === undefined) next = { ...next, imagePullPolicy: defaultPullPolicy(next.image) };
  if (next.ports) next = withField(next, 'ports', defaultPorts(next.ports));
  if (next.env) next = withField(next, 'env', defaultVariables(next.env));
  next = withField(next, 'livenessProbe', through(next.livenessProbe, defaultProbe));
  next = withField(next, 'readinessProbe', through(next.readinessProbe, defaultProbe));
  next = withField(next, 'startupProbe', through(next.startupProbe, defaultProbe));
  return withField(next, 'lifecycle', through(next.lifecycle, defaultLifecycle)) as C;
}

// ---- volumes ---------------------------------------------------------------------------------------------------------

const fileMode = 0o644;

const defaultFile = (file: DownwardAPIVolumeFile): DownwardAPIVolumeFile =>
  file.fieldRef ? withChanges(file, { fieldRef: withDefaults(file.fieldRef, { apiVersion: 'v1' }) }) : file;

/** What 1.36 does not take as long as its features are off. */
function withoutCertificates(source: VolumeProjection): VolumeProjection {
  if (!source.clusterTrustBundle && !source.podCertificate) return source;
  const { clusterTrustBundle: _, podCertificate: __, ...taken } = source;
  return taken;
}

function defaultProjection(given: VolumeProjection): VolumeProjection {
  const source = withoutCertificates(given);
  const { serviceAccountToken, downwardAPI } = source;
  if (serviceAccountToken)
    return withChanges(source, { serviceAccountToken: withDefaults(serviceAccountToken, { expirationSeconds: 3600 }) });
  if (!downwardAPI?.items) return source;
  return withChanges(source, {
    downwardAPI: withChanges(downwardAPI, { items: mapShared(downwardAPI.items, defaultFile) }),
  });
}

function defaultProjected(projected: ProjectedVolumeSource): ProjectedVolumeSource {
  const moded = withDefaults(projected, { defaultMode: fileMode });
  return moded.sources ? withChanges(moded, { sources: mapShared(moded.sources, defaultProjection) }) : moded;
}

const rareDefaults = {
  azureDisk: { cachingMode: 'ReadWrite', fsType: 'ext4', kind: 'Shared', readOnly: false },
  iscsi: { iscsiInterface: 'default' },
  rbd: { keyring: '/etc/ceph/keyring', pool: 'rbd', user: 'admin' },
  scaleIO: { fsType: 'xfs', storageMode: 'ThinProvisioned' },
} as const;

/** Of a pod's volume, and of a persistent one. */
export function defaultRareVolume<T extends object>(volume: T): T {
  const sources = volume as { readonly [name in keyof typeof rareDefaults]?: object };
  for (const name of Object.keys(rareDefaults) as (keyof typeof rareDefaults)[])
    if (sources[name]) return { ...volume, [name]: withDefaults(sources[name], rareDefaults[name]) };
  return volume;
}

function defaultVolume(volume: Volume): Volume {
  const { secret, configMap, downwardAPI, projected, hostPath, image, ephemeral } = volume;
  if (secret) return withChanges(volume, { secret: withDefaults(secret, { defaultMode: fileMode }) });
  if (configMap) return withChanges(volume, { configMap: withDefaults(configMap, { defaultMode: fileMode }) });
  if (projected) return withChanges(volume, { projected: defaultProjected(projected) });
  if (hostPath) return withChanges(volume, { hostPath: withDefaults(hostPath, { type: '' }) });
  if (image)
    return withChanges(volume, { image: withDefaults(image, { pullPolicy: defaultPullPolicy(image.reference) }) });
  if (downwardAPI) {
    const moded = withDefaults(downwardAPI, { defaultMode: fileMode });
    return withChanges(volume, {
      downwardAPI: moded.items ? withChanges(moded, { items: mapShared(moded.items, defaultFile) }) : moded,
    });
  }
  const claim = ephemeral?.volumeClaimTemplate;
  if (claim) {
    const volumeClaimTemplate = withChanges(claim, { spec: withDefaults(claim.spec, { volumeMode: 'Filesystem' }) });
    return withChanges(volume, { ephemeral: withChanges(ephemeral, { volumeClaimTemplate }) });
  }
  return Object.keys(volume).length === 1 ? { ...volume, emptyDir: {} } : defaultRareVolume(volume);
}

// ---- the whole -------------------------------------------------------------------------------------------------------

const specDefaults = {
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  securityContext: {},
  terminationGracePeriodSeconds: 30,
} as const;

/** `serviceAccount` is the older name of `serviceAccountName`; the API server answers with both. */
export function withServiceAccount(spec: PodSpec, name: string): PodSpec {
  return withChanges(spec, { serviceAccountName: name, serviceAccount: name });
}

const defaultContainers = <C extends Container>(containers: readonly C[]) => mapShared(containers, defaultContainer);
const defaultEphemeral = <C extends Container>(containers: readonly C[]) =>
  mapShared(containers, (container) => asGivenEmpty(container, defaultContainer(container)));
const defaultVolumes = (volumes: readonly Volume[]) => mapShared(volumes, defaultVolume);

/** Whom a pod is scheduled with is a field that 1.36 does not take: its feature is off. */
function withoutGroup(given: PodSpec): PodSpec {
  const { schedulingGroup: _, ...spec } = given;
  return spec;
}

/** Specs with all their defaults: most writes share the spec with what was written before. */
const complete = new WeakSet<PodSpec>();

/** Defaults of any pod spec, those of templates too. */
export function defaultPodSpec(spec: PodSpec): PodSpec {
  if (complete.has(spec)) return spec;
  if (spec.schedulingGroup) return defaultPodSpec(withoutGroup(spec));
  const account = spec.serviceAccountName ?? spec.serviceAccount;
  let next = withDefaults<PodSpec>(account === undefined ? spec : withServiceAccount(spec, account), specDefaults);
  next = withField(next, 'containers', defaultContainers(next.containers));
  next = withField(next, 'initContainers', through(next.initContainers, defaultContainers));
  next = withField(next, 'ephemeralContainers', through(next.ephemeralContainers, defaultEphemeral));
  next = withField(next, 'volumes', through(next.volumes, defaultVolumes));
  complete.add(next);
  return next;
}

export const defaultPodTemplate = (template: PodTemplateSpec): PodTemplateSpec =>
  withChanges(template, { spec: defaultPodSpec(template.spec) });

/** Who is limited and says no more asks for as much. */
function requestLimits(container: Container): Container {
  const { resources } = container;
  if (!resources?.limits) return container;
  const requests: ResourceList = withDefaults(resources.requests ?? {}, resources.limits);
  return requests === resources.requests ? container : { ...container, resources: { ...resources, requests } };
}

const withHostPort = (port: ContainerPort): ContainerPort =>
  port.hostPort ? port : { ...port, hostPort: port.containerPort };
const hostPorts = (container: Container): Container =>
  container.ports ? withField(container, 'ports', mapShared(container.ports, withHostPort)) : container;
const onHostNetwork = (container: Container): Container => requestLimits(hostPorts(container));

/** What a pod asks for as a whole, where it does not say: as much as its containers do, else what it is limited to. */
function wholePodRequests(spec: PodSpec, resources: ResourceRequirements): ResourceRequirements {
  const { limits, requests = {} } = resources;
  if (!limits && !resources.requests) return resources;
  const sums = containerQuantities(spec, 'requests');
  const asked = Object.entries(sums)
    .filter(([name]) => isPodLevel(name) && !name.startsWith('hugepages-'))
    .map(([name, sum]) => [name, quantityString(sum)]);
  const limited = Object.entries(limits ?? {}).filter(([name]) => isPodLevel(name));
  const all = withDefaults(withDefaults(requests, Object.fromEntries(asked)), Object.fromEntries(limited));
  return all === requests ? resources : { ...resources, requests: all };
}

const completeOfPods = new WeakSet<PodSpec>();

/** Defaults that only pods have: in a template they would change its hash. */
export function defaultPod(pod: Pod): Pod {
  if (completeOfPods.has(pod.spec)) return pod;
  const change = pod.spec.hostNetwork ? onHostNetwork : requestLimits;
  let spec = defaultPodSpec(pod.spec);
  if (spec.enableServiceLinks === undefined) spec = withField(spec, 'enableServiceLinks', true);
  spec = withField(spec, 'containers', mapShared(spec.containers, change));
  if (spec.initContainers) spec = withField(spec, 'initContainers', mapShared(spec.initContainers, change));
  if (spec.resources) spec = withField(spec, 'resources', wholePodRequests(spec, spec.resources));
  completeOfPods.add(spec);
  return withField(pod, 'spec', spec);
}
