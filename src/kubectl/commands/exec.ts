import type { Process } from '../../simulation';
import { badRequest } from '../../apimachinery';
import { CommandError, UsageError } from '../failure';
import type { Invocation } from '../invocation';
import { containerOf } from '../pod-choice';
import type { Loose } from '../printers/description';
import { converse, podCalled, streamingOf, streamPath, wantRunning } from '../remote-stream';
import { localObjects } from '../resource-builder';

/** `-f pod.yaml` in the place of a name: what the file describes. */
function objectOfFile(invocation: Invocation): string | undefined {
  if (!invocation.flags.has('filename')) return undefined;
  const [first] = localObjects(invocation);
  return first?.printed;
}

/** `kubectl exec POD [-it] [-c NAME] -- COMMAND`: output streams as it comes, what is typed goes in, the command's exit code is kubectl's. */
export function* exec(invocation: Invocation): Process<void> {
  const { words, dashed, flags } = invocation;
  const [first = objectOfFile(invocation)] = words.slice(0, words.length - (dashed?.length ?? 0));
  if (first === undefined) throw new CommandError('pod, type/name or --filename must be specified');
  if (dashed === undefined && words.length > 1)
    throw new UsageError(
      'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
      invocation.path,
    );
  const command = dashed ?? [];
  if (command.length === 0) throw new CommandError('you must specify at least one command for the container');
  const pod = yield* podCalled(invocation, first);
  wantRunning(pod, 'exec into');
  const asked = flags.text('container');
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  // Nobody but the server judges it.
  if (asked && ![...containers, ...initContainers, ...ephemeralContainers].some(({ name }: Loose) => name === asked))
    throw badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`);
  const container = containerOf(invocation, pod, flags.text('container'));
  const streaming = streamingOf(invocation);
  yield* converse(invocation, streamPath(pod, 'exec', container, streaming, command), streaming);
}
