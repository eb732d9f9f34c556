import type { HopId } from './cause';
import type { Exchange } from './exchange';

/** A request as the server sees it. Answer it once, whole or as a stream. */
export class ServerCall<P = any> {
  readonly payload: P;
  readonly from: string;
  readonly hop: HopId;
  cancelled = false;
  readonly #exchange: Exchange;
  #onCancel: (() => void)[] | undefined;
  #onInput: ((item: unknown) => void) | undefined;
  #early: unknown[] | undefined;

  constructor(exchange: Exchange, hop: HopId, payload: unknown) {
    this.#exchange = exchange;
    this.payload = payload as P;
    this.from = exchange.client.id;
    this.hop = hop;
  }

  respond(payload: unknown): void {
    this.#exchange.answer(payload);
  }

  open(head: unknown): ServerStream {
    this.#exchange.openStream(head);
    return new ServerStream(this, this.#exchange);
  }

  /** Hangs up without an answer, as a relay does whose backend is gone. */
  reset(): void {
    this.#exchange.breakOff();
  }

  /** Nobody listens at the port that was asked for: the client's connection is refused. */
  refuse(): void {
    this.#exchange.refuse();
  }

  /** The client hung up, or its connection broke. */
  onCancel(callback: () => void): void {
    if (this.cancelled) callback();
    else (this.#onCancel ??= []).push(callback);
  }

  /** What else the client says on the open stream, in order; what came before anybody asked is not lost. */
  onInput(callback: (item: unknown) => void): void {
    this.#onInput = callback;
    for (const item of this.#early?.splice(0) ?? []) callback(item);
  }

  take(item: unknown): void {
    if (this.#onInput) this.#onInput(item);
    else (this.#early ??= []).push(item);
  }

  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    for (const callback of this.#onCancel ?? []) callback();
  }
}

/** The server's end of a stream. */
export class ServerStream {
  readonly #call: ServerCall;
  readonly #exchange: Exchange;
  #ended = false;

  constructor(call: ServerCall, exchange: Exchange) {
    this.#call = call;
    this.#exchange = exchange;
  }

  get closed(): boolean {
    return this.#ended || this.#call.cancelled;
  }

  /** The item is a hop of its own, caused by what runs now. */
  send(item: unknown): void {
    if (!this.closed) this.#exchange.item(item);
  }

  end(payload?: unknown): void {
    if (this.closed) return;
    this.#ended = true;
    this.#exchange.endStream(payload);
  }

  onClose(callback: () => void): void {
    this.#call.onCancel(callback);
  }
}
