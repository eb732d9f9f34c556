import { instantOf } from '../../apimachinery';
import { isRefusal, parseDuration } from '../../apimachinery';
import type { Process } from '../../simulation';
import { all } from '../../simulation';
import { CommandError, UsageError } from '../failure';
import { plainText } from '../go-value';
import type { Invocation } from '../invocation';
import type { Loose } from '../printers/description';
import { chosenPods, containerOf, selectorFor } from '../pod-choice';
import { kindCalled, resourceArguments } from '../resource-argument';
import { timeoutOf } from '../waiting';

/** Of many pods a few lines each are told, where nothing else is asked for. */
const LINES_OF_EACH = 10;

function queryOf({ flags }: Invocation, container: string | undefined): string {
  const since = flags.text('since');
  const milliseconds = since === undefined ? undefined : parseDuration(since);
  if (since !== undefined && milliseconds === undefined)
    throw new CommandError(`invalid argument "${since}" for "--since" flag: time: invalid duration "${since}"`);
  const tail = flags.integer('tail') ?? (flags.has('selector') ? LINES_OF_EACH : undefined);
  const query: Record<string, string | undefined> = {
    container,
    follow: flags.isOn('follow') ? 'true' : undefined,
    previous: flags.isOn('previous') ? 'true' : undefined,
    sinceSeconds: milliseconds === undefined ? undefined : String(Math.ceil(milliseconds / 1000)),
    sinceTime: flags.text('since-time'),
    tailLines: tail === undefined || tail < 0 ? undefined : String(tail),
    timestamps: flags.isOn('timestamps') ? 'true' : undefined,
    // None is no limit.
    limitBytes: flags.integer('limit-bytes') === 0 ? undefined : flags.text('limit-bytes'),
  };
  const parts = Object.entries(query).filter(([, value]) => value !== undefined);
  return parts.length === 0 ? '' : `?${parts.map(([key, value]) => `${key}=${encodeURIComponent(value!)}`).join('&')}`;
}

const USAGE =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

/** What is asked for makes sense: said before anything is sent. */
function check({ flags, path }: Invocation, words: readonly string[]): void {
  const selected = flags.has('selector');
  if (words.length === 0 && !selected) throw new UsageError(USAGE, path);
  if (words.length > 0 && selected) throw new UsageError('only a selector (-l) or a POD name is allowed', path);
  if (words.length > 2) throw new UsageError(USAGE, path);
  if (words.length === 2 && flags.has('container'))
    throw new UsageError('only one of -c or an inline [CONTAINER] arg is allowed', path);
  const container = flags.text('container') ?? words[1];
  if (container && flags.isOn('all-containers'))
    throw new CommandError(`--all-containers=true should not be specified with container name ${container}`);
  if (flags.has('since') && flags.has('since-time'))
    throw new CommandError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if ((flags.integer('tail') ?? 0) < -1) throw new CommandError('--tail must be greater than or equal to -1');
  const sinceTime = flags.text('since-time');
  if (sinceTime !== undefined && instantOf(sinceTime) === undefined)
    throw new CommandError(
      `parsing time ${JSON.stringify(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(sinceTime)} as "2006"`,
    );
  if (flags.has('limit-bytes') && (flags.integer('limit-bytes') ?? 0) < 0)
    throw new CommandError('--limit-bytes must be greater than 0');
}

/** The pods that a name, an owner or a selector means. */
function* podsOf(invocation: Invocation, [first = '']: readonly string[]): Process<readonly Loose[]> {
  const { flags, namespace, requests } = invocation;
  const pods = kindCalled('pods');
  const selector = flags.text('selector');
  if (selector !== undefined) {
    const { items } = yield* requests.list(pods, namespace, { labelSelector: selector });
    if (items.length === 0) invocation.say(`No resources found in ${namespace} namespace.`);
    return items;
  }
  const { kind, name = '' } = first.includes('/') ? resourceArguments([first])[0]! : { kind: pods, name: first };
  let object: Loose;
  try {
    object = yield* requests.get({ kind, namespace: kind.namespaced ? namespace : undefined, name });
  } catch (error) {
    if (!isRefusal(error, 'NotFound')) throw error;
    throw new CommandError(`error from server (NotFound): ${error.message} in namespace "${namespace}"`);
  }
  return kind === pods ? [object] : yield* podsBehind(invocation, selectorFor(kind, object, 'get the logs from'));
}

function* podsBehind(invocation: Invocation, selector: string): Process<readonly Loose[]> {
  const patience = timeoutOf(invocation.flags, 20_000, 'pod-running-timeout');
  const found = yield* chosenPods(invocation, selector, 'logs', patience);
  if (invocation.flags.isOn('all-pods')) return found;
  if (found.length > 1) invocation.say(`Found ${found.length} pods, using pod/${found[0].metadata.name}`);
  return found.slice(0, 1);
}

interface Source {
  readonly pod: Loose;
  readonly container: string;
}

/** Which containers' logs: all of them, the one that is meant, or the first. */
function sourcesOf(invocation: Invocation, pod: Loose, asked: string | undefined): readonly Source[] {
  const { spec, metadata } = pod;
  const all: Loose[] = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
  if (invocation.flags.isOn('all-containers')) return all.map(({ name }) => ({ pod, container: name }));
  if (asked && !all.some(({ name }) => name === asked))
    throw new CommandError(`container ${asked} is not valid for pod ${metadata.name}`);
  return [{ pod, container: containerOf(invocation, pod, asked) }];
}

function* printLog(invocation: Invocation, { pod, container }: Source): Process<void> {
  const { flags, requests } = invocation;
  const { namespace, name } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/log${queryOf(invocation, container)}`;
  const prefix = flags.isOn('prefix', flags.isOn('all-pods')) ? `[pod/${name}/${container}] ` : '';
  const say = (text: string) => invocation.write('stdout', prefix === '' ? text : text.replace(/^(?=.)/gm, prefix));
  if (!flags.isOn('follow')) return say(plainText(yield* requests.raw('GET', path)));
  const stream = yield* requests.open<unknown>(path, '*/*');
  try {
    if (!stream.streaming) return say(plainText(stream.head?.body));
    for (let chunk = yield* stream.next(); chunk !== undefined; chunk = yield* stream.next()) say(plainText(chunk));
  } finally {
    stream.close();
  }
}

/** `kubectl logs web-0 -f -c main --tail=20`, `logs deploy/web`, `logs -l app=web`. */
export function* logs(invocation: Invocation): Process<void> {
  const { flags } = invocation;
  const words = invocation.words.slice(0, invocation.words.length - (invocation.dashed?.length ?? 0));
  check(invocation, words);
  const asked = flags.text('container') ?? words[1];
  const pods = yield* podsOf(invocation, words);
  const sources = pods.flatMap((pod) => sourcesOf(invocation, pod, asked));
  const most = flags.integer('max-log-requests') ?? 5;
  if (!flags.isOn('follow') || sources.length < 2) {
    for (const source of sources) yield* printLog(invocation, source);
    return;
  }
  if (sources.length > most)
    throw new CommandError(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
    );
  yield* all(sources.map((source) => printLog(invocation, source)));
}
