import type {
  ConfigMap,
  Container,
  DownwardAPIVolumeFile,
  Pod,
  TokenRequest,
  Volume,
  VolumeProjection,
} from '../../api';
import { decodeBase64 } from '../../api';
import { equal } from '../../apimachinery';
import type { ApiClient } from '../../client';
import type { Component, Process } from '../../simulation';
import { attempt, sleep } from '../../simulation';
import type { CriClient } from './cri-client';
import type { Mount } from '../runtime/cri';
import { diskOf } from './claimed-volume';
import type { PodFacts } from './environment';
import { expand, podField, resourceField } from './environment';
import type { ObjectCache } from './object-cache';
import type { PodEvents } from './pod-events';

/** Contents by path below the volume's root. */
type Files = Readonly<Record<string, string>>;
export interface VolumeParts {
  readonly component: Component;
  readonly client: ApiClient;
  readonly objects: ObjectCache;
  readonly events: PodEvents;
  readonly runtime: CriClient;
  readonly hostIp: string;
  readonly allocatable: PodFacts['allocatable'];
}

type Mounted = { readonly files: Files; readonly disk?: string } | { readonly problem: string };
const NO_FILES: Files = {};

/** The volume manager notices a new pod, and its pod worker the mounted volumes, with its next look. */
const NOTICE_MILLISECONDS = 100;
const POLL_MILLISECONDS = 300;
const FIRST_RETRY_MILLISECONDS = 500;
const LONGEST_RETRY_MILLISECONDS = 122_000;

/** What changed reaches the volumes with one of the pods' regular syncs, somewhere in the next minute. */
const REFRESH_MILLISECONDS = 60_000;

/**
 * Sets up pods' volumes: tokens are asked for, config maps and secrets must be there; until then the pod waits. What the pod,
 * its config maps and secrets say later reaches the files too.
 */
export class Volumes {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly objects: ObjectCache;
  private readonly events: PodEvents;
  private readonly runtime: CriClient;
  private readonly hostIp: string;
  private readonly allocatable: PodFacts['allocatable'];
  private readonly mounted = new Map<string, Map<string, Files>>();
  private readonly disks = new Map<string, Map<string, string>>();
  private readonly pods = new Map<string, Pod>();
  /** Pods by the config maps and secrets in their volumes. */
  private readonly users = new Map<string, Set<string>>();

  constructor({ component, client, objects, events, runtime, hostIp, allocatable }: VolumeParts) {
    this.component = component;
    this.client = client;
    this.objects = objects;
    this.events = events;
    this.runtime = runtime;
    this.hostIp = hostIp;
    this.allocatable = allocatable;
    objects.onChange = (key) => this.objectChanged(key);
  }

  /** Returns when all volumes of the pod are there. */
  *mount(pod: Pod): Process<void> {
    const uid = pod.metadata.uid!;
    if (this.mounted.has(uid)) return yield* this.follow(pod);
    const startedAt = this.component.now;
    const volumes = new Map<string, Files>();
    const disks = new Map<string, string>();
    if (pod.spec.volumes?.length) yield* sleep(NOTICE_MILLISECONDS);
    for (const volume of pod.spec.volumes ?? []) {
      const { files, disk } = yield* this.setUp(pod, volume);
      volumes.set(volume.name, files);
      if (disk !== undefined) disks.set(volume.name, disk);
    }
    const took = this.component.now - startedAt;
    if (pod.spec.volumes?.length) yield* sleep(POLL_MILLISECONDS - (took % POLL_MILLISECONDS));
    this.mounted.set(uid, volumes);
    this.disks.set(uid, disks);
    this.pods.set(uid, pod);
  }

  *unmount(pod: Pod): Process<void> {
    const uid = pod.metadata.uid!;
    this.pods.delete(uid);
    this.disks.delete(uid);
    for (const users of this.users.values()) users.delete(uid);
    if (!this.mounted.delete(uid)) return;
    yield* sleep(NOTICE_MILLISECONDS);
  }

