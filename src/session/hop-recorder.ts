import type { Simulation } from '../simulation';
import { hopView } from './hop-titles';
import type { Followed } from './pace';
import type { HopView } from './protocol';

/** More of one frame than this is not sent one by one; how many were left out is. */
const HOPS_PER_BATCH = 600;
/** Somebody chose to follow an act of the past: so much of it is told at once. */
const HOPS_OF_THE_PAST = 5000;
/** How far back a look for messages in the air goes. */
const FLYING_LOOK_BACK = 600;
const FLYING_SHOWN = 120;
const RATE_WINDOW_MILLISECONDS = 1000;

/** Watches the trace grow: which hops belong to which act, which of the followed act's are in the air, and how much background there is. */
export class HopRecorder implements Followed {
  followedAct = 0;
  newest = 0;
  readonly #simulation: Simulation;
  readonly #countByAct = new Map<number, number>();
  readonly #touchedActs = new Set<number>();
  #nextHop: number;
  #flying: number[] = [];
  #fresh: number[] = [];
  #leftOut = 0;
  #backgroundCount = 0;
  #windowStart = 0;
  #backgroundPerSecond = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#nextHop = simulation.trace.nextHop;
  }

  countOf(act: number): number {
    return this.#countByAct.get(act) ?? 0;
  }

  /** Acts with new messages since the last call. */
  takeTouchedActs(): readonly number[] {
    const acts = [...this.#touchedActs];
    this.#touchedActs.clear();
    return acts;
  }

  look(): void {
    const { hops } = this.#simulation.trace;
    const next = hops.next;
    for (let id = this.#nextHop; id < next; id++) {
      const root = hops.rootOf(id);
      if (root === 0) this.#backgroundCount++;
      else this.#addToAct(id, root);
    }
    this.#nextHop = next;
  }

  quickestFlight(): number | undefined {
    const { hops } = this.#simulation.trace;
    const { now } = this.#simulation;
    let quickest: number | undefined;
    for (const id of this.#flying) {
      const hop = hops.get(id);
      if (!hop || hop.outcome !== 'flying' || !(hop.arrivesAt > now) || hop.arrivesAt === Number.POSITIVE_INFINITY)
        continue;
      const flight = hop.arrivesAt - hop.sentAt;
      if (quickest === undefined || flight < quickest) quickest = flight;
    }
    return quickest;
  }

  /** Follows another act: all its hops count as new. */
  follow(act: number): void {
    this.followedAct = act;
    this.newest = 0;
    this.#flying = [];
    this.#fresh = [];
    this.#leftOut = 0;
    const { hops } = this.#simulation.trace;
    for (let id = Math.max(hops.first, act); id < this.#nextHop; id++)
      if (hops.rootOf(id) === act) this.#addFollowed(id, HOPS_OF_THE_PAST);
  }

  /** The first hop of the followed act after this one. */
  followedAfter(hop: number): number | undefined {
    const { hops } = this.#simulation.trace;
    for (let id = Math.max(hop + 1, hops.first); id < this.#nextHop; id++)
      if (hops.rootOf(id) === this.followedAct) return id;
    return undefined;
  }

  /** The last hop of the followed act before this one; the act itself is the first. */
  followedBefore(hop: number): number | undefined {
    const { hops } = this.#simulation.trace;
    const first = Math.max(hops.first, this.followedAct);
    for (let id = hop - 1; id >= first; id--) if (hops.rootOf(id) === this.followedAct) return id;
    return undefined;
  }

  /** New hops of the followed act, and those that arrived or were lost since the last call; how many were left out. */
  take(): { readonly hops: readonly HopView[]; readonly leftOut: number } {
    const { trace } = this.#simulation;
    const ids = new Set(this.#fresh);
    this.#flying = this.#flying.filter((id) => {
      const flying = trace.hop(id)?.outcome === 'flying';
      if (!flying) ids.add(id);
      return flying;
    });
    const leftOut = this.#leftOut;
    this.#fresh = [];
    this.#leftOut = 0;
    const hops: HopView[] = [];
    for (const id of [...ids].sort((a, b) => a - b)) {
      const hop = trace.hop(id);
      if (hop) hops.push(hopView(hop));
    }
    return { hops, leftOut };
  }

  /** The rate of background messages is measured from here on. */
  measureAnew(): void {
    this.look();
    this.#backgroundCount = 0;
    this.#windowStart = this.#simulation.now;
  }

  /** What is in the air now, background included, the newest first. */
  flyingNow(): readonly HopView[] {
    const { trace, now } = this.#simulation;
    const views: HopView[] = [];
    const end = Math.max(trace.hops.first, trace.nextHop - FLYING_LOOK_BACK);
    for (let id = trace.nextHop - 1; id >= end && views.length < FLYING_SHOWN; id--) {
      const hop = trace.hop(id);
      if (hop && hop.outcome === 'flying' && hop.arrivesAt > now && Number.isFinite(hop.arrivesAt))
        views.push(hopView(hop));
    }
    return views;
  }

  /** Background messages per simulated second, over the last second or more. */
  backgroundRate(): number {
    const { now } = this.#simulation;
    const elapsed = now - this.#windowStart;
    if (elapsed >= RATE_WINDOW_MILLISECONDS) {
      this.#backgroundPerSecond = Math.round((this.#backgroundCount * 1000) / elapsed);
      this.#backgroundCount = 0;
      this.#windowStart = now;
    }
    return this.#backgroundPerSecond;
  }

  #addToAct(id: number, root: number): void {
    this.#countByAct.set(root, (this.#countByAct.get(root) ?? 0) + 1);
    this.#touchedActs.add(root);
    if (root === this.followedAct) this.#addFollowed(id, HOPS_PER_BATCH);
  }

  #addFollowed(id: number, limit: number): void {
    this.newest = id;
    if (this.#fresh.length >= limit) {
      this.#leftOut++;
      return;
    }
    this.#fresh.push(id);
    if (this.#simulation.trace.hop(id)?.outcome === 'flying') this.#flying.push(id);
  }
}
