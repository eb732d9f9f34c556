import { type PointerEvent, useEffect, useRef } from 'react';
import { useWidth } from '../parts/use-width';
import { onThemeChange } from '../state/preferences';
import { readPalette } from '../state/palette';
import type { Lanes } from './lanes';
import { isBroken, type Placing } from './placing';
import type { Step } from './steps';

/** Which part of the story is in sight, as shares of its width. */
export interface Sight {
  readonly from: number;
  readonly to: number;
}

interface OverviewProps {
  readonly steps: readonly Step[];
  readonly lanes: Lanes;
  readonly placing: Placing;
  readonly sight: Sight;
  /** Index of the step that is read; -1 for none. */
  readonly here: number;
  /** Index of the first step that is yet to come. */
  readonly later: number;
  /** Brings this share of the story into the middle. */
  readonly onPan: (share: number) => void;
}

type StoryInSmall = Pick<OverviewProps, 'steps' | 'lanes' | 'placing' | 'here' | 'later'>;

const HEIGHT = 24;
const FAINT = 0.3;

/** The whole story, small: where the part that is in sight lies in it; a hand can take it elsewhere. */
export function Overview(props: OverviewProps) {
  const { steps, lanes, placing, here, later, sight, onPan } = props;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(box);
  useEffect(() => {
    const draw = () => canvas.current && drawStory(canvas.current, width, { steps, lanes, placing, here, later });
    draw();
    return onThemeChange(draw);
  }, [width, steps, lanes, placing, here, later]);
  const pan = (event: PointerEvent<HTMLElement>) =>
    onPan((event.clientX - event.currentTarget.getBoundingClientRect().left) / Math.max(1, width));
  return (
    <div
      ref={box}
      className="overview"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        pan(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && pan(event)}
    >
      <canvas ref={canvas} />
      <span
        className="overview-sight"
        style={{ left: `${sight.from * 100}%`, width: `${Math.max(1, (sight.to - sight.from) * 100)}%` }}
      />
    </div>
  );
}

function drawStory(canvas: HTMLCanvasElement, width: number, story: StoryInSmall): void {
  const { steps, lanes, placing, here, later } = story;
  const ratio = devicePixelRatio;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = HEIGHT * ratio;
  const pen = canvas.getContext('2d');
  if (!pen) return;
  const palette = readPalette();
  pen.scale(ratio, ratio);
  const x = (at: number) => (at / placing.width) * width;
  const y = (lane: number) => 2 + ((lane + 0.5) / Math.max(1, lanes.lanes.length)) * (HEIGHT - 4);
  pen.lineWidth = 1;
  const line = (from: number, to: number, broken: boolean) => {
    pen.beginPath();
    for (let index = from; index < to; index++) {
      const [step, place] = [steps[index], placing.places[index]];
      if (!step || !place || (step.kind === 'hop' && isBroken(step.hop)) !== broken) continue;
      pen.moveTo(x(place.x), y(place.from));
      pen.lineTo(place.from === place.to ? Math.max(x(place.tip), x(place.x) + 1.5) : x(place.tip), y(place.to));
    }
    pen.strokeStyle = broken ? palette.bad : palette.quiet;
    pen.stroke();
  };
  for (const broken of [false, true]) {
    pen.globalAlpha = 1;
    line(0, later, broken);
    pen.globalAlpha = FAINT;
    line(later, steps.length, broken);
  }
  const at = placing.places[here];
  if (!at) return;
  pen.globalAlpha = 1;
  pen.fillStyle = palette.follow;
  pen.fillRect(x(at.tip) - 0.75, 0, 1.5, HEIGHT);
}
