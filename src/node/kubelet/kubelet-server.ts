import type { ContainerStatus, Pod, PodStatus } from '../../api';
import type { ApiAnswer, ApiRequest } from '../../apimachinery';
import { decodeComponent, instantOf, Query, wallClock } from '../../apimachinery';
import type { ClientStream, Component, Process, ServerCall, ServerStream } from '../../simulation';
import type { LogOptions } from '../runtime/cri';
import type { LogLine } from '../runtime/container-log';
import type { CriClient } from './cri-client';

export interface KubeletServerParts {
  readonly component: Component;
  readonly runtime: CriClient;
  /** The pod of that name on this machine, with what the kubelet knows of it. */
  readonly pod: (namespace: string, name: string) => Pod | undefined;
  readonly pods: () => readonly Pod[];
}

const DOORS: ReadonlySet<string> = new Set(['containerLogs', 'exec', 'attach', 'run', 'portForward']);
const TEXT = { 'content-type': 'text/plain' };

function answer(status: number, body: unknown, headers: ApiAnswer['headers'] = TEXT): ApiAnswer {
  return { status, headers, body };
}

/**
 * The kubelet's own HTTPS server, of which the API server asks logs and the execution of commands: `/containerLogs/…`, `/exec/…`,
 * `/attach/…`, `/run/…`, `/portForward/…`, `/pods`, `/healthz`. A followed log is a stream of text, a command's output one of `ExecItem`s.
 */
export class KubeletServer {
  private readonly parts: KubeletServerParts;

  constructor(parts: KubeletServerParts) {
    this.parts = parts;
  }

  request(call: ServerCall<ApiRequest>): Process<void> | void {
    const [path = '', query = ''] = call.payload.path.split('?');
    const [, door = '', namespace = '', name = '', container = ''] = path.split('/').map(decodeComponent);
    if (path === '/healthz') return call.respond(answer(200, 'ok'));
    if (path === '/pods')
      return call.respond(answer(200, { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: this.parts.pods() }));
    if (!DOORS.has(door)) return call.respond(answer(404, '404 page not found'));
    const pod = this.parts.pod(namespace, name);
    if (!pod)
      return call.respond(answer(404, door !== 'containerLogs' ? 'pod does not exist' : `pod "${name}" not found\n`));
    const parameters = new Query(query);
    if (door === 'portForward') return this.forwardPorts(pod, call);
    return door === 'containerLogs'
      ? this.logs(pod, container, parameters, call)
      : this.execute(pod, container, parameters, door, call);
  }

  private *logs(pod: Pod, container: string, query: Query, call: ServerCall): Process<void> {
    const found = logged(pod.status ?? {}, pod.metadata.name, container, query.flag('previous'));
    if ('problem' in found) return call.respond(answer(400, found.problem));
    const options = this.logOptions(query);
    const stream = yield* this.parts.runtime.readLog(found.id, options);
    const print = printer(query.flag('timestamps'), Number(query.get('limitBytes') ?? Number.POSITIVE_INFINITY));
    const { lines = [], error } = stream.head!;
    if (error) return call.respond(answer(500, error.message));
    if (!stream.streaming) return call.respond(answer(200, print(lines)));
    const out = call.open(answer(200, undefined));
    out.onClose(() => stream.close());
    if (lines.length > 0) out.send(print(lines));
    for (let item = yield* stream.next(); item && !out.closed; item = yield* stream.next())
      out.send(print(item.lines ?? []));
    out.end();
  }

  private logOptions(query: Query): LogOptions {
    const number = (name: string) => {
      const value = query.get(name);
      return value === undefined ? undefined : Number(value);
    };
    const sinceSeconds = number('sinceSeconds');
    const sinceTime = query.get('sinceTime');
    const since =
      sinceSeconds === undefined ? instantOf(sinceTime ?? '') : this.parts.component.now - sinceSeconds * 1000;
    const tailLines = number('tailLines');
    return {
      follow: query.flag('follow'),
      ...(tailLines !== undefined && { tailLines }),
      ...(since !== undefined && { since }),
    };
  }

