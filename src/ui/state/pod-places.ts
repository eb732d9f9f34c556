import type { ObjectView } from '../../session/protocol';

/** Where pods without a machine wait. */
export const WAITING = '';
const NO_SLOTS: readonly null[] = [];

/**
 * Which place each pod has. A pod takes the first free place on its machine (or among those who wait) and keeps it until it
 * is gone; a place that was left stays empty until somebody new takes it. So nothing in the picture ever moves up.
 */
export class PodPlaces {
  private readonly slots = new Map<string, (string | null)[]>();
  private readonly home = new Map<string, string>();
  private readonly versions = new Map<string, number>();

  /** Machine name, or `WAITING`. */
  slotsOf(machine: string): readonly (string | null)[] {
    return this.slots.get(machine) ?? NO_SLOTS;
  }

  /** Places on the fullest machine. */
  mostOnOne(): number {
    let most = 0;
    for (const [machine, { length }] of this.slots) if (machine !== WAITING) most = Math.max(most, length);
    return most;
  }

  /** Grows whenever the machine's places change: what a subscriber watches. */
  versionOf(machine: string): number {
    return this.versions.get(machine) ?? 0;
  }

  machineOf(key: string): string | undefined {
    return this.home.get(key);
  }

  put(pod: ObjectView): void {
    const machine = pod.node ?? WAITING;
    const before = this.home.get(pod.key);
    if (before === machine) return;
    if (before !== undefined) this.leave(pod.key, before);
    this.home.set(pod.key, machine);
    const slots = this.slots.get(machine) ?? [];
    const free = slots.indexOf(null);
    slots[free < 0 ? slots.length : free] = pod.key;
    this.slots.set(machine, slots);
    this.touch(machine);
  }

  remove(key: string): void {
    const machine = this.home.get(key);
    if (machine === undefined) return;
    this.home.delete(key);
    this.leave(key, machine);
  }

  private leave(key: string, machine: string): void {
    const slots = this.slots.get(machine);
    if (!slots) return;
    slots[slots.indexOf(key)] = null;
    while (slots.length > 0 && slots[slots.length - 1] === null) slots.pop();
    this.touch(machine);
  }

  private touch(machine: string): void {
    this.versions.set(machine, this.versionOf(machine) + 1);
  }
}
