import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';
import type { Loose } from '../printers/description';
import { resourceArguments } from '../resource-argument';
import { containersOf } from './logs';

interface ExecItem {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly status?: {
    readonly status: string;
    readonly message?: string;
    readonly reason?: string;
    readonly details?: { readonly causes: readonly { readonly message: string }[] };
  };
}

/** `kubectl exec POD [-c NAME] -- COMMAND`: output streams as it comes, the command's exit code is kubectl's. */
export function* exec(invocation: Invocation): Process<void> {
  const { words, dashed, flags, namespace, requests } = invocation;
  const [first] = words.slice(0, words.length - (dashed?.length ?? 0));
  if (first === undefined) throw new CommandError('pod, type/name or --filename must be specified');
  const command = dashed ?? words.slice(1);
  if (command.length === 0) throw new CommandError('you must specify at least one command for the container');
  const [target] = resourceArguments([first.includes('/') ? first : `pod/${first}`]);
  const pod: Loose = yield* requests.get({ kind: target!.kind, namespace, name: target!.name! });
  if (target!.kind.kind !== 'Pod') throw new CommandError('exec wants a pod here: name one of those that it owns');
  const [container = ''] = containersOf(invocation, pod, flags.text('container'));
  const asked = [
    `container=${encodeURIComponent(container)}`,
    ...command.map((word) => `command=${encodeURIComponent(word)}`),
  ];
  const path = `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}/exec?${[...asked, 'stdout=true', 'stderr=true'].join('&')}`;
  const stream = yield* requests.open<ExecItem>(path, '*/*', 'POST');
  try {
    for (let item = yield* stream.next(); item; item = yield* stream.next()) take(invocation, item);
  } finally {
    stream.close();
  }
}

function take(invocation: Invocation, { stdout, stderr, status }: ExecItem): void {
  if (stdout) invocation.write('stdout', stdout);
  if (stderr) invocation.write('stderr', stderr);
  if (status?.reason === 'InternalError') throw new CommandError(status.message ?? status.status);
  const code = Number(status?.details?.causes[0]?.message ?? 0);
  if (code === 0) return;
  invocation.say(`command terminated with exit code ${code}`);
  invocation.exitCode = code;
}
