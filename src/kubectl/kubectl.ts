import { ApiClient } from '../client';
import type { Identity } from '../client';
import type { Component, Process, Program } from '../simulation';
import { parseCommandLine } from './command-line';
import type { CommandLine } from './command-line';
import { apply } from './commands/apply';
import { create } from './commands/create';
import { deleteObjects } from './commands/delete';
import { get } from './commands/get';
import { patch } from './commands/patch';
import { rollout } from './commands/rollout';
import { scale } from './commands/scale';
import { setImage } from './commands/set-image';
import { wait } from './commands/wait';
import { CommandError, failuresText } from './failure';
import { Invocation } from './invocation';
import type { CommandResult, DocumentResult } from './result';

const commands: Readonly<Record<string, (invocation: Invocation) => Process<void>>> = {
  apply,
  create,
  delete: deleteObjects,
  get,
  patch,
  rollout,
  scale,
  set: setImage,
  wait,
};

/** The user's kubeconfig: which server, as whom, in which namespace. */
export interface Kubeconfig {
  /** The address of an API server or of the balancer before several. */
  readonly server: string;
  readonly identity?: Identity;
  readonly namespace?: string;
}

export interface CommandRequest {
  /** `kubectl apply -f web.yaml` */
  readonly line: string;
  /** The folder in which the command runs: file names and their texts. */
  readonly files?: Readonly<Record<string, string>>;
  /** Told whenever something became of a document. */
  readonly onChange?: (documents: readonly DocumentResult[]) => void;
}

/** The administrator whom kubeadm puts into `admin.conf`. */
export const administrator: Identity = {
  certificate: 'CN=kubernetes-admin,O=kubeadm:cluster-admins',
  userAgent: 'kubectl/v1.36.0 (linux/amd64) kubernetes/wheelhouse',
};

/** The program on the laptop: it waits for somebody to type (see `runCommand`). */
export function kubectl(): Program {
  return () => {};
}

function refusedLine(error: unknown): CommandResult {
  if (!(error instanceof CommandError)) throw error;
  return { stdout: [], stderr: failuresText([{ error }]), code: 1, documents: [] };
}

/** What a line asks for, or the words it is refused with. */
function read(line: string): CommandLine | CommandResult {
  try {
    return parseCommandLine(line);
  } catch (error) {
    return refusedLine(error);
  }
}

/**
 * Runs one command line as a process of the laptop's kubectl; to be spawned under the user's act as its cause:
 * `simulation.withCause(…, () => component.spawn('kubectl apply', …))`. Never throws what users should read instead.
 */
export function* runCommand(
  component: Component,
  kubeconfig: Kubeconfig,
  request: CommandRequest,
): Process<CommandResult> {
  const parsed = read(request.line);
  if ('stdout' in parsed) return parsed;
  const { words, flags } = parsed;
  const [name = ''] = words;
  if (!Object.hasOwn(commands, name)) return refusedLine(new CommandError(`unknown command "${name}" for "kubectl"`));
  const invocation = new Invocation({
    component,
    client: new ApiClient(component, kubeconfig.server, kubeconfig.identity ?? administrator),
    words,
    flags,
    files: request.files ?? {},
    namespace: flags.text('namespace') ?? kubeconfig.namespace ?? 'default',
    onChange: request.onChange ?? (() => {}),
  });
  try {
    yield* commands[name]!(invocation);
  } catch (error) {
    invocation.fail(error);
  }
  return invocation.result();
}
