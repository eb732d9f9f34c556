import { speedStep, setSpeedStep, speeds, toggleAutoPace } from '../keys';
import { useAsked } from '../state/asked';
import { useScreen } from '../state/screen';
import { goBack, MOVING, send, step, togglePlay } from '../state/session';
import { useText } from '../text/language';
import type { PlainKey } from '../text/translation';

/** Debugger's words, one row, always in the same place; the clock that stands is the loudest control. */
export function Transport() {
  const text = useText();
  const mode = useScreen((screen) => screen.clock.mode);
  const following = useScreen((screen) => screen.following !== 0);
  const moving = MOVING.has(mode);
  const idle = mode === 'booting' || mode === 'stopped';
  return (
    <div className="transport" role="toolbar" aria-label={text('header.time')}>
      <Deed say="header.back" keyed="," hint="header.backHint" disabled={idle || !following} onDo={goBack} />
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
      <Deed say="header.next" keyed="." hint="header.nextHint" disabled={idle} onDo={() => step('next')} />
      {STEPS.map(({ how, say, hint, keyed }) => (
        <Deed key={how} say={say} keyed={keyed} hint={hint} disabled={idle || !following} onDo={() => step(how)} />
      ))}
      <Deed
        say="header.quiet"
        keyed="r"
        hint="header.quietHint"
        disabled={idle}
        pressed={mode === 'running-until-quiet'}
        onDo={() => send({ kind: 'run-until-quiet' })}
      />
      <SpeedSlider />
      <AutoPace />
    </div>
  );
}

/** Steps on the tree of causes. */
const STEPS = [
  { how: 'into', say: 'header.into', hint: 'header.intoHint', keyed: 'i' },
  { how: 'over', say: 'header.over', hint: 'header.overHint', keyed: 'o' },
  { how: 'out', say: 'header.out', hint: 'header.outHint', keyed: 'u' },
] as const;

interface DeedProps {
  readonly say: PlainKey;
  readonly hint: PlainKey;
  /** The key on the button. */
  readonly keyed: string;
  readonly disabled: boolean;
  readonly pressed?: boolean;
  readonly onDo: () => void;
}

function Deed({ say, hint, keyed, disabled, pressed, onDo }: DeedProps) {
  const text = useText();
  return (
    <button
      type="button"
      className="button"
      disabled={disabled}
      aria-pressed={pressed}
      title={text(hint)}
      onClick={onDo}
    >
      {text(say)} <kbd>{keyed}</kbd>
    </button>
  );
}

function SpeedSlider() {
  const text = useText();
  const told = useScreen((screen) => screen.clock.speed);
  // A slider stays where the hand put it.
  const speed = useAsked((asked) => asked.speed) ?? told;
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
    </label>
  );
}

function AutoPace() {
  const text = useText();
  const told = useScreen((screen) => screen.clock.autoPace);
  const on = useAsked((asked) => asked.autoPace) ?? told;
  return (
    <button
      type="button"
      className="button toggle"
      role="switch"
      aria-checked={on}
      title={text('header.autoPaceHint')}
      onClick={toggleAutoPace}
    >
      <span className="switch" aria-hidden="true" />
      <span className="toggle-words">{text('header.autoPace')}</span>
    </button>
  );
}
