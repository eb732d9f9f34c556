import { wallClock } from '../../apimachinery';
import type { ClientStream, Process, ServerCall } from '../../simulation';
import { CommandError, UsageError } from '../failure';
import type { Invocation } from '../invocation';
import { LocalPorts } from '../local-ports';
import type { LocalTraffic } from '../local-ports';
import type { Loose } from '../printers/description';
import { chosenPods, selectorFor } from '../pod-choice';
import { kindCalled, resourceArguments } from '../resource-argument';
import { timeoutOf } from '../waiting';

/** Which port of the laptop leads to which of the pod. */
export interface ForwardedPort {
  readonly local: number;
  readonly remote: number;
}

const isNumber = (text: string) => /^[+-]?\d+$/.test(text);

/** `8080`, `8080:http`, `:80`: what stands on either side of the colon. */
function sides(port: string): readonly [string, string] {
  const parts = port.split(':');
  return parts.length === 2 ? [parts[0]!, parts[1]!] : [parts[0]!, parts[0]!];
}

function portOfContainer(pod: Loose, name: string): number {
  const all: Loose[] = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const found = all.flatMap(({ ports = [] }) => ports).find((port: Loose) => port.name === name);
  if (found) return found.containerPort;
  throw new CommandError(`Pod '${pod.metadata.name}' does not have a named port '${name}'`);
}

/** A name of a container's port becomes its number. */
function ofPod(port: string, pod: Loose): string {
  const [local, remote] = sides(port);
  const number = isNumber(remote) ? remote : String(portOfContainer(pod, remote));
  return local === remote ? number : `${local}:${number}`;
}

/** A service's port becomes the one that it leads to. */
function ofService(port: string, { metadata, spec }: Loose, pod: Loose): string {
  const [local, remote] = sides(port);
  const found = (spec.ports ?? []).find((one: Loose) =>
    isNumber(remote) ? one.port === +remote : one.name === remote,
  );
  if (!found)
    throw new CommandError(
      isNumber(remote)
        ? `Service ${metadata.name} does not have a service port ${+remote}`
        : `Service '${metadata.name}' does not have a named port '${remote}'`,
    );
  const shown = local === remote ? String(found.port) : local;
  const { targetPort } = found;
  const target = typeof targetPort === 'string' ? portOfContainer(pod, targetPort) : targetPort || found.port;
  const number = spec.clusterIP === 'None' ? found.port : target;
  return shown === String(number) ? shown : `${shown}:${number}`;
}

function numberOf(text: string, which: 'local' | 'remote'): number {
  const problem = !/^\d+$/.test(text) ? 'invalid syntax' : Number(text) > 65_535 ? 'value out of range' : undefined;
  if (problem === undefined) return Number(text);
  throw new CommandError(
    `error parsing ${which} port '${text}': strconv.ParseUint: parsing ${JSON.stringify(text)}: ${problem}`,
  );
}

/** @throws CommandError in kubectl's words for what is no pair of ports */
export function parsePort(text: string): ForwardedPort {
  const parts = text.split(':');
  if (parts.length > 2) throw new CommandError(`invalid port format '${text}'`);
  const local = parts.length === 2 && parts[0] === '' ? '0' : parts[0]!;
  const port = { local: numberOf(local, 'local'), remote: numberOf(parts.at(-1)!, 'remote') };
  if (port.remote === 0) throw new CommandError('remote port must be > 0');
  return port;
}

interface Found {
  readonly pod: Loose;
  readonly ports: readonly string[];
}

/** The pod that is meant, or the one behind an owner or a service, and the ports by their numbers. */
function* find(invocation: Invocation, target: string, asked: readonly string[]): Process<Found> {
  const { requests, namespace } = invocation;
  const [{ kind, name }] = resourceArguments([target.includes('/') ? target : `pod/${target}`]) as [any];
  const object: Loose = yield* requests.get({ kind, namespace: kind.namespaced ? namespace : undefined, name });
  if (kind.kind === 'Pod') return { pod: object, ports: asked.map((port) => ofPod(port, object)) };
  const patience = timeoutOf(invocation.flags, 60_000, 'pod-running-timeout');
  const [pod] = yield* chosenPods(invocation, selectorFor(kind, object, 'attach to'), 'talk', patience);
  const translate =
    kind.kind === 'Service' ? (port: string) => ofService(port, object, pod) : (port: string) => ofPod(port, pod);
  return { pod, ports: asked.map(translate) };
}

interface Answer {
  readonly connection: number;
  readonly reply?: unknown;
  readonly problem?: string;
}

/** The connections that go through one stream to a pod, each by its number until it is answered. */
class Forwarding {
  private readonly invocation: Invocation;
  private readonly stream: ClientStream<unknown, Answer>;
  private readonly waiting = new Map<number, { readonly call: ServerCall; readonly port: ForwardedPort }>();
  private connections = 0;

