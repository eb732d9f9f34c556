import { isPodTerminal } from '../api';
import type { ClientStream, Process } from '../simulation';
import { CommandError } from './failure';
import type { Invocation } from './invocation';
import type { Loose } from './printers/description';
import { chosenPods, selectorFor } from './pod-choice';
import { resourceArguments } from './resource-argument';
import { timeoutOf } from './waiting';

/** What is asked of a stream into a container: whether somebody types into it, and whether it is a terminal. */
export interface Streaming {
  readonly stdin: boolean;
  readonly tty: boolean;
}

interface ExecItem {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly status?: {
    readonly status: string;
    readonly message?: string;
    readonly reason?: string;
    readonly details?: { readonly causes: readonly { readonly message: string }[] };
  };
}

/** `-i` and `-t`. A terminal wants somebody who sits before it; without one, that is said and a pipe is made. */
export function streamingOf(invocation: Invocation): Streaming {
  const { flags, keyboard, files } = invocation;
  const stdin = flags.isOn('stdin');
  const asked = stdin && flags.isOn('tty');
  const tty = asked && keyboard !== undefined && files['-'] === undefined;
  if (asked && !tty) invocation.say('Unable to use a TTY - input is not a terminal or the right kind of file');
  return { stdin, tty };
}

/** The pod that a word means: by its name, or one of those that an owner or a service leads to. */
export function* podCalled(invocation: Invocation, word: string): Process<Loose> {
  const { namespace, requests } = invocation;
  const [target] = resourceArguments([word.includes('/') ? word : `pod/${word}`]);
  const { kind, name } = target!;
  const object: Loose = yield* requests.get({
    kind,
    namespace: kind.namespaced ? namespace : undefined,
    name: name!,
  });
  if (kind.kind === 'Pod') return object;
  const selector = selectorFor(kind, object, 'attach to');
  const patience = timeoutOf(invocation.flags, 60_000, 'pod-running-timeout');
  const [pod] = yield* chosenPods(invocation, selector, 'talk', patience);
  return pod;
}

/** There is nothing to talk to in a pod that is over. */
export function wantRunning(pod: Loose, deed: string): void {
  if (isPodTerminal(pod))
    throw new CommandError(`cannot ${deed} a container in a completed pod; current phase is ${pod.status.phase}`);
}

/** Where a stream into a container is asked for. */
export function streamPath(
  { metadata }: Loose,
  door: 'exec' | 'attach',
  container: string,
  { stdin, tty }: Streaming,
  command: readonly string[] = [],
): string {
  const asked = [
    `container=${encodeURIComponent(container)}`,
    ...command.map((word) => `command=${encodeURIComponent(word)}`),
    ...(stdin ? ['stdin=true'] : []),
    'stdout=true',
    tty ? 'tty=true' : 'stderr=true',
  ];
  return `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/${door}?${asked.join('&')}`;
}

/** Opens a stream into a container, prints what comes out of it and sends what is typed into it, until it ends. */
export function* converse(invocation: Invocation, path: string, streaming: Streaming): Process<void> {
  const stream = yield* invocation.requests.open<ExecItem>(path, '*/*', 'POST');
  const stop = streaming.stdin ? feed(invocation, stream, streaming.tty) : () => {};
  try {
    for (let item = yield* stream.next(); item; item = yield* stream.next()) take(invocation, item);
  } finally {
    stop();
    stream.close();
  }
}

/** Input is what was piped into the line; else what is typed; else there is none. */
function feed({ keyboard, files }: Invocation, stream: ClientStream, tty: boolean): () => void {
  const piped = files['-'];
  if (piped === undefined && keyboard)
    return keyboard.listen(tty ? 'terminal' : 'lines', (typed) => stream.send(typed));
  if (piped) stream.send({ stdin: piped });
  stream.send({ closed: true });
  return () => {};
}

function take(invocation: Invocation, { stdout, stderr, status }: ExecItem): void {
  if (stdout) invocation.write('stdout', stdout);
  if (stderr) invocation.write('stderr', stderr);
  if (status?.reason === 'InternalError') throw new CommandError(status.message ?? status.status);
  const code = Number(status?.details?.causes[0]?.message ?? 0);
  if (code === 0) return;
  invocation.say(`command terminated with exit code ${code}`);
  invocation.exitCode = code;
}

/** How a command ended that was run for what it prints. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs a command in a container to its end. @param input all that it reads */
export function* runIn(
  { requests }: Invocation,
  pod: Loose,
  container: string,
  command: readonly string[],
  input?: string,
): Process<Ran> {
  const path = streamPath(pod, 'exec', container, { stdin: input !== undefined, tty: false }, command);
  const stream = yield* requests.open<ExecItem>(path, '*/*', 'POST');
  const ran = { stdout: '', stderr: '', code: 0 };
  try {
    if (input !== undefined) {
      stream.send({ stdin: input });
      stream.send({ closed: true });
    }
    for (let item = yield* stream.next(); item; item = yield* stream.next()) {
      ran.stdout += item.stdout ?? '';
      ran.stderr += item.stderr ?? '';
      if (item.status?.reason === 'InternalError') throw new CommandError(item.status.message ?? item.status.status);
      ran.code = Number(item.status?.details?.causes[0]?.message ?? ran.code);
    }
  } finally {
    stream.close();
  }
  return ran;
}
