import type { Container, EndpointSlice, HorizontalPodAutoscaler, Ingress, Pod, PodSpec, StatefulSet } from '../api';
import { SERVICE_NAME_LABEL } from '../api';
import type { KubeObject } from '../apimachinery';
import type { ReferenceView } from './protocol';

/** Where objects of these kinds lie; what others name. */
const FOLDERS = {
  ConfigMap: '/registry/configmaps',
  Deployment: '/registry/deployments',
  PersistentVolume: '/registry/persistentvolumes',
  PersistentVolumeClaim: '/registry/persistentvolumeclaims',
  Pod: '/registry/pods',
  ReplicaSet: '/registry/replicasets',
  Secret: '/registry/secrets',
  Service: '/registry/services/specs',
  StatefulSet: '/registry/statefulsets',
} as const;

type Referred = keyof typeof FOLDERS;

/** What an object names that is not its owner, in the order it names them. */
export function referencesOf(object: KubeObject): readonly ReferenceView[] {
  return (READERS[object.kind] ?? nothing)(object as never);
}

/** A selector's labels as kubectl writes them: `app=web,tier=front`. */
export function selectorText(object: KubeObject): string | undefined {
  const { selector } = ((object as { spec?: unknown }).spec ?? {}) as { selector?: Record<string, unknown> };
  const labels =
    object.kind === 'Service' ? selector : (selector?.['matchLabels'] as Record<string, unknown> | undefined);
  const pairs = Object.entries(labels ?? {}).map(([name, value]) => `${name}=${String(value)}`);
  return pairs.length > 0 ? pairs.join(',') : undefined;
}

function reference(kind: Referred, namespace: string, name: string | undefined, why: string): ReferenceView[] {
  return name ? [{ kind, why, keys: [keyOf(kind, namespace, name)] }] : [];
}

function keyOf(kind: Referred, namespace: string, name: string): string {
  return namespace === '' ? `${FOLDERS[kind]}/${name}` : `${FOLDERS[kind]}/${namespace}/${name}`;
}

function nothing(): readonly ReferenceView[] {
  return [];
}

const READERS: Readonly<Record<string, (object: never) => readonly ReferenceView[]>> = {
  EndpointSlice: ofSlice,
  HorizontalPodAutoscaler: ofAutoscaler,
  Ingress: ofIngress,
  PersistentVolumeClaim: ofClaim,
  Pod: (pod: Pod) => (pod.spec ? ofPod(pod.spec, pod.metadata.namespace ?? '') : []),
  StatefulSet: (set: StatefulSet) =>
    reference('Service', set.metadata.namespace ?? '', set.spec.serviceName, `serviceName ${set.spec.serviceName}`),
};

function ofSlice(slice: EndpointSlice): readonly ReferenceView[] {
  const namespace = slice.metadata.namespace ?? '';
  const service = slice.metadata.labels?.[SERVICE_NAME_LABEL];
  const pods = (slice.endpoints ?? []).filter(({ targetRef }) => targetRef?.kind === 'Pod' && targetRef.name);
  const keysOf = (ready: boolean) =>
    pods
      .filter(({ conditions }) => (conditions?.ready !== false) === ready)
      .map(({ targetRef }) => keyOf('Pod', namespace, targetRef?.name ?? ''));
  const backends = [
    { kind: 'Pod', why: 'endpoint, ready', keys: keysOf(true) },
    { kind: 'Pod', why: 'endpoint, not ready', keys: keysOf(false) },
  ];
  return [
    ...reference('Service', namespace, service, `label ${SERVICE_NAME_LABEL}=${service}`),
    ...backends.filter(({ keys }) => keys.length > 0),
  ];
}

function ofIngress({ metadata, spec }: Ingress): readonly ReferenceView[] {
  const namespace = metadata.namespace ?? '';
  const paths = (spec?.rules ?? []).flatMap((rule) =>
    (rule.http?.paths ?? []).map((path) => ({
      service: path.backend.service?.name,
      why: `rule ${rule.host ?? ''}${path.path ?? '/'}`,
    })),
  );
  return [
    ...reference('Service', namespace, spec?.defaultBackend?.service?.name, 'defaultBackend'),
    ...paths.flatMap(({ service, why }) => reference('Service', namespace, service, why)),
    ...(spec?.tls ?? []).flatMap(({ secretName }) => reference('Secret', namespace, secretName, 'tls')),
  ];
}

function ofAutoscaler({ metadata, spec }: HorizontalPodAutoscaler): readonly ReferenceView[] {
  const { kind, name } = spec.scaleTargetRef;
  return kind in FOLDERS ? reference(kind as Referred, metadata.namespace ?? '', name, 'scaleTargetRef') : [];
}

function ofClaim(claim: KubeObject): readonly ReferenceView[] {
  const { volumeName } = ((claim as { spec?: unknown }).spec ?? {}) as { volumeName?: string };
  return reference('PersistentVolume', '', volumeName, 'volumeName');
}

/** What has to be there before a pod's containers can start; what is optional does not. */
function ofPod(spec: PodSpec, namespace: string): readonly ReferenceView[] {
  const volumes = (spec.volumes ?? []).flatMap((volume) => [
    ...(volume.configMap?.optional
      ? []
      : reference('ConfigMap', namespace, volume.configMap?.name, `volume ${volume.name}`)),
    ...(volume.secret?.optional
      ? []
      : reference('Secret', namespace, volume.secret?.secretName, `volume ${volume.name}`)),
    ...reference('PersistentVolumeClaim', namespace, volume.persistentVolumeClaim?.claimName, `volume ${volume.name}`),
  ]);
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  return distinct([...volumes, ...containers.flatMap((container) => ofEnvironment(container, namespace))]);
}

function ofEnvironment(container: Container, namespace: string): readonly ReferenceView[] {
  const whole = (container.envFrom ?? []).flatMap(({ configMapRef, secretRef }) => [
    ...(configMapRef?.optional ? [] : reference('ConfigMap', namespace, configMapRef?.name, 'envFrom')),
    ...(secretRef?.optional ? [] : reference('Secret', namespace, secretRef?.name, 'envFrom')),
  ]);
  const single = (container.env ?? []).flatMap(({ name, valueFrom }) => {
    const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
    return [
      ...(configMapKeyRef?.optional ? [] : reference('ConfigMap', namespace, configMapKeyRef?.name, `env ${name}`)),
      ...(secretKeyRef?.optional ? [] : reference('Secret', namespace, secretKeyRef?.name, `env ${name}`)),
    ];
  });
  return [...whole, ...single];
}

/** One for each thing that is named: the first reason is enough. */
function distinct(references: readonly ReferenceView[]): readonly ReferenceView[] {
  const seen = new Set<string>();
  return references.filter(({ keys: [key = ''] }) => !seen.has(key) && seen.add(key));
}
