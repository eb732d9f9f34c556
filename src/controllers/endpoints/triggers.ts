import type { Pod, Service } from '../../api';

const TRIGGER = 'endpoints.kubernetes.io/last-change-trigger-time';

type Annotations = Readonly<Record<string, string>>;

/** What was last seen of a service and its pods: when each of them began to be as it is. */
interface Seen {
  readonly service: string | undefined;
  readonly pods: ReadonlyMap<string, string>;
}

/**
 * Since when what endpoints are about to tell has been so: the earliest of the changes that nobody has been told of yet. Where none of
 * them has a time of its own (a pod is gone, a label was changed) there is none.
 */
export class TriggerTimes {
  private readonly seen = new Map<string, Seen>();

  /** Takes note of how things stand, and answers when the first of what is new began. */
  note(key: string, service: Service, pods: readonly Pod[]): string | undefined {
    const before = this.seen.get(key);
    const created = service.metadata.creationTimestamp ?? undefined;
    const changed: string[] = [];
    if (created !== undefined && isLater(created, before?.service)) changed.push(created);
    const times = new Map<string, string>();
    for (const pod of pods) {
      const at = readySince(pod);
      if (at === undefined) continue;
      times.set(pod.metadata.name, at);
      if (isLater(at, before?.pods.get(pod.metadata.name))) changed.push(at);
    }
    this.seen.set(key, { service: created, pods: times });
    return changed.sort()[0];
  }

  forget(key: string): void {
    this.seen.delete(key);
  }
}

const isLater = (at: string, before: string | undefined): boolean => before === undefined || at > before;

const readySince = ({ status }: Pod): string | undefined =>
  status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? undefined;

/** How long it took to become known can be measured by it; a write that nothing with a time caused has none. */
export function withTrigger(annotations: Annotations | undefined, at: string | undefined): Annotations | undefined {
  if (at !== undefined) return { ...annotations, [TRIGGER]: at };
  if (annotations?.[TRIGGER] === undefined) return annotations;
  const { [TRIGGER]: _, ...others } = annotations;
  return Object.keys(others).length > 0 ? others : undefined;
}
