import { describe, expect, it } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim } from '../../api';
import { bestVolume } from '../../api';
import { ManagerWorld } from '../testing/manager-world';

const CORE = '/api/v1/namespaces/default';
const VOLUMES = '/api/v1/persistentvolumes';

const claim = (spec: object = {}): PersistentVolumeClaim =>
  ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default', uid: 'c' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  }) as PersistentVolumeClaim;

const volume = (name: string, storage: string, spec: object = {}, labels = {}): PersistentVolume =>
  ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, labels },
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage }, ...spec },
    status: { phase: 'Available' },
  }) as PersistentVolume;

describe('the best volume for a claim', () => {
  const best = (volumes: readonly PersistentVolume[], spec: object = {}) =>
    bestVolume(volumes, claim(spec))?.metadata.name;

  it('is the smallest that is large enough, of its class, and can be used as asked for', () => {
    const small = volume('small', '512Mi');
    const fits = volume('fits', '2Gi');
    const large = volume('large', '10Gi');
    const versatile = volume('versatile', '1Gi', { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] });
    expect(best([large, versatile, small, fits])).toBe('fits');
    expect(best([fits, versatile], { accessModes: ['ReadOnlyMany'] })).toBe('versatile');
    expect(best([fits], { storageClassName: 'fast' })).toBeUndefined();
    expect(best([volume('x', '1Gi', { storageClassName: 'fast' })], { storageClassName: 'fast' })).toBe('x');
    expect(best([volume('block', '1Gi', { volumeMode: 'Block' })])).toBeUndefined();
  });

  it('is one that its selector selects, and before all others the one that is kept for it', () => {
    const selector = { matchLabels: { disk: 'fast' } };
    expect(best([volume('a', '1Gi'), volume('b', '5Gi', {}, { disk: 'fast' })], { selector })).toBe('b');
    const claimRef = { namespace: 'default', name: 'data' };
    expect(best([volume('a', '1Gi'), volume('kept', '5Gi', { claimRef })])).toBe('kept');
    expect(best([volume('other', '5Gi', { claimRef: { ...claimRef, name: 'other' } })])).toBeUndefined();
  });
});

describe('volumes and claims', () => {
  const putVolume = (world: ManagerWorld, spec: object = {}): void => {
    const hostPath = { path: '/mnt/data' };
    const whole = { accessModes: ['ReadWriteOnce'], capacity: { storage: '10Gi' }, hostPath, ...spec };
    world.ask('POST', VOLUMES, { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'v' }, spec: whole });
  };
  const putClaim = (world: ManagerWorld, spec: object = {}): void =>
    world.ask('POST', `${CORE}/persistentvolumeclaims`, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { ...claim().spec, ...spec },
    });
  const volumeNow = (world: ManagerWorld): any => world.ask('GET', `${VOLUMES}/v`);
  const claimNow = (world: ManagerWorld): any => world.ask('GET', `${CORE}/persistentvolumeclaims/data`);

  it('find each other, and are told apart again when the claim goes', () => {
    const world = new ManagerWorld();
    putVolume(world);
    world.simulation.runFor(500);
    expect(volumeNow(world).status.phase).toBe('Available');
    const from = world.simulation.trace.nextHop;
    putClaim(world);
    world.simulation.runFor(1000);
    expect(claimNow(world)).toMatchObject({
      metadata: {
        annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' },
      },
      spec: { volumeName: 'v' },
      status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '10Gi' } },
    });
    expect(volumeNow(world)).toMatchObject({
      metadata: { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } },
      spec: { claimRef: { kind: 'PersistentVolumeClaim', name: 'data', namespace: 'default' } },
      status: { phase: 'Bound' },
    });
    expect(world.asked('persistent-volume-binder', from)).toEqual({
      'PUT /api/v1/persistentvolumes/v 200': 1,
      'PUT /api/v1/persistentvolumes/v/status 200': 1,
      'PUT persistentvolumeclaims/data 200': 1,
      'PUT persistentvolumeclaims/data/status 200': 1,
    });
    world.ask('DELETE', `${CORE}/persistentvolumeclaims/data`);
    world.simulation.runFor(1000);
    expect(volumeNow(world).status.phase).toBe('Released');
  });

  it('wait for each other, and say so', () => {
    const world = new ManagerWorld();
    putClaim(world);
    world.simulation.runFor(1000);
    const waits = 'no persistent volumes available for this claim and no storage class is set';
    expect(world.messages).toContain(waits);
    putVolume(world, { persistentVolumeReclaimPolicy: 'Delete' });
    world.simulation.runFor(16_000);
    expect(claimNow(world).status.phase).toBe('Bound');
    world.ask('DELETE', `${CORE}/persistentvolumeclaims/data`);
    world.simulation.runFor(1000);
    expect(volumeNow(world).status).toMatchObject({
      phase: 'Failed',
      message: 'host_path deleter only supports /tmp/.+ but received provided /mnt/data',
    });
  });

  it('go by what a class says: who makes volumes, and whether a pod comes first', () => {
    const world = new ManagerWorld();
    const putClass = (name: string, provisioner: string, volumeBindingMode: string): void =>
      world.ask('POST', '/apis/storage.k8s.io/v1/storageclasses', {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name },
        provisioner,
        volumeBindingMode,
      });
    const saidOf = (storageClassName: string): string => {
      putClaim(world, { storageClassName });
      world.simulation.runFor(1000);
      const said = world.messages.filter((message) => /storageclass|waiting|Waiting/.test(message)).at(-1)!;
      world.ask('DELETE', `${CORE}/persistentvolumeclaims/data`);
      world.simulation.runFor(500);
      return said;
    };
    putClass('made', 'example.com/disks', 'Immediate');
    putClass('local', 'kubernetes.io/no-provisioner', 'WaitForFirstConsumer');
    expect(saidOf('none')).toBe('storageclass.storage.k8s.io "none" not found');
    expect(saidOf('local')).toBe('waiting for first consumer to be created before binding');
    expect(saidOf('made')).toContain("by the external provisioner 'example.com/disks' or manually");
  });
});
