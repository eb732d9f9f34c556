import type { Component, Process, Task } from '../../simulation';
import { currentCause, Signal, workOn } from '../../simulation';
import type { Reached } from '../network/dialer';
import { dial } from '../network/dialer';
import { MachineNetwork } from '../network/machine-network';
import type { Found, ResolverConfig } from '../network/resolver';
import { addressesIn, lookUp, parseResolverConfig } from '../network/resolver';
import type { DnsQuestion, DnsReply, DnsTraffic, HttpTraffic, PodTraffic, TcpTraffic } from '../network/traffic';
import type { ContainerFiles } from './container-files';
import type { ContainerLog } from './container-log';
import type { DnsConfig } from './cri';
import type { GuestProgram } from './guest-program';
import type { ImageTemplate, OnTerminate } from './images/image-table';
import type { Listener, PodSockets } from './pod-sockets';
import { LOOPBACK } from './pod-sockets';
import { loadedShell, shellRunner } from './shell/shell-door';

/** What programs in one container share. */
export interface ContainerWorld {
  readonly component: Component;
  readonly image: ImageTemplate;
  readonly environment: Readonly<Record<string, string>>;
  readonly files: ContainerFiles;
  readonly log: ContainerLog;
  /** Ports that the pod declares for the container. */
  readonly ports: readonly number[];
  readonly sockets: PodSockets;
  /** The pod's address, or the machine's. */
  readonly address: string;
  /** `namespace/name` of the pod; undefined for a machine that somebody sits at. */
  readonly pod: string | undefined;
  /** Of the image, as the pod names it. */
  readonly tag: string;
  readonly guest?: GuestProgram;
  readonly dns?: DnsConfig;
  /** Lines of /etc/hosts beside the pod's own. */
  readonly hosts: readonly string[];
  /** Where its programs start. */
  readonly directory?: string | undefined;
  /** Of its first process: the words it was started with. */
  readonly words?: readonly string[];
  /** Sends a signal to its first process. */
  readonly signal?: (name: string) => void;
  /** How much memory it may use, in bytes. */
  readonly memory?: () => number | undefined;
}

/** The process number of what is executed beside a container's own program. */
const EXECUTED = 31;

type Addressless<T> = Omit<T, 'source' | 'sender'>;

/** What a program sends, before its pod's address stands on it. */
export type Unsent = Addressless<TcpTraffic> | Addressless<HttpTraffic> | Addressless<DnsTraffic>;

/** What a program in a container sees: its environment, its files, the network, and a log to write to. */
export class ProgramWorld {
  readonly container: ContainerWorld;
  readonly component: Component;
  readonly image: ImageTemplate;
  environment: Readonly<Record<string, string>>;
  /** Process 1 gets the container's signals; what is executed beside it doesn't. */
  readonly isFirst: boolean;
  /** What the shell runs when it is asked to end; undefined where it set no trap. */
  trap: string | undefined;
  /** SIGTERM came and a trap waits for its turn. */
  trapped = false;
  /** Fires when a background job ends, or a signal comes that has a trap. */
  readonly news: Signal;
  private readonly beside: Task[] = [];
  /** What a shell keeps of its background jobs. */
  jobs: unknown;
  /** Where names that don't begin at the root begin. */
  directory: string;
  /** What process 1 does on SIGTERM. */
  onTerminate: OnTerminate = 'ignore';
  readonly write: (text: string) => void;
  private readonly open: { readonly port: number; readonly listener: Listener }[] = [];

  constructor(container: ContainerWorld, isFirst: boolean, write: (text: string) => void = container.log.write) {
    this.container = container;
    this.component = container.component;
    this.image = container.image;
    this.environment = container.environment;
    this.isFirst = isFirst;
    this.write = write;
    this.news = new Signal(container.component.simulation);
    this.directory = container.directory ?? '/';
  }

  get processId(): number {
    return this.isFirst ? 1 : EXECUTED;
  }

