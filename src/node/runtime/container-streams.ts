import type { Process, ServerCall, ServerStream, Simulation } from '../../simulation';
import { firstOf, Signal, withTimeout } from '../../simulation';
import type { Container } from './container';
import type { LogLine } from './container-log';
import type { CriAnswer, CriError, CriRequest } from './cri';
import type { ExecInput } from './live-input';
import { LiveInput } from './live-input';
import type { Streams } from './shell/shell-streams';

/** The container was gone before the command could begin. */
const FAILED = 255;

type Ask<K extends CriRequest['kind']> = Extract<CriRequest, { readonly kind: K }>;

function failure(code: CriError['code'], message: string): CriAnswer {
  return { error: { code, message } };
}

function absent(containerId: string): CriAnswer {
  return failure('NotFound', `an error occurred when try to find container "${containerId}": not found`);
}

/** Runs a command to its end: what it wrote and how it ended. Without a timeout (0) it may take as long as it likes. */
export function* execSync(container: Container | undefined, request: Ask<'ExecSync'>): Process<CriAnswer> {
  const { containerId, command, timeoutSeconds } = request;
  if (!container) return absent(containerId);
  let stdout = '';
  let stderr = '';
  const streams = {
    input: '',
    output: (text: string) => (stdout += text),
    error: (text: string) => (stderr += text),
  };
  const run = container.execute(command, streams);
  const ended = timeoutSeconds > 0 ? yield* withTimeout(timeoutSeconds * 1000, run) : yield* run;
  if (ended === undefined)
    return failure('DeadlineExceeded', `failed to exec in container: timeout ${timeoutSeconds}s exceeded`);
  if (typeof ended === 'string') return failure('Unknown', `failed to exec in container: ${ended}`);
  return { exec: { exitCode: ended, stdout, stderr } };
}

/** Runs a command and passes on what it writes as it writes it, and to it what the client says meanwhile. */
export function execStream(
  container: Container | undefined,
  request: Ask<'Exec'>,
  call: ServerCall,
  simulation: Simulation,
): Process<void> | void {
  if (!container) return call.respond(absent(request.containerId));
  const problem = container.executionProblem(request.command);
  if (problem !== undefined) return call.respond(failure('Unknown', `failed to exec in container: ${problem}`));
  return runStream(container, request, call, simulation);
}

function* runStream(
  container: Container,
  { command, stdin, tty }: Ask<'Exec'>,
  call: ServerCall,
  simulation: Simulation,
): Process<void> {
  const stream = call.open({});
  const streams = tty ? terminalStreams(stream) : pipes(stream);
  const live = stdin ? new LiveInput(simulation, tty ? streams.output : undefined) : undefined;
  if (live) call.onInput((item) => live.take(item as ExecInput));
  const run = container.execute(command, { ...streams, input: '', ...(live && { live }) });
  const hungUp = new Signal(simulation);
  stream.onClose(() => hungUp.fire());
  const { which, value } = yield* firstOf<any>({ run, hungUp: hungUp.wait() });
  if (which === 'hungUp') return;
  stream.send({ exitCode: typeof value === 'number' ? value : FAILED });
  stream.end();
}

/** What the container's program writes from now on; whoever attaches types into it where its input was left open. */
export function attachStream(
  container: Container | undefined,
  { containerId, stdin, tty }: Ask<'Attach'>,
  call: ServerCall,
): void {
  if (!container) return call.respond(absent(containerId));
  const stream = call.open({});
  const { output } = tty ? terminalStreams(stream) : pipes(stream);
  const { log, live, config } = container;
  const stop = [log.tap(output), log.follow({ onLine: () => undefined, onEnd: () => stream.end() })];
  if (stdin) call.onInput((item) => live?.take(item as ExecInput));
  stream.onClose(() => {
    for (const each of stop) each();
    if (stdin && config.stdinOnce) live?.take({ closed: true });
  });
  if (log.ended) stream.end();
}

function pipes(stream: ServerStream): Pick<Streams, 'output' | 'error'> {
  return { output: (stdout) => stream.send({ stdout }), error: (stderr) => stream.send({ stderr }) };
}

/** A terminal has one output, and ends its lines with a carriage return. */
function terminalStreams(stream: ServerStream): Pick<Streams, 'output' | 'error'> {
  const output = (text: string) => stream.send({ stdout: text.replaceAll('\n', '\r\n') });
  return { output, error: output };
}

/** The lines that are there, and those that come while it is followed. */
export function readLog(
  container: Container | undefined,
  { containerId, options }: Ask<'ReadLog'>,
  call: ServerCall,
): void {
  if (!container) return call.respond(absent(containerId));
  const { follow, tailLines, since = 0 } = options;
  const lines = container.log.lines.filter(({ at }) => at >= since);
  const wanted = tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - tailLines));
  if (!follow || container.log.ended) return call.respond({ lines: wanted });
  followLog(container, wanted, call);
}

function followLog(container: Container, lines: readonly LogLine[], call: ServerCall): void {
  const stream = call.open({ lines });
  const stop = container.log.follow({
    onLine: (line) => stream.send({ lines: [line] }),
    onEnd: () => stream.end(),
  });
  stream.onClose(stop);
}
