import './records.css';
import { lazy, Suspense } from 'react';
import { BackgroundChip } from '../graph/legend';
import { Notices } from '../notices';
import { Tabs } from '../parts/tabs';
import { type RecordTab, usePreferences } from '../state/preferences';
import { useScreen } from '../state/screen';
import { useSlowly } from '../state/slowly';
import { durationText } from '../text/figures';
import { SequencePane } from '../sequence/sequence-pane';
import { ActList } from './act-list';
import { EtcdKeys } from './etcd-keys';
import { MessageList } from './message-list';

/** Fetched when somebody opens it. */
const TerminalPane = lazy(() =>
  import('../terminal/terminal-pane').then((module) => ({ default: module.TerminalPane })),
);

/** What was recorded: etcd's keys, the followed request's messages, what the user did. */
export function RecordsPane() {
  const tab = usePreferences((state) => state.recordTab);
  const keys = useSlowly((screen) => screen.world.keys.size);
  const hops = useSlowly((screen) => screen.world.hops.ofAct(screen.following).length);
  const acts = useScreen((screen) => screen.acts.length);
  const choices = [
    { id: 'sequence', title: 'Sequence' },
    { id: 'messages', title: `Messages ${hops === 0 ? '' : hops.toLocaleString('en')}` },
    { id: 'etcd', title: `etcd ${keys === 0 ? '' : keys.toLocaleString('en')}` },
    { id: 'acts', title: `Acts ${acts === 0 ? '' : acts}` },
    { id: 'terminal', title: 'Terminal' },
  ] as const;
  return (
    <section className="pane records" id="records" aria-label="Records" tabIndex={-1}>
      <div className="bar">
        <Tabs
          label="Records"
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
      <Notices />
      <div className="records-panel" id="records-panel" role="tabpanel">
        {tab === 'sequence' && <SequencePane />}
        {tab === 'etcd' && <EtcdKeys />}
        {tab === 'messages' && <MessageList />}
        {tab === 'acts' && <ActList />}
        {tab === 'terminal' && (
          <Suspense fallback={<p className="terminal-loading">The terminal is being fetched…</p>}>
            <TerminalPane />
          </Suspense>
        )}
      </div>
    </section>
  );
}

/** What is no longer kept is said. */
function Dropped() {
  const since = useScreen((screen) => Math.floor(screen.clock.recordedSince / 1000) * 1000);
  if (since <= 0) return null;
  return <span className="chip dropped">messages of the first {durationText(since)} are no longer kept</span>;
}
