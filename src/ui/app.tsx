import './app.css';
import './parts/parts.css';
import { useEffect } from 'react';
import { Announcer } from './announcer';
import { CrashScreen } from './boot/crash-screen';
import { EditorPane } from './editor/editor-pane';
import { Splitter } from './parts/splitter';
import { FaultMenu } from './faults/fault-menu';
import { GraphPane } from './graph/graph-pane';
import { Header } from './header/header';
import { InspectorPane } from './inspector/inspector-pane';
import { listenToKeys } from './keys';
import { Notices, Seeking } from './notices';
import { RecordsPane } from './records/records-pane';
import { useScreen } from './state/screen';
import { Restoring } from './survival/survival-notices';

export function App() {
  const crashed = useScreen((screen) => screen.crash !== null);
  useEffect(() => listenToKeys(), []);
  return (
    <div className="app">
      <Header />
      <main className="panes">
        <EditorPane />
        <Splitter pane="editor" />
        <GraphPane />
        <Splitter pane="records" />
        <RecordsPane />
        <Splitter pane="inspector" />
        <InspectorPane />
      </main>
      <Notices />
      <Seeking />
      <Restoring />
      <Announcer />
      <FaultMenu />
      {crashed && <CrashScreen />}
    </div>
  );
}
