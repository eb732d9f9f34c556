import { NO_CAUSE } from './cause';
import type { Component } from './component';
import type { CallObserver, CallOptions } from './exchange';
import { Exchange } from './exchange';
import type { Host } from './host';
import type { Random } from './random';
import type { Simulation } from './simulation';
import type { Hop, HopKind, HopOutcome } from './trace';

/** What a message takes between two machines, one way, in milliseconds. Loss is a share of messages, 0 to 1. */
export interface LinkQuality {
  readonly latencyMilliseconds: number;
  readonly jitterMilliseconds: number;
  readonly loss: number;
}

const LOOPBACK: LinkQuality = { latencyMilliseconds: 0.02, jitterMilliseconds: 0.005, loss: 0 };
const LAN: LinkQuality = { latencyMilliseconds: 0.25, jitterMilliseconds: 0.05, loss: 0 };

/** A lost segment is sent again after this long (the least retransmission timeout of Linux' TCP). */
const RETRANSMIT_MILLISECONDS = 200;
/** An idle HTTP/2 connection is found dead after a ping every 30 s goes unanswered for 15 s. */
export const DEAD_PEER_MILLISECONDS = 45_000;

/** A hop while it is under way: the only one who may change it is the network. */
export type FlyingHop = { -readonly [K in keyof Hop]: Hop[K] };

/** The direction from one machine to another. */
class Link {
  quality: LinkQuality;
  cut = false;
  /** What is sent into a cut link waits here: TCP sends it again. */
  held: { readonly hop: FlyingHop; readonly channel: Channel }[] = [];
  readonly random: Random;

  constructor(quality: LinkQuality, random: Random) {
    this.quality = quality;
    this.random = random;
  }
}

/** Messages from one component to another arrive in the order they were sent. */
export class Channel {
  readonly from: Component;
  readonly to: Component;
  readonly link: Link;
  lastArrival = 0;

  constructor(from: Component, to: Component, link: Link) {
    this.from = from;
    this.to = to;
    this.link = link;
  }
}

/** Carries messages between components, with latency, jitter and loss; links can be cut and healed. */
export class Network {
  readonly simulation: Simulation;
  /** Quality of links to and from a machine, where it differs from the local network's. */
  readonly #hostQuality = new Map<string, LinkQuality>();
  readonly #components = new Map<string, Component>();
  readonly #links = new Map<string, Link>();
  readonly #channels = new Map<Component, Map<string, Channel>>();

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  register(component: Component): void {
    this.#components.set(component.id, component);
  }

  component(address: string): Component | undefined {
    return this.#components.get(address);
  }

