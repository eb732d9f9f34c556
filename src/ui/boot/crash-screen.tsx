import { useEffect, useRef } from 'react';
import { useScreen } from '../state/screen';
import { startCluster } from '../state/start';

/** The simulation stopped on a bug: what happened, how to see it again, and a way on. */
export function CrashScreen() {
  const crash = useScreen((screen) => screen.crash);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  if (!crash) return null;
  return (
    <div
      className="crash"
      role="alertdialog"
      aria-modal="false"
      aria-labelledby="crash-title"
      aria-describedby="crash-words"
    >
      <h2 id="crash-title">▲ The simulation stopped on a bug of ours</h2>
      <p id="crash-words">
        What you see is the last moment it told of. Your manifests are kept. With the same seed and the same steps it
        stops at the same event, so the lines below are all a report needs.
      </p>
      <pre className="crash-lines">
        {crash.message}
        {`\nseed ${crash.seed}${crash.event > 0 ? `, event ${crash.event}` : ''}`}
      </pre>
      <div className="crash-buttons">
        <button ref={button} type="button" className="button primary" onClick={() => startCluster(crash.seed)}>
          Start again
        </button>
        <button type="button" className="button lined" onClick={() => startCluster()}>
          Start with another seed
        </button>
      </div>
    </div>
  );
}
