import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api';
import { bestVolume, hasBeenBound, isFor, isPodTerminal, mismatch, storageClassOf, wasChosenHere } from '../../api';
import type { ApiClient, EventRecorder, Informer } from '../../client';
import { keyOf, objectKey, startWorkers, WorkQueue } from '../../client';
import type { Component, Process } from '../../simulation';
import { sleep, workOn } from '../../simulation';
import type { Controller, ControllerContext } from '../context';
import { ifFound } from '../refusals';
import { claimsOf } from '../volume-protection';
import { bind, writePhase } from './binding';

const CLAIMS = 'persistentvolumeclaims';
const VOLUMES = 'persistentvolumes';
const RESYNC_MILLISECONDS = 15_000;
const BACKGROUND = { first: 0, others: [], root: 0 };
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const OLDER_PROVISIONER = 'volume.beta.kubernetes.io/storage-provisioner';

/** Brings claims and volumes together, and says how each is. */
export const persistentVolumeController: Controller = (context) => {
  const controller = new PersistentVolumeController(context);
  return () => controller.start();
};

class PersistentVolumeController {
  private readonly component: Component;
  private readonly client: ApiClient;
  private readonly recorder: EventRecorder;
  private readonly claims: Informer<PersistentVolumeClaim>;
  private readonly volumes: Informer<PersistentVolume>;
  private readonly classes: Informer<StorageClass>;
  private readonly pods: Informer<Pod>;
  private readonly claimQueue: WorkQueue;
  private readonly volumeQueue: WorkQueue;

  constructor(context: ControllerContext) {
    const { component, client, informers } = context;
    this.component = component;
    this.client = client;
    this.recorder = context.recorder('persistentvolume-controller');
    this.claims = informers.of<PersistentVolumeClaim>(CLAIMS);
    this.volumes = informers.of<PersistentVolume>(VOLUMES);
    this.classes = informers.of<StorageClass>('storageclasses.storage.k8s.io');
    this.pods = informers.of<Pod>('pods');
    this.claimQueue = new WorkQueue(component, 'claims');
    this.volumeQueue = new WorkQueue(component, 'volumes');
    this.claims.onChange(({ type, object }) => {
      if (type !== 'deleted') this.claimQueue.add(keyOf(object));
      else if (object.spec.volumeName) this.volumeQueue.add(object.spec.volumeName);
    });
    this.volumes.onChange(({ type, object }) => {
      if (type !== 'deleted') this.volumeQueue.add(object.metadata.name);
      const { claimRef } = object.spec;
      if (claimRef?.name) this.claimQueue.add(objectKey(claimRef.namespace, claimRef.name));
    });
  }

  start(): void {
    startWorkers(this.component, this.claimQueue, { workers: 1 }, (key) => this.syncClaim(key));
    startWorkers(this.component, this.volumeQueue, { workers: 1 }, (name) => this.syncVolume(name));
    this.component.spawn('volumes-resync', this.resync());
  }

  /** Claims that wait are looked at again with this, and in no other way: a volume that comes later has been made for anybody. */
  private *resync(): Process<void> {
    yield* workOn(BACKGROUND);
    for (;;) {
      yield* sleep(RESYNC_MILLISECONDS);
      for (const claim of this.claims.list()) if (!hasBeenBound(claim)) this.claimQueue.add(keyOf(claim));
    }
  }

  // ---- claims -----------------------------------------------------------------------------------------------------

  private *syncClaim(key: string): Process<void> {
    const claim = this.claims.getByKey(key);
    if (!claim) return;
    if (hasBeenBound(claim)) return yield* this.syncBound(claim);
    if (claim.spec.volumeName) return yield* this.syncNaming(claim, this.volumes.get(undefined, claim.spec.volumeName));
    const volume = this.waitsForPod(claim)
      ? keptVolume(this.volumes.list(), claim)
      : bestVolume(this.volumes.list(), claim);
    yield* volume ? bind(this.client, volume, claim) : this.findNone(claim);
  }

  /** Its class wants to know first where the pod will be: the scheduler chooses. */
  private waitsForPod(claim: PersistentVolumeClaim): boolean {
    const bound = this.classOf(claim)?.volumeBindingMode;
    return bound === 'WaitForFirstConsumer' && claim.metadata.annotations?.[SELECTED_NODE] === undefined;
  }

  private classOf(claim: PersistentVolumeClaim): StorageClass | undefined {
    const name = storageClassOf(claim);
    return name === '' ? undefined : this.classes.get(undefined, name);
  }

  private *syncNaming(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): Process<void> {
    if (!volume) return;
    const { name } = volume.metadata;
    const why = mismatch(volume, claim);
    if (volume.spec.claimRef && !isFor(volume, claim))
      return this.warn(claim, 'FailedBinding', `volume "${name}" already bound to a different claim.`);
    if (why) return this.warn(claim, 'VolumeMismatch', `Cannot bind to requested volume "${name}": ${why}`);
    yield* bind(this.client, volume, claim);
  }

  private *findNone(claim: PersistentVolumeClaim): Process<void> {
    if (this.waitsForPod(claim)) return this.tellWait(claim);
    const wanted = storageClassOf(claim);
    if (wanted === '') {
      const message = 'no persistent volumes available for this claim and no storage class is set';
      return this.recorder.event(claim, 'Normal', 'FailedBinding', message);
    }
    const found = this.classOf(claim);
    if (!found) return this.warn(claim, 'ProvisioningFailed', `storageclass.storage.k8s.io "${wanted}" not found`);
    yield* this.askProvisioner(claim, found.provisioner);
  }

