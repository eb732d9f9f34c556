import type { Cause } from './cause';
import type { Component } from './component';
import type { CallObserver, CallOptions, Exchange, NetworkError } from './exchange';
import type { Process, Task, Wait } from './process';

/** Waits for one whole answer. */
class AnswerWait implements Wait, CallObserver {
  readonly #component: Component;
  readonly #to: string;
  readonly #payload: unknown;
  readonly #options: CallOptions | undefined;
  #exchange: Exchange | undefined;
  #task: Task | undefined;

  constructor(component: Component, to: string, payload: unknown, options: CallOptions | undefined) {
    this.#component = component;
    this.#to = to;
    this.#payload = payload;
    this.#options = options;
  }

  begin(task: Task): boolean {
    this.#task = task;
    this.#exchange = this.#component.call(this.#to, this.#payload, this, this.#options);
    return false;
  }

  abandon(_task: Task, died: boolean): void {
    this.#task = undefined;
    if (!died) this.#exchange?.cancel();
  }

  onHead(payload: unknown, streaming: boolean): void {
    if (streaming) this.#exchange?.cancel();
    this.#task?.resume(payload);
  }

  onItem(): void {}

  onEnd(): void {}

  onFailure(error: NetworkError): void {
    this.#task?.fail(error);
  }
}

export function* requestAnswer(
  component: Component,
  to: string,
  payload: unknown,
  options: CallOptions | undefined,
): Process<unknown> {
  return yield new AnswerWait(component, to, payload, options);
}

interface Received {
  readonly item: unknown;
  readonly cause: Cause;
}

/** The client's end of a stream: a head, then items until it ends or breaks. */
export class ClientStream<H = any, I = any> implements CallObserver, Wait {
  /** The first part of the answer; the whole of it when `streaming` is false. */
  head: H | undefined;
  streaming = false;
  readonly #component: Component;
  #exchange: Exchange | undefined;
  #opening: Task | undefined;
  #received: Received[] = [];
  #ended = false;
  #error: NetworkError | undefined;
  #waiting: Task | undefined;

  constructor(component: Component) {
    this.#component = component;
  }

  start(task: Task, to: string, payload: unknown, options: CallOptions | undefined): void {
    this.#opening = task;
    this.#exchange = this.#component.call(to, payload, this, options);
  }

  /** The next item, undefined when the server ended the stream. Its cause becomes the task's. */
  *next(): Process<I | undefined> {
    if (this.#error && this.#received.length === 0) throw this.#error;
    return (yield this) as I | undefined;
  }

  /** Says more to the server, as over a connection that was upgraded; each is a hop of its own. */
  send(item: unknown): void {
    this.#exchange?.sendInput(item);
  }

  /** Hangs up. */
  close(): void {
    this.#ended = true;
    this.#received = [];
    this.#exchange?.cancel();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) this.#component.simulation.after(0, () => waiting.resume(undefined));
  }

  begin(task: Task): boolean {
    // Mostly nothing has come before it is waited for.
    const next = this.#received.length > 0 ? this.#received.shift() : undefined;
    if (next) {
      task.cause = next.cause;
      task.ready = next.item;
      return true;
    }
    if (this.#ended) {
      task.ready = undefined;
      return true;
    }
    this.#waiting = task;
    return false;
  }

  abandon(): void {
    this.#waiting = undefined;
  }

  /** Whoever was opening it gave up. */
  abandonOpening(died: boolean): void {
    this.#opening = undefined;
    if (!died) this.#exchange?.cancel();
  }

  onHead(payload: unknown, streaming: boolean): void {
    this.head = payload as H;
    this.streaming = streaming;
    if (!streaming) this.#ended = true;
    const opening = this.#opening;
    this.#opening = undefined;
    opening?.resume(this);
  }

  onItem(item: unknown): void {
    const cause = this.#component.simulation.context;
    const waiting = this.#waiting;
    if (!waiting) {
      this.#received.push({ item, cause });
      return;
    }
    this.#waiting = undefined;
    waiting.cause = cause;
    waiting.resume(item);
  }

  onEnd(): void {
    this.#ended = true;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resume(undefined);
  }

  onFailure(error: NetworkError): void {
    this.#error = error;
    const task = this.#opening ?? this.#waiting;
    this.#opening = undefined;
    this.#waiting = undefined;
    task?.fail(error);
  }
}

class OpeningWait implements Wait {
  readonly #stream: ClientStream;
  readonly #to: string;
  readonly #payload: unknown;
  readonly #options: CallOptions | undefined;

  constructor(stream: ClientStream, to: string, payload: unknown, options: CallOptions | undefined) {
    this.#stream = stream;
    this.#to = to;
    this.#payload = payload;
    this.#options = options;
  }

  begin(task: Task): boolean {
    this.#stream.start(task, this.#to, this.#payload, this.#options);
    return false;
  }

  abandon(_task: Task, died: boolean): void {
    this.#stream.abandonOpening(died);
  }
}

export function* openStream(
  component: Component,
  to: string,
  payload: unknown,
  options: CallOptions | undefined,
): Process<unknown> {
  return yield new OpeningWait(new ClientStream(component), to, payload, options);
}
