import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { dragged, isShut, LEAST, mostOf, type PaneName, paneSizes } from '../state/pane-sizes';
import { choosePane, togglePane, usePanes } from '../state/panes';
import { pageScale } from '../state/preferences';
import { useText } from '../text/language';

const STEP = 24;
const LARGE_STEP = 96;

/** Which way an arrow makes the pane larger, and where the pane ends. */
const sides = {
  editor: { orientation: 'vertical', larger: 'ArrowRight', smaller: 'ArrowLeft', open: '‹', shut: '›' },
  inspector: { orientation: 'vertical', larger: 'ArrowLeft', smaller: 'ArrowRight', open: '›', shut: '‹' },
  records: { orientation: 'horizontal', larger: 'ArrowUp', smaller: 'ArrowDown', open: '⌄', shut: '⌃' },
} as const;

const labels = { editor: 'page.editorWidth', inspector: 'page.inspectorWidth', records: 'page.recordsHeight' } as const;

/** Between a pane and the picture: dragged, or moved with arrow keys; Enter shuts and opens, a double click forgets what was chosen. */
export function Splitter({ pane }: { readonly pane: PaneName }) {
  const text = useText();
  const room = usePanes((state) => state.room);
  const choices = usePanes((state) => state.choices);
  const start = useRef<{ readonly at: number; readonly size: number; moved: boolean } | undefined>(undefined);
  const sizes = paneSizes(room, choices);
  const shut = isShut(pane, room, choices);
  const most = mostOf(pane, room, sizes);
  const { orientation, ...signs } = sides[pane];
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const from = start.current;
    if (!from || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const by = (placeOf(event, pane) - from.at) * (pane === 'editor' ? 1 : -1);
    if (Math.abs(by) > 3) from.moved = true;
    if (from.moved) choosePane(pane, dragged(from.size + by, pane, most));
  };
  return (
    <div
      className={`splitter of-${pane}${shut ? ' shut' : ''}`}
      role="separator"
      aria-orientation={orientation}
      aria-label={text(labels[pane])}
      aria-controls={pane}
      aria-valuenow={shut ? 0 : sizes[pane]}
      aria-valuemin={0}
      aria-valuemax={most}
      aria-valuetext={shut ? text('page.paneShut') : text('page.paneOpen', { size: sizes[pane] })}
      tabIndex={0}
      title={text(shut ? 'page.splitterShutHint' : 'page.splitterHint')}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: placeOf(event, pane), size: shut ? 0 : sizes[pane], moved: false };
      }}
      onPointerMove={drag}
      onPointerUp={() => {
        if (shut && start.current?.moved === false) togglePane(pane);
        start.current = undefined;
      }}
      onDoubleClick={() => choosePane(pane, {})}
      onKeyDown={(event) => moveByKey(event, pane, sizes[pane], most)}
    >
      <span aria-hidden="true">{shut ? signs.shut : signs.open}</span>
    </div>
  );
}

function placeOf(event: PointerEvent, pane: PaneName): number {
  return (pane === 'records' ? event.clientY : event.clientX) / pageScale();
}

function moveByKey(event: KeyboardEvent, pane: PaneName, size: number, most: number): void {
  const { larger, smaller } = sides[pane];
  const step = event.shiftKey ? LARGE_STEP : STEP;
  const to = (wanted: number) => choosePane(pane, { size: Math.max(LEAST[pane], Math.min(most, wanted)) });
  if (event.key === larger) to(size + step);
  else if (event.key === smaller) to(size - step);
  else if (event.key === 'Home') to(LEAST[pane]);
  else if (event.key === 'End') to(most);
  else if (event.key === 'Enter') togglePane(pane);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
