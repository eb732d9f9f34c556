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
import { administratorContext, KubeconfigFile } from './kubeconfig';
import { discovered, later } from './later';
import { logLine } from './log-line';
import { portsOf } from './ports-door';
import type { PortsDoor } from './ports-door';
import type { CommandResult, DocumentResult, OutputStream } from './result';

/** The user's kubeconfig as it is at first: which server, as whom, in which namespace. */
export interface Kubeconfig {
  /** The address of an API server or of the balancer before several. */
  readonly server: string;
  readonly identity?: Identity;
  readonly namespace?: string;
  /** The same address as the file writes it, where that is another. */
  readonly writtenServer?: string;
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

function kubeconfigFile(component: Component, kubeconfig: Kubeconfig): KubeconfigFile {
  const { server, writtenServer = server, namespace, context, file } = kubeconfig;
  const first = { ...administratorContext, ...context, namespace: namespace ?? '' };
  const content = {
    currentContext: first.name,
    contexts: [first],
    clusters: [
      { name: first.cluster, fields: { 'certificate-authority-data': 'Tk9ORQ==', server: `https://${writtenServer}` } },
    ],
    users: [{ name: first.user, fields: { 'client-certificate-data': 'Tk9ORQ==', 'client-key-data': 'Tk9ORQ==' } }],
  };
  return new KubeconfigFile(component, file ?? '.kube/config', content);
}

const NO_SERVER = 'The connection to the server localhost:8080 was refused - did you specify the right host or port?';

interface Access {
  readonly server: string;
  readonly identity: Identity;
  readonly namespace: string;
}

/** Where a command goes and as whom: what flags say, else what the context names. What is missing in the file is told. */
function accessOf(kubeconfig: Kubeconfig, file: KubeconfigFile, { flags, path }: CommandLine): Access {
  const asked = flags.text('context');
  const context = asked === undefined ? file.current : file.context(asked);
  const { content, first } = file;
  const { identity = administrator, server } = kubeconfig;
  const namespace = flags.text('namespace') || context?.namespace || 'default';
  // There the same words are flags of the command's own, and nothing is asked.
  const isOwn = path[0] === 'config';
  const wanted = asked ?? content.currentContext;
  if (!context && wanted && !isOwn)
    throw new PlainError(`Error in configuration: context was not found for specified context: ${wanted}`);
  if (isOwn) return { server, identity, namespace };
  const ownFlag = (name: string) => (['create', 'set'].includes(path[0]!) ? undefined : flags.text(name));
  const user = ownFlag('user') ?? context?.user;
  const cluster = ownFlag('cluster') ?? context?.cluster;
  const found = content.clusters.find(({ name }) => name === cluster);
  const who = content.users.find(({ name }) => name === user);
  if (cluster && !found) throw missing(ownFlag('cluster'), 'cluster', cluster, wanted);
  if (user && !who) throw missing(ownFlag('user'), 'user', user, wanted);
  const written = flags.text('server') ?? found?.fields['server'];
  if (!written) throw new PlainError(NO_SERVER);
  const isFirst = written === first.clusters[0]!.fields['server'];
  const token = flags.text('token') || who?.fields['token'];
  const { userAgent } = identity;
  return {
    server: isFirst ? server : String(written).replace(/^\w+:\/\/|\/.*$/g, ''),
    identity: token ? { token: String(token), userAgent } : user === first.users[0]!.name ? identity : { userAgent },
    namespace,
  };
}

function missing(flag: string | undefined, what: 'cluster' | 'user', name: string, context: string): CommandError {
  if (flag === undefined)
    return new PlainError(
      `Error in configuration: ${what} ${JSON.stringify(name)} was not found for context ${JSON.stringify(context)}`,
    );
  return new CommandError(
    what === 'user'
      ? `auth info ${JSON.stringify(name)} does not exist`
      : `no server found for cluster ${JSON.stringify(name)}`,
  );
}

const timeoutPattern = /^\d+$|^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;

function checkGlobals({ flags, path }: CommandLine): void {
  const file = flags.text('kubeconfig');
  if (file !== undefined && path[0] !== 'config') throw new CommandError(`stat ${file}: no such file or directory`);
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
  checkGlobals(line);
  const { path, words, dashed, flags } = line;
  const { server, identity, namespace } = accessOf(kubeconfig, file, line);
  return new Invocation({
    component,
    client: new ApiClient(component, server, identity, RATE),
    path,
    words,
    dashed,
    flags,
    // Without a prototype: nobody has a file called constructor.
    files: Object.assign(Object.create(null), request.files),
    keyboard: request.keyboard,
    namespace,
    kubeconfig: file,
    onChange: request.onChange ?? (() => {}),
    onOutput: request.onOutput ?? (() => {}),
  });
}

const oldDryRuns: Readonly<Record<string, readonly [place: string, shown: string, instead: string]>> = {
  unchanged: ['helpers.go:719', '--dry-run is deprecated', 'client'],
  true: ['helpers.go:733', '--dry-run=true is deprecated (boolean value)', 'client'],
  false: ['helpers.go:736', '--dry-run=false is deprecated (boolean value)', 'none'],
};

/** `--dry-run` as it once was written is understood, with a word. */
function warnOfOldFlags({ flags, component }: Invocation, say: (line: string) => void): void {
  const old = oldDryRuns[flags.text('dry-run') ?? ''];
  if (!old) return;
  const [place, shown, instead] = old;
  say(logLine(component.now, 'W', place, `${shown} and can be replaced with --dry-run=${instead}.`));
}

function* run({ command, flags }: CommandLine, invocation: Invocation): Process<void> {
  warnOfOldFlags(invocation, (line) => invocation.say(line));
  if (flags.isOn('help')) return yield* later('showHelp')(invocation);
  yield* discovered(invocation);
  yield* (command.run ?? later('runGroup'))(invocation);
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
