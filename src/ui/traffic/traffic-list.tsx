import type { TrafficView } from '../../session/protocol';
import { Rows } from '../parts/rows';
import { useScreen } from '../state/screen';
import { select } from '../state/session';
import { durationText } from '../text/figures';
import { useText } from '../text/language';
import { addressTitle, nameOfKey } from '../text/names';
import { tally } from './flows';

const ROW_HEIGHT = 24;

/** The same as a list, the call heard of last on top. */
export function TrafficList({ rows }: { readonly rows: readonly TrafficView[] }) {
  const text = useText();
  const chosen = useScreen((screen) => (screen.selection?.kind === 'hop' ? screen.selection.id : 0));
  return (
    <div className="traffic-list">
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
          return row && <Call row={row} />;
        }}
      />
    </div>
  );
}

function Call({ row }: { readonly row: TrafficView }) {
  const text = useText();
  const calls = tally([row]);
  const service = row.service ? `${nameOfKey(row.service)} · ${row.dialled}` : row.dialled;
  return (
    <div className={`traffic-row${row.lastFailed ? ' failing' : ''}`}>
      <span title={row.from}>{partyName(row.from)}</span>
      <span title={`${service} (${row.protocol})`}>{service}</span>
      <span title={row.to}>{row.to ? partyName(row.to) : text('traffic.nobody')}</span>
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
