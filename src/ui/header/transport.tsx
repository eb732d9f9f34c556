import { speedStep, setSpeedStep, speeds } from '../keys';
import { useScreen } from '../state/screen';
import { goBack, send, step, togglePlay } from '../state/session';
import { speedText } from '../text/figures';

/** Debugger's words, one row, always in the same place; the clock that stands is the loudest control. */
export function Transport() {
  const mode = useScreen((screen) => screen.clock.mode);
  const following = useScreen((screen) => screen.following !== 0);
  const moving = mode === 'playing' || mode === 'running-until-quiet';
  const idle = mode === 'booting' || mode === 'stopped';
  return (
    <div className="transport" role="toolbar" aria-label="Time">
      <button
        type="button"
        className="button"
        disabled={idle || !following}
        title="One hop of the request you follow back: seed and journal are run again up to there"
        onClick={goBack}
      >
        Back <kbd>,</kbd>
      </button>
      <button
        type="button"
        className={`button play${moving || idle ? '' : ' on'}`}
        disabled={idle}
        data-first
        onClick={togglePlay}
      >
        <span aria-hidden="true">{moving ? '▮▮' : '▶'}</span> {moving ? 'Pause' : 'Play'} <kbd>Space</kbd>
      </button>
      <button
        type="button"
        className="button"
        disabled={idle}
        title="The next hop of the request you follow, then pause"
        onClick={() => step(false)}
      >
        Next hop <kbd>.</kbd>
      </button>
      <button
        type="button"
        className="button"
        disabled={idle}
        title="Whichever message comes next, then pause"
        onClick={() => step(true)}
      >
        Any <kbd>⇧ .</kbd>
      </button>
      <button
        type="button"
        className="button"
        disabled={idle}
        aria-pressed={mode === 'running-until-quiet'}
        title="Until nothing that you set in motion is pending"
        onClick={() => send({ kind: 'run-until-quiet' })}
      >
        Run until quiet <kbd>r</kbd>
      </button>
      <SpeedSlider />
      <AutoPace />
    </div>
  );
}

function SpeedSlider() {
  const speed = useScreen((screen) => screen.clock.speed);
  return (
    <label className="speed" title="Simulated time against real time. Keys: [ and ]">
      <span className="visually-hidden">Speed</span>
      <input
        type="range"
        min={0}
        max={speeds.length - 1}
        step={1}
        value={speedStep(speed)}
        aria-label="Speed"
        aria-valuetext={`${speed} times real time`}
        onChange={(event) => setSpeedStep(Number(event.currentTarget.value))}
      />
      <output>{speedText(speed)}</output>
    </label>
  );
}

function AutoPace() {
  const on = useScreen((screen) => screen.clock.autoPace);
  return (
    <button
      type="button"
      className="button toggle"
      role="switch"
      aria-checked={on}
      title="Each hop of the followed request is slow enough to be seen, the waiting in between is skipped. Key: a"
      onClick={() => send({ kind: 'auto-pace', on: !on })}
    >
      <span className="switch" aria-hidden="true" />
      Auto pace
    </button>
  );
}
