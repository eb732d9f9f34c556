import { CommandError, noResourceMessage, UsageError } from '../failure';
import type { Invocation } from '../invocation';
import type { Process } from '../../simulation';
import { resourceArguments } from '../resource-argument';

/** Looks for the pod first, as kubectl does, then says why there is no more. */
function* wantPod(invocation: Invocation, why: string): Process<void> {
  const { words, namespace, requests } = invocation;
  const first = words[0]!.includes('/') ? words[0]! : `pod/${words[0]!}`;
  for (const { kind, name = '' } of resourceArguments([first])) yield* requests.get({ kind, namespace, name });
  throw new CommandError(why);
}

/** `kubectl cp`. */
export function* copy({ words }: Invocation): Process<void> {
  if (words.length < 2) throw new CommandError('source and destination are required');
  if (!words.some((word) => word.includes(':')))
    throw new CommandError('one of src or dest must be a remote file specification');
  throw new CommandError(
    'cp: nothing here packs files for the way. "kubectl exec POD -- cat FILE > COPY" fetches a text into the editor, "kubectl exec -i POD -- tee FILE < COPY" brings one back',
  );
}

/** `kubectl edit`: the page has an editor of its own. */
export function* edit({ words }: Invocation): Process<void> {
  if (words.length === 0) throw new CommandError(noResourceMessage);
  throw new CommandError(
    'edit: this terminal has no editor. Use "kubectl get -o yaml" and the page\'s editor, or "kubectl patch"',
  );
}

const shells = new Set(['bash', 'zsh', 'fish', 'powershell']);

/** `kubectl completion bash`: this terminal completes by itself. */
export function* completion({ words, path }: Invocation): Process<void> {
  const [shell] = words;
  if (shell === undefined) throw new UsageError('Shell not specified.', path);
  if (words.length > 1) throw new UsageError('Too many arguments. Expected only the shell type.', path);
  if (!shells.has(shell)) throw new UsageError(`Unsupported shell type "${shell}".`, path);
  throw new CommandError('completion: this terminal completes by itself: press Tab');
}

/** `kubectl debug`: ephemeral containers are the way, and a patch of the subresource makes one. */
export function* debug(invocation: Invocation): Process<void> {
  const { words, flags } = invocation;
  if (flags.text('image') === undefined) throw new CommandError('you must specify --image when not using --copy-to.');
  if (words.length === 0) throw new UsageError('NAME or TYPE/NAME must be specified for pod or node', invocation.path);
  yield* wantPod(
    invocation,
    'debug: this terminal makes no ephemeral containers. "kubectl exec -it POD -- sh" looks into a container that runs',
  );
}

/** `kubectl proxy`: nobody on this laptop could talk to it. */
export function* proxy(): Process<void> {
  throw new CommandError(
    'proxy: the laptop of this cluster has no ports of its own. "kubectl get --raw PATH" asks the API server',
  );
}

/** `kubectl kustomize`. */
export function* kustomize(): Process<void> {
  throw new CommandError('kustomize: this terminal builds no kustomizations. Open their manifests in the editor');
}
