/** That the server itself answers for the group versions that definitions made: an API service for each. */
import { isEstablished, type CustomResourceDefinition } from '../../api';
import { isRefusal, wallClock } from '../../apimachinery';
import { attempt, sleep } from '../../simulation';
import type { Process, Signal } from '../../simulation';
import type { CustomResourcesParts } from '../custom-resources';
import { automanagedLabel, ownApiService } from '../bootstrap-objects';
import { newUid } from '../registry/uid';
import { versionsOf } from './served';

const retryMilliseconds = 1000;
const priorities = { groupPriorityMinimum: 1000, versionPriority: 100 };

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
    for (const [name, groupVersion] of wanted) {
      const key = apiServices.key('', name);
      if (apiServices.cache.get(key)) continue;
      const now = wallClock(component.now);
      const object = ownApiService('true', { ...groupVersion, ...priorities }, now);
      const metadata = { ...object.metadata, uid: newUid(this.random), creationTimestamp: now };
      yield* tolerant(apiServices.create(key, { ...object, metadata }), 'AlreadyExists');
    }
    for (const stored of [...apiServices.cache.range(`${apiServices.prefix}/`)]) {
      const { name, labels } = stored.object.metadata;
      if (labels?.[automanagedLabel] !== 'true' || wanted.has(name)) continue;
      yield* tolerant(
        apiServices.delete(stored, () => {}),
        'NotFound',
      );
    }
  }

  private wanted(): ReadonlyMap<string, { readonly group: string; readonly version: string }> {
    const { cache, prefix } = this.parts.definitions;
    const definitions = [...cache.range(`${prefix}/`)].map(({ object }) => object as CustomResourceDefinition);
    const all = definitions.filter(isEstablished).flatMap((definition) => {
      const { group } = definition.spec;
      return versionsOf(definition).map(({ name: version }) => ({ group, version }));
    });
    return new Map(all.map((one) => [`${one.version}.${one.group}`, one]));
  }
}

/** Another server may have done it in the meantime. */
function* tolerant(write: Process<unknown>, reason: 'AlreadyExists' | 'NotFound'): Process<void> {
  const done = yield* attempt(write);
  if (!done.ok && !isRefusal(done.error, reason)) throw done.error;
}
