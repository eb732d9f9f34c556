import type { Cause, HopId } from './cause';
import { causeOf, NO_CAUSE } from './cause';
import type { Component } from './component';
import type { EventHandler } from './event-queue';
import type { CallObserver, CallOptions } from './exchange';
import { DEAD_PEER_MILLISECONDS, Exchange } from './exchange';
import { published } from './frozen';
import type { Host } from './host';
import type { Random } from './random';
import type { Simulation } from './simulation';
import type { HopKind } from './hop-log';

/** What a message takes between two machines, one way, in milliseconds. Loss is a share of messages, 0 to 1. */
export interface LinkQuality {
  readonly latencyMilliseconds: number;
  readonly jitterMilliseconds: number;
  readonly loss: number;
}

const LOOPBACK: LinkQuality = { latencyMilliseconds: 0.02, jitterMilliseconds: 0.005, loss: 0 };
export const LAN: LinkQuality = { latencyMilliseconds: 0.25, jitterMilliseconds: 0.05, loss: 0 };

/** A lost segment is sent again after this long (the least retransmission timeout of Linux' TCP). */
const RETRANSMIT_MILLISECONDS = 200;

/** The direction from one machine to another. */
class Link {
  quality: LinkQuality;
  /** Since when nothing passes; undefined while it does. */
  cutAt: number | undefined;
  cutBy: Cause = NO_CAUSE;
  /** What is sent into a cut link waits here: TCP sends it again. */
  held: { readonly hop: HopId; readonly channel: Channel; readonly exchange: Exchange }[] = [];
  readonly random: Random;

  constructor(quality: LinkQuality, random: Random) {
    this.quality = quality;
    this.random = random;
  }

  get isCut(): boolean {
    return this.cutAt !== undefined;
  }
}

/** Messages from one component to another arrive in the order they were sent; one-way messages are handed over here. */
export class Channel implements EventHandler {
  readonly from: Component;
  readonly to: Component;
  readonly link: Link;
  lastArrival = 0;

  constructor(from: Component, to: Component, link: Link) {
    this.from = from;
    this.to = to;
    this.link = link;
  }

  /** A one-way message arrives. */
  occur(argument: unknown): void {
    const hop = argument as HopId;
    const { simulation, up, service } = this.to;
    const { hops } = simulation.trace;
    if (!up || !service.message) return hops.setOutcome(hop, 'lost');
    hops.setOutcome(hop, 'delivered');
    simulation.context = causeOf(hop, hops.rootOf(hop));
    const body = service.message(hops.payloadOf(hop), this.from.id);
    if (body) this.to.run('message', body);
  }
}

/** Carries messages between components, with latency, jitter and loss; links can be cut and healed. */
export class Network {
  readonly simulation: Simulation;
  connectionsVersion = 0;
  /** Quality of links to and from a machine, where it differs from the local network's. */
  readonly #hostQuality = new Map<string, LinkQuality>();
  readonly #components = new Map<string, Component>();
  /** Addresses that are not components' own: a pod's address leads to what runs the pod. */
  readonly #bound = new Map<string, Component>();
  readonly #links = new Map<string, Link>();
  /** Who has said something, in the order they began to. */
  readonly #speakers: Component[] = [];

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  register(component: Component): void {
    this.#components.set(component.id, component);
  }

  /** Who answers at that address: a component by its id, or by an address bound to it. */
  component(address: string): Component | undefined {
    return this.#components.get(address) ?? this.#bound.get(address);
  }

  /** What is sent to this address goes to the component from now on. */
  bind(address: string, component: Component): void {
    this.#bound.set(address, component);
  }

