import type { Component, Process, ServerCall } from '../../simulation';

/** What is sent to a pod's address: a connection that is opened and closed again, or an HTTP request. */
export type PodTraffic =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly source: string }
  | {
      readonly kind: 'http';
      readonly host: string;
      readonly port: number;
      readonly source: string;
      readonly method: string;
      /** With its query. */
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: string;
    };

export type HttpTraffic = Extract<PodTraffic, { kind: 'http' }>;

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a program does with a request; without it the program speaks something else than HTTP. */
export interface Listener {
  answer?(request: HttpTraffic): HttpReply | Process<HttpReply>;
}

export const LOOPBACK = '127.0.0.1';

/** The ports on which programs in a machine's pods listen, by address. Pods on the host's network share the machine's. */
export class PodSockets {
  private readonly component: Component;
  private readonly ports = new Map<string, Map<number, Listener>>();

  constructor(component: Component) {
    this.component = component;
  }

  /** The address leads here from now on. */
  bind(address: string): void {
    this.ports.set(address, new Map());
    this.component.simulation.network.bind(address, this.component);
  }

  unbind(address: string): void {
    this.ports.delete(address);
    this.component.simulation.network.unbind(address, this.component);
  }

  /** False where somebody else has the port. */
  listen(address: string, port: number, listener: Listener): boolean {
    const ports = this.ports.get(address) ?? new Map<number, Listener>();
    if (ports.has(port)) return false;
    this.ports.set(address, ports.set(port, listener));
    return true;
  }

  close(address: string, port: number, listener: Listener): void {
    const ports = this.ports.get(address);
    if (ports?.get(port) === listener) ports.delete(port);
  }

  deliver(call: ServerCall<PodTraffic>): Process<void> | void {
    const traffic = call.payload;
    const listener = this.ports.get(traffic.host)?.get(traffic.port);
    if (!listener) return call.refuse();
    if (traffic.kind === 'tcp') return call.respond({});
    if (!listener.answer) return call.reset();
    const reply = listener.answer(traffic);
    if ('status' in reply) return call.respond(reply);
    return respond(call, reply);
  }
}

function* respond(call: ServerCall, body: Process<HttpReply>): Process<void> {
  call.respond(yield* body);
}
