import { TokenBucket } from '../../client';
import type { Component, Process } from '../../simulation';
import { attempt, sleep } from '../../simulation';
import type { ZoneState } from './health';
import { evictionRate } from './health';

interface Zone {
  bucket: TokenBucket;
  rate: number;
  readonly waiting: Set<string>;
  running: boolean;
}

const AGAIN_AFTER_MILLISECONDS = 5000;

/** Nodes that wait to have their pods sent away: one every ten seconds in a healthy zone, none where we may be blind. */
export class EvictionQueue {
  private readonly component: Component;
  private readonly evict: (node: string) => Process<void>;
  private readonly zones = new Map<string, Zone>();

  constructor(component: Component, evict: (node: string) => Process<void>) {
    this.component = component;
    this.evict = evict;
  }

  add(node: string, zoneName: string): void {
    const zone = this.zone(zoneName);
    zone.waiting.add(node);
    if (zone.running) return;
    zone.running = true;
    this.component.spawn('node-evictions', this.drain(zone));
  }

  remove(node: string): void {
    for (const zone of this.zones.values()) zone.waiting.delete(node);
  }

  setRate(zoneName: string, state: ZoneState | 'stopped', nodes: number): void {
    const zone = this.zone(zoneName);
    const rate = state === 'stopped' ? 0 : evictionRate(state, nodes);
    if (rate === zone.rate) return;
    zone.rate = rate;
    if (rate > 0) zone.bucket = new TokenBucket(rate, 1);
  }

  private zone(name: string): Zone {
    let zone = this.zones.get(name);
    if (!zone)
      this.zones.set(name, (zone = { bucket: new TokenBucket(0.1, 1), rate: 0.1, waiting: new Set(), running: false }));
    return zone;
  }

  private *drain(zone: Zone): Process<void> {
    while (zone.waiting.size > 0) {
      const wait = zone.rate === 0 ? AGAIN_AFTER_MILLISECONDS : zone.bucket.reserve(this.component.now);
      if (wait > 0) yield* sleep(wait);
      if (zone.rate === 0) continue;
      const node = zone.waiting.values().next().value;
      if (node === undefined) break;
      zone.waiting.delete(node);
      const outcome = yield* attempt(this.evict(node));
      if (!outcome.ok) this.component.log(`eviction from ${node}: ${outcome.error.message}`);
    }
    zone.running = false;
  }
}