  private tellWait(claim: PersistentVolumeClaim): void {
    const waiting = this.pods
      .list()
      .find((pod) => !pod.spec.nodeName && !isPodTerminal(pod) && claimsOf(pod).includes(keyOf(claim)));
    if (!waiting) {
      const message = 'waiting for first consumer to be created before binding';
      return this.recorder.event(claim, 'Normal', 'WaitForFirstConsumer', message);
    }
    const message = `waiting for pod ${waiting.metadata.name} to be scheduled`;
    this.recorder.event(claim, 'Normal', 'WaitForPodScheduled', message);
  }

  /** Those who make volumes are programs of their own; of ours none is among them. */
  private *askProvisioner(claim: PersistentVolumeClaim, provisioner: string): Process<void> {
    if (provisioner.startsWith('kubernetes.io/'))
      return this.warn(claim, 'ProvisioningFailed', `no volume plugin matched name: ${provisioner}`);
    const { annotations } = claim.metadata;
    if (annotations?.[PROVISIONER] !== provisioner) {
      const told = { ...annotations, [OLDER_PROVISIONER]: provisioner, [PROVISIONER]: provisioner };
      yield* ifFound(this.client.update(CLAIMS, { ...claim, metadata: { ...claim.metadata, annotations: told } }));
    }
    const message =
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. ` +
      'If volume creation is delayed, please verify that the provisioner is running and correctly registered.';
    this.recorder.event(claim, 'Normal', 'ExternalProvisioning', message);
  }

  private *syncBound(claim: PersistentVolumeClaim): Process<void> {
    const { volumeName } = claim.spec;
    const volume = volumeName ? this.volumes.get(undefined, volumeName) : undefined;
    if (!volume) {
      const what = volumeName ? 'its PersistentVolume' : 'reference to PersistentVolume';
      return yield* this.lose(claim, 'ClaimLost', `Bound claim has lost ${what}. Data on the volume is lost!`);
    }
    if (!volume.spec.claimRef || isFor(volume, claim)) return yield* bind(this.client, volume, claim);
    const message = 'Two claims are bound to the same volume, this one is bound incorrectly';
    yield* this.lose(claim, 'ClaimMisbound', message);
  }

  private *lose(claim: PersistentVolumeClaim, reason: string, message: string): Process<void> {
    if (claim.status?.phase === 'Lost') return;
    yield* this.client.updateStatus(CLAIMS, { ...claim, status: { phase: 'Lost' } });
    this.warn(claim, reason, message);
  }

  private warn(object: PersistentVolumeClaim | PersistentVolume, reason: string, message: string): void {
    this.recorder.event(object, 'Warning', reason, message);
  }

  // ---- volumes ----------------------------------------------------------------------------------------------------

  private *syncVolume(name: string): Process<void> {
    const volume = this.volumes.get(undefined, name);
    if (!volume) return;
    const { claimRef } = volume.spec;
    if (!claimRef?.uid) return yield* writePhase(this.client, volume, 'Available');
    const claim = this.claims.get(claimRef.namespace, claimRef.name!);
    if (!claim || claim.metadata.uid !== claimRef.uid) return yield* this.release(volume);
    if (claim.spec.volumeName === name) return yield* writePhase(this.client, volume, 'Bound');
    if (!claim.spec.volumeName) return this.claimQueue.add(keyOf(claim));
    // The claim has another one by now: what was chosen for it here is free again.
    if (wasChosenHere(volume)) yield* this.free(volume);
  }

  private *free(volume: PersistentVolume): Process<void> {
    const { claimRef: _, ...spec } = volume.spec;
    yield* ifFound(this.client.update<PersistentVolume>(VOLUMES, { ...volume, spec }));
  }

  /** Its claim is gone: what becomes of it is as it says itself. */
  private *release(volume: PersistentVolume): Process<void> {
    // The cache may not have seen the claim yet.
    const { namespace, name, uid } = volume.spec.claimRef!;
    const claim = yield* ifFound(this.client.get<PersistentVolumeClaim>(CLAIMS, namespace, name!));
    if (claim?.metadata.uid === uid) return this.volumeQueue.addAfter(volume.metadata.name, 1000);
    const { phase } = volume.status ?? {};
    if (phase !== 'Released' && phase !== 'Failed') return yield* writePhase(this.client, volume, 'Released');
    if (volume.spec.persistentVolumeReclaimPolicy === 'Delete' && phase === 'Released')
      yield* this.deleteVolume(volume);
  }

  private *deleteVolume(volume: PersistentVolume): Process<void> {
    const { name } = volume.metadata;
    const { hostPath, csi } = volume.spec;
    if (csi) return;
    if (hostPath && /^\/tmp\/.+/.test(hostPath.path))
      return void (yield* ifFound(this.client.delete(VOLUMES, undefined, name)));
    const why = hostPath
      ? `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`
      : `error getting deleter volume plugin for volume "${name}": no deletable volume plugin matched`;
    yield* writePhase(this.client, volume, 'Failed', why);
    this.warn(volume, 'VolumeFailedDelete', why);
  }
}

const keptVolume = (volumes: readonly PersistentVolume[], claim: PersistentVolumeClaim): PersistentVolume | undefined =>
  volumes.find((volume) => isFor(volume, claim) && !mismatch(volume, claim));
