import { memo, type PointerEvent, useLayoutEffect, useMemo, useRef } from 'react';
import { create } from 'zustand';
import type { Lanes } from './lanes';
import { isBroken, type Placing } from './placing';
import type { Step } from './steps';

/** Which part of the story is in sight, as shares of its width. */
interface Sight {
  readonly from: number;
  readonly to: number;
}

export const useSight = create<Sight>(() => ({ from: 0, to: 1 }));

interface OverviewProps {
  readonly steps: readonly Step[];
  readonly lanes: Lanes;
  readonly placing: Placing;
  /** Index of the step that is read; -1 for none. */
  readonly here: number;
  /** Index of the first step that is yet to come. */
  readonly later: number;
  /** Brings this share of the story into the middle. */
  readonly onPan: (share: number) => void;
}

type StoryInSmall = Pick<OverviewProps, 'steps' | 'lanes' | 'placing' | 'here' | 'later'>;

const HEIGHT = 24;

/** The whole story, small: where the part that is in sight lies in it; a hand can take it elsewhere. */
export function Overview(props: OverviewProps) {
  const { steps, lanes, placing, here, later, onPan } = props;
  const pan = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onPan((event.clientX - left) / Math.max(1, width));
  };
  return (
    <div
      className="story-overview"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        pan(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && pan(event)}
    >
      <InSmall steps={steps} lanes={lanes} placing={placing} here={here} later={later} />
      <SightFrame />
    </div>
  );
}

/** It moves whenever the diagram is scrolled: React has no part in it. */
function SightFrame() {
  const frame = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const write = ({ from, to }: Sight) => {
      if (!frame.current) return;
      frame.current.style.left = `${from * 100}%`;
      frame.current.style.width = `${Math.max(1, (to - from) * 100)}%`;
    };
    write(useSight.getState());
    return useSight.subscribe(write);
  }, []);
  return <span ref={frame} className="overview-sight" />;
}

/** As lines in a field as high as the strip and one wide: it stretches with the strip. */
const InSmall = memo(function InSmall({ steps, lanes, placing, here, later }: StoryInSmall) {
  const lines = useMemo(() => storyLines(steps, lanes, placing, later), [steps, lanes, placing, later]);
  const at = placing.places[here];
  return (
    <svg viewBox={`0 0 ${placing.width} ${HEIGHT}`} preserveAspectRatio="none">
      {lines.map(({ looks, data }) => data !== '' && <path key={looks} className={`small-steps ${looks}`} d={data} />)}
      {at && <path className="small-here" d={`M${at.tip} 0V${HEIGHT}`} />}
    </svg>
  );
});

interface StoryLines {
  readonly looks: string;
  readonly data: string;
}

function storyLines(steps: readonly Step[], lanes: Lanes, placing: Placing, later: number): readonly StoryLines[] {
  const y = (lane: number) => (2 + ((lane + 0.5) / Math.max(1, lanes.lanes.length)) * (HEIGHT - 4)).toFixed(1);
  // What lies on its lane is a point, and seen by the ends of its line.
  const lines = { '': '', broken: '', 'yet-to-come': '', 'broken yet-to-come': '' };
  steps.forEach((step, index) => {
    const place = placing.places[index];
    if (!place) return;
    const broken = step.kind === 'hop' && isBroken(step.hop);
    const looks = index < later ? (broken ? 'broken' : '') : broken ? 'broken yet-to-come' : 'yet-to-come';
    lines[looks] += `M${Math.round(place.x)} ${y(place.from)}L${Math.round(place.tip)} ${y(place.to)}`;
  });
  return Object.entries(lines).map(([looks, data]) => ({ looks, data }));
}
