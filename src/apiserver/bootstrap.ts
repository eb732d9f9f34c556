import type { Lease } from '../api';
import { isRefusal, microTime, wallClock } from '../apimachinery';
import type { KubeObject } from '../apimachinery';
import { attempt, Random, sleep } from '../simulation';
import type { Component, Process } from '../simulation';
import { bootstrapRoles } from './authorization/bootstrap-roles';
import { newUid } from './registry/uid';
import type { Store } from './storage/store';

const systemNamespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];
const checkMilliseconds = 60_000;
const retryMilliseconds = 1_000;
const leaseSeconds = 3600;
const renewMilliseconds = 10_000;

/** Sees to it that the namespaces that every cluster has are there, now and every minute. */
export function* keepSystemNamespaces(component: Component, namespaces: Store): Process<void> {
  for (;;) {
    const done = yield* attempt(createMissing(component, namespaces));
    yield* sleep(done.ok ? checkMilliseconds : retryMilliseconds);
  }
}

function* createMissing(component: Component, namespaces: Store): Process<void> {
  for (const name of systemNamespaces) {
    const key = namespaces.key('', name);
    if (namespaces.cache.get(key)) continue;
    try {
      yield* namespaces.create(key, systemNamespace(component, name));
    } catch (error) {
      if (!isRefusal(error, 'AlreadyExists')) throw error;
    }
  }
}

function systemNamespace(component: Component, name: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      uid: newUid(component.random),
      creationTimestamp: wallClock(component.now),
      labels: { 'kubernetes.io/metadata.name': name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  } as KubeObject;
}

/** Makes the roles and bindings that every cluster has; done once this server's caches have them all. */
export function* makeBootstrapRoles(component: Component, stores: ReadonlyMap<string, Store>): Process<void> {
  const random = component.simulation.random(`roles of ${component.id}`);
  for (const [prefix, objects] of Object.entries(bootstrapRoles())) {
    const store = stores.get(prefix)!;
    yield* store.feed.waitUntilReady();
    for (const object of objects) yield* makeRole(component, store, object, random);
    while (objects.some(({ metadata }) => !store.cache.get(store.key(metadata.namespace ?? '', metadata.name))))
      yield* sleep(roleCheckMilliseconds);
  }
}

const roleCheckMilliseconds = 100;

function* makeRole(component: Component, store: Store, object: KubeObject, random: Random): Process<void> {
  const key = store.key(object.metadata.namespace ?? '', object.metadata.name);
  while (!store.cache.get(key)) {
    const metadata = { ...object.metadata, uid: newUid(random), creationTimestamp: wallClock(component.now) };
    const made = yield* attempt(store.create(key, { ...object, metadata }));
    if (made.ok || isRefusal(made.error, 'AlreadyExists')) return;
    yield* sleep(retryMilliseconds);
  }
}

/** Says in a lease that this server is alive, as long as it is. */
export function* keepIdentityLease(component: Component, leases: Store): Process<void> {
  const host = component.host.name;
  // The same after a restart, as the real one's, which is a hash of its machine's name.
  const name = `apiserver-${new Random(`${component.simulation.seed}/identity of ${component.id}`).hex(26)}`;
  const key = leases.key('kube-system', name);
  const holderIdentity = `${name}_${newUid(component.random)}`;
  for (;;) {
    yield* attempt(renew(component, leases, key, identityLease(component, name, host, holderIdentity)));
    yield* sleep(renewMilliseconds);
  }
}

function* renew(component: Component, leases: Store, key: string, fresh: Lease): Process<void> {
  const renewed = function* (current: KubeObject): Process<KubeObject> {
    return {
      ...current,
      spec: { ...(current as Lease).spec, ...fresh.spec, renewTime: microTime(component.now) },
    } as KubeObject;
  };
  if (leases.cache.get(key)) yield* leases.update(key, fresh.metadata.name, renewed);
  else yield* leases.create(key, fresh);
}

function identityLease(component: Component, name: string, host: string, holderIdentity: string): Lease {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace: 'kube-system',
      uid: newUid(component.random),
      creationTimestamp: wallClock(component.now),
      labels: { 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': host },
    },
    spec: { holderIdentity, leaseDurationSeconds: leaseSeconds, renewTime: microTime(component.now) },
  };
}
