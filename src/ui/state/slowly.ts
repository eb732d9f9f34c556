import { useSyncExternalStore } from 'react';
import { forgetFrame, nextFrame } from './frames';
import { type Screen, useScreen } from './screen';

const PATIENCE_MILLISECONDS = 280;
/** After news has ended the last of it is shown, too. */
const REST_MILLISECONDS = 400;

/** Notifies within the frame that brought the news, so that a list costs no frame of its own. */
function subscribeSlowly(notify: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let notified = 0;
  const tell = () => {
    clearTimeout(timer);
    timer = undefined;
    notified = performance.now();
    notify();
  };
  const stop = useScreen.subscribe((screen) => {
    const standing = screen.clock.mode === 'paused' || screen.clock.mode === 'stopped';
    if (standing || performance.now() - notified > PATIENCE_MILLISECONDS) tell();
    else timer ??= setTimeout(() => nextFrame(tell), REST_MILLISECONDS);
  });
  return () => {
    stop();
    clearTimeout(timer);
    forgetFrame(tell);
  };
}

/** For lists and counts, which nobody reads sixty times a second: at once while the clock stands, else a few times a second. */
export function useSlowly<T>(select: (screen: Screen) => T): T {
  return useSyncExternalStore(subscribeSlowly, () => select(useScreen.getState()));
}
