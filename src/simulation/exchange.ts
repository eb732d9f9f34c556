import type { HopId } from './cause';
import { causeOf } from './cause';
import type { Component } from './component';
import type { HopLog, HopOutcome } from './hop-log';
import type { Channel, Network } from './network';
import type { Place } from './roster';
import { ServerCall } from './server-call';

export interface CallOptions {
  /** 'https' unless said otherwise. */
  readonly protocol?: string;
  /** How long the answer (of a stream: its head) may take; Infinity for ever. 30 s unless said otherwise. */
  readonly timeoutMilliseconds?: number;
  /** An address that nobody has swallows what is sent there, and the time runs out; without it, it is found unreachable at once. */
  readonly silent?: boolean;
}

const DEFAULT_TIMEOUT_MILLISECONDS = 30_000;
const NO_TIMER = -1;
/** What its timeout brings; hops have numbers from 1 on. */
const TIMED_OUT = 0;
/** An idle HTTP/2 connection is found dead after a ping every 30 s goes unanswered for 15 s. */
export const DEAD_PEER_MILLISECONDS = 45_000;

export type NetworkFailure = 'refused' | 'timeout' | 'reset' | 'unreachable';

/** No answer came: nobody listens there, nothing came back in time, or the connection broke. */
export class NetworkError extends Error {
  readonly reason: NetworkFailure;

  constructor(reason: NetworkFailure, to: string) {
    super(`${to}: ${WORDS[reason]}`);
    this.name = 'NetworkError';
    this.reason = reason;
  }
}

const WORDS: Readonly<Record<NetworkFailure, string>> = {
  refused: 'connect: connection refused',
  timeout: 'i/o timeout',
  reset: 'connection reset by peer',
  unreachable: 'no such host',
};

/** What a client hears of its exchange, each under the cause of the message that brought it. */
export interface CallObserver {
  onHead(payload: unknown, streaming: boolean): void;
  onItem(payload: unknown): void;
  onEnd(): void;
  onFailure(error: NetworkError): void;
}

/** A request and all that answers it: one answer, or a head and a stream of items; on a stream the client may say more, too. */
export class Exchange {
  /** The request's hop. */
  id: HopId = 0;
  readonly protocol: string;
  readonly client: Component;
  readonly server: Component | undefined;
  /** What waits to be sent while the exchange is stalled; undefined while it isn't. */
  stalled: { readonly hop: HopId; readonly channel: Channel }[] | undefined;
  readonly #network: Network;
  readonly #observer: CallObserver;
  readonly #timeout: number;
  readonly #silent: boolean;
  #forth: Channel | undefined;
  #back: Channel | undefined;
  /** Where its timeout lies in the queue, while one is set. */
  #timerSlot = NO_TIMER;
  #timerSequence = 0;
  #to = '';
  #call: ServerCall | undefined;
  /** Where it stands among the exchanges of its client, and of its server. */
  #clientPlace: Place<Exchange> | undefined;
  #serverPlace: Place<Exchange> | undefined;
  #root: HopId = 0;
  #streaming = false;
  #headHere = false;
  #clientDone = false;
  #serverDone = false;

  constructor(
    network: Network,
    client: Component,
    server: Component | undefined,
    observer: CallObserver,
    options: CallOptions,
  ) {
    this.#network = network;
    this.client = client;
    this.server = server;
    this.#observer = observer;
    this.protocol = options.protocol ?? 'https';
    this.#timeout = options.timeoutMilliseconds ?? DEFAULT_TIMEOUT_MILLISECONDS;
    this.#silent = options.silent ?? false;
  }