  /** A newer version of a pod whose volumes tell of its labels and annotations. */
  private *follow(pod: Pod): Process<void> {
    const uid = pod.metadata.uid!;
    const before = this.pods.get(uid)?.metadata;
    this.pods.set(uid, pod);
    const { labels, annotations } = pod.metadata;
    if (before?.labels === labels && before?.annotations === annotations) return;
    const telling = pod.spec.volumes?.some(
      ({ downwardAPI, projected }) => downwardAPI || projected?.sources?.some((source) => source.downwardAPI),
    );
    if (telling) yield* this.refresh(uid);
  }

  private objectChanged(key: string): void {
    for (const uid of this.users.get(key) ?? []) {
      const wait = this.component.random.between(0, REFRESH_MILLISECONDS);
      this.component.after(wait, () => this.component.spawn('volumes', this.refresh(uid)));
    }
  }

  /** Writes what has changed; what can't be had any more stays as it was. */
  private *refresh(uid: string): Process<void> {
    const volumes = this.mounted.get(uid);
    const pod = this.pods.get(uid);
    for (const volume of (volumes && pod?.spec.volumes) ?? []) {
      const before = volumes!.get(volume.name) ?? {};
      if (volume.emptyDir || this.disks.get(uid)?.has(volume.name)) continue;
      const outcome = yield* this.content(pod!, volume, before);
      if (!('files' in outcome) || equal(outcome.files, before) || !this.mounted.has(uid)) continue;
      volumes!.set(volume.name, outcome.files);
      yield* this.runtime.writeVolume(uid, volume.name, outcome.files);
    }
  }

  /** What of the pod's volumes a container sees, and where. */
  mountsOf(pod: Pod, container: Container, environment: Files): readonly Mount[] {
    const { uid } = pod.metadata;
    const volumes = this.mounted.get(uid!);
    return (container.volumeMounts ?? []).map(({ name, mountPath, subPath, subPathExpr, readOnly }) => {
      const part = subPathExpr ? expand(subPathExpr, environment) : subPath;
      const disk = this.disks.get(uid!)?.get(name);
      const volume = pod.spec.volumes?.find((each) => each.name === name);
      const isWritable = volume?.emptyDir || (disk !== undefined && !volume?.persistentVolumeClaim?.readOnly);
      return {
        volume: name,
        ...(disk !== undefined && { disk }),
        path: mountPath,
        ...(part && { subPath: part }),
        ...((readOnly || !isWritable) && { readOnly: true }),
        files: volumes?.get(name) ?? {},
      };
    });
  }

  private *setUp(pod: Pod, volume: Volume): Process<Extract<Mounted, { files: Files }>> {
    for (let wait = FIRST_RETRY_MILLISECONDS; ; wait = Math.min(wait * 2, LONGEST_RETRY_MILLISECONDS)) {
      const outcome = yield* this.content(pod, volume);
      if ('files' in outcome) return outcome;
      this.events.pod(
        pod,
        'Warning',
        'FailedMount',
        `MountVolume.SetUp failed for volume "${volume.name}" : ${outcome.problem}`,
      );
      yield* sleep(wait);
    }
  }

  private *content(pod: Pod, volume: Volume, before: Files = {}): Process<Mounted> {
    const { configMap, secret, projected, downwardAPI, emptyDir } = volume;
    if (configMap) return yield* this.project(pod, { configMap });
    if (secret) return yield* this.project(pod, { secret: { ...secret, name: secret.secretName } });
    if (downwardAPI) return yield* this.project(pod, { downwardAPI });
    if (emptyDir) return { files: NO_FILES };
    const lies = diskOf(this.client, pod, volume);
    if (lies) {
      const found = yield* lies;
      return 'disk' in found ? { files: NO_FILES, ...found } : found;
    }
    if (!projected) return { problem: 'no volume plugin matched' };
    let files: Files = {};
    for (const source of projected.sources ?? []) {
      const part = yield* this.project(pod, source, before);
      if ('problem' in part) return part;
      files = { ...files, ...part.files };
    }
    return { files };
  }

