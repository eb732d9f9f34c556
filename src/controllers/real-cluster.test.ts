import { describe, expect, it } from 'vitest';
import type { Pod, Service } from '../api';
import { revisionHash } from '../apimachinery';
import { TriggerTimes, withTrigger } from './endpoints/triggers';
import { OwnerGraph } from './garbage-collector/graph';
import { finishedAt } from './job/job-pod';
import { ManagerWorld } from './testing/manager-world';

const CORE = '/api/v1/namespaces/default';

describe('the revision of a stateful set', () => {
  const container = {
    image: 'registry.k8s.io/pause:3.10',
    imagePullPolicy: 'IfNotPresent',
    name: 'main',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  };
  const spec = {
    containers: [container],
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    serviceAccount: 'nobody',
    serviceAccountName: 'nobody',
    terminationGracePeriodSeconds: 30,
  };
  const data = { spec: { template: { $patch: 'replace', metadata: { labels: { app: 's' } }, spec } } };

  it('is called as on a real cluster', () => expect(revisionHash(data)).toBe('865bf46fdd'));
  it('has another name after a collision', () => expect(revisionHash(data, 1)).toBe('865bf46fdf'));
});

describe('since when endpoints are as they are', () => {
  const service = { metadata: { name: 's', creationTimestamp: '2026-01-01T00:00:01Z' } } as Service;
  const pod = (name: string, lastTransitionTime: string): Pod =>
    ({
      metadata: { name },
      status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime }] },
    }) as unknown as Pod;
  const [a, b] = [pod('a', '2026-01-01T00:00:05Z'), pod('b', '2026-01-01T00:00:09Z')];

  it('is the earliest of what is new, and nothing where only something went', () => {
    const triggers = new TriggerTimes();
    expect(triggers.note('s', service, [])).toBe('2026-01-01T00:00:01Z');
    expect(triggers.note('s', service, [b, a])).toBe('2026-01-01T00:00:05Z');
    expect(triggers.note('s', service, [a, b])).toBeUndefined();
    expect(triggers.note('s', service, [a])).toBeUndefined();
    expect(triggers.note('s', service, [a, pod('b', '2026-01-01T00:00:20Z')])).toBe('2026-01-01T00:00:20Z');
  });

  it('is taken away where it is not so any more', () => {
    const annotated = withTrigger({ note: 'x' }, '2026-01-01T00:00:05Z');
    expect(Object.keys(annotated!)).toEqual(['note', 'endpoints.kubernetes.io/last-change-trigger-time']);
    expect(withTrigger(annotated, undefined)).toEqual({ note: 'x' });
    expect(withTrigger(withTrigger(undefined, 'now'), undefined)).toBeUndefined();
  });
});

describe('the graph of owners', () => {
  it('has a dependent looked at that calls its owner by another name', () => {
    const graph = new OwnerGraph();
    const map = (name: string, owner?: string): any => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name,
        uid: name,
        namespace: 'default',
        ...(owner && { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid: 'o' }] }),
      },
    });
    graph.seen(map('o'));
    expect(graph.seen(map('right', 'o')).consider).toEqual([]);
    expect(graph.seen(map('c', 'wrong')).consider.map(({ name }) => name)).toEqual(['c']);
  });
});

describe('a pod that is to go', () => {
  it('counts as failed from when it was deleted, not from the end of its grace', () => {
    const metadata = { deletionTimestamp: '2026-01-01T00:01:30Z', deletionGracePeriodSeconds: 30 };
    expect(finishedAt({ metadata, spec: {} } as unknown as Pod)).toBe(60_000);
  });
});

