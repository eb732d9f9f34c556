import { describe, expect, it } from 'vitest';
import { Story } from './testing/story';

const boot = (): Story => new Story({ seed: 'storage', topology: { controlPlanes: 1, workers: 2 } }).boot();

const volume = (name: string, spec: object): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '10Gi' }, storageClassName: 'manual', ...spec },
});
const claim = (storageClassName: string): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: '3Gi' } } },
});
const pod = (name: string, command: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    volumes: [{ name: 'disk', persistentVolumeClaim: { claimName: 'data' } }],
    containers: [
      {
        name: 'main',
        image: 'busybox:1.36',
        command: ['sh', '-c', command],
        volumeMounts: [{ name: 'disk', mountPath: '/data' }],
      },
    ],
    ...spec,
  },
});

describe('storage in a whole cluster', () => {
  it('outlives the pods that use it', () => {
    const story = boot();
    story.apply('v.yaml', [volume('v', { hostPath: { path: '/mnt/data' } })]);
    story.run(1000);
    const there = { nodeSelector: { 'kubernetes.io/hostname': 'worker-1' } };
    story.apply('p.yaml', [claim('manual'), pod('writer', 'echo hello > /data/note; sleep 3600', there)]);
    story.until(() => story.readyPods() === 1, 20_000, 'the writer');
    expect(story.kubectl('kubectl delete pod writer --now').text.stderr).toBe('');
    story.apply('q.yaml', [pod('reader', 'cat /data/note; sleep 3600', there)]);
    story.until(() => story.readyPods() === 1, 60_000, 'the reader');
    story.run(2000);
    expect(story.kubectl('kubectl logs reader').text.stdout).toBe('hello\n');
    expect(story.kubectl('kubectl get pvc data').text.stdout).toMatch(/data +Bound +v +10Gi +RWO +manual/);
  });

  it('keeps pods waiting that have none yet', () => {
    const story = boot();
    const messages = (): string[] => story.under('/registry/events/default/').map(({ message }) => message);
    story.apply('p.yaml', [pod('early', 'sleep 3600')]);
    story.run(5000);
    expect(story.pods()[0].status.conditions[0].message).toBe(
      '0/2 nodes are available: persistentvolumeclaim "data" not found. not found',
    );
    story.apply('c.yaml', [claim('manual')]);
    story.run(15_000);
    expect(story.pods()[0].status.conditions[0].message).toBe(
      '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
    );
    expect(messages()).toContain('storageclass.storage.k8s.io "manual" not found');
    story.apply('v.yaml', [volume('v', { hostPath: { path: '/mnt/data' } })]);
    story.until(() => story.readyPods() === 1, 40_000, 'the pod');
  });

  it('comes with a pod that brings its own claim, and goes with it', () => {
    const story = boot();
    const claims = () => story.under('/registry/persistentvolumeclaims/default/');
    story.apply('v.yaml', [volume('v', { hostPath: { path: '/mnt/data' } })]);
    story.run(1000);
    const { spec } = claim('manual') as any;
    const volumes = [{ name: 'disk', ephemeral: { volumeClaimTemplate: { spec } } }];
    story.apply('p.yaml', [pod('own', 'sleep 3600', { volumes })]);
    story.until(() => story.readyPods() === 1, 40_000, 'the pod');
    expect(claims()).toMatchObject([
      { metadata: { name: 'own-disk', ownerReferences: [{ kind: 'Pod', name: 'own' }] }, status: { phase: 'Bound' } },
    ]);
    expect(story.kubectl('kubectl delete pod own --now').text.stderr).toBe('');
    story.until(() => claims().length === 0, 20_000, 'the claim to go');
  });

  it('is chosen with the node where a class waits for the first pod', () => {
    const story = boot();
    const on = (values: string[]) => ({
      required: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values }] }],
      },
    });
    story.apply('v.yaml', [
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'manual' },
        provisioner: 'kubernetes.io/no-provisioner',
        volumeBindingMode: 'WaitForFirstConsumer',
      },
      volume('v', { local: { path: '/mnt/disks/ssd1' }, nodeAffinity: on(['worker-2']) }),
      claim('manual'),
    ]);
    story.run(5000);
    expect(story.under('/registry/persistentvolumeclaims/')[0].status.phase).toBe('Pending');
    story.apply('p.yaml', [pod('first', 'sleep 3600')]);
    story.until(() => story.readyPods() === 1, 40_000, 'the pod');
    expect(story.pods()[0].spec.nodeName).toBe('worker-2');
    expect(story.under('/registry/persistentvolumeclaims/')[0]).toMatchObject({
      spec: { volumeName: 'v' },
      status: { phase: 'Bound' },
    });
  });
});