  /** The address leads nowhere any more, unless somebody else has it by now. */
  unbind(address: string, component: Component): void {
    if (this.#bound.get(address) === component) this.#bound.delete(address);
  }

  /** All links of a machine (a laptop far away) have this quality from now on. */
  setQuality(host: string, quality: LinkQuality): void {
    this.#hostQuality.set(host, quality);
    for (const [name, link] of this.#links) if (name.split(' ').includes(host)) link.quality = this.#qualityOf(name);
  }

  isCut(a: string, b: string): boolean {
    return this.#links.get(`${a} ${b}`)?.isCut ?? false;
  }

  /** Nothing passes between the two machines until healed; what is sent meanwhile waits and is sent again. */
  cut(a: string, b: string): void {
    if (this.isCut(a, b)) return;
    const { now } = this.simulation;
    for (const link of [this.#link(a, b), this.#link(b, a)]) {
      link.cutAt = now;
      link.cutBy = this.simulation.context;
    }
    this.simulation.machinesVersion++;
    this.simulation.after(DEAD_PEER_MILLISECONDS, () => this.#breakIfCutSince(now, a, b));
  }

  heal(a: string, b: string): void {
    for (const link of [this.#link(a, b), this.#link(b, a)]) {
      link.cutAt = undefined;
      const held = link.held;
      link.held = [];
      for (const { hop, channel, exchange } of held) this.#launch(hop, channel, RETRANSMIT_MILLISECONDS, exchange);
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

  /** What ended who answers there, or cut a link of its machine that is still cut. */
  silenceOf(address: string): Cause {
    const silent = this.component(address);
    if (!silent?.up) return silent?.endedBy ?? NO_CAUSE;
    for (const [name, link] of this.#links)
      if (link.isCut && name.split(' ').includes(silent.host.name)) return link.cutBy;
    return NO_CAUSE;
  }

  /** Pairs of components that have spoken, in the order they began to. */
  connections(): readonly { readonly from: string; readonly to: string }[] {
    const pairs: { from: string; to: string }[] = [];
    for (const { id, channels } of this.#speakers) for (const to of channels.keys()) pairs.push({ from: id, to });
    return pairs;
  }

  call(from: Component, to: string, payload: unknown, observer: CallObserver, options: CallOptions = {}): Exchange {
    const exchange = new Exchange(this, from, this.component(to), observer, options);
    exchange.begin(to, payload);
    return exchange;
  }

  send(from: Component, to: string, payload: unknown, protocol: string): void {
    const channel = from.channels.get(to) ?? this.#channelTo(from, to);
    if (!channel) return;
    const hop = this.record('message', from.number, channel.to.number, protocol, payload, 0);
    const { link } = channel;
    if (link.isCut || (link.quality.loss > 0 && link.random.next() < link.quality.loss)) this.#lose(hop);
    else this.#launch(hop, channel, 0, channel);
  }

  channel(from: Component, to: Component): Channel {
    let channel = from.channels.get(to.id);
    if (!channel) {
      if (from.channels.size === 0) this.#speakers.push(from);
      from.channels.set(to.id, (channel = new Channel(from, to, this.#link(from.host.name, to.host.name))));
      this.connectionsVersion++;
    }
    return channel;
  }

  #channelTo(from: Component, address: string): Channel | undefined {
    const target = this.component(address);
    return target && this.channel(from, target);
  }

  /** Puts a message of an exchange on its way; it is delivered to `exchange.occur`. */
  transmit(kind: HopKind, channel: Channel, payload: unknown, exchange: Exchange): HopId {
    const hop = this.record(kind, channel.from.number, channel.to.number, exchange.protocol, payload, exchange.id);
    const { link } = channel;
    if (exchange.stalled && kind !== 'reset') {
      this.simulation.trace.hops.setArrival(hop, Number.POSITIVE_INFINITY);
      exchange.stalled.push({ hop, channel });
    } else if (link.isCut) {
      this.simulation.trace.hops.setArrival(hop, Number.POSITIVE_INFINITY);
      link.held.push({ hop, channel, exchange });
    } else {
      this.#launch(hop, channel, this.#retransmissions(link), exchange);
    }
    return hop;
  }

  /** A message to an address that nobody has: it leaves its sender and is lost. */
  vanish(from: Component, payload: unknown, exchange: Exchange): HopId {
    const hop = this.record('request', from.number, from.number, exchange.protocol, payload, 0);
    this.#lose(hop);
    return hop;
  }

  /** What is sent in this exchange waits from now on, as in a stream whose window is full; others on the same link go on. */
  stall(exchange: Exchange): void {
    exchange.stalled ??= [];
  }

  resume(exchange: Exchange): void {
    const held = exchange.stalled ?? [];
    exchange.stalled = undefined;
    for (const { hop, channel } of held) {
      if (channel.link.isCut) channel.link.held.push({ hop, channel, exchange });
      else this.#launch(hop, channel, 0, exchange);
    }
  }

  record(kind: HopKind, from: number, to: number, protocol: string, payload: unknown, exchange: HopId): HopId {
    const { simulation } = this;
    const { trace, now } = simulation;
    trace.tidy(now);
    return trace.hops.add(kind, from, to, protocol, published(payload), now, simulation.context, exchange);
  }

  hostCrashed(host: Host): void {
    for (const [name, link] of this.#links) {
      if (!name.startsWith(`${host.name} `)) continue;
      for (const { hop } of link.held) this.#lose(hop);
      link.held = [];
    }
  }

  #launch(hop: HopId, channel: Channel, extra: number, handler: EventHandler): void {
    const { quality, random } = channel.link;
    const { simulation } = this;
    const travel = quality.latencyMilliseconds + quality.jitterMilliseconds * random.next() + extra;
    let arrival = simulation.roundInstant(simulation.now + travel);
    if (arrival < channel.lastArrival) arrival = channel.lastArrival;
    channel.lastArrival = arrival;
    simulation.trace.hops.setArrival(hop, arrival);
    simulation.queueAt(arrival, handler, hop, simulation.context.root ? simulation.context : NO_CAUSE);
  }

  #lose(hop: HopId): void {
    this.simulation.trace.hops.setOutcome(hop, 'lost');
    this.simulation.trace.hops.setArrival(hop, Number.POSITIVE_INFINITY);
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
  #breakIfCutSince(instant: number, a: string, b: string): void {
    if (this.#link(a, b).cutAt !== instant) return;
    for (const component of this.simulation.host(a).components) {
      for (const exchange of [...component.exchanges]) if (exchange.runsBetween(a, b)) exchange.peerSilent();
    }
  }
}