describe('in a cluster', () => {
  it('a job that is suspended has not failed for it, and begins anew', () => {
    const world = new ManagerWorld();
    const path = '/apis/batch/v1/namespaces/default/jobs';
    const spec = { restartPolicy: 'Never', containers: [{ name: 'main', image: 'a:1' }] };
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, spec: { template: { spec } } };
    const suspend = (is: boolean): void => {
      world.ask('PATCH', `${path}/j`, { spec: { suspend: is } }, { 'content-type': 'application/merge-patch+json' });
      world.live(4000);
    };
    world.ask('POST', path, job);
    world.live(3000);
    suspend(true);
    const { status } = world.ask('GET', `${path}/j`);
    expect(status).not.toHaveProperty('startTime');
    expect(status).not.toHaveProperty('failed');
    expect(status.conditions).toMatchObject([{ type: 'Suspended', status: 'True' }]);
    suspend(false);
    const { status: after } = world.ask('GET', `${path}/j`);
    expect(after).toMatchObject({ active: 1, conditions: [{ type: 'Suspended', status: 'False' }] });
    expect(after).toHaveProperty('startTime');
    expect(after).not.toHaveProperty('failed');
  });

  it('secrets get the tokens of accounts, and go with them', () => {
    const world = new ManagerWorld();
    const put = (name: string, account: string): void =>
      world.ask('POST', `${CORE}/secrets`, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, annotations: { 'kubernetes.io/service-account.name': account } },
        type: 'kubernetes.io/service-account-token',
      });
    put('mine', 'default');
    put('of-nobody', 'nobody');
    world.simulation.runFor(2000);
    expect(world.ask('GET', `${CORE}/secrets/of-nobody`).code).toBe(404);
    const { metadata, data } = world.ask('GET', `${CORE}/secrets/mine`);
    expect(metadata.annotations['kubernetes.io/service-account.uid']).toBe(
      world.ask('GET', `${CORE}/serviceaccounts/default`).metadata.uid,
    );
    expect(Object.keys(data).sort()).toEqual(['ca.crt', 'namespace', 'token']);
    world.ask('DELETE', `${CORE}/serviceaccounts/default`);
    world.simulation.runFor(2000);
    expect(world.ask('GET', `${CORE}/secrets/mine`).code).toBe(404);
  });

  it('a pod gets the claims of devices that it asks for by templates', () => {
    const world = new ManagerWorld();
    const resources = '/apis/resource.k8s.io/v1/namespaces/default';
    const put = (name: string, resourceClaimTemplateName: string): void =>
      world.ask('POST', `${CORE}/pods`, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name },
        spec: {
          containers: [{ name: 'main', image: 'a:1', resources: { claims: [{ name: 'c' }] } }],
          resourceClaims: [{ name: 'c', resourceClaimTemplateName }],
        },
      });
    const devices = { requests: [{ name: 'r', exactly: { deviceClassName: 'gpu' } }] };
    world.ask('POST', `${resources}/resourceclaimtemplates`, {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceClaimTemplate',
      metadata: { name: 't' },
      spec: { metadata: { labels: { x: 'y' } }, spec: { devices } },
    });
    put('p', 't');
    put('q', 'nope');
    world.simulation.runFor(2000);
    const [claim, ...others] = world.of(`${resources}/resourceclaims`);
    expect(others).toEqual([]);
    expect(claim.metadata).toMatchObject({
      generateName: 'p-c-',
      labels: { x: 'y' },
      annotations: { 'resource.kubernetes.io/pod-claim-name': 'c' },
    });
    expect(claim.metadata.ownerReferences[0]).not.toHaveProperty('blockOwnerDeletion');
    const { status } = world.ask('GET', `${CORE}/pods/p`);
    expect(status.resourceClaimStatuses).toEqual([{ name: 'c', resourceClaimName: claim.metadata.name }]);
    expect(world.messages).toContain(
      'PodResourceClaim c: resource claim template "nope": resourceclaimtemplate.resource.k8s.io "nope" not found',
    );
  });

  it('a namespace says nothing of what remains until its pods are gone', () => {
    const world = new ManagerWorld();
    const finalizers = ['x/y'];
    const spec = { containers: [{ name: 'main', image: 'a:1' }] };
    world.ask('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    world.simulation.runFor(1000);
    const path = '/api/v1/namespaces/shop';
    world.ask('POST', `${path}/configmaps`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', finalizers },
    });
    world.ask('POST', `${path}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', finalizers }, spec });
    world.ask('DELETE', path);
    const remaining = (): string =>
      world.ask('GET', path).status.conditions.find(({ type }: any) => type === 'NamespaceContentRemaining').message;
    world.simulation.runFor(8000);
    expect(remaining()).toBe('All content successfully removed');
    const merge = { 'content-type': 'application/merge-patch+json' };
    world.ask('PATCH', `${path}/pods/p`, { metadata: { finalizers: null } }, merge);
    world.simulation.runFor(40_000);
    expect(remaining()).toBe('Some resources are remaining: configmaps. has 1 resource instances');
  });

  it('pods of a replication controller stay when nothing is said of them', () => {
    const world = new ManagerWorld();
    const template = { metadata: { labels: { app: 'r' } }, spec: { containers: [{ name: 'main', image: 'a:1' }] } };
    world.ask('POST', `${CORE}/replicationcontrollers`, {
      apiVersion: 'v1',
      kind: 'ReplicationController',
      metadata: { name: 'r' },
      spec: { replicas: 1, template },
    });
    world.live(2000);
    world.ask('DELETE', `${CORE}/replicationcontrollers/r`);
    world.live(2000);
    expect(world.of(`${CORE}/replicationcontrollers`)).toEqual([]);
    expect(world.pods.map(({ metadata }) => metadata.ownerReferences)).toEqual([undefined]);
  });

  it('a pod whose own claim is somebody else’s is told so', () => {
    const world = new ManagerWorld();
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p-v' }, spec };
    world.ask('POST', `${CORE}/persistentvolumeclaims`, claim);
    const volumes = [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec } } }];
    const pod = { containers: [{ name: 'main', image: 'a:1' }], volumes };
    world.ask('POST', `${CORE}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: pod });
    world.simulation.runFor(1000);
    expect(world.messages).toContain(
      'ephemeral volume v: PVC default/p-v was not created for pod default/p (pod is not owner)',
    );
  });
});
