import type { ApiRequest } from '../../apimachinery';
import type { Hop } from '../../simulation';
import { LAN } from '../../simulation';
import { createCluster } from '../cluster';
import type { Cluster } from '../cluster';
import type { Ambush } from './ambushes';
import { AMBUSHES } from './ambushes';
import { CHECKERS } from './checkers';
import { unfinished } from './checkers/desired-state';
import type { Checker } from './checkers/checker';
import { FAULTS } from './faults';
import { firstDeeds, keepUsing, lastDeeds } from './load';
import { stormWorld } from './storm-world';
import type { StormWorld } from './storm-world';
import type { FaultKind, Tally } from './tally';
import type { Seen, SeenChange } from './witness';
import { Witness } from './witness';

// What `npm run storms` needs besides.
export { loadCommands } from '../loading';
export { loadShellCommands } from '../../node';
export { FAULT_KINDS } from './tally';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const BOOT_MILLISECONDS = 25 * SECOND;
/** When the last fault is mended, and by when everything has to be as it should be: back-offs go up to five minutes. */
const CALM_MILLISECONDS = 6 * MINUTE;
const END_MILLISECONDS = 10 * MINUTE;
const PATIENCE_MILLISECONDS = 8 * MINUTE;
const MOST_COMPLAINTS = 12;

export interface StormOptions {
  readonly seed: string;
  /** Hears what is done and what breaks, with the instant. */
  readonly log?: (line: string) => void;
  /** Changes of keys that contain this, and requests whose path does, are told too. */
  readonly follow?: string;
}

export interface StormResult {
  readonly seed: string;
  readonly tally: Tally;
  readonly complaints: readonly string[];
  readonly events: number;
  readonly milliseconds: number;
  /** How long after the last fault everything was as it should be; Infinity where that never came. */
  readonly settledAfter: number;
  readonly changes: number;
}

type Hearing<What extends keyof Checker> = Checker & Required<Pick<Checker, What>>;

const hears =
  <What extends keyof Checker>(what: What) =>
  (checker: Checker): checker is Hearing<What> =>
    checker[what] !== undefined;

/** Ten minutes of a cluster in which everything breaks while people use it. */
export function runStorm(options: StormOptions): StormResult {
  return new Storm(options).run();
}

class Storm {
  readonly cluster: Cluster;
  readonly witness: Witness;
  readonly tally: Tally = {};
  readonly complaints: string[] = [];
  readonly #options: StormOptions;
  readonly #checkers: readonly Checker[];
  /** Those of them who want to hear of it. */
  readonly #hearChanges: readonly Hearing<'changed'>[];
  readonly #hearHops: readonly Hearing<'sent'>[];
  readonly #ambushes = new Set<Ambush>();
  readonly #agenda: { readonly at: number; readonly number: number; readonly deed: () => void }[] = [];
  #deeds = 0;
  #nextHop = 1;
  #nextLook = 0;
  readonly #said = new Set<string>();
  readonly #followed = new Set<number>();
  #mends = new Set<() => void>();
  #world!: StormWorld;

  constructor(options: StormOptions) {
    this.#options = options;
    const { seed } = options;
    // Small logs, so that members that were away for a while are sent a snapshot.
    const etcd = { snapshotEntries: 150, catchUpEntries: 30 };
    this.cluster = createCluster({ seed, traceLimitMilliseconds: MINUTE, traceHashed: false, etcd });
    this.witness = new Witness(this.cluster);
    this.#checkers = Object.entries(CHECKERS).map(([name, checkerOf]) =>
      checkerOf(this.witness, (what) => this.#complain(name, what)),
    );
    this.#hearChanges = this.#checkers.filter(hears('changed'));
    this.#hearHops = this.#checkers.filter(hears('sent'));
  }

