import { useEffect, useRef } from 'react';
import { useScreen } from '../state/screen';
import { startCluster } from '../state/start';
import { canLeaveOutLastAct, downloadRecord, goOnWithoutLastAct } from '../survival/survival';
import { useText } from '../text/language';

/** The simulation stopped on a bug: what happened, how to see it again, and a way on. */
export function CrashScreen() {
  const text = useText();
  const crash = useScreen((screen) => screen.crash);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  if (!crash) return null;
  // It ended without a word, again and again: the browser ended it, and no event of the simulation.
  const isLost = crash.message === '';
  return (
    <div
      className="crash"
      role="alertdialog"
      aria-modal="false"
      aria-labelledby="crash-title"
      aria-describedby="crash-words"
    >
      <h2 id="crash-title">{text(isLost ? 'page.lostTitle' : 'page.crashTitle')}</h2>
      <p id="crash-words">{text(isLost ? 'page.lostWords' : 'page.crashWords')}</p>
      <pre className="crash-lines">
        {isLost ? '' : `${crash.message}\n`}
        {crash.event > 0
          ? text('page.crashSeedEvent', { seed: crash.seed, event: crash.event })
          : text('page.crashSeed', { seed: crash.seed })}
      </pre>
      <div className="crash-buttons">
        <button ref={button} type="button" className="button primary" onClick={() => startCluster(crash.seed)}>
          {text('page.startAgain')}
        </button>
        {canLeaveOutLastAct() && (
          <button type="button" className="button lined" onClick={goOnWithoutLastAct}>
            {text('survival.withoutLastAct')}
          </button>
        )}
        <button type="button" className="button lined" onClick={() => startCluster()}>
          {text('page.startOther')}
        </button>
        <button type="button" className="button lined" onClick={downloadRecord}>
          {text('survival.download')}
        </button>
      </div>
    </div>
  );
}
