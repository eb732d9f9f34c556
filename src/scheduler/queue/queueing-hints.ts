import type { PodInfo } from '../cache/pod-info';
import type { QueueingHint } from '../framework/plugin';
import type { ProfileRow } from '../framework/profile';
import type { World } from '../framework/world';
import type { ClusterEvent, EventName } from './cluster-event';

/** Which events may help a pod that a plugin refused, plugin by plugin. */
export class QueueingHints {
  private readonly perPlugin: ReadonlyMap<string, readonly QueueingHint[]>;
  readonly world: World;

  constructor(rows: readonly ProfileRow[], world: World) {
    this.perPlugin = new Map(rows.map(({ plugin }) => [plugin.name, plugin.hints ?? []]));
    this.world = world;
  }

  /** Whether the event may have changed the mind of one of those who refused the pod. */
  isWorthATry(pod: PodInfo, refusedBy: ReadonlySet<string>, event: ClusterEvent): boolean {
    for (const plugin of refusedBy) {
      for (const hint of this.perPlugin.get(plugin) ?? []) {
        if (concerns(hint.events, event.names) && (hint.helps?.(pod, event, this.world) ?? true)) return true;
      }
    }
    return false;
  }
}

const concerns = (wanted: readonly EventName[], names: readonly EventName[]): boolean =>
  names.some((name) => wanted.includes(name));
