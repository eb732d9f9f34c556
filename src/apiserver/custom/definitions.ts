/** The controllers of definitions inside an API server: names, what is served, API services, and the end. */
import { isEstablished, type CustomResourceDefinition } from '../../api';
import { wallClock } from '../../apimachinery';
import { attempt, sleep } from '../../simulation';
import type { Process, Signal, Task } from '../../simulation';
import type { CustomResourcesParts } from '../custom-resources';
import { Store } from '../storage/store';
import { keepApiServices } from './api-services';
import { endDefinition } from './ending';
import { kindOfVersion, storagePrefixOf } from './kind';
import { nextStatus } from './naming';
import { groupsOf, CustomResource, versionsOf } from './served';
import { writeStatus } from './status-write';

const retryMilliseconds = 1000;

/** For as long as the server lives. @param changed fired whenever a definition changes in the server's cache */
export function* serveDefinitions(parts: CustomResourcesParts, changed: Signal): Process<void> {
  const definitions = new Definitions(parts);
  parts.component.spawn('API services of definitions', keepApiServices(parts, changed));
  for (;;) {
    definitions.serve();
    const wrote = yield* attempt(definitions.nameNext());
    if (!wrote.ok) yield* sleep(retryMilliseconds);
    else if (!wrote.value) yield* changed.wait();
  }
}

/** What is kept for one definition that is served. */
interface Served {
  readonly uid: string;
  readonly store: Store;
  readonly feed: Task;
  /** Of this definition as it was then. */
  definition: CustomResourceDefinition;
  resources: readonly CustomResource[];
}

class Definitions {
  private readonly parts: CustomResourcesParts;
  private readonly served = new Map<string, Served>();
  /** Those whose end has begun. */
  private readonly ending = new Set<string>();

  constructor(parts: CustomResourcesParts) {
    this.parts = parts;
  }

  private all(): readonly CustomResourceDefinition[] {
    const { cache, prefix } = this.parts.definitions;
    return [...cache.range(`${prefix}/`)].map(({ object }) => object as CustomResourceDefinition);
  }

  // ---- what is served -----------------------------------------------------------------------------------------------

  /** Brings what is served in line with what is defined now. */
  serve(): void {
    const established = this.all().filter(isEstablished);
    const wanted = new Map(established.map((definition) => [storagePrefixOf(definition), definition]));
    let moved = false;
    for (const [prefix, served] of this.served)
      if (wanted.get(prefix)?.metadata.uid !== served.uid) {
        this.forget(prefix, served);
        moved = true;
      }
    for (const [prefix, definition] of wanted) {
      const served = this.served.get(prefix);
      if (!served) this.begin(prefix, definition);
      else if (isServedAlike(served.definition, definition)) continue;
      else this.renew(served, definition);
      moved = true;
    }
    if (!moved) return;
    const resources = [...this.served.values()].flatMap((served) => served.resources);
    this.parts.serve(resources, groupsOf([...this.served.values()].map(({ definition }) => definition)));
    for (const { definition, resources: own } of this.served.values()) this.end(definition, own);
  }

  private begin(prefix: string, definition: CustomResourceDefinition): void {
    const { component, etcd, stores } = this.parts;
    const [first] = definition.spec.versions;
    const store = new Store(component, etcd, kindOfVersion(definition, first!));
    stores.set(prefix, store);
    const feed = component.spawn(`cache of ${store.resource}`, store.feed.run());
    const resources = resourcesOf(definition, store);
    this.served.set(prefix, { uid: definition.metadata.uid!, store, feed, definition, resources });
  }

  /** Watches end, for their objects may look otherwise from now on. */
  private renew(served: Served, definition: CustomResourceDefinition): void {
    served.definition = definition;
    served.resources = resourcesOf(definition, served.store);
    const { cache } = served.store;
    if (cache.ready) cache.replace([...cache.range('')], cache.revision);
  }

  private forget(prefix: string, { store, feed, uid }: Served): void {
    feed.interrupt('nothing is defined any more');
    store.cache.replace([], Math.max(1, store.cache.revision));
    this.parts.stores.delete(prefix);
    this.served.delete(prefix);
    this.ending.delete(uid);
  }

  private end(definition: CustomResourceDefinition, resources: readonly CustomResource[]): void {
    const { deletionTimestamp, uid, name } = definition.metadata;
    const [resource] = resources;
    if (deletionTimestamp === undefined || !resource || this.ending.has(uid!)) return;
    this.ending.add(uid!);
    this.parts.component.spawn(`end of ${name}`, endDefinition(this.parts, name, resource));
  }

  // ---- names --------------------------------------------------------------------------------------------------------

  /** Writes one status that has to be another one; false where all are as they should be. */
  *nameNext(): Process<boolean> {
    for (const definition of this.all()) {
      if (nextStatus(definition, this.othersOf(definition), this.now()) === definition.status) continue;
      const revision = yield* this.name(definition);
      if (revision !== undefined) yield* this.parts.definitions.feed.waitFor(revision);
      return true;
    }
    return false;
  }

  private now(): string {
    return wallClock(this.parts.component.now);
  }

  private othersOf({ spec, metadata }: CustomResourceDefinition): readonly CustomResourceDefinition[] {
    return this.all().filter((other) => other.spec.group === spec.group && other.metadata.name !== metadata.name);
  }

  private *name({ metadata: { name } }: CustomResourceDefinition): Process<number | undefined> {
    const change = (current: CustomResourceDefinition) => ({
      ...current,
      status: nextStatus(current, this.othersOf(current), this.now()),
    });
    const written = yield* writeStatus(this.parts, name, change);
    return written && Number(written.metadata.resourceVersion);
  }
}

function resourcesOf(definition: CustomResourceDefinition, store: Store): readonly CustomResource[] {
  return versionsOf(definition).map(
    (version) => new CustomResource(kindOfVersion(definition, version), store, definition),
  );
}

/** Nothing that its objects depend on has changed. */
const isServedAlike = (before: CustomResourceDefinition, now: CustomResourceDefinition): boolean =>
  before === now ||
  (before.metadata.generation === now.metadata.generation &&
    before.metadata.deletionTimestamp === now.metadata.deletionTimestamp &&
    before.status!.acceptedNames === now.status!.acceptedNames);
