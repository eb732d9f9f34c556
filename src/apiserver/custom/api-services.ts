/** That the server itself answers for the group versions that definitions made: an API service for each. */
import { isEstablished, type CustomResourceDefinition } from '../../api';
import { isRefusal, wallClock } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import { attempt, sleep } from '../../simulation';
import type { Process, Signal } from '../../simulation';
import type { CustomResourcesParts } from '../custom-resources';
import { newUid } from '../registry/uid';

const managedLabel = 'kube-aggregator.kubernetes.io/automanaged';
const retryMilliseconds = 1000;

export function* keepApiServices(parts: CustomResourcesParts, changed: Signal): Process<void> {
  yield* parts.apiServices.feed.waitUntilReady();
  const keeper = new Keeper(parts);
  for (;;) {
    const kept = yield* attempt(keeper.keep());
    if (kept.ok) yield* changed.wait();
    else yield* sleep(retryMilliseconds);
  }
}

class Keeper {
  private readonly parts: CustomResourcesParts;
  private readonly random;

  constructor(parts: CustomResourcesParts) {
    this.parts = parts;
    this.random = parts.component.simulation.random(`API services of ${parts.component.id}`);
  }

  *keep(): Process<void> {
    const { apiServices, component } = this.parts;
    const wanted = this.wanted();
    for (const [name, object] of wanted) {
      const key = apiServices.key('', name);
      if (apiServices.cache.get(key)) continue;
      const now = wallClock(component.now);
      const metadata = { ...object.metadata, uid: newUid(this.random), creationTimestamp: now };
      yield* tolerant(
        apiServices.create(key, { ...object, metadata, status: statusSince(now) } as KubeObject),
        'AlreadyExists',
      );
    }
    for (const stored of [...apiServices.cache.range(`${apiServices.prefix}/`)]) {
      const { name, labels } = stored.object.metadata;
      if (labels?.[managedLabel] !== 'true' || wanted.has(name)) continue;
      yield* tolerant(
        apiServices.delete(stored, () => {}),
        'NotFound',
      );
    }
  }

  private wanted(): ReadonlyMap<string, KubeObject> {
    const { cache, prefix } = this.parts.definitions;
    const definitions = [...cache.range(`${prefix}/`)].map(({ object }) => object as CustomResourceDefinition);
    return new Map(
      definitions
        .filter(isEstablished)
        .flatMap(({ spec: { group, versions } }) =>
          versions.filter(({ served }) => served).map(({ name }) => apiService(group, name)),
        )
        .map((object) => [object.metadata.name, object]),
    );
  }
}

/** Another server may have done it in the meantime. */
function* tolerant(write: Process<unknown>, reason: 'AlreadyExists' | 'NotFound'): Process<void> {
  const done = yield* attempt(write);
  if (!done.ok && !isRefusal(done.error, reason)) throw done.error;
}

const apiService = (group: string, version: string): KubeObject =>
  ({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `${version}.${group}`, labels: { [managedLabel]: 'true' } },
    spec: { group, version, groupPriorityMinimum: 1000, versionPriority: 100 },
  }) as KubeObject;

const statusSince = (lastTransitionTime: string) => ({
  conditions: [
    {
      type: 'Available',
      status: 'True',
      lastTransitionTime,
      reason: 'Local',
      message: 'Local APIServices are always available',
    },
  ],
});