  run(): StormResult {
    const { simulation } = this.cluster;
    this.#runUntil(BOOT_MILLISECONDS);
    const { cluster, witness } = this;
    const log = (line: string): void => this.#log(line);
    this.#world = stormWorld({ cluster, witness, log, after: (milliseconds, deed) => this.#after(milliseconds, deed) });
    firstDeeds(this.#world);
    this.#after(10 * SECOND, () => this.#breakSomething(this.#shuffled()));
    this.#after(10 * SECOND, () => keepUsing(this.#world, CALM_MILLISECONDS - 10 * SECOND));
    this.#runUntil(CALM_MILLISECONDS);
    this.#mendAll();
    const settledAfter = this.#settle();
    const { seed } = this.#options;
    const { tally, complaints } = this;
    return {
      seed,
      tally,
      complaints,
      events: simulation.events,
      milliseconds: simulation.now,
      settledAfter,
      changes: witness.changes.length,
    };
  }

  // ---- what breaks ----------------------------------------------------------------------------------------------------

  #shuffled(): (() => void)[] {
    const { random } = this.#world;
    const deeds = [
      ...FAULTS.map((fault) => () => this.#inflict(fault.kind, fault.seconds, fault.inflict(this.#world))),
      ...AMBUSHES.map((ambush) => () => void this.#ambushes.add(ambush(this.#world))),
    ];
    for (let last = deeds.length - 1; last > 0; last--) {
      const other = random.integer(last + 1);
      [deeds[last], deeds[other]] = [deeds[other]!, deeds[last]!];
    }
    return deeds;
  }

  /** Each kind in turn, in an order of the seed's; then all again. */
  #breakSomething(deeds: (() => void)[]): void {
    const { random } = this.#world;
    if (this.#isOver || this.cluster.simulation.now > CALM_MILLISECONDS - 15 * SECOND) return;
    deeds.pop()?.();
    const rest = deeds.length > 0 ? deeds : this.#shuffled();
    this.#after(random.between(2 * SECOND, 18 * SECOND), () => this.#breakSomething(rest));
  }

  #inflict(kind: FaultKind, [least, most]: readonly [number, number], mend: (() => void) | undefined): void {
    if (!mend) return;
    this.#count(kind);
    const once = (): void => {
      if (this.#mends.delete(once)) mend();
    };
    this.#mends.add(once);
    this.#after(this.#world.random.between(least, most) * SECOND, once);
  }

  #count(kind: FaultKind): void {
    this.tally[kind] = (this.tally[kind] ?? 0) + 1;
  }

  #mendAll(): void {
    const { simulation, machines } = this.cluster;
    this.#log('everything is mended');
    this.#ambushes.clear();
    for (const mend of this.#mends) mend();
    for (const { name } of machines) {
      simulation.host(name).restart();
      simulation.network.rejoin(name);
      simulation.network.heal(name, name);
      for (const component of simulation.host(name).components) component.start();
    }
    for (const role of ['control-plane', 'worker'] as const)
      for (const name of this.#world.machines(role)) simulation.network.setQuality(name, LAN);
    this.#after(20 * SECOND, () => lastDeeds(this.#world));
  }

  // ---- time -----------------------------------------------------------------------------------------------------------

  /** Ten minutes are over and all is well; or it takes longer, up to a limit. Answers how long it took. */
  #settle(): number {
    const { simulation } = this.cluster;
    let settledAt = Number.POSITIVE_INFINITY;
    while (!this.#isOver && (simulation.now < END_MILLISECONDS || settledAt === Number.POSITIVE_INFINITY)) {
      if (simulation.now > CALM_MILLISECONDS + PATIENCE_MILLISECONDS) break;
      this.#runUntil(simulation.now + 5 * SECOND);
      const problems =
        simulation.now > CALM_MILLISECONDS + 30 * SECOND ? unfinished(this.witness) : ['too early to tell'];
      if (problems.length > 0) settledAt = Number.POSITIVE_INFINITY;
      else if (settledAt === Number.POSITIVE_INFINITY) settledAt = simulation.now;
    }
    // Somebody may have renewed a lease just now: what is written reaches all members within a moment.
    const moment = simulation.now + SECOND;
    while (!this.#isOver && this.witness.isSpreading && simulation.now < moment) this.#runUntil(simulation.now + 1);
    if (!this.#isOver) for (const checker of this.#checkers) checker.atRest?.();
    return settledAt - CALM_MILLISECONDS;
  }

  #after(milliseconds: number, deed: () => void): void {
    const at = this.cluster.simulation.now + milliseconds;
    const entry = { at, number: ++this.#deeds, deed };
    const position = this.#agenda.findIndex((each) => each.at > at);
    this.#agenda.splice(position < 0 ? this.#agenda.length : position, 0, entry);
  }

  #runUntil(instant: number): void {
    const { simulation } = this.cluster;
    while (!this.#isOver) {
      const next = this.#agenda[0];
      const end = next && next.at <= instant ? next.at : instant;
      while (simulation.nextInstant <= end && !this.#isOver) {
        simulation.step();
        this.#observe();
        if (this.#agenda[0] !== next) break;
      }
      if (this.#agenda[0] !== next || simulation.nextInstant <= end) continue;
      if (end > simulation.now) simulation.idleUntil(end);
      if (end !== next?.at) return;
      this.#agenda.shift();
      next.deed();
      this.#observe();
    }
  }

  // ---- what is seen ---------------------------------------------------------------------------------------------------

  #observe(): void {
    const { witness } = this;
    const { trace, now } = this.cluster.simulation;
    // Who applies something says so to somebody: where nothing was sent, nothing can have changed.
    if (trace.nextHop === this.#nextHop && now < this.#nextLook) return;
    const changes = witness.newChanges();
    for (const change of changes) {
      this.#follow(change);
      for (const checker of this.#hearChanges) checker.changed(change);
    }
    if (changes.length > 0) this.#spring(undefined, changes.length);
    for (; this.#nextHop < trace.nextHop; this.#nextHop++) {
      // Raft's messages between members are many, and are judged by what they lead to.
      if (trace.hops.kindOf(this.#nextHop) === 'message') continue;
      const hop = trace.hop(this.#nextHop)!;
      this.#noticeKinds(hop);
      this.#followHop(hop);
      for (const checker of this.#hearHops) checker.sent(hop);
      this.#spring(hop, 0);
    }
    if (now < this.#nextLook) return;
    this.#nextLook = now + SECOND;
    for (const checker of this.#checkers) checker.look?.();
  }

  #follow(change: SeenChange): void {
    const { follow } = this.#options;
    if (follow === undefined || !change.key.includes(follow)) return;
    const request = this.witness.requestOf(change);
    const { method = '', path = '', headers = {} } = (request?.payload ?? {}) as Partial<ApiRequest>;
    this.#log(
      `  ${change.revision} ${change.key}: ${method} ${path} by ${headers['user-agent'] ?? '?'} ${JSON.stringify(brief(change.object))}`,
    );
  }

  #followHop({ kind, from, to, payload, exchange }: Hop): void {
    const { follow } = this.#options;
    if (follow === undefined) return;
    if (kind === 'request' && ((payload as Partial<ApiRequest> | null)?.path?.includes(follow) ?? false)) {
      this.#followed.add(exchange);
      this.#log(`    ${from} → ${to}: ${(payload as ApiRequest).method} ${(payload as ApiRequest).path}`);
    } else if (kind !== 'request' && kind !== 'item' && this.#followed.has(exchange))
      this.#log(`    ${from} → ${to}: ${kind} ${(payload as { status?: number } | null)?.status ?? String(payload)}`);
  }

  #spring(hop: Hop | undefined, changes: number): void {
    for (const ambush of this.#ambushes) {
      const mend = ambush.spring(hop, changes);
      if (!mend) continue;
      this.#ambushes.delete(ambush);
      this.#inflict(ambush.kind, ambush.seconds ?? [1, 15], mend);
    }
  }

  /** Faults that follow from others: they count when they happen. */
  #noticeKinds({ kind, payload }: Hop): void {
    const said = payload as { readonly kind?: string; readonly type?: string; readonly object?: any } | null;
    if (kind === 'request' && said?.kind === 'snapshot') this.#count('a member that lags catches up by a snapshot');
    if (kind === 'item' && said?.type === 'ERROR' && said.object?.code === 410)
      this.#count('a watch is told 410: it was away for too long');
  }

  get #isOver(): boolean {
    return this.complaints.length >= MOST_COMPLAINTS;
  }

  #complain(checker: string, what: string): void {
    const { now, events, seed } = this.cluster.simulation;
    // What stays wrong is said once.
    if (this.#said.has(`${checker}: ${what}`)) return;
    this.#said.add(`${checker}: ${what}`);
    const text = `${checker}: ${what} (at ${(now / SECOND).toFixed(3)} s, seed ${seed}, event ${events})`;
    if (this.complaints.length < MOST_COMPLAINTS) this.complaints.push(text);
    this.#log(`!! ${text}`);
  }

  #log(line: string): void {
    this.#options.log?.(`${(this.cluster.simulation.now / SECOND).toFixed(3).padStart(9)}  ${line}`);
  }
}

/** What of an object says where it stands. */
function brief(object: Seen | undefined): unknown {
  if (!object?.metadata) return object === undefined ? 'gone' : 'not an object';
  const { deletionTimestamp, finalizers, generation } = object.metadata;
  return {
    deletionTimestamp,
    finalizers,
    generation,
    nodeName: object.spec?.nodeName,
    replicas: object.spec?.replicas,
    status: object.status,
  };
}
