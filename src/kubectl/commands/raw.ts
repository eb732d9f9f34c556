import type { Process } from '../../simulation';
import { CommandError } from '../failure';
import type { Invocation } from '../invocation';

/** `kubectl get --raw /healthz`: what the server answers, as it came. */
export function* getRaw(invocation: Invocation): Process<void> {
  const { flags, words } = invocation;
  if (words.length > 0) throw new CommandError('arguments may not be passed when --raw is specified');
  if (flags.isOn('watch') || flags.isOn('watch-only') || flags.has('selector'))
    throw new CommandError(
      '--raw may not be specified with other flags that filter the server request or alter the output',
    );
  if (flags.text('output')) throw new CommandError('--raw and --output are mutually exclusive');
  const path = flags.text('raw')!;
  if (!path.startsWith('/'))
    throw new CommandError(
      `--raw must be a valid URL path: parse ${JSON.stringify(path)}: ${path === '' ? 'empty url' : 'invalid URI for request'}`,
    );
  const shown = (body: unknown) => (typeof body === 'string' ? body : `${JSON.stringify(body ?? '')}\n`);
  const { requests } = invocation;
  if (!/[?&](watch|follow)=(1|true)\b/.test(path))
    return invocation.write('stdout', shown(yield* requests.raw('GET', path)));
  const stream = yield* requests.open<unknown>(path, '*/*');
  try {
    if (!stream.streaming) return invocation.write('stdout', shown(stream.head?.body));
    for (let item = yield* stream.next(); item !== undefined; item = yield* stream.next())
      invocation.write('stdout', shown(item));
  } finally {
    stream.close();
  }
}
