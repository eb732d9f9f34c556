import type {
  CommandResult as KubectlResult,
  DocumentResult,
  Kubeconfig,
  OutputStream,
  Reading,
  Typed,
} from '../kubectl';
import { administrator, Keyboard, runCommand } from '../kubectl';
import type { OnOutput } from './laptop';
import { runLine } from './laptop';
import type { HopId, Process } from '../simulation';
import type { Cluster } from './cluster';
import { panicking } from './panic';
import { BALANCER_ADDRESS } from './topology';

/** What a user does with a manifest; `dry-run` and `compare` ask the server and change nothing. */
export interface ManifestCommand {
  readonly kind: 'apply' | 'delete' | 'dry-run' | 'compare';
  readonly file: string;
  readonly text: string;
}

const manifestLines: Readonly<Record<ManifestCommand['kind'], string>> = {
  apply: 'kubectl apply -f',
  delete: 'kubectl delete -f',
  'dry-run': 'kubectl apply --dry-run=server -f',
  compare: 'kubectl diff -f',
};

/** The command line that does it. */
export function manifestLine({ kind, file }: Pick<ManifestCommand, 'kind' | 'file'>): string {
  return `${manifestLines[kind]} ${/[^\w.\-/]/.test(file) ? JSON.stringify(file) : file}`;
}

/** What has come of a command so far; `result` is there once it has ended. */
export interface CommandProgress {
  readonly documents: readonly DocumentResult[];
  readonly done: boolean;
  readonly result?: KubectlResult;
  /** What was printed since the listener heard last. */
  readonly output?: { readonly stream: OutputStream; readonly text: string };
}

type Listener = (act: HopId, progress: CommandProgress) => void;

/** A line that somebody typed. */
export interface TypedLine {
  /** `kubectl get pods` */
  readonly line: string;
  /** The folder in which it runs. */
  readonly files?: Readonly<Record<string, string>>;
  /** The kubeconfig, where it is not the laptop's own. */
  readonly kubeconfig?: Partial<Kubeconfig>;
  /** Somebody sits before it and can say more while it runs. */
  readonly atKeyboard?: boolean;
  /** A bug in the program that runs ends that program alone, aloud, as a panic on a laptop does; without it, it stops the simulation. */
  readonly mayPanic?: boolean;
}

export interface RunningLine {
  /** The act's hop, the root of all it sets in motion. */
  readonly act: HopId;
  /** Ctrl-C: the command ends where it stands; what it asked for is not taken back. */
  interrupt(): void;
  /** How it reads what is typed; undefined while it doesn't. */
  readonly reading: Reading | undefined;
  /** Says more to it, under its act. */
  type(typed: Typed): void;
}

/** What a shell says of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * A user's act: kubectl on the laptop runs `apply -f`, `delete -f` or `diff -f`. Answers the act's hop, the root of all it sets in
 * motion; the listener hears whenever something came of a document, and at the end.
 */
export function startCommand(cluster: Cluster, command: ManifestCommand, listener: Listener = () => {}): HopId {
  const file = command.file || 'manifest.yaml';
  return startLine(cluster, manifestLine({ ...command, file }), { [file]: command.text }, listener);
}

/** Runs any command line that the laptop's kubectl knows, as a user's act. */
export function startLine(
  cluster: Cluster,
  line: string,
  files: Readonly<Record<string, string>> = {},
  listener: Listener = () => {},
  namespace = 'default',
): HopId {
  return typeLine(cluster, { line, files, kubeconfig: { namespace } }, listener).act;
}

/** Runs a command line as a user's act that can be broken off; what it prints is heard as it is printed. */
export function typeLine(cluster: Cluster, typed: TypedLine, listener: Listener = () => {}): RunningLine {
  const laptop = cluster.component('laptop/kubectl');
  const { line, files = {} } = typed;
  const act = cluster.simulation.act(laptop, line, files);
  const balancer = cluster.machines.find(({ role }) => role === 'balancer')!;
  const writtenServer = `${balancer.address}:6443`;
  const kubeconfig = { server: BALANCER_ADDRESS, writtenServer, identity: administrator, ...typed.kubeconfig };
  let documents: () => readonly DocumentResult[] = () => [];
  const progress = (more: Partial<CommandProgress> = {}): CommandProgress => ({
    get documents() {
      return documents();
    },
    done: false,
    ...more,
  });
  const onOutput: OnOutput = (stream, text) => listener(act, progress({ output: { stream, text } }));
  const onChange = (read: () => readonly DocumentResult[]) => {
    documents = read;
    listener(act, progress());
  };
  const keyboard = typed.atKeyboard ? new Keyboard() : undefined;
  let ended = false;
  const end = (result: KubectlResult) => {
    if (ended) return;
    ended = true;
    listener(act, { documents: result.documents, done: true, result });
  };
  const program = (hear: OnOutput) =>
    runLine(cluster, laptop, line, hear) ??
    runCommand(laptop, kubeconfig, { line, files, keyboard, onChange, onOutput: hear });
  function* command(): Process<void> {
    end(yield* typed.mayPanic ? panicking(laptop, program, onOutput, () => documents()) : program(onOutput));
  }
  const underAct = <T>(run: () => T): T => cluster.simulation.withCause({ first: act, others: [] }, run);
  const task = underAct(() => laptop.spawn(line, command()));
  const interrupt = () => {
    if (ended) return;
    task.interrupt('Ctrl-C');
    end({ stdout: [], stderr: [], text: { stdout: '', stderr: '' }, code: INTERRUPTED, documents: documents() });
  };
  return {
    act,
    interrupt,
    get reading() {
      return keyboard?.reading;
    },
    type: (more) => underAct(() => keyboard?.type(more)),
  };
}
