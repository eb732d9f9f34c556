import { type KeyboardEvent, useMemo } from 'react';
import type { MarkView } from '../../session/protocol';
import { useScreen } from '../state/screen';
import { select, send } from '../state/session';
import { clockText } from '../text/figures';
import { fitName, widthOf } from '../text/fit-name';
import { say, useText } from '../text/language';
import { type Axis, grouped } from './axis';
import { Drawn } from '../parts/drawn';

const SIGNS: Readonly<Record<MarkView['kind'], string>> = {
  act: '●',
  fault: '✕',
  election: '★',
  failure: '▲',
  recovery: '✓',
};
/** What the user did stands before what came of it. */
const RANK: readonly MarkView['kind'][] = ['act', 'fault', 'failure', 'election', 'recovery'];

const FONT = '11px "Inter Variable", sans-serif';
const APART = 15;
const SIGN_WIDTH = 16;
/** Between words and the next sign. */
const SPARE = 4;
const LEAST_WORDS = 96;
const MOST_WORDS = 190;

interface MarksProps {
  readonly axis: Axis;
  readonly width: number;
}

/** Milestones where they lie in time: what you did and broke, elections, nodes lost and found. Words where there is room. */
export function Marks({ axis, width }: MarksProps) {
  const text = useText();
  const marks = useScreen((screen) => screen.marks);
  const following = useScreen((screen) => screen.following);
  const shown = useScreen((screen) => (screen.clock.present ? screen.clock.now : Number.POSITIVE_INFINITY));
  const places = useMemo(() => placed(marks, axis, width, following), [marks, axis, width, following]);
  return (
    <div className="history-marks" onKeyDown={alongTheStrip}>
      {places.map(({ group, mark, x, words }, index) => (
        <button
          key={mark.number}
          type="button"
          className={`milestone ${mark.kind}${mark.kind === 'act' && mark.hop === following ? ' followed' : ''}${mark.at > shown ? ' later' : ''}`}
          style={{ left: x }}
          tabIndex={index === places.length - 1 ? 0 : -1}
          aria-label={group.map((each) => say(each.title)).join(', ')}
          title={`${group.map((each) => `${clockText(each.at)} ${say(each.title)}`).join('\n')}\n${text('history.markHint')}`}
          onClick={(event) => (event.detail > 1 ? send({ kind: 'seek', to: { hop: mark.hop } }) : show(mark))}
        >
          <span aria-hidden="true">{SIGNS[mark.kind]}</span>
          {words > 0 && <Drawn className="milestone-words" words={fitName(say(mark.title), words, FONT)} />}
        </button>
      ))}
    </div>
  );
}

interface PlacedMark {
  readonly group: readonly MarkView[];
  readonly mark: MarkView;
  readonly x: number;
  /** Pixels for its words; 0: only the sign. */
  readonly words: number;
}

function placed(marks: readonly MarkView[], axis: Axis, width: number, following: number): readonly PlacedMark[] {
  // Of those that lie together the followed one is shown, so that the loud one is never hidden.
  const rank = ({ kind, hop }: MarkView) => (kind === 'act' && hop === following ? -1 : RANK.indexOf(kind));
  const x = ({ at }: MarkView) => axis.toShare(at) * width;
  const groups = grouped(marks, x, APART);
  return groups.map((group, index) => {
    const mark = group.reduce((a, b) => (rank(b) < rank(a) ? b : a));
    const place = x(group[0] ?? mark);
    const next = groups[index + 1]?.[0];
    const room = (next ? x(next) : width) - place - SIGN_WIDTH - SPARE;
    const wanted = Math.min(MOST_WORDS, widthOf(say(mark.title), FONT) + 2);
    return { group, mark, x: place, words: room >= Math.min(wanted, LEAST_WORDS) ? Math.min(wanted, room) : 0 };
  });
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
