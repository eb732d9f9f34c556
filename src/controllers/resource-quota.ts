import type { ResourceQuota } from '../api';
import { kinds, quotaUsed, resourceName } from '../api';
import type { KubeObject } from '../apimachinery';
import { semanticallyEqual } from '../apimachinery';
import type { Change, Informer } from '../client';
import { keyOf, startWorkers, WorkQueue } from '../client';
import type { Process } from '../simulation';
import { sleep, workOn } from '../simulation';
import type { Controller } from './context';
import { kindsView } from './kinds-view';
import { ifFound } from './refusals';

const RESOURCE = 'resourcequotas';
const BY_NAMESPACE = 'namespace';
const RESYNC_MILLISECONDS = 300_000;
const BACKGROUND = { first: 0, others: [], root: 0 };

/** Which resources have to be looked at for a quota. */
export function resourcesFor({ spec }: ResourceQuota): readonly string[] {
  const names = new Set<string>();
  for (const name of Object.keys(spec.hard ?? {})) {
    if (name.startsWith('count/')) names.add(name.slice('count/'.length));
    else if (name.startsWith('services')) names.add('services');
    else if (name === 'persistentvolumeclaims' || name === 'requests.storage' || name.includes('.storageclass.'))
      names.add('persistentvolumeclaims');
    else if (['configmaps', 'secrets', 'replicationcontrollers', RESOURCE].includes(name)) names.add(name);
    else names.add('pods');
  }
  return [...names].sort();
}

/**
 * Reports what of each quota is used: looks when something in its namespace ends or goes, and every five minutes. What comes is
 * taken account of at once by who lets it in, the API server's admission.
 */
export const resourceQuotaController: Controller = ({ component, client, informers }) => {
  const quotas = informers.of<ResourceQuota>(RESOURCE);
  const counted = new Map<string, Informer<KubeObject>>();
  const queue = new WorkQueue(component, 'resourcequota_primary');
  quotas.addIndexer(BY_NAMESPACE, ({ metadata }) => [metadata.namespace!]);
  quotas.onChange(({ type, object, previous }) => {
    if (type === 'added' || (type === 'updated' && object.spec !== previous!.spec)) queue.add(keyOf(object));
  });
  const customKinds = kindsView({ component, client, informers }, tell);
  for (const kind of kinds) {
    if (!kind.namespaced || kind.kind === 'Event' || !kind.verbs.includes('watch')) continue;
    const informer = informers.of<KubeObject>(resourceName(kind));
    counted.set(resourceName(kind), informer);
    informer.onChange(tell);
  }

  function tell({ type, object, previous }: Change<KubeObject>): void {
    if (quotas.size === 0 || !givesBack(type, object, previous)) return;
    for (const quota of quotas.byIndex(BY_NAMESPACE, object.metadata.namespace ?? '')) queue.add(keyOf(quota));
  }

  function resourceOf({ apiVersion, kind }: KubeObject): string | undefined {
    const found = customKinds.find(apiVersion, kind);
    return found && resourceName(found);
  }

  function* reconcile(key: string): Process<void> {
    const quota = quotas.getByKey(key);
    if (!quota) return;
    const { hard = {} } = quota.spec;
    const status = { hard, used: quotaUsed(quota, objectsFor(quota), resourceOf) };
    if (semanticallyEqual(quota.status, status)) return;
    yield* ifFound(client.updateStatus<ResourceQuota>(RESOURCE, { ...quota, status }));
  }

  function objectsFor(quota: ResourceQuota): readonly KubeObject[] {
    const { namespace } = quota.metadata;
    const lists = resourcesFor(quota).map((name) => counted.get(name)?.list() ?? customKinds.list(name));
    return lists.flat().filter(({ metadata }) => metadata.namespace === namespace);
  }

  function* resync(): Process<void> {
    yield* workOn(BACKGROUND);
    for (;;) {
      yield* sleep(RESYNC_MILLISECONDS);
      for (const quota of quotas.list()) queue.add(keyOf(quota));
    }
  }

  return () => {
    component.spawn('resourcequota-resync', resync());
    startWorkers(component, queue, { workers: 5 }, reconcile);
  };
};

interface Phased {
  readonly spec?: unknown;
  readonly status?: { readonly phase?: string };
}

const givesBack = (type: 'added' | 'updated' | 'deleted', object: KubeObject, previous?: KubeObject): boolean =>
  type === 'deleted' || (type === 'updated' && hasEndedNow(object, previous!));

/** A pod that has ended takes up nothing more; services and claims may come to take up less. */
function hasEndedNow(object: KubeObject, previous: KubeObject): boolean {
  if (object.kind === 'Service' || object.kind === 'PersistentVolumeClaim')
    return (object as Phased).spec !== (previous as Phased).spec;
  if (object.kind !== 'Pod') return false;
  const ended = (one: KubeObject): boolean => /^(Succeeded|Failed)$/.test((one as Phased).status?.phase ?? '');
  return ended(object) && !ended(previous);
}
