import { useEffect, useState } from 'react';
import { useScreen } from './state/screen';
import { send } from './state/session';
import { durationText } from './text/figures';

const WORTH_SAYING_MILLISECONDS = 1500;

/** Why the clock stands or stood: the worker's words, and that a hidden tab's clock does not run. */
export function Notices() {
  const words = useScreen((screen) => screen.clock.notice ?? '');
  const [dismissed, setDismissed] = useState('');
  const { hidden, forget } = useHidden();
  const shown = [words === dismissed ? '' : words, hidden].filter((text) => text !== '');
  return (
    <div className="notices" role="status" aria-live="polite">
      {shown.map((text) => (
        <p key={text} className="notice">
          <span>{text}</span>
          <button
            type="button"
            aria-label="Dismiss"
            onClick={() => {
              if (text === hidden) forget();
              else setDismissed(text);
            }}
          >
            ✕
          </button>
        </p>
      ))}
    </div>
  );
}

/** Tells the worker when the page goes out of sight and back, and the user for how long the clock stood still. */
function useHidden() {
  const [hidden, setHidden] = useState('');
  useEffect(() => {
    let since = 0;
    const change = () => {
      send({ kind: 'visible', visible: !document.hidden });
      if (document.hidden) {
        since = performance.now();
        return;
      }
      const away = performance.now() - since;
      const { mode } = useScreen.getState().clock;
      const moving = mode === 'playing' || mode === 'booting' || mode === 'running-until-quiet';
      if (moving && away > WORTH_SAYING_MILLISECONDS)
        setHidden(`This tab was hidden for ${durationText(away)}; the clock stood still meanwhile.`);
    };
    document.addEventListener('visibilitychange', change);
    return () => document.removeEventListener('visibilitychange', change);
  }, []);
  return { hidden, forget: () => setHidden('') };
}
