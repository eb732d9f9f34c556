import type { Component, NetworkFailure, Process } from '../../simulation';
import type { Container, HttpGetAction, TcpSocketAction } from '../../api';
import type { Reached } from '../network/dialer';
import { dial, send } from '../network/dialer';
import type { HttpReply, HttpTraffic, PodTraffic } from '../network/traffic';
import { LOOPBACK } from '../runtime/pod-sockets';

/** What came of knocking at a pod's door. */
export type Dialled<T> = { readonly answer: T } | { readonly problem: string };

/** Reaches pods' programs from their machine, as probes and hooks do; failures are worded as Go's network library does. */
export class PodDialer {
  private readonly component: Component;
  /** What carries the machine's own addresses. */
  private readonly runtime: string;
  private readonly hostIp: string;

  constructor(component: Component, runtime: string, hostIp: string) {
    this.component = component;
    this.runtime = runtime;
    this.hostIp = hostIp;
  }

  *connect(host: string, port: number, seconds: number): Process<Dialled<unknown>> {
    const reached = yield* this.send<unknown>({ kind: 'tcp', host, port, source: this.source(host) }, seconds);
    return 'problem' in reached ? { problem: dialProblem(reached.problem, host, port) } : reached;
  }

  *get(pod: string, action: HttpGetAction, container: Container, seconds: number): Process<Dialled<HttpReply>> {
    const host = action.host || pod;
    const port = portOf(action.port, container);
    if (port === undefined) return { problem: portProblem(action.port) };
    const path = `/${(action.path ?? '/').replace(/^\//, '')}`;
    const url = `${(action.scheme ?? 'HTTP').toLowerCase()}://${host}:${port}${path}`;
    const reached = yield* this.send<HttpReply>(this.request(host, port, path, action), seconds);
    return 'problem' in reached ? { problem: httpProblem(reached.problem, url, host, port) } : reached;
  }

  private request(host: string, port: number, path: string, { httpHeaders = [] }: HttpGetAction): HttpTraffic {
    const headers: Record<string, string> = { host: `${host}:${port}`, 'user-agent': 'kube-probe/1.36', accept: '*/*' };
    for (const { name, value } of httpHeaders) headers[name.toLowerCase()] = value;
    return { kind: 'http', host, port, source: this.source(host), method: 'GET', path, headers };
  }

  private *send<T>(traffic: PodTraffic, seconds: number): Process<Reached<T>> {
    const { host } = traffic;
    const own = host === LOOPBACK || host === 'localhost' || host === this.hostIp;
    if (own) return yield* send<T>(this.component, this.runtime, { ...traffic, host: this.hostIp }, seconds);
    return yield* dial<T>(this.component, this.runtime, traffic, seconds);
  }

  /** Pods see their machine as the bridge they hang on. */
  private source(host: string): string {
    return host.replace(/\.\d+$/, '.1');
  }
}

/** A number, or the name of one of the container's ports. Undefined where there is none. */
export function portOf(port: TcpSocketAction['port'], container: Container): number | undefined {
  if (typeof port === 'number') return port;
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  return named ?? (/^\d+$/.test(port) ? Number(port) : undefined);
}

export function portProblem(port: TcpSocketAction['port']): string {
  return `strconv.Atoi: parsing "${port}": invalid syntax`;
}

const WORDS = {
  refused: 'connect: connection refused',
  timeout: 'i/o timeout',
  unreachable: 'connect: no route to host',
  reset: 'connect: connection reset by peer',
} as const;

function dialProblem(reason: NetworkFailure, host: string, port: number): string {
  return `dial tcp ${host}:${port}: ${WORDS[reason]}`;
}

function httpProblem(reason: NetworkFailure, url: string, host: string, port: number): string {
  if (reason === 'timeout')
    return `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
  return `Get "${url}": ${reason === 'reset' ? 'EOF' : dialProblem(reason, host, port)}`;
}
