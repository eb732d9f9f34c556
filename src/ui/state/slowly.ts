import { useSyncExternalStore } from 'react';
import { forgetFrame, nextFrame } from './frames';
import { type Screen, useScreen } from './screen';

const PATIENCE_MILLISECONDS = 280;
/** After news has ended the last of it is shown, too. */
const REST_MILLISECONDS = 400;
/** Told within one frame: each draws something, and all at once would make it a long one. */
const MOST_AT_ONCE = 4;

interface Reader {
  readonly notify: () => void;
  toldAt: number;
}

/** Pure: who has waited since before an instant, the longest first, and no more than one frame has room for. */
export function nextOf<R extends Pick<Reader, 'toldAt'>>(readers: Iterable<R>, before: number): readonly R[] {
  const waiting = [...readers].filter(({ toldAt }) => toldAt < before);
  return waiting.sort((a, b) => a.toldAt - b.toldAt).slice(0, MOST_AT_ONCE);
}

const readers = new Set<Reader>();
let newsAt = 0;
let resting: ReturnType<typeof setTimeout> | undefined;

function tell(some: Iterable<Reader>): void {
  const now = performance.now();
  for (const reader of some) {
    reader.toldAt = now;
    reader.notify();
  }
}

/** Within the frame that brought the news, so that a list costs no frame of its own. */
function hear({ clock }: Screen): void {
  newsAt = performance.now();
  if (clock.mode === 'paused' || clock.mode === 'stopped') return tell([...readers]);
  tell(nextOf(readers, newsAt - PATIENCE_MILLISECONDS));
  resting ??= setTimeout(() => nextFrame(rest), REST_MILLISECONDS);
}

/** Who has not heard the last of it. */
function rest(): void {
  resting = undefined;
  tell(nextOf(readers, newsAt));
  for (const { toldAt } of readers) if (toldAt < newsAt) return nextFrame(rest);
}

let stop: (() => void) | undefined;

function subscribe(notify: () => void): () => void {
  stop ??= useScreen.subscribe(hear);
  const reader: Reader = { notify, toldAt: performance.now() };
  readers.add(reader);
  return () => {
    readers.delete(reader);
    if (readers.size > 0) return;
    stop?.();
    stop = undefined;
    clearTimeout(resting);
    resting = undefined;
    forgetFrame(rest);
  };
}

/** For lists and counts, which nobody reads sixty times a second: at once while the clock stands, else a few times a second. */
export function useSlowly<T>(select: (screen: Screen) => T): T {
  return useSyncExternalStore(subscribe, () => select(useScreen.getState()));
}
