import { useMemo } from 'react';
import { Rows } from '../parts/rows';
import type { HopRow } from '../state/hop-log';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { useSlowly } from '../state/slowly';
import { durationText } from '../text/figures';
import { briefAddress, shortenName } from '../text/names';

const ROW_HEIGHT = 24;
const DEEPEST = 14;
const INDENT = 9;

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
    return (
      <div className="empty">
        <h2>No request is followed yet</h2>
        <p>Apply a manifest: every message that it sets in motion is listed here, under the one that caused it.</p>
      </div>
    );
  }
  const { hops } = useScreen.getState().world;
  const start = hops.get(ids[0] ?? 0)?.sentAt ?? act?.at ?? 0;
  return (
    <>
      <p className="records-head">
        <b>{act?.title ?? 'the followed request'}</b>
        <span>{act && !act.done ? 'still going on' : 'done'}</span>
      </p>
      <Rows
        label="Messages"
        count={ids.length}
        rowHeight={ROW_HEIGHT}
        chosen={ids.indexOf(chosenId)}
        stickToEnd
        onChoose={(index) => select({ kind: 'hop', id: ids[index] ?? 0 })}
        rowKey={(index) => ids[index] ?? index}
        renderRow={(index) => {
          const row = hops.row(ids[index] ?? 0);
          return row && <Message row={row} start={start} here={row.hop.id === cursor} />;
        }}
      />
    </>
  );
}

function Message({ row, start, here }: { readonly row: HopRow; readonly start: number; readonly here: boolean }) {
  const { hop, depth } = row;
  const broken =
    hop.outcome === 'lost' || hop.outcome === 'refused' || (hop.kind === 'response' && /^[45]\d\d/.test(hop.title));
  return (
    <>
      <span className="message-at">+{durationText(hop.sentAt - start)}</span>
      <span
        className={`message-title${here ? ' here' : ''}${broken ? ' broken' : ''}`}
        style={{ paddingLeft: Math.min(depth, DEEPEST) * INDENT }}
      >
        <span className="message-sign" aria-hidden="true">
          {here ? '▸' : signs[hop.kind]}
        </span>
        {broken && '▲ '}
        {shortenName(hop.title, 60)}
      </span>
      <span className="message-ends">
        {briefAddress(hop.from)} {hop.kind === 'act' ? '' : `→ ${briefAddress(hop.to)}`}
      </span>
      <span className="message-outcome">
        {hop.outcome === 'delivered'
          ? durationText(hop.arrivesAt - hop.sentAt)
          : hop.outcome === 'flying'
            ? 'in the air'
            : hop.outcome}
      </span>
    </>
  );
}

const signs: Readonly<Record<HopRow['hop']['kind'], string>> = {
  act: '●',
  request: '→',
  response: '←',
  item: '⇠',
  end: '⊣',
  message: '·',
  reset: '✕',
};
