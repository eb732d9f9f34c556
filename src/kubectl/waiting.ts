import { isRefusal, parseDuration, Refusal } from '../apimachinery';
import type { KubeObject, Status, WatchEvent } from '../apimachinery';
import type { Process } from '../simulation';
import { NetworkError, sleep, withTimeout } from '../simulation';
import type { Flags } from './flags';
import type { ObjectAddress, Requests, Target } from './requests';

/** As long as kubectl ever waits. */
export const weekMilliseconds = 7 * 24 * 3_600_000;

/** `--timeout`: below zero is a week, as kubectl has it. That it is a duration was seen to when the line was read. */
export function timeoutOf(flags: Flags, otherwise: number, name = 'timeout'): number {
  const text = flags.text(name);
  if (text === undefined) return otherwise;
  const milliseconds = parseDuration(text) ?? otherwise;
  return milliseconds < 0 ? weekMilliseconds : milliseconds;
}

/** Looks at the object now and at every change of it; undefined where it is not there. True ends the wait. */
export type Test = (object: KubeObject | undefined) => boolean;

function* watchUntil(
  requests: Requests,
  address: ObjectAddress,
  resourceVersion: string | undefined,
  test: Test,
): Process<boolean> {
  const stream = yield* requests.watch(address, resourceVersion);
  try {
    for (;;) {
      const event: WatchEvent | undefined = yield* stream.next();
      if (!event) return false;
      if (event.type === 'BOOKMARK') continue;
      if (event.type === 'ERROR') throw new Refusal(event.object as unknown as Status);
      if (test(event.type === 'DELETED' ? undefined : event.object)) return true;
    }
  } finally {
    stream.close();
  }
}

const lookAgainAfterMilliseconds = 1000;

/** The API server at the other end went away: the next one knows as much. */
function isCut(error: unknown): boolean {
  return error instanceof NetworkError && error.reason === 'reset';
}

function* listAndWatch(requests: Requests, address: ObjectAddress, test: Test): Process<boolean> {
  for (;;) {
    const list = yield* requests.list(address.kind, address.namespace, {
      fieldSelector: `metadata.name=${address.name}`,
    });
    if (test(list.items[0])) return true;
    try {
      if (yield* watchUntil(requests, address, list.metadata.resourceVersion, test)) return true;
    } catch (error) {
      if (!isRefusal(error, 'Expired') && !isCut(error)) throw error;
      yield* sleep(lookAgainAfterMilliseconds);
    }
  }
}

/** Lists one object by its name and watches it until the test holds; false when the time ran out. */
export function* waitFor(
  requests: Requests,
  address: ObjectAddress,
  milliseconds: number,
  test: Test,
): Process<boolean> {
  return (yield* withTimeout(milliseconds, listAndWatch(requests, address, test))) ?? false;
}

/** Waits until an object is gone, or another has taken its name. False when the time ran out. */
export function* waitUntilGone(
  requests: Requests,
  address: ObjectAddress,
  uid: string | undefined,
  milliseconds: number,
): Process<boolean> {
  const isGone: Test = (object) => object === undefined || (uid !== undefined && object.metadata.uid !== uid);
  try {
    if (isGone(yield* requests.get(address))) return true;
  } catch (error) {
    if (isRefusal(error, 'NotFound')) return true;
    throw error;
  }
  return yield* waitFor(requests, address, milliseconds, isGone);
}

function* firstSeen(
  requests: Requests,
  target: Target,
  query: Readonly<Record<string, string | undefined>>,
): Process<KubeObject | undefined> {
  const stream = yield* requests.watchAll(target, query);
  try {
    for (let event = yield* stream.next(); event; event = yield* stream.next())
      if (event.type === 'ADDED' || event.type === 'MODIFIED') return event.object;
  } finally {
    stream.close();
  }
  return undefined;
}

/** The first object that comes to be, of those that a query means; undefined when the time ran out. */
export function* waitForAny(
  requests: Requests,
  target: Target,
  query: Readonly<Record<string, string | undefined>>,
  milliseconds: number,
): Process<KubeObject | undefined> {
  return yield* withTimeout(milliseconds, firstSeen(requests, target, query));
}
