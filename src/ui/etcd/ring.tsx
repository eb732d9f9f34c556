import { useEffect, useRef } from 'react';
import { forgetFrame, nextFrame } from '../state/frames';
import { simulatedClock, useScreen } from '../state/screen';

const RADIUS = 5.5;
const ROUND = 2 * Math.PI * RADIUS;

/** What is left between two instants, as an arc that shrinks with the simulated clock. */
export function Ring({
  since,
  until,
  words,
}: {
  readonly since: number;
  readonly until: number;
  readonly words: string;
}) {
  const arc = useRef<SVGCircleElement>(null);
  useEffect(() => {
    const draw = () => {
      const now = simulatedClock.read(performance.now());
      if (simulatedClock.isMoving && now < until) nextFrame(draw);
      const left = Math.max(0, Math.min(1, (until - now) / Math.max(1, until - since)));
      arc.current?.setAttribute('stroke-dashoffset', String(ROUND * (1 - left)));
    };
    draw();
    const stop = useScreen.subscribe((now, before) => now.clock !== before.clock && nextFrame(draw));
    return () => {
      stop();
      forgetFrame(draw);
    };
  }, [since, until]);
  return (
    <svg className="ring" width="14" height="14" viewBox="-7 -7 14 14" role="img">
      <title>{words}</title>
      <circle className="ring-all" r={RADIUS} />
      <circle ref={arc} className="ring-left" r={RADIUS} strokeDasharray={ROUND} transform="rotate(-90)" />
    </svg>
  );
}
