import { useEffect, useState } from 'react';
import { useScreen } from './state/screen';
import { send } from './state/session';
import { Notice, SurvivalNotices } from './survival/survival-notices';
import { say, useText } from './text/language';

/** Why the clock stands or stood, in the worker's words; each can be put away. */
export function Notices() {
  const words = useScreen((screen) => say(screen.clock.notice ?? ''));
  const number = useScreen((screen) => screen.clock.noticeNumber);
  const isPassing = useScreen(({ clock }) => typeof clock.notice === 'object' && PASSING.has(clock.notice.key));
  const [dismissed, setDismissed] = useState('');
  const mine = `${number} ${words}`;
  useEffect(() => (isPassing ? whenReadOn(() => setDismissed(mine)) : undefined), [isPassing, mine]);
  useEffect(() => tellVisibility(), []);
  return (
    <div className="notices" role="status" aria-live="polite">
      <SurvivalNotices />
      {words !== '' && mine !== dismissed && <Notice words={words} onDismiss={() => setDismissed(mine)} />}
    </div>
  );
}

/** All is well: nobody has to do anything about it. */
const PASSING: ReadonlySet<string> = new Set(['notices.quiet', 'notices.quietAlready']);

const READ_MILLISECONDS = 1500;

/** Calls back when somebody who could have read it does the next thing: that all is well need not cover the picture any longer. */
function whenReadOn(callback: () => void): () => void {
  const since = performance.now();
  const listener = () => performance.now() - since > READ_MILLISECONDS && callback();
  addEventListener('click', listener);
  addEventListener('keydown', listener);
  return () => {
    removeEventListener('click', listener);
    removeEventListener('keydown', listener);
  };
}

/** The way back to a moment, while it takes time to be seen. */
export function Seeking() {
  const text = useText();
  const seeking = useScreen((screen) => screen.seeking);
  if (!seeking || seeking.why === 'restoring') return null;
  return (
    <div className="seeking" role="status">
      <span>{text('page.goingBack')}</span>
      <progress value={seeking.share} max={1} aria-label={text('page.goingBackShort')} />
      <button type="button" className="button lined" onClick={() => send({ kind: 'cancel-seek' })}>
        {text('page.stay')} <kbd>Esc</kbd>
      </button>
    </div>
  );
}

/** A page out of sight draws nothing, so its clock stands still: the worker is told, and says so when the page is back. */
function tellVisibility(): () => void {
  const tell = () => send({ kind: 'visible', visible: !document.hidden });
  document.addEventListener('visibilitychange', tell);
  return () => document.removeEventListener('visibilitychange', tell);
}
