import type { Component, Process, ServerCall } from '../../simulation';
import { forward } from '../network/forwarding';
import { MachineNetwork } from '../network/machine-network';
import type { DnsQuestion, DnsReply, HttpReply, HttpTraffic, PodTraffic } from '../network/traffic';

/** What a program does with a request; without it the program speaks something else than HTTP. */
export interface Listener {
  answer?(request: HttpTraffic): HttpReply | Process<HttpReply>;
  /** Hears of a connection that asks for nothing. */
  connected?(): void;
  /** What it answers in a protocol of its own. */
  hear?(words: readonly string[]): unknown;
  /** What it tells of a name: a name server's program. */
  tell?(question: DnsQuestion): DnsReply;
}

/** A program that listens, and the pod it runs in: `namespace/name`. */
interface Bound {
  readonly listener: Listener;
  readonly pod: string;
}

export const LOOPBACK = '127.0.0.1';

/** The ports on which programs in a machine's pods listen, by address. Pods on the host's network share the machine's. */
export class PodSockets {
  private readonly component: Component;
  private readonly ports = new Map<string, Map<number, Bound>>();

  /** @param machine the machine's address, where its pods' ports are open that share its network */
  constructor(component: Component, machine?: string) {
    this.component = component;
    if (machine === undefined) return;
    MachineNetwork.of(component.host).addresses.add(machine);
    this.bind(machine);
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
  listen(address: string, port: number, listener: Listener, pod: string): boolean {
    const ports = this.ports.get(address) ?? new Map<number, Bound>();
    if (ports.has(port)) return false;
    this.ports.set(address, ports.set(port, { listener, pod }));
    return true;
  }

  close(address: string, port: number, listener: Listener): void {
    const ports = this.ports.get(address);
    if (ports?.get(port)?.listener === listener) ports.delete(port);
  }

  deliver(call: ServerCall<PodTraffic>): Process<void> | void {
    const traffic = call.payload;
    const bound = this.ports.get(traffic.host)?.get(traffic.port);
    if (!bound) {
      const forwarded = MachineNetwork.of(this.component.host).addresses.has(traffic.host);
      return forwarded ? forward(this.component, call) : call.refuse();
    }
    const { listener, pod: answeredBy } = bound;
    if (traffic.kind === 'tcp') {
      listener.connected?.();
      const said = traffic.said && listener.hear?.(traffic.said);
      return call.respond(said === undefined ? { answeredBy } : { answeredBy, said });
    }
    if (traffic.kind === 'dns')
      return listener.tell ? call.respond({ ...listener.tell(traffic.question), answeredBy }) : call.refuse();
    if (!listener.answer) return call.reset();
    const reply = listener.answer(traffic);
    if ('status' in reply) return call.respond({ ...reply, answeredBy });
    return respond(call, reply, answeredBy);
  }
}

function* respond(call: ServerCall, body: Process<HttpReply>, answeredBy: string): Process<void> {
  call.respond({ ...(yield* body), answeredBy });
}
