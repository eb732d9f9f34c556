import type { Container, ExecAction, Pod, Probe } from '../../api';
import type { Process } from '../../simulation';
import type { CriClient } from './cri-client';
import type { PodDialer } from './pod-dialer';
import { portOf, portProblem } from './pod-dialer';

export type ProbeKind = 'startup' | 'readiness' | 'liveness';
export type ProbeResult = 'success' | 'failure' | 'unknown';

/** What one look at a container said; `unknown` where there was no looking at it at all. */
export interface ProbeOutcome {
  readonly result: ProbeResult;
  readonly output: string;
}

/** What a probe looks at. */
export interface ProbeTarget {
  readonly pod: Pod;
  readonly container: Container;
  readonly containerId: string;
  readonly podIp: string;
}

const DEFAULT_TIMEOUT_SECONDS = 1;
/** A probe that can't be made at all is tried again before it is said. */
const TRIES = 3;
const LONGEST_OUTPUT = 10 * 1024;

/** Looks at containers: executes, connects, asks over HTTP. */
export class Prober {
  private readonly runtime: CriClient;
  private readonly dialer: PodDialer;

  constructor(runtime: CriClient, dialer: PodDialer) {
    this.runtime = runtime;
    this.dialer = dialer;
  }

  *probe(probe: Probe, target: ProbeTarget): Process<ProbeOutcome> {
    let outcome: ProbeOutcome = { result: 'unknown', output: '' };
    for (let tries = 0; tries < TRIES && outcome.result === 'unknown'; tries++)
      outcome = yield* this.once(probe, target);
    return outcome;
  }

  private *once(probe: Probe, target: ProbeTarget): Process<ProbeOutcome> {
    const seconds = probe.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
    const { container, podIp } = target;
    if (probe.exec) return yield* this.execute(probe.exec, target, seconds);
    if (probe.httpGet) return yield* this.ask(probe.httpGet, target, seconds);
    const { tcpSocket, grpc } = probe;
    const port = tcpSocket ? portOf(tcpSocket.port, container) : grpc?.port;
    if (port === undefined) return { result: 'unknown', output: portProblem(tcpSocket?.port ?? '') };
    const reached = yield* this.dialer.connect(tcpSocket?.host || podIp, port, seconds);
    return 'problem' in reached ? { result: 'failure', output: reached.problem } : { result: 'success', output: '' };
  }

  private *execute({ command = [] }: ExecAction, { containerId }: ProbeTarget, seconds: number): Process<ProbeOutcome> {
    const { exec, error, problem } = yield* this.runtime.execSync(containerId, command, seconds);
    if (exec) {
      const output = (exec.stdout + exec.stderr).slice(0, LONGEST_OUTPUT);
      return { result: exec.exitCode === 0 ? 'success' : 'failure', output };
    }
    if (error?.code !== 'DeadlineExceeded') return { result: 'unknown', output: problem ?? '' };
    return { result: 'failure', output: `command timed out: "${command.join(' ')}" timed out after ${seconds}s` };
  }

  private *ask(
    action: NonNullable<Probe['httpGet']>,
    { container, podIp }: ProbeTarget,
    seconds: number,
  ): Process<ProbeOutcome> {
    if (portOf(action.port, container) === undefined) return { result: 'unknown', output: portProblem(action.port) };
    const reached = yield* this.dialer.get(podIp, action, container, seconds);
    if ('problem' in reached) return { result: 'failure', output: reached.problem };
    const { status, body } = reached.answer;
    if (status >= 200 && status < 400) return { result: 'success', output: body };
    return { result: 'failure', output: `HTTP probe failed with statuscode: ${status}` };
  }
}
