/** What a pod's spec says where its author said nothing (core/v1 defaults of 1.36). */
import type { Container, ContainerPort, EnvVar, HttpGetAction, Lifecycle, LifecycleHandler, Probe } from './container';
import type { Pod, PodSpec } from './pod-spec';
import type { PodTemplateSpec } from './pod-template';
import type { ResourceList } from './reference';
import { mapShared, withChanges, withDefaults } from './strategy';
import type { DownwardAPIVolumeFile, ProjectedVolumeSource, Volume, VolumeProjection } from './volume';

/** Always for `latest`, named or meant; images with another tag or a digest are pulled once. */
export function defaultPullPolicy(image: string | undefined): 'Always' | 'IfNotPresent' {
  const [name = '', digest] = (image ?? '').split('@');
  const tag = /:([^/:]+)$/.exec(name)?.[1];
  if (name === '') return 'IfNotPresent';
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent';
}

const httpDefaults = { path: '/', scheme: 'HTTP' } as const;
const defaultHttpGet = (action: HttpGetAction): HttpGetAction => withDefaults(action, httpDefaults);

function defaultProbe(probe: Probe): Probe {
  const timed = withDefaults(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  if (timed.httpGet) return withChanges(timed, { httpGet: defaultHttpGet(timed.httpGet) });
  return timed.grpc ? withChanges(timed, { grpc: withDefaults(timed.grpc, { service: '' }) }) : timed;
}

const defaultHandler = (handler: LifecycleHandler): LifecycleHandler =>
  handler.httpGet ? withChanges(handler, { httpGet: defaultHttpGet(handler.httpGet) }) : handler;

function defaultLifecycle(lifecycle: Lifecycle): Lifecycle {
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

function defaultContainer<C extends Container>(container: C): C {
  const plain = withDefaults<Container>(container, {
    imagePullPolicy: defaultPullPolicy(container.image),
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  return withChanges(plain, {
    ...(plain.ports && { ports: mapShared(plain.ports, defaultPort) }),
    ...(plain.env && { env: mapShared(plain.env, defaultEnv) }),
    ...(plain.livenessProbe && { livenessProbe: defaultProbe(plain.livenessProbe) }),
    ...(plain.readinessProbe && { readinessProbe: defaultProbe(plain.readinessProbe) }),
    ...(plain.startupProbe && { startupProbe: defaultProbe(plain.startupProbe) }),
    ...(plain.lifecycle && { lifecycle: defaultLifecycle(plain.lifecycle) }),
  }) as C;
}

// ---- volumes ---------------------------------------------------------------------------------------------------------

const fileMode = 0o644;

const defaultFile = (file: DownwardAPIVolumeFile): DownwardAPIVolumeFile =>
  file.fieldRef ? withChanges(file, { fieldRef: withDefaults(file.fieldRef, { apiVersion: 'v1' }) }) : file;

function defaultProjection(source: VolumeProjection): VolumeProjection {
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

function defaultVolume(volume: Volume): Volume {
  const { secret, configMap, downwardAPI, projected, hostPath, image } = volume;
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
  return Object.keys(volume).length === 1 ? { ...volume, emptyDir: {} } : volume;
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

/** Defaults of any pod spec, those of templates too. */
export function defaultPodSpec(spec: PodSpec): PodSpec {
  const account = spec.serviceAccountName ?? spec.serviceAccount;
  const named = account === undefined ? spec : withServiceAccount(spec, account);
  const filled = withDefaults<PodSpec>(named, specDefaults);
  return withChanges(filled, {
    containers: mapShared(filled.containers, defaultContainer),
    ...(filled.initContainers && { initContainers: mapShared(filled.initContainers, defaultContainer) }),
    ...(filled.ephemeralContainers && { ephemeralContainers: mapShared(filled.ephemeralContainers, defaultContainer) }),
    ...(filled.volumes && { volumes: mapShared(filled.volumes, defaultVolume) }),
  });
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

const hostPorts = (container: Container): Container =>
  container.ports
    ? withChanges(container, {
        ports: mapShared(container.ports, (port) => (port.hostPort ? port : { ...port, hostPort: port.containerPort })),
      })
    : container;

/** Defaults that only pods have: in a template they would change its hash. */
export function defaultPod(pod: Pod): Pod {
  const spec = withDefaults(defaultPodSpec(pod.spec), { enableServiceLinks: true });
  const change = (container: Container) => requestLimits(spec.hostNetwork ? hostPorts(container) : container);
  const complete = withChanges(spec, {
    containers: mapShared(spec.containers, change),
    ...(spec.initContainers && { initContainers: mapShared(spec.initContainers, change) }),
  });
  return withChanges(pod, { spec: complete });
}
