import type { Cause } from './cause';
import { NO_CAUSE } from './cause';
import type { Disk } from './disk';
import type { ClientStream } from './client-call';
import { openStream, requestAnswer } from './client-call';
import type { CallObserver, CallOptions, Exchange } from './exchange';
import type { ServerCall } from './server-call';
import type { Host } from './host';
import type { Process } from './process';
import { Task } from './process';
import type { Random } from './random';
import type { Channel } from './network';
import { Roster } from './roster';
import type { Simulation, Timer } from './simulation';

/** What a component runs: set up with fresh memory at every start. */
export type Program = (component: Component) => Process<void> | void;

/** What a component offers to others. A generator runs as a task of its own, with the message as its cause. */
export interface Service {
  request?(call: ServerCall): Process<void> | void;
  message?(payload: any, from: string): Process<void> | void;
}

export type Facts = Readonly<Record<string, string | number | boolean>>;

export interface LogLine {
  readonly at: number;
  readonly line: string;
}

const LOG_LINES_KEPT = 500;

/** A running program on a machine. Its id, for example `cp-1/etcd`, is its address in the network. */
export class Component {
  readonly id: string;
  /** Its number in the trace. */
  readonly number: number;
  readonly name: string;
  readonly host: Host;
  readonly simulation: Simulation;
  readonly random: Random;
  up = false;
  /** Counts its starts: what belongs to an earlier one is dead. */
  epoch = 0;
  service: Service = {};
  /** What ended it last. */
  endedBy: Cause = NO_CAUSE;
  #facts: Facts = {};
  #readFacts: (() => Facts) | undefined;
  factsVersion = 0;
  /** Exchanges it takes part in: they break when it dies. */
  readonly exchanges = new Roster<Exchange>();
  /** Those it has sent to, by their ids. */
  readonly channels = new Map<string, Channel>();
  readonly #program: Program;
  readonly #tasks = new Roster<Task>();
  #logLines: LogLine[] = [];

  constructor(host: Host, name: string, program: Program) {
    this.host = host;
    this.name = name;
    this.id = `${host.name}/${name}`;
    this.simulation = host.simulation;
    this.number = this.simulation.trace.hops.componentNumber(this.id);
    this.random = host.simulation.random(this.id);
    this.#program = program;
  }

  get now(): number {
    return this.simulation.now;
  }

  get disk(): Disk {
    return this.host.disk;
  }

  get logLines(): readonly LogLine[] {
    return this.#logLines;
  }

  /** Runs a process of this component; it inherits the cause of what runs now, and dies with the component. */
  spawn(name: string, body: Process<void>): Task {
    const task = new Task(this.simulation, name, body, this.simulation.context);
    task.place = this.#tasks.add(task);
    task.onEnd = this.#ended;
    this.simulation.queueNow(task, undefined, task.cause);
    return task;
  }

  /** Runs a process in this very event, up to its first wait: for what a message that just arrived sets in motion. */
  run(name: string, body: Process<void>): Task {
    const task = new Task(this.simulation, name, body, this.simulation.context);
    task.place = this.#tasks.add(task);
    task.onEnd = this.#ended;
    task.occur();
    return task;
  }

  /** A timer that dies with the component. */
  after(milliseconds: number, callback: () => void): Timer {
    const { epoch } = this;
    return this.simulation.after(milliseconds, () => {
      if (this.up && this.epoch === epoch) callback();
    });
  }

  listen(service: Service): void {
    this.service = service;
  }

  /** Sends a request and waits for the answer. Throws NetworkError when none comes. */
  request<P, A>(to: string, payload: P, options?: CallOptions): Process<A> {
    return requestAnswer(this, to, payload, options) as Process<A>;
  }

  /** Sends a request whose answer is a stream. The head tells whether it is; then `next()` gives the items. */
  open<P, H, I>(to: string, payload: P, options?: CallOptions): Process<ClientStream<H, I>> {
    return openStream(this, to, payload, options) as Process<ClientStream<H, I>>;
  }

  /** The same as callbacks, for relays. */
  call(to: string, payload: unknown, observer: CallObserver, options?: CallOptions): Exchange {
    return this.simulation.network.call(this, to, payload, observer, options);
  }

  /** One message, one way; it may be lost. */
  send(to: string, payload: unknown, options?: { readonly protocol?: string }): void {
    this.simulation.network.send(this, to, payload, options?.protocol ?? 'message');
  }

  /** Why nothing is heard from that address any more: for the record, who decides was told by nobody. */
  silenceOf(address: string): Cause {
    return this.simulation.network.silenceOf(address);
  }

  /** What the screen says about this component, merged with what it said before. */
  publish(facts: Facts): void {
    let changed = false;
    for (const name in facts) if (this.#facts[name] !== facts[name]) changed = true;
    if (!changed) return;
    this.#facts = { ...this.#facts, ...facts };
    this.factsChanged();
  }

  /** The same for facts that change with every message: they are read when somebody looks, `factsChanged` says that it pays. */
  publishFrom(read: () => Facts): void {
    this.#readFacts = read;
    this.factsChanged();
  }

  factsChanged(): void {
    this.factsVersion++;
    this.simulation.factsVersion++;
  }

  get facts(): Facts {
    return this.#readFacts ? { ...this.#facts, ...this.#readFacts() } : this.#facts;
  }

  /** Records a decision and its reasons under the current cause. */
  note(kind: string, data: unknown): void {
    const { simulation } = this;
    const { first, others } = simulation.context;
    simulation.trace.addNote({ at: simulation.now, component: this.id, kind, data, cause: first, others });
  }

  log(line: string): void {
    this.#logLines.push({ at: this.simulation.now, line });
    if (this.#logLines.length > LOG_LINES_KEPT * 2) this.#logLines = this.#logLines.slice(-LOG_LINES_KEPT);
  }

  start(): void {
    if (this.up || !this.host.up) return;
    this.up = true;
    const epoch = ++this.epoch;
    this.simulation.machinesVersion++;
    this.simulation.after(0, () => {
      if (this.epoch !== epoch || !this.up) return;
      const body = this.#program(this);
      if (body) this.run(this.name, body);
    });
  }

  /** Ends the process alone; its machine tells those who were connected. */
  kill(): void {
    this.die(true);
  }

  die(announced: boolean): void {
    if (!this.up) return;
    this.up = false;
    this.endedBy = this.simulation.context;
    this.epoch++;
    this.service = {};
    for (const task of this.#tasks.dismiss()) task.abandon();
    for (const exchange of this.exchanges.dismiss()) exchange.partyDied(this, announced);
    this.#facts = {};
    this.#readFacts = undefined;
    this.factsChanged();
    this.simulation.machinesVersion++;
  }

  readonly #ended = (task: Task): void => {
    task.place?.leave();
    const error = task.error as Error | undefined;
    if (error !== undefined && error.name !== 'Interrupted') this.log(`${task.name}: ${error.message}`);
  };
}
