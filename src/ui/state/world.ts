import type {
  Batch,
  ComponentView,
  HopView,
  KeyView,
  LinkView,
  MachineView,
  ObjectView,
  TimerView,
  TrafficView,
} from '../../session/protocol';
import { HopLog } from './hop-log';
import { PodPlaces } from './pod-places';

/** More wires than these are not lit at once. */
const MOST_QUICK = 60;
/** More objects than these at once are a crowd. */
const CROWD = 12;

/** Which parts of the world a batch touched; each has a version in the store that lists subscribe to. */
export type Part = 'machines' | 'components' | 'links' | 'objects' | 'keys' | 'hops' | 'airborne' | 'traffic';

/**
 * All that the worker has told so far. The views in it are immutable; the maps are not, since copying thousands of entries
 * for each frame would cost more than drawing them: cards look up their own view, lists watch the part's version.
 */
export class World {
  readonly machines = new Map<string, MachineView>();
  readonly components = new Map<string, ComponentView>();
  readonly objects = new Map<string, ObjectView>();
  readonly keys = new Map<string, KeyView>();
  /** Countdowns by what they are about: a machine, a component, a pod. */
  readonly timers = new Map<string, TimerView>();
  /** Who called whom, by row. */
  readonly traffic = new Map<string, TrafficView>();
  readonly places = new PodPlaces();
  readonly hops: HopLog;
  /** Hops in the air, by number. */
  readonly airborne = new Map<number, HopView>();
  links: readonly LinkView[] = [];
  /** Followed hops that were sent and arrived within this frame: too quick to be seen flying. */
  quick: readonly HopView[] = [];
  /** So many pods came in this frame that each growing into its place would be a flicker, and dear. */
  crowded = false;

  /** A frame may take in several batches. */
  beginFrame(): void {
    this.quick = [];
    this.crowded = false;
  }

  constructor(hops: HopLog = new HopLog()) {
    this.hops = hops;
  }

  /** Takes a batch's changes in and tells which parts they touched. */
  take(batch: Batch): ReadonlySet<Part> {
    const touched = new Set<Part>();
    this.takeMachines(batch, touched);
    this.takeObjects(batch, touched);
    this.takeKeys(batch, touched);
    this.takeHops(batch, touched);
    this.takeTraffic(batch, touched);
    return touched;
  }

  private takeMachines(batch: Batch, touched: Set<Part>): void {
    for (const machine of batch.machines ?? []) this.machines.set(machine.name, machine);
    for (const component of batch.components ?? []) this.components.set(component.id, component);
    if (batch.links) this.links = batch.links;
    if (batch.machines) touched.add('machines');
    if (batch.components) touched.add('components');
    if (batch.links) touched.add('links');
  }

  private takeObjects(batch: Batch, touched: Set<Part>): void {
    for (const key of batch.objectsGone ?? []) {
      this.takeTimer(this.objects.get(key), undefined);
      this.objects.delete(key);
      this.places.remove(key);
    }
    if ((batch.objects?.length ?? 0) > CROWD) this.crowded = true;
    for (const object of batch.objects ?? []) {
      this.takeTimer(this.objects.get(object.key), object);
      this.objects.set(object.key, object);
      if (object.kind === 'Pod') this.places.put(object);
    }
    if (batch.objects || batch.objectsGone) touched.add('objects');
  }

  private takeTimer(before: ObjectView | undefined, now: ObjectView | undefined): void {
    if (before?.timer && before.timer.of !== now?.timer?.of) this.timers.delete(before.timer.of);
    if (now?.timer) this.timers.set(now.timer.of, now.timer);
  }

  private takeKeys(batch: Batch, touched: Set<Part>): void {
    for (const key of batch.keysGone ?? []) this.keys.delete(key);
    for (const key of batch.keys ?? []) this.keys.set(key.key, key);
    if (batch.keys || batch.keysGone) touched.add('keys');
  }

  private takeHops(batch: Batch, touched: Set<Part>): void {
    if (batch.hops) {
      const fresh = batch.hops.filter((hop) => !this.airborne.has(hop.id) && hop.outcome !== 'flying');
      this.quick = [...this.quick, ...fresh].slice(-MOST_QUICK);
      for (const hop of batch.hops) this.takeHop(hop);
      touched.add('hops');
    }
    if (batch.flying) {
      this.airborne.clear();
      for (const hop of batch.flying) this.airborne.set(hop.id, hop);
    }
    const landed = this.land(batch.clock.now);
    if (batch.hops || batch.flying || landed) touched.add('airborne');
    if (batch.fresh !== true && batch.clock.recordedSince > 0) this.hops.forgetBefore(batch.clock.recordedSince);
  }

  private takeTraffic(batch: Batch, touched: Set<Part>): void {
    for (const id of batch.trafficGone ?? []) this.traffic.delete(id);
    for (const row of batch.traffic ?? []) this.traffic.set(row.id, row);
    if (batch.traffic || batch.trafficGone) touched.add('traffic');
  }

  private takeHop(hop: HopView): void {
    this.hops.put(hop);
    if (hop.outcome === 'flying') this.airborne.set(hop.id, hop);
    else this.airborne.delete(hop.id);
  }

  /** What has arrived by now is in the air no more, told or not. */
  private land(now: number): boolean {
    let landed = false;
    for (const [id, hop] of this.airborne) {
      if (hop.arrivesAt >= now) continue;
      this.airborne.delete(id);
      landed = true;
    }
    return landed;
  }
}
