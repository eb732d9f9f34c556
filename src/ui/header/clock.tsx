import { useEffect, useRef } from 'react';
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
  useEffect(() => writeEachFrame(figures.current), []);
  return (
    <span className="clock" role="timer" aria-label={text('header.clock')}>
      <span ref={figures} className="clock-figures">
        00:00.000
      </span>
      <small>
        {[word && text(word), speedText(speed), autoPace && text('header.autoPaceShort')].filter(Boolean).join(' · ')}
      </small>
    </span>
  );
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
  const stop = useScreen.subscribe((now, before) => now.clock !== before.clock && wake());
  wake();
  return () => {
    stop();
    forgetFrame(write);
  };
}
