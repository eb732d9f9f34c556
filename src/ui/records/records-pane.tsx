import './records.css';
import { lazy, Suspense } from 'react';
import { Tabs } from '../parts/tabs';
import { HistoryStrip } from '../history/history-strip';
import { type RecordTab, usePreferences } from '../state/preferences';
import { useScreen } from '../state/screen';
import { useSlowly } from '../state/slowly';
import { durationText } from '../text/figures';
import { SequencePane } from '../sequence/sequence-pane';
import { ActList } from './act-list';
import { BackgroundChip } from './background-chip';
import { useText } from '../text/language';

/** The sequence is there at once; the others are fetched when somebody opens them. */
const EtcdPane = lazy(() => import('../etcd/etcd-pane').then((module) => ({ default: module.EtcdPane })));
const MessageList = lazy(() => import('./message-list').then((module) => ({ default: module.MessageList })));
const TerminalPane = lazy(() =>
  import('../terminal/terminal-pane').then((module) => ({ default: module.TerminalPane })),
);

/** What was recorded: etcd's keys, the followed request's messages, what the user did. */
export function RecordsPane() {
  const text = useText();
  const tab = usePreferences((state) => state.recordTab);
  const keys = useSlowly((screen) => screen.world.keys.size);
  const hops = useSlowly((screen) => screen.world.hops.ofAct(screen.following).length);
  const acts = useScreen((screen) => screen.acts.length);
  const choices = [
    { id: 'sequence', title: text('records.sequence') },
    { id: 'messages', title: text('records.messages', { shown: shown(hops) }) },
    { id: 'etcd', title: text('records.etcd', { shown: shown(keys) }) },
    { id: 'acts', title: text('records.acts', { shown: shown(acts) }) },
    { id: 'terminal', title: text('records.terminal') },
  ] as const;
  return (
    <section className="pane records" id="records" aria-label={text('records.title')} tabIndex={-1}>
      <div className="bar">
        <Tabs
          label={text('records.title')}
          choices={choices}
          chosen={tab}
          controls="records-panel"
          onChoose={(recordTab: RecordTab) => usePreferences.setState({ recordTab })}
        />
        <span className="records-chips">
          <Dropped />
          <BackgroundChip />
        </span>
      </div>
      <div className="records-panel" id="records-panel" role="tabpanel">
        {tab === 'sequence' && <SequencePane />}
        <Suspense fallback={null}>
          {tab === 'etcd' && <EtcdPane />}
          {tab === 'messages' && <MessageList />}
        </Suspense>
        {tab === 'acts' && <ActList />}
        {tab === 'terminal' && (
          <Suspense fallback={<p className="terminal-loading">{text('records.terminalLoading')}</p>}>
            <TerminalPane />
          </Suspense>
        )}
      </div>
      <HistoryStrip />
    </section>
  );
}

/** Nothing is counted as nothing. */
function shown(count: number): string {
  return count === 0 ? '' : count.toLocaleString('en');
}

/** What is no longer kept is said. */
function Dropped() {
  const text = useText();
  const since = useScreen((screen) => Math.floor(screen.clock.recordedSince / 1000) * 1000);
  if (since <= 0) return null;
  const words = text('records.dropped', { time: durationText(since) });
  return (
    <span className="chip dropped" title={words}>
      {words}
    </span>
  );
}
