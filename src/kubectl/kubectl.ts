import { ApiClient } from '../client';
import type { Identity } from '../client';
import type { Component, Process, Program } from '../simulation';
import { parseCommandLine, wordsOf } from './command-line';
import type { CommandLine } from './command-line';
import { rootCommand } from './command-root';
import { CommandError, failuresText, PlainError } from './failure';
import { Invocation } from './invocation';
import type { Context } from './kubeconfig';
import type { Keyboard } from './keyboard';
import { KubeconfigFile } from './kubeconfig';
import { later } from './later';
import { portsOf } from './ports-door';
import type { PortsDoor } from './ports-door';
import type { CommandResult, DocumentResult, OutputStream } from './result';

/** The user's kubeconfig as it is at first: which server, as whom, in which namespace. */
export interface Kubeconfig {
  /** The address of an API server or of the balancer before several. */
  readonly server: string;
  readonly identity?: Identity;
  readonly namespace?: string;
  /** How its one context is called, and what belongs to it. */
  readonly context?: Omit<Context, 'namespace'>;
  /** Where the laptop keeps it. */
  readonly file?: string;
}

export interface CommandRequest {
  /** `kubectl apply -f web.yaml` */
  readonly line: string;
  /** The folder in which the command runs: file names and their texts. */
  readonly files?: Readonly<Record<string, string>>;
  /** Told whenever something became of a document, with what reads them all: of thousands nobody wants the list each time. */
  readonly onChange?: (read: () => readonly DocumentResult[]) => void;
  /** Told whatever is printed, as it is printed. */
  readonly onOutput?: (stream: OutputStream, text: string) => void;
  /** Who sits before it, where somebody does: commands that run in a container hear what is typed. */
  readonly keyboard?: Keyboard;
}

/** The administrator whom kubeadm puts into `admin.conf`. */
export const administrator: Identity = {
  certificate: 'CN=kubernetes-admin,O=kubeadm:cluster-admins',
  userAgent: 'kubectl/v1.36.0 (linux/amd64) kubernetes/wheelhouse',
};

const kubeadmContext = { name: 'kubernetes-admin@kubernetes', cluster: 'kubernetes', user: 'kubernetes-admin' };

const CLOSED: PortsDoor = { deliver: (call) => call.refuse() };

/** The program on the laptop: it waits for somebody to type (see `runCommand`), and answers at the ports that it forwards. @param address the laptop's */
export function kubectl(address?: string): Program {
  return (component) => {
    if (address !== undefined) component.simulation.network.bind(address, component);
    component.listen({ request: (call) => (portsOf(component) ?? CLOSED).deliver(call) });
  };
}

function refusedLine(lines: readonly string[], code: number, hear: CommandRequest['onOutput']): CommandResult {
  const text = lines.map((line) => `${line}\n`).join('');
  hear?.('stderr', text);
  return { stdout: [], stderr: lines, text: { stdout: '', stderr: text }, code, documents: [] };
}

function kubeconfigFile(component: Component, { server, namespace, context, file }: Kubeconfig): KubeconfigFile {
  const first = { ...kubeadmContext, ...context, namespace: namespace ?? '' };
  const content = { server, currentContext: first.name, contexts: [first] };
  return new KubeconfigFile(component, file ?? '.kube/config', content);
}

function contextOf(kubeconfig: KubeconfigFile, { flags }: CommandLine): Context | undefined {
  const asked = flags.text('context');
  if (asked === undefined) return kubeconfig.current;
  const found = kubeconfig.context(asked);
  if (found) return found;
  throw new PlainError(`Error in configuration: context was not found for specified context: ${asked}`);
}

/** What the line names of the kubeconfig has to be there. */
function checkEntries({ content }: KubeconfigFile, { flags, path }: CommandLine): void {
  const [file, cluster, user] = [flags.text('kubeconfig'), flags.text('cluster'), flags.text('user')];
  // There the same words are flags of the command's own.
  if (['config', 'create', 'set'].includes(path[0] ?? '')) return;
  if (file !== undefined) throw new CommandError(`stat ${file}: no such file or directory`);
  if (cluster !== undefined && !content.contexts.some((context) => context.cluster === cluster))
    throw new CommandError(`no server found for cluster ${JSON.stringify(cluster)}`);
  if (user !== undefined && !content.contexts.some((context) => context.user === user))
    throw new CommandError(`auth info ${JSON.stringify(user)} does not exist`);
}

/** Who a command is: with `--token` whom that belongs to. */
function identityOf({ identity = administrator }: Kubeconfig, { flags }: CommandLine): Identity {
  const token = flags.text('token');
  return token ? { token, userAgent: identity.userAgent } : identity;
}

const timeoutPattern = /^\d+$|^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;

function checkGlobals({ flags }: CommandLine): void {
  const timeout = flags.text('request-timeout');
  if (timeout === undefined || timeoutPattern.test(timeout)) return;
  throw new CommandError(
    'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
  );
}

/** What kubectl allows itself (--discovery-qps and -burst are as much). */
const RATE = { queriesPerSecond: 50, burst: 300 };

function open(component: Component, kubeconfig: Kubeconfig, request: CommandRequest, line: CommandLine): Invocation {
  const file = kubeconfigFile(component, kubeconfig);
  checkEntries(file, line);
  const context = contextOf(file, line);
  checkGlobals(line);
  const { path, words, dashed, flags } = line;
  return new Invocation({
    component,
    client: new ApiClient(component, kubeconfig.server, identityOf(kubeconfig, line), RATE),
    path,
    words,
    dashed,
    flags,
    // Without a prototype: nobody has a file called constructor.
    files: Object.assign(Object.create(null), request.files),
    keyboard: request.keyboard,
    namespace: flags.text('namespace') || context?.namespace || 'default',
    kubeconfig: file,
    onChange: request.onChange ?? (() => {}),
    onOutput: request.onOutput ?? (() => {}),
  });
}

function run({ command, flags }: CommandLine, invocation: Invocation): Process<void> {
  if (flags.isOn('help')) return later('showHelp')(invocation);
  return (command.run ?? later('runGroup'))(invocation);
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
  const [program = '', ...words] = wordsOf(request.line);
  if (program !== 'kubectl' && program !== 'k')
    return refusedLine([`${program}: command not found`], 127, request.onOutput);
  let invocation: Invocation | undefined;
  try {
    const line = parseCommandLine(rootCommand(), words);
    invocation = open(component, kubeconfig, request, line);
    yield* run(line, invocation);
  } catch (error) {
    if (invocation) invocation.fail(error);
    else if (error instanceof CommandError) return refusedLine(failuresText([{ error }]), 1, request.onOutput);
    else throw error;
  }
  return invocation.result();
}
