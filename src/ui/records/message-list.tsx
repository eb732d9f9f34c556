import '../text/later-english';
import { useMemo, useRef } from 'react';
import { Rows } from '../parts/rows';
import { useWidth } from '../parts/use-width';
import type { ActView, HopView } from '../../session/protocol';
import type { HopRow } from '../state/hop-log';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { durationText, sinceText } from '../text/figures';
import { fitName } from '../text/fit-name';
import { briefAddress } from '../text/names';
import { say, text, useText } from '../text/language';
import { NothingFollowed } from './nothing-followed';

const ROW_HEIGHT = 24;
const DEEPEST = 14;
const INDENT = 9;
const FONT = '600 13px "Inter Variable", sans-serif';
/** All that stands in a row beside the title: padding, gaps, time, sign, ends, outcome; less of it in a narrow pane (`records.css`). */
const BESIDE_TITLE = { wide: 24 + 36 + 78 + 20 + 256 + 62, narrow: 24 + 36 + 56 + 20 + 186 + 62 };
const NARROW = 640;
/** Indents take no more than this share of a title's room. */
const MOST_INDENTED = 0.3;

/** The followed request's messages in order of time, indented by cause. */
export function MessageList() {
  const following = useScreen((screen) => screen.following);
  const version = useSlowly((screen) => screen.versions.hops);
  const cursor = useScreen((screen) => screen.cursor);
  const chosenId = useScreen((screen) => (screen.selection?.kind === 'hop' ? screen.selection.id : 0));
  const act = useScreen((screen) => screen.acts.find((candidate) => candidate.id === screen.following));
  const ids = useMemo(
    () => (version < 0 ? [] : useScreen.getState().world.hops.ofAct(following)),
    [following, version],
  );
  if (following === 0 || ids.length === 0) {
    return <NothingFollowed title="records.noMessagesTitle" words="records.noMessagesWords" />;
  }
  return (
    <>
      <Head act={act} />
      <MessageRows ids={ids} start={act?.at} cursor={cursor} chosen={ids.indexOf(chosenId)} />
    </>
  );
}

function Head({ act }: { readonly act: ActView | undefined }) {
  const text = useText();
  const leftOut = useSlowly((screen) => screen.hopsLeftOut);
  return (
    <p className="records-head">
      <b>{act ? say(act.title) : text('sequence.followed')}</b>
      {act && !act.done && <span>{text('records.waitsForAnswer')}</span>}
      {leftOut > 0 && <span title={text('records.tooFastHint')}>{text('records.tooFast', { count: leftOut })}</span>}
    </p>
  );
}

interface MessageRowsProps {
  readonly ids: readonly number[];
  /** When the act began, if it is known. */
  readonly start: number | undefined;
  readonly cursor: number;
  readonly chosen: number;
}

function MessageRows({ ids, start, cursor, chosen }: MessageRowsProps) {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const { hops } = useScreen.getState().world;
  const began = start ?? hops.get(ids[0] ?? 0)?.sentAt ?? 0;
  return (
    <div ref={box} className="rows-box">
      <Rows
        label={text('records.messageList')}
        count={ids.length}
        rowHeight={ROW_HEIGHT}
        chosen={chosen}
        stickToEnd
        onChoose={(index) => select({ kind: 'hop', id: ids[index] ?? 0 })}
        rowKey={(index) => ids[index] ?? index}
        renderRow={(index) => {
          const row = hops.row(ids[index] ?? 0);
          return row && <Message row={row} since={began} here={row.hop.id === cursor} width={width} />;
        }}
      />
    </div>
  );
}

interface MessageProps {
  readonly row: HopRow;
  readonly since: number;
  readonly here: boolean;
  /** Of the whole row. */
  readonly width: number;
}

function Message({ row, since, here, width }: MessageProps) {
  const { hop } = row;
  const room = width - (width > NARROW ? BESIDE_TITLE.wide : BESIDE_TITLE.narrow);
  const indent = Math.min(Math.min(row.depth, DEEPEST) * INDENT, room * MOST_INDENTED);
  const broken = isBroken(hop);
  const later = useScreen(({ clock }) => clock.present !== undefined && hop.sentAt > clock.now);
  return (
    <>
      <span className="message-at">+{sinceText(hop.sentAt - since)}</span>
      <span
        className={`message-title${here ? ' here' : ''}${broken ? ' broken' : ''}${later ? ' later' : ''}`}
        style={{ paddingLeft: indent }}
        title={say(hop.title)}
      >
        <span className="message-sign" aria-hidden="true">
          {here ? '▸' : signs[hop.kind]}
        </span>
        {broken && '▲ '}
        {fitName(say(hop.title), room - indent - (broken ? 18 : 0), FONT)}
      </span>
      <span className="message-ends">
        {briefAddress(hop.from)} {hop.kind === 'act' ? '' : `→ ${briefAddress(hop.to)}`}
      </span>
      <span className="message-outcome">{outcomeOf(hop)}</span>
    </>
  );
}

function isBroken(hop: HopView): boolean {
  return hop.does === 'refuses' || hop.outcome === 'lost' || hop.outcome === 'refused';
}

function outcomeOf(hop: HopView): string {
  if (hop.outcome === 'delivered') return durationText(hop.arrivesAt - hop.sentAt);
  if (hop.outcome === 'flying') return text('records.inTheAir');
  return text(hop.outcome === 'lost' ? 'records.lost' : 'records.refused');
}

const signs: Readonly<Record<HopRow['hop']['kind'], string>> = {
  act: '●',
  request: '→',
  response: '←',
  item: '⇠',
  input: '⇢',
  end: '⊣',
  message: '·',
  reset: '✕',
};
