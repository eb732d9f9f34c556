import type { CommandResult as KubectlResult, DocumentResult } from '../kubectl';
import { administrator, runCommand } from '../kubectl';
import type { HopId, Process } from '../simulation';
import type { Cluster } from './cluster';
import { BALANCER_ADDRESS } from './topology';

/** What a user does with a manifest. */
export interface ManifestCommand {
  readonly kind: 'apply' | 'delete';
  readonly file: string;
  readonly text: string;
}

/** What has come of a command so far; `code` is there once it has ended. */
export interface CommandProgress {
  readonly documents: readonly DocumentResult[];
  readonly done: boolean;
  readonly result?: KubectlResult;
}

type Listener = (act: HopId, progress: CommandProgress) => void;

/**
 * A user's act: kubectl on the laptop runs `apply -f` or `delete -f`. Answers the act's hop, the root of all it sets in
 * motion; the listener hears whenever something came of a document, and at the end.
 */
export function startCommand(cluster: Cluster, command: ManifestCommand, listener: Listener = () => {}): HopId {
  const file = command.file || 'manifest.yaml';
  return startLine(cluster, `kubectl ${command.kind} -f ${file}`, { [file]: command.text }, listener);
}

/** Runs any command line that the laptop's kubectl knows, as a user's act. */
export function startLine(
  cluster: Cluster,
  line: string,
  files: Readonly<Record<string, string>> = {},
  listener: Listener = () => {},
  namespace = 'default',
): HopId {
  const laptop = cluster.component('laptop/kubectl');
  const act = cluster.simulation.act(laptop, line, files);
  const kubeconfig = { server: BALANCER_ADDRESS, identity: administrator, namespace };
  function* command(): Process<void> {
    const onChange = (documents: readonly DocumentResult[]) => listener(act, { documents, done: false });
    const result = yield* runCommand(laptop, kubeconfig, { line, files, onChange });
    listener(act, { documents: result.documents, done: true, result });
  }
  cluster.simulation.withCause({ first: act, others: [] }, () => laptop.spawn(line, command()));
  return act;
}
