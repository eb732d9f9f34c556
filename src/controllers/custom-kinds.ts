/** Custom kinds: who follows them asks the servers when definitions have changed, and watches the objects of each kind. */
import { apiVersionOf, laterParts, resourceName } from '../api';
import type { KindDefinition } from '../api';
import { refuse } from '../apimachinery';
import type { KubeObject } from '../apimachinery';
import { clientResource, discoveryAccept, Informer } from '../client';
import { attempt, NO_CAUSE } from '../simulation';
import type { Process } from '../simulation';
import { offerCustomKinds } from './kinds-view';
import type { KindsParts, KindsView } from './kinds-view';

/** How often a controller manager asks what is served; where nothing was defined the answer is known. */
const SYNC_MILLISECONDS = 30_000;
const STARTS_MILLISECONDS = 5000;

class CustomKinds implements KindsView {
  private readonly parts: KindsParts;
  private kinds: readonly KindDefinition[] = [];
  private readonly watched = new Map<string, Informer<KubeObject>>();
  private isDue = false;

  constructor(parts: KindsParts) {
    this.parts = parts;
  }

  find(apiVersion: string, kind: string): KindDefinition | undefined {
    return this.kinds.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
  }

  list(resource: string): readonly KubeObject[] {
    return this.watched.get(resource)?.list() ?? [];
  }

  *discover(): Process<readonly KindDefinition[]> {
    const request = { method: 'GET', path: '/apis', headers: { accept: discoveryAccept } } as const;
    const { status, body } = yield* this.parts.client.raw(request);
    if (status >= 400) throw refuse(status, '', 'what is served is not told');
    return laterParts().customKinds(body);
  }

  /** At the next time that it is asked anyway; a manager that has just started asks at once. */
  changed(): void {
    if (this.isDue) return;
    this.isDue = true;
    const { component, startedAt } = this.parts;
    const runsFor = component.now - startedAt;
    const wait = runsFor < STARTS_MILLISECONDS ? 0 : SYNC_MILLISECONDS - (runsFor % SYNC_MILLISECONDS);
    component.simulation.withCause(NO_CAUSE, () => {
      component.after(wait, () => component.spawn('discovery', this.ask()));
    });
  }

  private *ask(): Process<void> {
    this.isDue = false;
    const found = yield* attempt(this.discover());
    if (!found.ok) return this.changed();
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
    const { component, client, heard } = this.parts;
    for (const [name, kind] of wanted) {
      if (this.watched.has(name)) continue;
      const informer = new Informer<KubeObject>(component, client, clientResource(kind));
      informer.onChange(heard);
      this.watched.set(name, informer);
      informer.start();
    }
  }
}

// Loaded when the cluster has come up, before anybody's definition is there.
offerCustomKinds((parts) => new CustomKinds(parts));