  private *project(pod: Pod, source: VolumeProjection, before: Files = {}): Process<Mounted> {
    const namespace = pod.metadata.namespace!;
    const { configMap, secret, downwardAPI, serviceAccountToken } = source;
    if (serviceAccountToken) {
      const { path } = serviceAccountToken;
      return before[path] ? { files: { [path]: before[path] } } : yield* this.token(pod, serviceAccountToken);
    }
    if (downwardAPI) return { files: this.told(pod, downwardAPI.items ?? []) };
    const reference = configMap ?? secret;
    if (!reference?.name) return { files: {} };
    this.use(`${configMap ? 'configmaps' : 'secrets'}/${namespace}/${reference.name}`, pod.metadata.uid!);
    const found = configMap
      ? yield* this.objects.configMap(pod, reference.name)
      : yield* this.objects.secret(pod, reference.name);
    if (!found)
      return reference.optional
        ? { files: {} }
        : { problem: `${configMap ? 'configmap' : 'secret'} "${reference.name}" not found` };
    const data = configMap ? mapFiles(found as ConfigMap) : mapValues(found.data ?? {}, decodeBase64);
    return chosen(data, reference, configMap ? 'config' : 'secret');
  }

  private use(key: string, uid: string): void {
    let users = this.users.get(key);
    if (!users) this.users.set(key, (users = new Set()));
    users.add(uid);
  }

  /** What the downward API says in files. */
  private told(pod: Pod, items: readonly DownwardAPIVolumeFile[]): Files {
    const { hostIp, allocatable } = this;
    const facts: PodFacts = { pod, podIp: pod.status?.podIP ?? '', hostIp, allocatable };
    const files: Record<string, string> = {};
    for (const { path, fieldRef, resourceFieldRef } of items) {
      if (fieldRef) files[path] = podField(facts, fieldRef.fieldPath);
      else if (resourceFieldRef) files[path] = resourceField(facts, pod.spec.containers[0]!, resourceFieldRef);
    }
    return files;
  }

  /** A token of the pod's service account, bound to the pod. */
  private *token(
    pod: Pod,
    { audience, expirationSeconds, path }: NonNullable<VolumeProjection['serviceAccountToken']>,
  ): Process<Mounted> {
    const { namespace, name, uid } = pod.metadata;
    const request = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {
        audiences: audience ? [audience] : [],
        expirationSeconds: expirationSeconds ?? 3600,
        boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name, uid },
      },
    };
    const account = pod.spec.serviceAccountName ?? 'default';
    const outcome = yield* attempt(
      this.client.subresource('POST', 'serviceaccounts', namespace, account, 'token', request),
    );
    if (!outcome.ok) return { problem: `failed to fetch token: ${outcome.error.message}` };
    return { files: { [path]: (outcome.value as TokenRequest).status?.token ?? '' } };
  }
}

function mapValues(entries: Files, change: (value: string) => string): Files {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, change(value)]));
}

/** Texts, and what is no text. */
function mapFiles({ data, binaryData = {} }: ConfigMap): Files {
  return { ...data, ...mapValues(binaryData, decodeBase64) };
}

interface Choice {
  readonly items?: readonly { readonly key: string; readonly path: string }[];
  readonly optional?: boolean;
}

/** A kubelet's words for an item that is not there. */
const REFERENCES = { config: 'configmap references non-existent config', secret: 'references non-existent secret' };

function chosen(data: Files, { items, optional }: Choice, what: 'config' | 'secret'): Mounted {
  if (!items) return { files: data };
  const absent = items.find(({ key }) => data[key] === undefined);
  if (absent && !optional) return { problem: `${REFERENCES[what]} key: ${absent.key}` };
  return {
    files: Object.fromEntries(
      items.filter(({ key }) => data[key] !== undefined).map(({ key, path }) => [path, data[key]!]),
    ),
  };
}
