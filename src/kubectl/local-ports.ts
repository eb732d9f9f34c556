import type { Component, ServerCall } from '../simulation';
import { portsOf, setPorts } from './ports-door';

/** What a program of the laptop says to a port of the laptop. */
export interface LocalTraffic {
  readonly kind: string;
  readonly host: string;
  readonly port: number;
  readonly source: string;
}

/** Hears what is said at a port; it answers, or hangs up. */
export type PortListener = (call: ServerCall<LocalTraffic>) => void;

interface Bound {
  readonly listener: PortListener;
  /** Whether others than the laptop's own programs may come. */
  readonly isOpen: boolean;
}

const FIRST_EPHEMERAL = 32_768;
const EPHEMERAL_PORTS = 28_232;

/** Ports of the laptop on which kubectl listens: they are the machine's, each as long as the command that has it. */
export class LocalPorts {
  private readonly component: Component;
  private readonly bound = new Map<number, Bound>();

  private constructor(component: Component) {
    this.component = component;
  }

  static of(component: Component): LocalPorts {
    const known = portsOf(component) as LocalPorts | undefined;
    if (known) return known;
    const made = new LocalPorts(component);
    setPorts(component, made);
    return made;
  }

  isTaken(port: number): boolean {
    return this.bound.has(port);
  }

  /** One that nobody has. */
  free(): number {
    const first = this.component.random.integer(EPHEMERAL_PORTS);
    for (let at = 0; ; at++) {
      const port = FIRST_EPHEMERAL + ((first + at) % EPHEMERAL_PORTS);
      if (!this.bound.has(port)) return port;
    }
  }

  /** Returns what closes it. */
  listen(port: number, isOpen: boolean, listener: PortListener): () => void {
    this.bound.set(port, { listener, isOpen });
    return () => void this.bound.delete(port);
  }

  deliver(call: ServerCall<LocalTraffic>): void {
    const { kind, port, source, host } = call.payload;
    const bound = this.bound.get(port);
    const mayCome = bound && (bound.isOpen || source === host);
    if (mayCome && (kind === 'http' || kind === 'tcp')) bound.listener(call);
    else call.refuse();
  }
}