  begin(to: string, payload: unknown): void {
    this.#to = to;
    this.#clientPlace = this.client.exchanges.add(this);
    if (!this.server && !this.#silent) return this.#unreachable();
    this.id = this.server ? this.#transmit(this.server, payload) : this.#network.vanish(this.client, payload, this);
    this.#root = this.#hops.rootOf(this.id);
    if (this.#root !== 0) this.#network.simulation.openRequests++;
    if (this.#timeout !== Number.POSITIVE_INFINITY) this.#setTimer();
  }

  #transmit(server: Component, payload: unknown): HopId {
    this.#forth = this.#network.channel(this.client, server);
    this.#back = this.#network.channel(server, this.client);
    return this.#network.transmit('request', this.#forth, payload, this);
  }

  #setTimer(): void {
    const { simulation } = this.#network;
    const queue = simulation.schedule(this.#timeout, this, TIMED_OUT, simulation.context);
    this.#timerSlot = queue.lastSlot;
    this.#timerSequence = queue.lastSequence;
  }

  #cancelTimer(): void {
    if (this.#timerSlot === NO_TIMER) return;
    this.#network.simulation.cancelEvent(this.#timerSlot, this.#timerSequence);
    this.#timerSlot = NO_TIMER;
  }

  /** Its head has been sent, its end hasn't. */
  get streams(): boolean {
    return this.#streaming && !this.#serverDone && !this.#clientDone;
  }

  runsBetween(a: string, b: string): boolean {
    const client = this.client.host.name;
    const server = this.server?.host.name;
    return (client === a && server === b) || (client === b && server === a);
  }

  /** A message of this exchange arrives, or the client has waited long enough. */
  occur(argument: unknown): void {
    const hop = argument as HopId;
    if (hop === TIMED_OUT) return this.#timedOut();
    const hops = this.#hops;
    this.#network.simulation.context = causeOf(hop, hops.rootOf(hop));
    const payload = hops.payloadOf(hop);
    switch (hops.kindOf(hop)) {
      case 'request':
        return this.#requestArrives(hop, payload);
      case 'response':
        return this.#answerArrives(hop, payload);
      case 'item':
        return this.#itemArrives(hop, payload);
      case 'input':
        return this.#inputArrives(hop, payload);
      case 'end':
        return this.#endArrives(hop);
      default:
        return this.#resetArrives(hop, payload);
    }
  }

  /** The client doesn't want it any more. */
  cancel(): void {
    if (this.#clientDone) return;
    this.#finishClient();
    if (this.#forth && !this.#serverDone) this.#network.transmit('reset', this.#forth, null, this);
  }

  /** The client says more on an open stream, as over a connection that was upgraded. */
  sendInput(payload: unknown): void {
    if (!this.#clientDone && this.#forth) this.#network.transmit('input', this.#forth, payload, this);
  }

  // ---- the server's side

  answer(payload: unknown): void {
    if (this.#serverDone) return;
    this.#finishServer();
    this.#sendBack('response', payload);
  }

  openStream(payload: unknown): void {
    if (this.#serverDone) return;
    this.#streaming = true;
    this.#sendBack('response', payload);
  }

  item(payload: unknown): void {
    if (!this.#serverDone) this.#sendBack('item', payload);
  }

  endStream(payload: unknown): void {
    if (this.#serverDone) return;
    this.#finishServer();
    this.#sendBack('end', payload ?? null);
  }

  /** The server hangs up without an answer: the client's connection is reset. */
  breakOff(): void {
    if (this.#serverDone) return;
    this.#finishServer();
    this.#network.transmit('reset', this.#back!, null, this);
  }

  /** The machine is there, but nothing listens where the request wants to go. */
  refuse(): void {
    if (this.#serverDone) return;
    this.#finishServer();
    this.#settle(this.id, 'refused');
    this.#network.transmit('reset', this.#back!, 'refused', this);
  }

  /** One of the two died: announced, its machine resets the connection; else the other finds out when pings go unanswered. */
  partyDied(component: Component, announced: boolean): void {
    const simulation = this.#network.simulation;
    if (component === this.client) this.#finishClient();
    if (component === this.server) this.#finishServer(false);
    if (component === this.client && component === this.server) return;
    if (!announced) {
      simulation.after(DEAD_PEER_MILLISECONDS, () => this.peerSilent());
      return;
    }
    const channel = component === this.client ? this.#forth : this.#back;
    if (channel) this.#network.transmit('reset', channel, null, this);
  }

  /** Nothing has come from the other side for too long. */
  peerSilent(): void {
    if (!this.#serverDone) {
      this.#finishServer();
      this.#call?.cancel();
    }
    if (!this.#clientDone) this.#fail('timeout');
  }

  #unreachable(): void {
    this.#network.simulation.after(1, () => this.#fail('unreachable'));
  }

  #timedOut(): void {
    if (this.#clientDone) return;
    const streamingUnknown = !this.#serverDone && this.#forth;
    this.#fail('timeout');
    if (streamingUnknown) this.#network.transmit('reset', this.#forth!, null, this);
  }

  #requestArrives(hop: HopId, payload: unknown): void {
    const server = this.server!;
    if (!server.host.up) return this.#settle(hop, 'lost');
    if (!server.up || !server.service.request) {
      this.#settle(hop, 'refused');
      this.#serverDone = true;
      this.#network.transmit('reset', this.#back!, 'refused', this);
      return;
    }
    this.#settle(hop, 'delivered');
    if (this.#serverDone) return;
    this.#serverPlace = server.exchanges.add(this);
    const call = new ServerCall(this, hop, payload);
    this.#call = call;
    const body = server.service.request(call);
    if (body) server.run('request', body);
  }

  #answerArrives(hop: HopId, payload: unknown): void {
    if (!this.#reachesClient(hop)) return;
    this.#cancelTimer();
    this.#answered();
    if (!this.#streaming) this.#finishClient();
    this.#observer.onHead(payload, this.#streaming);
  }

  #itemArrives(hop: HopId, payload: unknown): void {
    if (this.#reachesClient(hop)) this.#observer.onItem(payload);
  }

  #inputArrives(hop: HopId, payload: unknown): void {
    const reached = !this.#serverDone && this.server!.up;
    this.#settle(hop, reached ? 'delivered' : 'lost');
    if (reached) this.#call?.take(payload);
  }

  #endArrives(hop: HopId): void {
    if (!this.#reachesClient(hop)) return;
    this.#finishClient();
    this.#observer.onEnd();
  }

  /** Resets travel both ways: to a server that the client hung up, to a client whose server is gone. */
  #resetArrives(hop: HopId, payload: unknown): void {
    const toServer = this.#hops.get(hop)?.to === this.server?.id && this.server !== this.client;
    const target = toServer ? this.server! : this.client;
    this.#settle(hop, target.host.up ? 'delivered' : 'lost');
    if (toServer && !this.#serverDone) {
      this.#finishServer();
      this.#call?.cancel();
    } else if (!toServer && !this.#clientDone) {
      this.#fail(payload === 'refused' ? 'refused' : 'reset');
    }
  }

  /** A client that is gone, or whose machine is down, hears nothing. */
  #reachesClient(hop: HopId): boolean {
    const reached = !this.#clientDone && this.client.up;
    this.#settle(hop, reached ? 'delivered' : 'lost');
    return reached;
  }

  #settle(hop: HopId, outcome: HopOutcome): void {
    this.#hops.setOutcome(hop, outcome);
  }

  get #hops(): HopLog {
    return this.#network.simulation.trace.hops;
  }

  #sendBack(kind: 'response' | 'item' | 'end', payload: unknown): void {
    const { simulation } = this.#network;
    const outer = simulation.context;
    // An answer is caused by its request, whatever else ran in between; an item by what made it.
    if (kind === 'response') simulation.context = causeOf(this.id, this.#root);
    this.#network.transmit(kind, this.#back!, payload, this);
    simulation.context = outer;
  }

  #fail(reason: NetworkFailure): void {
    if (this.#clientDone) return;
    this.#finishClient();
    if (this.client.up) this.#observer.onFailure(new NetworkError(reason, this.#to));
  }

  /** It no longer waits for an answer. */
  #answered(): void {
    if (this.#root !== 0 && !this.#headHere) this.#network.simulation.openRequests--;
    this.#headHere = true;
  }

  #finishClient(): void {
    this.#clientDone = true;
    this.#answered();
    this.#cancelTimer();
    this.#clientPlace?.leave();
  }

  #finishServer(cancelled = true): void {
    if (this.#serverDone) return;
    this.#serverDone = true;
    if (cancelled) this.#serverPlace?.leave();
  }
}
