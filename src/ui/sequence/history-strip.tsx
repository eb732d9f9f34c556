import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { MarkView } from '../../session/protocol';
import { useScreen } from '../state/screen';
import { select, send } from '../state/session';
import { clockText } from '../text/figures';
import { say, useText } from '../text/language';

const SIGNS: Readonly<Record<MarkView['kind'], string>> = {
  act: '●',
  fault: '✕',
  election: '★',
  failure: '▲',
  recovery: '✓',
};

/** What happened so far, mark by mark: what you did and broke, elections, nodes lost and found. */
export function HistoryStrip() {
  const text = useText();
  const marks = useScreen((screen) => screen.marks);
  const following = useScreen((screen) => screen.following);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current && marks.length > 0) box.current.scrollLeft = box.current.scrollWidth;
  }, [marks.length]);
  if (marks.length === 0) return null;
  return (
    <div className="history" ref={box} role="toolbar" aria-label={text('sequence.history')} onKeyDown={alongTheStrip}>
      {marks.map((mark, index) => (
        <button
          key={mark.number}
          type="button"
          className={`mark-button ${mark.kind}${mark.kind === 'act' && mark.hop === following ? ' followed' : ''}`}
          tabIndex={index === marks.length - 1 ? 0 : -1}
          title={`${clockText(mark.at)}: ${say(mark.title)}`}
          onClick={() => show(mark)}
        >
          <span className="mark-at">{clockText(mark.at).slice(0, -4)}</span>
          <span aria-hidden="true">{SIGNS[mark.kind]}</span> {say(mark.title)}
        </button>
      ))}
      <span className="history-now">{text('sequence.now')}</span>
    </div>
  );
}

/** A request is followed again; of the rest, what it was about is selected. */
function show(mark: MarkView): void {
  if (mark.kind === 'act') send({ kind: 'follow', act: mark.hop });
  select(mark.about);
}

function alongTheStrip(event: KeyboardEvent<HTMLDivElement>): void {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (by === 0) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  buttons[Math.max(0, Math.min(buttons.length - 1, at + by))]?.focus();
}
