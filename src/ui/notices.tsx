import { useEffect, useState } from 'react';
import { useScreen } from './state/screen';
import { send } from './state/session';

/** Why the clock stands or stood, in the worker's words; each can be put away. */
export function Notices() {
  const words = useScreen((screen) => screen.clock.notice ?? '');
  const [dismissed, setDismissed] = useState('');
  useEffect(() => tellVisibility(), []);
  return (
    <div className="notices" role="status" aria-live="polite">
      {words !== '' && words !== dismissed && (
        <p className="notice">
          <span>{words}</span>
          <button type="button" aria-label="Dismiss" onClick={() => setDismissed(words)}>
            ✕
          </button>
        </p>
      )}
    </div>
  );
}

/** A page out of sight draws nothing, so its clock stands still: the worker is told, and says so when the page is back. */
function tellVisibility(): () => void {
  const tell = () => send({ kind: 'visible', visible: !document.hidden });
  document.addEventListener('visibilitychange', tell);
  return () => document.removeEventListener('visibilitychange', tell);
}
