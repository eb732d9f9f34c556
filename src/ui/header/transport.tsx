import { speedStep, setSpeedStep, speeds } from '../keys';
import { useScreen } from '../state/screen';
import { goBack, send, step, togglePlay } from '../state/session';
import { speedText } from '../text/figures';
import { useText } from '../text/language';

/** Debugger's words, one row, always in the same place; the clock that stands is the loudest control. */
export function Transport() {
  const text = useText();
  const mode = useScreen((screen) => screen.clock.mode);
  const following = useScreen((screen) => screen.following !== 0);
  const moving = mode === 'playing' || mode === 'running-until-quiet';
  const idle = mode === 'booting' || mode === 'stopped';
  return (
    <div className="transport" role="toolbar" aria-label={text('header.time')}>
      <button
        type="button"
        className="button"
        disabled={idle || !following}
        title={text('header.backHint')}
        onClick={goBack}
      >
        {text('header.back')} <kbd>,</kbd>
      </button>
      <button
        type="button"
        className={`button play${moving || idle ? '' : ' on'}`}
        disabled={idle}
        data-first
        onClick={togglePlay}
      >
        <span aria-hidden="true">{moving ? '▮▮' : '▶'}</span> {text(moving ? 'header.pause' : 'header.play')}{' '}
        <kbd>Space</kbd>
      </button>
      <button
        type="button"
        className="button"
        disabled={idle}
        title={text('header.nextHint')}
        onClick={() => step('next')}
      >
        {text('header.next')} <kbd>.</kbd>
      </button>
      <button
        type="button"
        className="button"
        disabled={idle}
        title={text('header.anyHint')}
        onClick={() => step('any')}
      >
        {text('header.any')} <kbd>⇧ .</kbd>
      </button>
      <button
        type="button"
        className="button"
        disabled={idle}
        aria-pressed={mode === 'running-until-quiet'}
        title={text('header.quietHint')}
        onClick={() => send({ kind: 'run-until-quiet' })}
      >
        {text('header.quiet')} <kbd>r</kbd>
      </button>
      <SpeedSlider />
      <AutoPace />
    </div>
  );
}

function SpeedSlider() {
  const text = useText();
  const speed = useScreen((screen) => screen.clock.speed);
  return (
    <label className="speed" title={text('header.speedHint')}>
      <span className="visually-hidden">{text('header.speed')}</span>
      <input
        type="range"
        min={0}
        max={speeds.length - 1}
        step={1}
        value={speedStep(speed)}
        aria-label={text('header.speed')}
        aria-valuetext={text('header.speedValue', { speed })}
        onChange={(event) => setSpeedStep(Number(event.currentTarget.value))}
      />
      <output>{speedText(speed)}</output>
    </label>
  );
}

function AutoPace() {
  const text = useText();
  const on = useScreen((screen) => screen.clock.autoPace);
  return (
    <button
      type="button"
      className="button toggle"
      role="switch"
      aria-checked={on}
      title={text('header.autoPaceHint')}
      onClick={() => send({ kind: 'auto-pace', on: !on })}
    >
      <span className="switch" aria-hidden="true" />
      {text('header.autoPace')}
    </button>
  );
}
