import type { DnsReply, HttpReply, PodTraffic } from '../cluster';
import type { Hop, Simulation } from '../simulation';
import type { TrafficView } from './protocol';
import type { StateRecorder } from './state-recorder';

/** More pairs than this are not told apart: the one that has been silent longest is dropped. */
const ROWS_KEPT = 400;
/** A request that nothing has answered for so long never will be. */
const GIVEN_UP_MILLISECONDS = 60_000;
/** A row of a pod that is gone is looked at for so long. */
const GONE_MILLISECONDS = 60_000;
const TIDY_MILLISECONDS = 1000;

interface Row {
  view: TrafficView;
  answers: number;
  milliseconds: number;
}

/** A request under way. */
interface Pending {
  readonly hop: Hop;
  readonly id: string;
}

interface Outcome {
  readonly status: string;
  readonly failed: boolean;
  readonly milliseconds: number;
}

const PROTOCOLS: ReadonlySet<string | undefined> = new Set(['http', 'tcp', 'dns']);

/** Watches the messages between programs in pods (and from machines to them): who called whom, through which service, and what came of it. */
export class TrafficRecorder {
  readonly #simulation: Simulation;
  readonly #state: StateRecorder;
  readonly #rows = new Map<string, Row>();
  readonly #pending = new Map<number, Pending>();
  readonly #changed = new Set<string>();
  readonly #gone = new Set<string>();
  #nextHop: number;
  #tidiedAt = 0;

  constructor(simulation: Simulation, state: StateRecorder) {
    this.#simulation = simulation;
    this.#state = state;
    this.#nextHop = simulation.trace.nextHop;
  }

  look(): void {
    const { hops } = this.#simulation.trace;
    const next = hops.next;
    for (let id = Math.max(this.#nextHop, hops.first); id < next; id++)
      if (PROTOCOLS.has(hops.protocolOf(id))) this.#see(hops.get(id)!);
    this.#nextHop = next;
    if (this.#simulation.now - this.#tidiedAt >= TIDY_MILLISECONDS) this.#tidy();
  }

  /** All rows count as changed. */
  tellAgain(): void {
    for (const id of this.#rows.keys()) this.#changed.add(id);
  }

  /** Rows that are new or changed since the last call, and those that were dropped. */
  take(): { readonly rows: readonly TrafficView[]; readonly gone: readonly string[] } {
    const rows = [...this.#changed].map((id) => this.#rows.get(id)!.view);
    this.#changed.clear();
    const gone = [...this.#gone];
    this.#gone.clear();
    return { rows, gone };
  }

  #see(hop: Hop): void {
    if (hop.kind === 'request') return this.#asked(hop);
    const pending = this.#pending.get(hop.exchange);
    if (!pending) return;
    if (hop.kind === 'response') this.#answered(pending, hop);
    else if (hop.kind === 'reset') this.#broken(pending, hop);
  }

  #asked(hop: Hop): void {
    const traffic = hop.payload as PodTraffic;
    const base = { ...callers(hop, traffic), protocol: traffic.kind };
    const to = this.#state.podAt(traffic.host) ?? (hop.from === hop.to ? undefined : hop.to);
    const id = idOf(base, to);
    const row = this.#row(id, base, to, hop.sentAt);
    const { view } = row;
    this.#set(row, {
      ...view,
      requests: view.requests + 1,
      waiting: view.waiting + 1,
      lastAt: hop.sentAt,
      lastHop: hop.id,
    });
    const pending = { hop, id };
    this.#pending.set(hop.id, pending);
    if (hop.outcome === 'lost') this.#end(pending, { status: 'no answer', failed: true, milliseconds: 0 });
  }

  #row(id: string, base: Callers, to: string | undefined, firstAt: number): Row {
    const known = this.#rows.get(id);
    if (known) return known;
    const numbers = { requests: 0, failures: 0, waiting: 0, lastMilliseconds: 0, meanMilliseconds: 0, lastHop: 0 };
    const view = { id, ...base, ...(to && { to }), ...numbers, lastFailed: false, firstAt, lastAt: firstAt };
    const row: Row = { view, answers: 0, milliseconds: 0 };
    this.#rows.set(id, row);
    this.#gone.delete(id);
    if (this.#rows.size > ROWS_KEPT) this.#dropOldest(id);
    return row;
  }

  #answered(pending: Pending, hop: Hop): void {
    const milliseconds = (Number.isFinite(hop.arrivesAt) ? hop.arrivesAt : hop.sentAt) - pending.hop.sentAt;
    this.#end(pending, { ...verdict(pending.hop.payload as PodTraffic, hop.payload), milliseconds });
  }

  /** The one who asked hung up because its time was over, or the other side refused or broke off. */
  #broken(pending: Pending, hop: Hop): void {
    const status =
      hop.payload === 'refused' ? 'connection refused' : isFromClient(pending, hop) ? 'timed out' : 'reset';
    this.#end(pending, { status, failed: true, milliseconds: hop.sentAt - pending.hop.sentAt });
  }

