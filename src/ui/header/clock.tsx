import { useEffect, useRef } from 'react';
import { forgetFrame, nextFrame } from '../state/frames';
import { simulatedClock, useScreen } from '../state/screen';
import { clockText, speedText } from '../text/figures';

const modeWords = {
  booting: 'booting',
  playing: '',
  paused: 'paused',
  'running-until-quiet': 'until quiet',
  stopped: 'stopped',
};

/** The simulated clock. The figures are written past React, since they change with every frame. */
export function Clock() {
  const figures = useRef<HTMLSpanElement>(null);
  const speed = useScreen((screen) => screen.clock.speed);
  const autoPace = useScreen((screen) => screen.clock.autoPace);
  const mode = useScreen((screen) => screen.clock.mode);
  useEffect(() => writeEachFrame(figures.current), []);
  return (
    <span className="clock" role="timer" aria-label="Simulated time">
      <span ref={figures} className="clock-figures">
        00:00.000
      </span>
      <small>
        {[modeWords[mode], speedText(speed), autoPace ? 'auto pace' : ''].filter((word) => word !== '').join(' · ')}
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
