/** Kinds that definitions made up, for controllers that look after all there are. */
import { findKind, resourceName } from '../api';
import type { KindDefinition } from '../api';
import type { KubeObject } from '../apimachinery';
import { apiVersionOf } from '../api';
import { clientResource, discoverMadeUpKinds, Informer } from '../client';
import type { ApiClient, Change, SharedInformers } from '../client';
import { attempt, NO_CAUSE } from '../simulation';
import type { Component, Process } from '../simulation';

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';
/** How often a controller manager asks what is served; where nothing was defined the answer is known. */
const SYNC_MILLISECONDS = 30_000;
const STARTS_MILLISECONDS = 5000;

interface Parts {
  readonly component: Component;
  readonly client: ApiClient;
  readonly informers: SharedInformers;
}

/** Whether anybody has defined anything, as far as the manager's caches know. */
export const hasDefinitions = (informers: SharedInformers): boolean => informers.of(DEFINITIONS).size > 0;

/** Follows what definitions make known: asks the servers when definitions have changed, and watches the objects of each kind. */
export class MadeUpKinds {
  private readonly parts: Parts;
  private readonly heard: (change: Change<KubeObject>, kind: KindDefinition) => void;
  private kinds: readonly KindDefinition[] = [];
  private readonly watched = new Map<string, Informer<KubeObject>>();
  private isDue = false;
  private readonly startedAt: number;

  /** @param heard told of every change of every object of such a kind */
  constructor(parts: Parts, heard: (change: Change<KubeObject>, kind: KindDefinition) => void) {
    this.parts = parts;
    this.startedAt = parts.component.now;
    this.heard = heard;
    parts.informers.of<KubeObject>(DEFINITIONS).onChange(({ type, object, previous }) => {
      if (type !== 'updated' || object !== previous) this.askSoon();
    });
  }

  /** A kind by what an object says of itself, whoever made it. */
  find(apiVersion: string, kind: string): KindDefinition | undefined {
    return (
      findKind(apiVersion, kind) ?? this.kinds.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion)
    );
  }

  /** All objects of a resource by its plain name: `widgets.example.com`. */
  list(resource: string): readonly KubeObject[] {
    return this.watched.get(resource)?.list() ?? [];
  }

  /** At the next time that it is asked anyway; a manager that has just started asks at once. */
  private askSoon(): void {
    if (this.isDue) return;
    this.isDue = true;
    const { component } = this.parts;
    const runsFor = component.now - this.startedAt;
    const wait = runsFor < STARTS_MILLISECONDS ? 0 : SYNC_MILLISECONDS - (runsFor % SYNC_MILLISECONDS);
    component.simulation.withCause(NO_CAUSE, () => {
      component.after(wait, () => component.spawn('discovery', this.ask()));
    });
  }

  private *ask(): Process<void> {
    this.isDue = false;
    const found = yield* attempt(discoverMadeUpKinds(this.parts.client));
    if (!found.ok) return this.askSoon();
    this.kinds = found.value;
    const wanted = new Map<string, KindDefinition>();
    for (const kind of this.kinds) {
      const isWatched = kind.verbs.includes('delete') && kind.verbs.includes('watch');
      if (isWatched && !wanted.has(resourceName(kind))) wanted.set(resourceName(kind), kind);
    }
    this.watch(wanted);
  }

  private watch(wanted: ReadonlyMap<string, KindDefinition>): void {
    for (const [name, informer] of this.watched) {
      if (wanted.has(name)) continue;
      informer.stop();
      this.watched.delete(name);
    }
    const { component, client } = this.parts;
    for (const [name, kind] of wanted) {
      if (this.watched.has(name)) continue;
      const informer = new Informer<KubeObject>(component, client, clientResource(kind));
      informer.onChange((change) => this.heard(change, kind));
      this.watched.set(name, informer);
      informer.start();
    }
  }
}
