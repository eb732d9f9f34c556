import { type KeyboardEvent, type PointerEvent, useEffect, useState } from 'react';
import { recall, remember } from '../state/memory';

const KEY = 'wheelhouse.records-height';
const LEAST = 150;
/** What the graph keeps at least, with the header. */
const GRAPH_KEEPS = 300;
const STEP = 24;

function clamp(height: number): number {
  return Math.round(Math.max(LEAST, Math.min(innerHeight - GRAPH_KEEPS, height)));
}

/** Between the graph and what lies below it: dragged or moved with arrow keys, and remembered. A double click forgets. */
export function Splitter() {
  const [height, setHeight] = useState(() => Number(recall(KEY)) || 0);
  useEffect(() => {
    const { style } = document.documentElement;
    if (height > 0) style.setProperty('--records-height', `${clamp(height)}px`);
    else style.removeProperty('--records-height');
    remember(KEY, String(height));
  }, [height]);
  const now = () => document.getElementById('records')?.clientHeight ?? LEAST;
  const byKey = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? STEP : event.key === 'ArrowDown' ? -STEP : 0;
    if (by === 0) return;
    event.preventDefault();
    setHeight(clamp(now() + by));
  };
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) setHeight(clamp(innerHeight - event.clientY));
  };
  return (
    <div
      className="splitter"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the records"
      aria-valuenow={height || undefined}
      aria-valuemin={LEAST}
      tabIndex={0}
      title="Drag, or arrow keys; double click: as it was"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => setHeight(0)}
      onKeyDown={byKey}
    />
  );
}