  private *execute(pod: Pod, container: string, query: Query, door: string, call: ServerCall): Process<void> {
    const status = statusOf(pod.status ?? {}, container);
    const id = status?.state?.running && status.containerID;
    if (!id) return call.respond(answer(404, `container not found ("${container}")`));
    const command = query.all(query.get('command') === undefined ? 'cmd' : 'command');
    if (door === 'run') return yield* this.runOnce(bare(id), command, call);
    const wanted = { stdin: query.flag('stdin') || query.flag('input'), tty: query.flag('tty') };
    const { runtime } = this.parts;
    const isAttach = door === 'attach';
    const stream = yield* isAttach ? runtime.attach(bare(id), wanted) : runtime.exec(bare(id), command, wanted);
    const out = call.open(answer(200, undefined));
    if (stream.head?.error) out.send({ status: notExecuted(stream.head.error.message) });
    yield* passOn(stream, out, call, (item) => (item.exitCode === undefined ? item : { status: ended(item.exitCode) }));
    if (isAttach) out.send({ status: ended(0) });
    out.end();
  }

  /** Connections to the pod's ports: what comes is the runtime's to dial. */
  private *forwardPorts({ metadata }: Pod, call: ServerCall): Process<void> {
    const stream = yield* this.parts.runtime.portForward(metadata.uid!);
    if (stream.head?.error) return call.respond(answer(500, stream.head.error.message));
    const out = call.open(answer(101, undefined));
    yield* passOn(stream, out, call, (item) => item);
    out.end();
  }

  private *runOnce(id: string, command: readonly string[], call: ServerCall): Process<void> {
    const { exec, problem } = yield* this.parts.runtime.execSync(id, command, 0);
    call.respond(exec ? answer(200, exec.stdout + exec.stderr) : answer(500, problem));
  }
}

/** What either side says goes to the other, until the runtime's ends. */
function* passOn<T>(
  stream: ClientStream<unknown, T>,
  out: ServerStream,
  call: ServerCall,
  told: (item: T) => unknown,
): Process<void> {
  out.onClose(() => stream.close());
  call.onInput((item) => stream.send(item));
  for (let item = yield* stream.next(); item; item = yield* stream.next()) out.send(told(item));
}

/** How a command ended, as the error channel of remote commands says it. */
function ended(exitCode: number): object {
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}

/** The command could not be begun. */
function notExecuted(problem: string): object {
  const message = `error executing command in container: ${problem}`;
  return {
    metadata: {},
    status: 'Failure',
    message: `Internal error occurred: ${message}`,
    reason: 'InternalError',
    details: { causes: [{ message }] },
    code: 500,
  };
}

function statusOf(status: PodStatus, wanted: string): ContainerStatus | undefined {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = status;
  const all = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses];
  return all.find(({ name }) => name === wanted);
}

/** Whose log it is: the running container's, or the last one's; `previous`: that of the one before. */
function logged(
  status: PodStatus,
  pod: string,
  container: string,
  previous: boolean,
): { readonly id: string } | { readonly problem: string } {
  const found = statusOf(status, container);
  if (!found) return { problem: `container "${container}" in pod "${pod}" is not available` };
  const { state, lastState, containerID } = found;
  const before = lastState?.terminated?.containerID;
  if (previous)
    return before
      ? { id: bare(before) }
      : { problem: `previous terminated container "${container}" in pod "${pod}" not found` };
  const id = state?.running ? containerID : (state?.terminated?.containerID ?? before);
  if (id) return { id: bare(id) };
  return {
    problem: `container "${container}" in pod "${pod}" is waiting to start: ${waiting(state?.waiting?.reason)}`,
  };
}

function waiting(reason = 'ContainerCreating'): string {
  if (reason === 'ErrImagePull') return "image can't be pulled";
  return reason === 'ImagePullBackOff' ? 'trying and failing to pull image' : reason;
}

function bare(id: string): string {
  return id.replace(/^containerd:\/\//, '');
}

/** Lines as text, up to so many bytes altogether. */
function printer(timestamps: boolean, limit: number): (lines: readonly LogLine[]) => string {
  let left = limit;
  return (lines) => {
    const whole = lines.map(({ at, line }) => (timestamps ? `${stamp(at)} ${line}\n` : `${line}\n`)).join('');
    const text = left === Number.POSITIVE_INFINITY ? whole : whole.slice(0, left);
    left -= text.length;
    return text;
  };
}

/** RFC 3339 with nanoseconds. */
function stamp(at: number): string {
  const fraction = Math.round((at % 1000) * 1_000_000);
  return `${wallClock(at).replace('Z', '')}.${String(fraction).padStart(9, '0')}Z`;
}
