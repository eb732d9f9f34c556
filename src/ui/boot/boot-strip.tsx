import './boot.css';
import { useScreen } from '../state/screen';
import { clockText } from '../text/figures';
import { say, useText } from '../text/language';

/** Nothing is there yet: a card in the middle of the empty picture. */
export function BootCard() {
  const empty = useScreen((screen) => screen.world.machines.size === 0 && screen.crash === null);
  return empty ? <BootProgress place="card" /> : null;
}

/** The cluster's coming up, counted in its real steps. */
export function BootProgress({ place }: { readonly place: 'card' | 'line' }) {
  const text = useText();
  const boot = useScreen((screen) => screen.boot);
  const reached = boot.filter((step) => step.at !== undefined).length;
  // One may be reached before another that stands above it.
  const next = boot.find((step) => step.at === undefined);
  return (
    <div className={`boot-progress ${place}`} role="status">
      <b>{text('page.comingUp')}</b>
      <span>
        {boot.length === 0
          ? text('page.starting')
          : text('page.bootStep', {
              step: Math.min(reached + 1, boot.length),
              steps: boot.length,
              title: next ? say(next.title) : text('page.bootDone'),
            })}
      </span>
      <progress value={reached} max={Math.max(1, boot.length)} aria-label={text('page.bootSteps')} />
    </div>
  );
}

/** All steps with the instant each was reached: what the inspector shows while nothing else is to be seen. */
export function BootSteps() {
  const boot = useScreen((screen) => screen.boot);
  const current = boot.findIndex((step) => step.at === undefined);
  return (
    <ol className="boot-steps">
      {boot.map((step, index) => (
        <li key={index} className={step.at !== undefined ? 'reached' : index === current ? 'current' : ''}>
          <span className="boot-sign" aria-hidden="true">
            {step.at !== undefined ? '✓' : index === current ? '◐' : '·'}
          </span>
          <span>{say(step.title)}</span>
          <span className="boot-at">{step.at === undefined ? '' : clockText(step.at)}</span>
        </li>
      ))}
    </ol>
  );
}
