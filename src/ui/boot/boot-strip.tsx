import './boot.css';
import { useScreen } from '../state/screen';
import { clockText } from '../text/figures';

/** The cluster's coming up, counted in its real steps; gone once it is up. */
export function BootStrip() {
  const boot = useScreen((screen) => screen.boot);
  const mode = useScreen((screen) => screen.clock.mode);
  const machines = useScreen((screen) => screen.world.machines.size);
  if (mode !== 'booting') return null;
  const reached = boot.filter((step) => step.at !== undefined).length;
  const next = boot[reached];
  return (
    <div className={`boot-strip${machines === 0 ? ' alone' : ''}`} role="status">
      <b>The cluster is coming up</b>
      <span>{boot.length === 0 ? 'Starting the simulation…' : `Step ${Math.min(reached + 1, boot.length)} of ${boot.length}: ${next?.title ?? 'done'}`}</span>
      <progress value={reached} max={Math.max(1, boot.length)} aria-label="Steps of the boot" />
    </div>
  );
}

/** All steps with the instant each was reached: what the inspector shows while nothing else is to be seen. */
export function BootSteps() {
  const boot = useScreen((screen) => screen.boot);
  const reached = boot.filter((step) => step.at !== undefined).length;
  return (
    <ol className="boot-steps">
      {boot.map((step, index) => (
        <li key={step.title} className={step.at !== undefined ? 'reached' : index === reached ? 'current' : ''}>
          <span className="boot-sign" aria-hidden="true">
            {step.at !== undefined ? '✓' : index === reached ? '◐' : '·'}
          </span>
          <span>{step.title}</span>
          <span className="boot-at">{step.at === undefined ? '' : clockText(step.at)}</span>
        </li>
      ))}
    </ol>
  );
}
