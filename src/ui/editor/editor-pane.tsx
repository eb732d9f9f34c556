import './editor.css';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useScreen } from '../state/screen';
import { send } from '../state/session';
import { lastActOn, lineProblems } from './answers';
import { Answers } from './answers-view';
import { FileTabs } from './file-tabs';
import { activeFile, keepFiles, useFiles } from './files';
import { TextArea } from './text-area';

const noProblems: ReturnType<typeof lineProblems> = [];

/** The manifest, what is done with it, and what came of it. */
export function EditorPane() {
  const file = useFiles((state) => state.active);
  const acts = useScreen((screen) => screen.acts);
  const act = useMemo(() => lastActOn(acts, file), [acts, file]);
  const problems = useMemo(() => (act ? lineProblems(act.documents) : noProblems), [act]);
  const reveal = useRef<(line: number) => void>(() => undefined);
  const { sending, submit } = useSubmit(acts.length);
  useEffect(() => keepFiles(), []);
  const apply = useCallback(() => submit('apply'), [submit]);
  const takeReveal = useCallback((how: (line: number) => void) => {
    reveal.current = how;
  }, []);
  return (
    <section className="pane editor" id="editor" aria-label="Manifests" tabIndex={-1}>
      <FileTabs />
      {file === '' ? (
        <div className="empty">
          <h2>No file is open</h2>
          <p>Press + above for an example, or an empty file.</p>
        </div>
      ) : (
        <TextArea problems={problems} onApply={apply} onReveal={takeReveal} />
      )}
      {(act || sending) && <Answers act={act} sending={sending} onLine={(line) => reveal.current(line)} />}
      <Buttons enabled={file !== ''} onApply={apply} onDelete={() => submit('delete')} />
    </section>
  );
}

/** Sends the file as it is now; `sending` until the worker tells of a new act. */
function useSubmit(acts: number) {
  const [sent, setSent] = useState<{ readonly after: number; readonly generation: number }>();
  const generation = useScreen((screen) => screen.generation);
  const submit = useCallback((kind: 'apply' | 'delete') => {
    const screen = useScreen.getState();
    const file = activeFile(useFiles.getState());
    if (screen.clock.mode === 'booting' || screen.crash !== null || file.name === '') return;
    setSent({ after: screen.acts.length, generation: screen.generation });
    send({ kind, file: file.name, text: file.text });
  }, []);
  return { sending: sent !== undefined && sent.generation === generation && acts <= sent.after, submit };
}

function Buttons(props: { readonly enabled: boolean; readonly onApply: () => void; readonly onDelete: () => void }) {
  const booting = useScreen((screen) => screen.clock.mode === 'booting');
  const crashed = useScreen((screen) => screen.crash !== null);
  const usable = props.enabled && !booting && !crashed;
  const why = booting ? 'When the cluster is up' : undefined;
  return (
    <div className="editor-buttons">
      <button type="button" className="button primary" disabled={!usable} title={why} onClick={props.onApply}>
        Apply
      </button>
      <button type="button" className="button lined" disabled={!usable} title={why} onClick={props.onDelete}>
        Delete
      </button>
      <span className="editor-note">
        {why ?? (
          <>
            <span>
              <kbd>Ctrl ⏎</kbd> applies
            </span>
            <span>
              <kbd>Ctrl M</kbd> lets Tab leave
            </span>
          </>
        )}
      </span>
    </div>
  );
}