  /** SIGTERM for a process that has a trap for it. */
  signal(): void {
    this.trapped = true;
    this.news.fire();
  }

  /** Runs beside the program until that ends. */
  startBeside(name: string, body: Process<void>): Task {
    const task = this.component.spawn(name, body);
    this.beside.push(task);
    return task;
  }

  /** The container's program has ended, and with it everything it started. */
  end(): void {
    for (const task of this.beside) if (!task.done) task.interrupt('killed');
    this.closePorts();
  }

  /**
   * A program of the image: serves until it is stopped, or ends with an exit code at once; undefined where the image has
   * none of this name. As process 1 it hears the signals itself.
   */
  launch(words: readonly string[], asFirst: boolean): number | 'serving' | undefined {
    const name = words[0]!;
    const known = this.image.servers.includes(name) || this.image.servers.includes(name.replace(/^.*\//, ''));
    const printed = this.image.prints?.[name];
    if (!known && !printed && !this.image.anyCommand) return undefined;
    if (asFirst && this.isFirst) this.onTerminate = this.image.onTerminate;
    if (!printed) return this.serve(words);
    this.print(printed);
    return 0;
  }

  private print(lines: readonly string[]): void {
    for (const line of lines) this.write(`${line}\n`);
  }

  private serve(words: readonly string[]): number | 'serving' {
    const { needs, greeting, onTerminate } = this.image;
    if (needs && !needs.anyOf.some((name) => this.environment[name])) {
      this.print(needs.complaint);
      return 1;
    }
    // What is run beside an image's program of its own (a probe, a hook) is no server: of what it does nothing is known.
    if (!this.isFirst && this.image.anyCommand && !this.image.servers.includes(words[0]!)) return 0;
    // An interpreter that is given nothing to serve (a prompt without a terminal, a line of its own language) ends.
    if (onTerminate === 'ignore' && (words.length === 1 || /^-[ce]$/.test(words[1]!))) return 0;
    for (const { port, listener } of shellRunner().serversOf(words, this)) this.listen(port, listener);
    this.print(greeting ?? []);
    return 'serving';
  }

  /** False where another program of the pod has the port. */
  listen(port: number, listener: Listener): boolean {
    const { sockets, address, pod } = this.container;
    if (!sockets.listen(address, port, listener, pod ?? '')) return false;
    this.open.push({ port, listener });
    return true;
  }

  /** All of them, or one. */
  closePorts(only?: number): void {
    const { sockets, address } = this.container;
    for (const { port, listener } of this.open) if (port === (only ?? port)) sockets.close(address, port, listener);
  }

  /** Where a host name leads from inside the pod, for which name servers may have to be asked; undefined where nobody knows it. */
  *resolve(name: string): Process<string | undefined> {
    const own = this.ownAddress(name);
    if (own !== undefined) return own;
    return addressesIn((yield* this.lookUp(name, 'A')).records)[0];
  }

  /** Of names that need no name server: addresses, and what /etc/hosts says. */
  ownAddress(name: string): string | undefined {
    if (name === 'localhost' || name === LOOPBACK || name === this.environment.HOSTNAME) return this.container.address;
    if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return name;
    const lines = (this.readFile('/etc/hosts') ?? '').split('\n').map((line) => line.replace(/#.*$/, '').split(/\s+/));
    return lines.find(([address, ...names]) => address && names.includes(name))?.[0];
  }

  /** Name servers and search domains as /etc/resolv.conf has them, or another server. */
  resolverConfig(server?: string): ResolverConfig {
    const config = parseResolverConfig(this.readFile('/etc/resolv.conf') ?? '');
    return server === undefined ? config : { ...config, servers: [server] };
  }

  *lookUp(name: string, type: DnsQuestion['type'], config = this.resolverConfig()): Process<Found> {
    return yield* lookUp(config, name, type, (traffic, seconds) => this.dial<DnsReply>(traffic, seconds));
  }

  /** Where a connection to an address of the cluster leads now: `address:port`. */
  destination(host: string, port: number): string {
    const traffic = { kind: 'tcp', host, port, source: this.container.address } as const;
    const verdict = MachineNetwork.of(this.component.host).route(traffic, false);
    if (!verdict) return `${host}:${port}`;
    return verdict.kind === 'forward' ? `${verdict.target.address}:${verdict.target.port}` : `${verdict.kind} ${host}`;
  }

  /**
   * Sends something to an address, as the pod does: by the rules of its machine. What a container's own program sends is
   * background: it may go on for ever, and nobody's act is still under way because of it. Its cause stays.
   */
  *dial<T>(traffic: Unsent, seconds: number): Process<Reached<T>> {
    const { address: source, pod: sender } = this.container;
    const { component } = this;
    const sent = { ...traffic, source, ...(sender !== undefined && { sender }) } as PodTraffic;
    const cause = currentCause(component.simulation);
    if (!cause.patient) return yield* dial<T>(component, component.id, sent, seconds);
    yield* workOn({ ...cause, root: 0 });
    const reached = yield* dial<T>(component, component.id, sent, seconds);
    yield* workOn(cause);
    return reached;
  }

  /** A name from the root, as programs here mean it. */
  path(name: string): string {
    return name.startsWith('/') ? name : `${this.directory.replace(/\/$/, '')}/${name}`;
  }

  /** Names directly in a folder. */
  list(folder: string): readonly string[] {
    return this.container.files.list(this.path(folder));
  }

  isFolder(name: string): boolean {
    return this.container.files.isFolder(this.path(name));
  }

  exists(name: string): boolean {
    return this.isFolder(name) || this.readFile(name) !== undefined;
  }

  readFile(given: string): string | undefined {
    const name = this.container.files.resolve(this.path(given));
    if (name === '/dev/null') return '';
    if (/^\/dev\/u?random$/.test(name)) return this.component.random.hex(1024);
    const { files, address, dns, hosts } = this.container;
    const content = files.read(name);
    if (content !== undefined) return content;
    const host = this.environment.HOSTNAME ?? '';
    if (name === '/etc/hostname') return `${host}\n`;
    if (name === '/etc/resolv.conf') return resolverText(dns);
    if (name !== '/etc/hosts') return loadedShell()?.machineFile(name, this.image);
    const lines = hosts.map((line) => line.replace('{address}', address));
    const own = lines.some((line) => line.startsWith(`${address}\t`)) ? [] : [`${address}\t${host}`];
    return ['127.0.0.1\tlocalhost', ...own, ...lines, ''].join('\n');
  }

  /** Why it can't be written; undefined where it could. */
  writeFile(given: string, content: string): string | undefined {
    const name = this.container.files.resolve(this.path(given));
    if (isDevice(name)) return this.writeDevice(name, content);
    return this.container.files.write(name, content);
  }

  appendFile(given: string, content: string): string | undefined {
    const name = this.container.files.resolve(this.path(given));
    if (isDevice(name)) return this.writeDevice(name, content);
    return this.container.files.write(name, (this.container.files.read(name) ?? '') + content);
  }

  private writeDevice(name: string, content: string): undefined {
    if (name.startsWith('/proc/1/')) this.container.log.write(content);
    else if (name !== '/dev/null') this.write(content);
  }
}

function resolverText(dns: DnsConfig | undefined): string | undefined {
  if (!dns) return undefined;
  const lines = [
    ...(dns.searches.length > 0 ? [`search ${dns.searches.join(' ')}`] : []),
    ...dns.servers.map((server) => `nameserver ${server}`),
    ...(dns.options.length > 0 ? [`options ${dns.options.join(' ')}`] : []),
  ];
  return [...lines, ''].join('\n');
}

function isDevice(name: string): boolean {
  return /^\/(dev\/(null|zero|std|tty|fd)|proc\/1\/fd\/)/.test(name);
}