  constructor(invocation: Invocation, stream: ClientStream<unknown, Answer>) {
    this.invocation = invocation;
    this.stream = stream;
  }

  listener(port: ForwardedPort): (call: ServerCall<LocalTraffic>) => void {
    return (call) => {
      this.invocation.print(`Handling connection for ${port.local}`);
      const connection = this.connections++;
      this.waiting.set(connection, { call, port });
      this.stream.send({ connection, port: port.remote, traffic: call.payload });
    };
  }

  /** Hands an answer to whoever waits for it; a port where nobody listens ends it all, as kubectl has it. */
  take({ connection, reply, problem }: Answer): void {
    const { call, port } = this.waiting.get(connection)!;
    this.waiting.delete(connection);
    if (problem === undefined) return call.respond(reply);
    call.reset();
    const stamp = wallClock(this.invocation.component.now);
    const day = `${stamp.slice(5, 7)}${stamp.slice(8, 10)} ${stamp.slice(11, 19)}.000000`;
    const what = `an error occurred forwarding ${port.local} -> ${port.remote}: ${problem}`;
    this.invocation.say(`E${day}       1 portforward.go:424] "Unhandled Error" err=${JSON.stringify(what)}`);
    throw new CommandError('lost connection to pod');
  }

  end(): void {
    for (const { call } of this.waiting.values()) call.reset();
    this.stream.close();
  }
}

interface Door {
  /** As it is printed: `127.0.0.1`, `[::1]`. */
  readonly shown: string;
  readonly isOpen: boolean;
}

function doorsOf(address: string): readonly Door[] {
  if (address === 'localhost')
    return [
      { shown: '127.0.0.1', isOpen: false },
      { shown: '[::1]', isOpen: false },
    ];
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(address)) return [{ shown: address, isOpen: !address.startsWith('127.') }];
  if (address.includes(':')) return [{ shown: `[${address}]`, isOpen: address !== '::1' }];
  throw new CommandError(`${address} is not a valid IP`);
}

/** Listens at the ports that are free; what closes them. */
function listen(invocation: Invocation, ports: readonly ForwardedPort[], forwarding: Forwarding): (() => void)[] {
  const table = LocalPorts.of(invocation.component);
  const named = invocation.flags.list('address');
  const doors = (named.length > 0 ? named : ['localhost']).flatMap(doorsOf);
  const close: (() => void)[] = [];
  for (const { local, remote } of ports) {
    if (local !== 0 && table.isTaken(local)) {
      const errors = doors.map(
        ({ shown }) =>
          `unable to create listener: Error listen tcp${shown.startsWith('[') ? '6' : '4'} ${shown}:${local}: bind: address already in use`,
      );
      invocation.say(
        `Unable to listen on port ${local}: Listeners failed to create with the following errors: [${errors.join(' ')}]`,
      );
      continue;
    }
    const port = { local: local || table.free(), remote };
    close.push(
      table.listen(
        port.local,
        doors.some(({ isOpen }) => isOpen),
        forwarding.listener(port),
      ),
    );
    for (const { shown } of doors) invocation.print(`Forwarding from ${shown}:${port.local} -> ${remote}`);
  }
  return close;
}

/** `kubectl port-forward TYPE/NAME [LOCAL:]REMOTE…`: listens on the laptop until it is ended; each connection is a message to the kubelet and on into the pod. */
export function* portForward(invocation: Invocation): Process<void> {
  const [target = '', ...asked] = invocation.words;
  if (asked.length === 0)
    throw new UsageError('TYPE/NAME and list of ports are required for port-forward', invocation.path);
  const { requests } = invocation;
  const found = yield* find(invocation, target, asked);
  const { namespace, name } = found.pod.metadata;
  const { status }: Loose = yield* requests.get({ kind: kindCalled('pods'), namespace, name });
  if (status?.phase !== 'Running')
    throw new CommandError(`unable to forward port because pod is not running. Current status=${status?.phase}`);
  const ports = found.ports.map(parsePort);
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/portforward`;
  const stream = yield* requests.open<Answer>(path, '*/*', 'POST', { upgrade: 'SPDY/3.1' });
  const forwarding = new Forwarding(invocation, stream);
  let close: (() => void)[] = [];
  try {
    close = listen(invocation, ports, forwarding);
    if (close.length === 0)
      throw new CommandError(
        `unable to listen on any of the requested ports: [${ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')}]`,
      );
    for (let item = yield* stream.next(); item !== undefined; item = yield* stream.next()) forwarding.take(item);
    throw new CommandError('lost connection to pod');
  } finally {
    for (const each of close) each();
    forwarding.end();
  }
}
