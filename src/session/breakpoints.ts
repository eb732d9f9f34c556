import type { KubeObject } from '../apimachinery';
import type { Cluster, StateChange } from '../cluster';
import { objectView } from './object-views';
import { type Phrase, phrase } from './phrases';
import type { Breakpoint, Selection } from './protocol';

/** Why the clock stopped, and what that is about. */
export interface Stop {
  readonly words: Phrase;
  readonly about: Selection;
}

interface Sight {
  readonly cluster: Cluster;
  /** What was written by this event. */
  readonly changes: readonly StateChange[];
  readonly before: (key: string) => KubeObject | undefined;
}

type Condition = (sight: Sight, breakpoint: Breakpoint, memory: Memory) => Stop | undefined;

/** What a condition has to remember between two events. */
interface Memory {
  hadLeader: boolean;
}

const CONDITIONS: Readonly<Record<Breakpoint['when'], Condition>> = {
  'pod-bound': (sight) =>
    firstOf(sight, '/registry/pods/', ({ key }, now, before) => {
      const node = nodeOf(now);
      if (!node || nodeOf(before)) return undefined;
      return {
        words: phrase('notices.podBound', { pod: now.metadata?.name ?? '', node }),
        about: { kind: 'object', key },
      };
    }),
  'pod-fails': (sight) =>
    firstOf(sight, '/registry/pods/', ({ key }, now, before) => {
      const view = objectView(key, now, 0, 0);
      if (view.state !== 'failing' || (before && objectView(key, before, 0, 0).state === 'failing')) return undefined;
      return { words: phrase('notices.podFails', { pod: view.name, word: view.word }), about: { kind: 'object', key } };
    }),
  'no-leader': noLeader,
  written: ({ changes }, { text = '' }) => {
    const change = text === '' ? undefined : changes.find(({ key }) => key.includes(text));
    if (!change) return undefined;
    const deed = change.deleted ? 'keyDeleted' : change.version === 1 ? 'keyCreated' : 'keyWritten';
    return { words: phrase(`notices.${deed}`, { key: change.key }), about: { kind: 'object', key: change.key } };
  },
};

function firstOf(
  { changes, before }: Sight,
  prefix: string,
  look: (change: StateChange, now: KubeObject, before: KubeObject | undefined) => Stop | undefined,
): Stop | undefined {
  for (const change of changes) {
    if (!change.key.startsWith(prefix) || change.deleted) continue;
    const stop = look(change, change.value as KubeObject, before(change.key));
    if (stop) return stop;
  }
  return undefined;
}

function noLeader({ cluster }: Sight, _breakpoint: Breakpoint, memory: Memory): Stop | undefined {
  const has = cluster.components.some(({ name, up, facts }) => name === 'etcd' && up && facts['role'] === 'leader');
  const had = memory.hadLeader;
  memory.hadLeader = has;
  if (has || !had) return undefined;
  const member = cluster.components.find(({ name }) => name === 'etcd');
  return { words: phrase('notices.noLeader'), about: { kind: 'component', id: member?.id ?? '' } };
}

function nodeOf(object: KubeObject | undefined): string {
  return (object as { spec?: { nodeName?: string } } | undefined)?.spec?.nodeName ?? '';
}

/** The breakpoints that are on, looked at after every event; it costs nothing where there is none. */
export class Breakpoints {
  readonly #cluster: Cluster;
  readonly #object: (key: string) => KubeObject | undefined;
  #on: readonly Breakpoint[] = [];
  #revision = 0;
  #facts = -1;
  readonly #memory: Memory = { hadLeader: false };

  /** @param object as the recorder last saw it, before this event. */
  constructor(cluster: Cluster, object: (key: string) => KubeObject | undefined) {
    this.#cluster = cluster;
    this.#object = object;
  }

  get any(): boolean {
    return this.#on.length > 0;
  }

  /** @param revision what was written up to here stops nobody. */
  set(breakpoints: readonly Breakpoint[], revision: number): void {
    this.#on = breakpoints.filter(({ on }) => on);
    this.#revision = revision;
    this.#memory.hadLeader = false;
    noLeader({ cluster: this.#cluster, changes: [], before: this.#object }, this.#on[0]!, this.#memory);
  }

  /** What the event that just passed hit. */
  look(): Stop | undefined {
    const { simulation } = this.#cluster;
    if (simulation.factsVersion === this.#facts) return undefined;
    this.#facts = simulation.factsVersion;
    const changes = this.#cluster.changesAfter(this.#revision);
    for (const { revision } of changes) this.#revision = Math.max(this.#revision, revision);
    const sight = { cluster: this.#cluster, changes, before: this.#object };
    for (const breakpoint of this.#on) {
      const stop = CONDITIONS[breakpoint.when](sight, breakpoint, this.#memory);
      if (stop) return stop;
    }
    return undefined;
  }
}