  /** All links of a machine (a laptop far away) have this quality from now on. */
  setQuality(host: string, quality: LinkQuality): void {
    this.#hostQuality.set(host, quality);
    for (const [name, link] of this.#links) if (name.split(' ').includes(host)) link.quality = this.#qualityOf(name);
  }

  isCut(a: string, b: string): boolean {
    return this.#links.get(`${a} ${b}`)?.cut ?? false;
  }

  /** Nothing passes between the two machines until healed; what is sent meanwhile waits and is sent again. */
  cut(a: string, b: string): void {
    for (const link of [this.#link(a, b), this.#link(b, a)]) link.cut = true;
    this.simulation.machinesVersion++;
    this.simulation.after(DEAD_PEER_MILLISECONDS, () => this.#breakIfCut(a, b));
  }

  heal(a: string, b: string): void {
    for (const link of [this.#link(a, b), this.#link(b, a)]) {
      link.cut = false;
      const held = link.held;
      link.held = [];
      for (const { hop, channel } of held) this.#launch(hop, channel, RETRANSMIT_MILLISECONDS);
    }
    this.simulation.machinesVersion++;
  }

  /** Cuts a machine off from all others. */
  isolate(host: string): void {
    for (const other of this.simulation.hosts) if (other.name !== host) this.cut(host, other.name);
  }

  rejoin(host: string): void {
    for (const other of this.simulation.hosts) if (other.name !== host) this.heal(host, other.name);
  }

  call(from: Component, to: string, payload: unknown, observer: CallObserver, options: CallOptions = {}): Exchange {
    const exchange = new Exchange(this, from, this.#components.get(to), observer, options);
    exchange.begin(to, payload);
    return exchange;
  }

  send(from: Component, to: string, payload: unknown, protocol: string): void {
    const target = this.#components.get(to);
    if (!target) return;
    const channel = this.channel(from, target);
    const hop = this.record('message', from.id, to, protocol, payload, 0);
    const { link } = channel;
    if (link.cut || (link.quality.loss > 0 && link.random.next() < link.quality.loss)) this.#lose(hop);
    else this.#launch(hop, channel, 0);
  }

  channel(from: Component, to: Component): Channel {
    let channels = this.#channels.get(from);
    if (!channels) this.#channels.set(from, (channels = new Map<string, Channel>()));
    let channel = channels.get(to.id);
    if (!channel) channels.set(to.id, (channel = new Channel(from, to, this.#link(from.host.name, to.host.name))));
    return channel;
  }

  /** Puts a message of an exchange on its way; it is delivered to `exchange.occur`. */
  transmit(kind: HopKind, channel: Channel, payload: unknown, exchange: Exchange): FlyingHop {
    const hop = this.record(kind, channel.from.id, channel.to.id, exchange.protocol, payload, exchange.id);
    const { link } = channel;
    if (link.cut) link.held.push({ hop: this.#hold(hop, exchange), channel });
    else this.#launch(hop, channel, this.#retransmissions(link), exchange);
    return hop;
  }

  record(kind: HopKind, from: string, to: string, protocol: string, payload: unknown, exchange: number): FlyingHop {
    const { simulation } = this;
    const { first, others, root } = simulation.context;
    const id = simulation.trace.nextHop;
    const now = simulation.now;
    const hop: FlyingHop = {
      id,
      kind,
      from,
      to,
      protocol,
      payload,
      sentAt: now,
      arrivesAt: now,
      outcome: 'flying',
      cause: first,
      others,
      root: kind === 'act' ? id : (root ?? 0),
      exchange: exchange === 0 ? id : exchange,
    };
    simulation.trace.addHop(hop);
    return hop;
  }

  settle(hop: FlyingHop, outcome: HopOutcome): void {
    hop.outcome = outcome;
  }

  /** A one-way message arrives. */
  occur(argument: unknown): void {
    const hop = argument as FlyingHop;
    const target = this.#components.get(hop.to);
    if (!target?.up || !target.service.message) return this.settle(hop, 'lost');
    hop.outcome = 'delivered';
    const { simulation } = this;
    simulation.context = { first: hop.id, others: [], root: hop.root };
    const body = target.service.message(hop.payload, hop.from);
    if (body) target.run('message', body);
  }

  hostCrashed(host: Host): void {
    for (const [name, link] of this.#links) {
      if (!name.startsWith(`${host.name} `)) continue;
      for (const { hop } of link.held) hop.outcome = 'lost';
      link.held = [];
    }
  }

  readonly #exchangeOf = new Map<number, Exchange>();

  #hold(hop: FlyingHop, exchange: Exchange): FlyingHop {
    hop.arrivesAt = Number.POSITIVE_INFINITY;
    this.#exchangeOf.set(hop.id, exchange);
    return hop;
  }

  #launch(hop: FlyingHop, channel: Channel, extra: number, exchange?: Exchange): void {
    const { quality, random } = channel.link;
    const { simulation } = this;
    const travel = quality.latencyMilliseconds + quality.jitterMilliseconds * random.next() + extra;
    let arrival = simulation.roundInstant(simulation.now + travel);
    if (arrival < channel.lastArrival) arrival = channel.lastArrival;
    channel.lastArrival = arrival;
    hop.arrivesAt = arrival;
    let handler: Exchange | this = exchange ?? this;
    if (!exchange && hop.kind !== 'message') {
      handler = this.#exchangeOf.get(hop.id)!;
      this.#exchangeOf.delete(hop.id);
    }
    simulation.queueAt(arrival, handler, hop, NO_CAUSE);
  }

  #lose(hop: FlyingHop): void {
    hop.outcome = 'lost';
    hop.arrivesAt = Number.POSITIVE_INFINITY;
  }

  #retransmissions(link: Link): number {
    let extra = 0;
    const { loss } = link.quality;
    while (loss > 0 && link.random.next() < loss) extra += RETRANSMIT_MILLISECONDS;
    return extra;
  }

  #link(from: string, to: string): Link {
    const name = `${from} ${to}`;
    let link = this.#links.get(name);
    if (!link) this.#links.set(name, (link = new Link(this.#qualityOf(name), this.simulation.random(`link ${name}`))));
    return link;
  }

  #qualityOf(name: string): LinkQuality {
    const [from, to] = name.split(' ') as [string, string];
    if (from === to) return LOOPBACK;
    return this.#hostQuality.get(from) ?? this.#hostQuality.get(to) ?? LAN;
  }

  /** Both ends of what ran over a link that has stayed cut find out. */
  #breakIfCut(a: string, b: string): void {
    if (!this.isCut(a, b)) return;
    for (const component of this.simulation.host(a).components) {
      for (const exchange of [...component.exchanges]) if (exchange.runsBetween(a, b)) exchange.peerSilent();
    }
  }
}
