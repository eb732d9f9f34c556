import { badRequest, isObject } from '../apimachinery';
import type { Cluster, CommandProgress, RunningLine } from '../cluster';
import { typeLine } from '../cluster';
import type { Clock } from './clock';

const TIMEOUT_MILLISECONDS = 300_000;
/** What a shell says of a command that was killed for its time. */
const TIMED_OUT = 124;

/** The one context of every namespace's kubeconfig. */
const CONTEXT = { name: 'c', cluster: 'kubernetes', user: 'admin' };

export interface TerminalAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const IDENTITY = {
  certificate: 'CN=admin,O=system:masters',
  userAgent: 'kubectl/v1.36.0 (linux/amd64) kubernetes/wheelhouse',
};

type Files = Readonly<Record<string, string>>;

/** The laptop's terminal: one command line at a time, in a folder that lasts as long as the namespace's commands do. */
export class Terminal {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #folders = new Map<string, Files>();

  constructor(cluster: Cluster, clock: Clock) {
    this.#cluster = cluster;
    this.#clock = clock;
  }

  /** @param asked `{command, files?, namespace?, stdin?, timeoutMilliseconds?}`; throws a Refusal with 400 for anything else */
  async run(asked: Readonly<Record<string, unknown>>): Promise<TerminalAnswer> {
    const { command, namespace = 'default', stdin = '', timeoutMilliseconds = TIMEOUT_MILLISECONDS } = asked;
    if (typeof command !== 'string' || typeof namespace !== 'string' || typeof stdin !== 'string')
      throw badRequest('command, namespace and stdin are texts');
    if (typeof timeoutMilliseconds !== 'number') throw badRequest('timeoutMilliseconds is a number');
    const folder = { ...this.#folders.get(namespace), ...readFiles(asked['files']) };
    this.#folders.set(namespace, folder);
    const files = stdin === '' ? folder : { ...folder, '-': stdin };
    return this.#type(command, files, namespace, timeoutMilliseconds);
  }

  async #type(line: string, files: Files, namespace: string, limitMilliseconds: number): Promise<TerminalAnswer> {
    let result: CommandProgress['result'];
    let printed = { stdout: '', stderr: '' };
    const listener = (_act: number, { output, result: last }: CommandProgress): void => {
      if (output) printed = { ...printed, [output.stream]: printed[output.stream] + output.text };
      result = last;
    };
    const typed = {
      line,
      files,
      mayPanic: true,
      kubeconfig: { namespace, context: CONTEXT, identity: IDENTITY, file: `.kube/${namespace}` },
    };
    let running: RunningLine | undefined;
    this.#clock.act(() => (running = typeLine(this.#cluster, typed, listener)));
    if (await this.#clock.until(() => result !== undefined, limitMilliseconds)) {
      if (result?.written) this.#folders.set(namespace, { ...this.#folders.get(namespace), ...result.written });
      return { ...result!.text, code: result!.code };
    }
    this.#clock.act(() => running!.interrupt());
    return { ...printed, code: TIMED_OUT };
  }
}

function readFiles(files: unknown = {}): Files {
  if (!isObject(files) || !Object.values(files).every((content) => typeof content === 'string'))
    throw badRequest('files: names and their texts');
  return files as Files;
}
