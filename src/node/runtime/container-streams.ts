import type { Process, ServerCall, ServerStream } from '../../simulation';
import { withTimeout } from '../../simulation';
import type { Container } from './container';
import type { LogLine } from './container-log';
import type { CriAnswer, CriError, CriRequest } from './cri';

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

/** Runs a command and passes on what it writes as it writes it. */
export function execStream(
  container: Container | undefined,
  { containerId, command, stdin = '' }: Ask<'Exec'>,
  call: ServerCall,
): Process<void> | void {
  if (!container) return call.respond(absent(containerId));
  return runStream(container, command, stdin, call);
}

function* runStream(container: Container, command: readonly string[], input: string, call: ServerCall): Process<void> {
  let stream: ServerStream | undefined;
  const open = () => (stream ??= call.open({}));
  const ended = yield* container.execute(command, {
    input,
    output: (stdout) => open().send({ stdout }),
    error: (stderr) => open().send({ stderr }),
  });
  if (typeof ended === 'string') return call.respond(failure('Unknown', `failed to exec in container: ${ended}`));
  open().send({ exitCode: ended });
  open().end();
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
