import { useEffect, useRef, useState } from 'react';
import { forgetFrame, nextFrame } from '../state/frames';
import { simulatedClock, useScreen } from '../state/screen';
import { clockText, speedText } from '../text/figures';
import type { Mode } from '../../session/protocol';
import { useText } from '../text/language';
import type { PlainKey } from '../text/translation';

const modeWords: Readonly<Record<Mode, PlainKey | undefined>> = {
  booting: 'header.modeBooting',
  playing: undefined,
  paused: 'header.modePaused',
  'running-until-quiet': 'header.modeUntilQuiet',
  'running-to': 'header.modeRunning',
  stopped: 'header.modeStopped',
};

/** The simulated clock. The figures are written past React, since they change with every frame. */
export function Clock() {
  const text = useText();
  const figures = useRef<HTMLSpanElement>(null);
  const speed = useScreen((screen) => screen.clock.speed);
  const autoPace = useScreen((screen) => screen.clock.autoPace);
  const mode = useScreen((screen) => screen.clock.mode);
  const word = modeWords[mode];
  const present = useScreen((screen) => screen.clock.present?.now);
  const measured = useMeasuredPace(mode === 'playing');
  const pace = measured === undefined ? speedText(speed) : `${measured} ×`;
  useEffect(() => writeEachFrame(figures.current), []);
  return (
    <span className="clock" role="timer" aria-label={text('header.clock')}>
      <span ref={figures} className="clock-figures">
        00:00.000
      </span>
      <small className={present === undefined ? '' : 'clock-past'}>
        {present === undefined
          ? [word && text(word), pace, autoPace && text('header.autoPaceShort')].filter(Boolean).join(' · ')
          : text('history.lookingBack', { now: clockText(present) })}
      </small>
    </span>
  );
}

const MEASURE_MILLISECONDS = 700;

/** How fast simulated time really passes, now and then; undefined while it doesn't play. */
function useMeasuredPace(playing: boolean): number | undefined {
  const [pace, setPace] = useState<number>();
  useEffect(() => {
    if (!playing) return;
    let [real, simulated] = [performance.now(), simulatedClock.read(performance.now())];
    const measure = () => {
      const at = performance.now();
      const now = simulatedClock.read(at);
      setPace(rounded((now - simulated) / Math.max(1, at - real)));
      [real, simulated] = [at, now];
    };
    const timer = setInterval(measure, MEASURE_MILLISECONDS);
    return () => {
      clearInterval(timer);
      setPace(undefined);
    };
  }, [playing]);
  return pace;
}

/** To one figure: nobody reads more of what changes twice a second. */
function rounded(pace: number): number {
  return pace >= 10 ? Math.round(pace) : Number(pace.toPrecision(pace >= 1 ? 2 : 1));
}

/** While time flies nobody reads the last digit; a write costs a paint. */
const PATIENCE_MILLISECONDS = 95;

function writeEachFrame(element: HTMLElement | null): () => void {
  let written = 0;
  const write = (at: number) => {
    if (simulatedClock.isMoving) wake();
    if (simulatedClock.isMoving && at - written < PATIENCE_MILLISECONDS) return;
    written = at;
    const text = clockText(simulatedClock.read(performance.now()));
    if (element && element.textContent !== text) element.textContent = text;
  };
  const wake = () => nextFrame(write);
  // A clock that stands is read at once: nobody should see where it was.
  const stop = useScreen.subscribe((now, before) => {
    if (now.clock === before.clock) return;
    if (simulatedClock.isMoving) wake();
    else write(performance.now());
  });
  wake();
  return () => {
    stop();
    forgetFrame(write);
  };
}
