import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import { containerOf } from '../pod-choice';
import { converse, podCalled, streamingOf, streamPath, wantRunning } from '../remote-stream';

/** `kubectl exec POD [-it] [-c NAME] -- COMMAND`: output streams as it comes, what is typed goes in, the command's exit code is kubectl's. */
export function* exec(invocation: Invocation): Process<void> {
  const { words, dashed, flags } = invocation;
  const [first] = words.slice(0, words.length - (dashed?.length ?? 0));
  if (first === undefined) throw new CommandError('pod, type/name or --filename must be specified');
  const command = dashed ?? words.slice(1);
  if (command.length === 0) throw new CommandError('you must specify at least one command for the container');
  const pod = yield* podCalled(invocation, first);
  wantRunning(pod, 'exec into');
  const container = containerOf(invocation, pod, flags.text('container'));
  const streaming = streamingOf(invocation);
  yield* converse(invocation, streamPath(pod, 'exec', container, streaming, command), streaming);
}
