import { isRefusal } from '../../apimachinery';
import { parseDuration, selectorOf, selectorString } from '../../apimachinery';
import type { Process } from '../../simulation';
import { CommandError, UsageError } from '../failure';
import { plainText } from '../go-value';
import type { Invocation } from '../invocation';
import type { Loose } from '../printers/description';
import { kindCalled, resourceArguments } from '../resource-argument';

function queryOf({ flags }: Invocation, container: string | undefined): string {
  const since = flags.text('since');
  const milliseconds = since === undefined ? undefined : parseDuration(since);
  if (since !== undefined && milliseconds === undefined)
    throw new CommandError(`invalid argument "${since}" for "--since" flag: time: invalid duration "${since}"`);
  const tail = flags.integer('tail');
  const query: Record<string, string | undefined> = {
    container,
    follow: flags.isOn('follow') ? 'true' : undefined,
    previous: flags.isOn('previous') ? 'true' : undefined,
    sinceSeconds: milliseconds === undefined ? undefined : String(Math.ceil(milliseconds / 1000)),
    sinceTime: flags.text('since-time'),
    tailLines: tail === undefined || tail < 0 ? undefined : String(tail),
    timestamps: flags.isOn('timestamps') ? 'true' : undefined,
    limitBytes: flags.text('limit-bytes'),
  };
  const parts = Object.entries(query).filter(([, value]) => value !== undefined);
  return parts.length === 0 ? '' : `?${parts.map(([key, value]) => `${key}=${encodeURIComponent(value!)}`).join('&')}`;
}

/** The pods that a name, an owner or a selector means. */
function* podsOf(invocation: Invocation): Process<Loose[]> {
  const { flags, namespace, path, requests } = invocation;
  const words = invocation.words.slice(0, invocation.words.length - (invocation.dashed?.length ?? 0));
  const pods = kindCalled('pods');
  const selector = flags.text('selector');
  if (selector !== undefined) {
    const list = yield* requests.list(pods, namespace, { labelSelector: selector });
    return [...list.items];
  }
  const [first] = words;
  if (first === undefined)
    throw new UsageError(
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
      path,
    );
  const target = first.includes('/') ? resourceArguments([first])[0]! : { kind: pods, name: first };
  try {
    const object: Loose = yield* requests.get({ ...target, namespace, name: target.name! });
    if (target.kind === pods) return [object];
    const labelSelector = selectorString(selectorOf(object.spec.selector));
    const list = yield* requests.list(pods, namespace, { labelSelector });
    if (list.items.length === 0) throw new CommandError(`no pods found for ${first}`);
    return list.items.slice(0, 1) as Loose[];
  } catch (error) {
    if (!isRefusal(error, 'NotFound')) throw error;
    throw new CommandError(`error from server (NotFound): ${error.message} in namespace "${namespace}"`);
  }
}

/** Which container's log; where there are several, the first, and that is said. */
export function containersOf(invocation: Invocation, pod: Loose, asked: string | undefined): readonly string[] {
  const { flags } = invocation;
  const names: string[] = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map(({ name }: Loose) => name);
  if (flags.isOn('all-containers')) return names;
  if (asked !== undefined) {
    if (names.includes(asked)) return [asked];
    throw new CommandError(`container ${asked} is not valid for pod ${pod.metadata.name}`);
  }
  const [first = ''] = names;
  const more = names.length > 1 ? ` out of: ${names.join(', ')}` : '';
  if (more !== '') invocation.say(`Defaulted container "${first}"${more}`);
  return [first];
}

function* printLog(invocation: Invocation, pod: Loose, container: string): Process<void> {
  const { namespace, name } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/log${queryOf(invocation, container)}`;
  const prefix = invocation.flags.isOn('prefix') ? `[pod/${name}/${container}] ` : '';
  const say = (text: string) => invocation.write('stdout', prefix === '' ? text : text.replace(/^(?=.)/gm, prefix));
  if (!invocation.flags.isOn('follow')) return say(plainText(yield* invocation.requests.raw('GET', path)));
  const stream = yield* invocation.requests.open<unknown>(path, '*/*');
  try {
    if (!stream.streaming) return say(plainText(stream.head?.body));
    for (let chunk = yield* stream.next(); chunk !== undefined; chunk = yield* stream.next()) say(plainText(chunk));
  } finally {
    stream.close();
  }
}

/** `kubectl logs web-0 -f -c main --tail=20`. */
export function* logs(invocation: Invocation): Process<void> {
  const asked = invocation.flags.text('container') ?? invocation.words[1];
  for (const pod of yield* podsOf(invocation))
    for (const container of containersOf(invocation, pod, asked)) yield* printLog(invocation, pod, container);
}