  #end({ hop, id }: Pending, { status, failed, milliseconds }: Outcome): void {
    this.#pending.delete(hop.id);
    const row = this.#rows.get(id);
    if (!row) return;
    row.answers++;
    row.milliseconds += milliseconds;
    this.#set(row, {
      ...row.view,
      waiting: row.view.waiting - 1,
      failures: row.view.failures + (failed ? 1 : 0),
      lastStatus: status,
      lastFailed: failed,
      lastMilliseconds: milliseconds,
      meanMilliseconds: row.milliseconds / row.answers,
    });
  }

  #set(row: Row, view: TrafficView): void {
    row.view = view;
    this.#changed.add(view.id);
  }

  #tidy(): void {
    const { now } = this.#simulation;
    this.#tidiedAt = now;
    for (const pending of this.#pending.values()) {
      if (now - pending.hop.sentAt < GIVEN_UP_MILLISECONDS) break;
      this.#end(pending, { status: 'timed out', failed: true, milliseconds: GIVEN_UP_MILLISECONDS });
    }
    for (const { view } of this.#rows.values())
      if (now - view.lastAt > GONE_MILLISECONDS && (this.#isGone(view.from) || this.#isGone(view.to)))
        this.#drop(view.id);
  }

  #isGone(key: string | undefined): boolean {
    return key !== undefined && key.startsWith('/') && !this.#state.state.has(key);
  }

  #dropOldest(except: string): void {
    let oldest: TrafficView | undefined;
    for (const { view } of this.#rows.values())
      if (view.id !== except && (!oldest || view.lastAt < oldest.lastAt)) oldest = view;
    if (oldest) this.#drop(oldest.id);
  }

  #drop(id: string): void {
    this.#rows.delete(id);
    this.#changed.delete(id);
    this.#gone.add(id);
  }
}

type Callers = Pick<TrafficView, 'from' | 'service' | 'dialled' | 'protocol'>;

function callers(hop: Hop, { host, port, sender, forwardedFor, via }: PodTraffic): Omit<Callers, 'protocol'> {
  const from = sender ? podKey(sender) : (forwardedFor ?? hop.from);
  if (!via) return { from, dialled: `${host}:${port}` };
  return { from, service: serviceKey(via.service), dialled: `${via.address}:${via.port}` };
}

function idOf({ from, protocol, dialled }: Callers, to: string | undefined): string {
  return `${from} ${protocol} ${dialled} ${to ?? ''}`;
}

function podKey(pod: string): string {
  return `/registry/pods/${pod}`;
}

/** `namespace/name:port` */
function serviceKey(port: string): string {
  return `/registry/services/specs/${port.replace(/:.*$/, '')}`;
}

function isFromClient(pending: Pending, hop: Hop): boolean {
  return hop.from === pending.hop.from && hop.to === pending.hop.to && hop.from !== hop.to;
}

function verdict(request: PodTraffic, answer: unknown): Omit<Outcome, 'milliseconds'> {
  if (request.kind === 'tcp') return { status: 'open', failed: false };
  if (request.kind === 'dns') {
    const { code } = answer as DnsReply;
    return { status: code, failed: code !== 'NOERROR' };
  }
  const { status } = answer as HttpReply;
  return { status: String(status), failed: status >= 500 };
}
