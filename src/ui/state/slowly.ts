import { useSyncExternalStore } from 'react';
import { type Screen, useScreen } from './screen';

const PATIENCE_MILLISECONDS = 150;

function subscribeSlowly(notify: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = useScreen.subscribe((screen) => {
    if (screen.clock.mode === 'paused' || screen.clock.mode === 'stopped') notify();
    else
      timer ??= setTimeout(() => {
        timer = undefined;
        notify();
      }, PATIENCE_MILLISECONDS);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** For lists and counts, which nobody reads sixty times a second: at once while the clock stands, else a few times a second. */
export function useSlowly<T>(select: (screen: Screen) => T): T {
  return useSyncExternalStore(subscribeSlowly, () => select(useScreen.getState()));
}
