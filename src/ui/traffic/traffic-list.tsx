import { useRef } from 'react';
import type { TrafficView } from '../../session/protocol';
import { Rows } from '../parts/rows';
import { useWidth } from '../parts/use-width';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { durationText } from '../text/figures';
import { fitName, widthOf } from '../text/fit-name';
import { useText } from '../text/language';
import { addressTitle, nameOfKey } from '../text/names';
import { tally } from './flows';

const ROW_HEIGHT = 24;
/** With the air below the last row: what few rows leave is the picture's. */
const HEAD_HEIGHT = 34;
const FONT = '12px "Inter Variable", sans-serif';
/** Of a row: padding, gaps and the columns of figures (`traffic.css`); the rest is shared, and a name has the share of its column. */
const FIGURES = 24 + 6 * 10 + 48 + 52 + 62;
const SHARES = { caller: 1 / 4.3, dialled: 1.3 / 4.3, answerer: 1.3 / 4.3 };

/** The same as a list, the call heard of last on top. */
export function TrafficList({ rows }: { readonly rows: readonly TrafficView[] }) {
  const text = useText();
  const chosen = useScreen((screen) => (screen.selection?.kind === 'hop' ? screen.selection.id : 0));
  const box = useRef<HTMLDivElement>(null);
  const room = Math.max(0, useWidth(box) - FIGURES);
  return (
    <div className="traffic-list" ref={box} style={{ height: `min(38%, ${HEAD_HEIGHT + rows.length * ROW_HEIGHT}px)` }}>
      <div className="traffic-row traffic-list-head" aria-hidden="true">
        <span>{text('traffic.caller')}</span>
        <span>{text('traffic.dialled')}</span>
        <span>{text('traffic.answerer')}</span>
        <span className="figure">{text('traffic.headCalls')}</span>
        <span className="figure">{text('traffic.headFailed')}</span>
        <span>{text('traffic.headLast')}</span>
        <span className="figure">{text('traffic.headMean')}</span>
      </div>
      <Rows
        label={text('graph.traffic')}
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        chosen={rows.findIndex((row) => row.lastHop === chosen)}
        onChoose={(index) => select({ kind: 'hop', id: rows[index]?.lastHop ?? 0 })}
        rowKey={(index) => rows[index]?.id ?? index}
        renderRow={(index) => {
          const row = rows[index];
          return row && <Call row={row} room={room} />;
        }}
      />
    </div>
  );
}

/** Names are shortened in their middle: their ends differ. */
function Call({ row, room }: { readonly row: TrafficView; readonly room: number }) {
  const text = useText();
  const fitted = (id: string, share: number) => fitName(partyName(id), Math.floor(room * share), FONT);
  const calls = tally([row]);
  const name = row.service ? nameOfKey(row.service) : row.dialled;
  const service = row.service ? `${name} · ${row.dialled}` : name;
  const dialled = widthOf(service, FONT) <= room * SHARES.dialled ? service : name;
  return (
    <div className={`traffic-row${row.lastFailed ? ' failing' : ''}`}>
      <span title={row.from}>{fitted(row.from, SHARES.caller)}</span>
      <span title={`${service} (${row.protocol})`}>{dialled}</span>
      <span title={row.to}>{row.to ? fitted(row.to, SHARES.answerer) : text('traffic.nobody')}</span>
      <span className="figure">{calls.requests.toString()}</span>
      <span className="figure">{calls.failures > 0 ? `▲ ${calls.failures}` : '–'}</span>
      <span title={calls.lastStatus}>{calls.lastStatus || text('traffic.noAnswerYet')}</span>
      <span className="figure">{calls.meanMilliseconds > 0 ? durationText(calls.meanMilliseconds) : ''}</span>
    </div>
  );
}

function partyName(id: string): string {
  return id.startsWith('/registry/') ? nameOfKey(id) : addressTitle(id);
}
