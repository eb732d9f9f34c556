import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import type { Loose } from '../printers/description';
import { containerOf } from '../pod-choice';
import { converse, podCalled, streamingOf, streamPath, wantRunning } from '../remote-stream';
import type { Streaming } from '../remote-stream';

/** `kubectl attach POD [-it] [-c NAME]`: what the container's own program prints from now on, and what it reads. */
export function* attach(invocation: Invocation): Process<void> {
  const [first] = invocation.words;
  if (first === undefined) throw new CommandError('at least 1 argument is required for attach');
  yield* attachTo(invocation, yield* podCalled(invocation, first));
}

/** The same, of a pod that was found already. */
export function* attachTo(invocation: Invocation, pod: Loose): Process<void> {
  const { flags, namespace } = invocation;
  wantRunning(pod, 'attach');
  const name = attachable(invocation, pod);
  const streaming = terminalOf(invocation, pod, name);
  const quiet = flags.isOn('quiet');
  if (!quiet && streaming.stdin)
    invocation.say(
      'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.',
    );
  if (!quiet && streaming.tty) invocation.say("If you don't see a command prompt, try pressing enter.");
  yield* converse(invocation, streamPath(pod, 'attach', name, streaming), streaming);
  if (quiet || !streaming.tty || pod.spec.restartPolicy !== 'Always') return;
  const again = `kubectl attach ${pod.metadata.name} -c ${name} -n ${namespace} -i -t`;
  invocation.print(`Session ended, resume using '${again}' command when the pod is running`);
}

function attachable(invocation: Invocation, pod: Loose): string {
  try {
    return containerOf(invocation, pod, invocation.flags.text('container'));
  } catch (error) {
    throw error instanceof CommandError ? new CommandError(`cannot attach to the container: ${error.message}`) : error;
  }
}

/** A terminal is one where the container has one: it was made with it. */
function terminalOf(invocation: Invocation, { spec }: Loose, name: string): Streaming {
  const asked = streamingOf(invocation);
  const has: boolean = spec.containers.find((one: Loose) => one.name === name)?.tty === true;
  if (asked.tty && !has) invocation.say(`error: Unable to use a TTY - container ${name} did not allocate one`);
  return { ...asked, tty: asked.tty && has };
}
