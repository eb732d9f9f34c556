import { useEffect, useRef, useState } from 'react';
import { Dialog } from '../parts/dialog';
import { useScreen } from '../state/screen';
import { useText } from '../text/language';
import { doWithFile } from './deeds';
import { activeFile, useFiles } from './files';
import { monaco } from './monaco';
import { themeName, typeNow } from './monaco-pane';

/** What lives in the cluster beside what the server would make of the manifest, object by object. */
export function CompareDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const comparison = useScreen((screen) => screen.comparison);
  const file = useFiles(activeFile);
  const [at, setAt] = useState(0);
  const documents = comparison?.documents ?? [];
  const shown = documents[Math.min(at, documents.length - 1)];
  if (!shown) return null;
  const apply = () => {
    onClose();
    void doWithFile('apply');
  };
  return (
    <Dialog title={text('editor.comparison', { file: file.name })} onClose={onClose}>
      <p className="compare-lead">{text('editor.comparisonLead')}</p>
      <div className="compare-bar">
        <select
          aria-label={text('editor.comparedObject')}
          className="compare-choice"
          value={at}
          onChange={(event) => setAt(Number(event.currentTarget.value))}
        >
          {documents.map(({ name, live }, index) => (
            <option key={`${index} ${name}`} value={index}>
              {name} · {text(live === '' ? 'editor.isNew' : 'editor.differs')}
            </option>
          ))}
        </select>
        <button type="button" className="button primary" onClick={apply}>
          {text('editor.applyThis')}
        </button>
      </div>
      <Difference key={`${comparison?.act} ${at}`} live={shown.live} merged={shown.merged} />
    </Dialog>
  );
}

const LONGEST_COMPARISON_MILLISECONDS = 10_000;

function Difference({ live, merged }: { readonly live: string; readonly merged: string }) {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const [inCluster, asManifestSays] = [text('editor.inCluster'), text('editor.asManifestSays')];
  useEffect(() => {
    if (!box.current) return;
    const original = monaco.editor.createModel(live, 'yaml');
    const modified = monaco.editor.createModel(merged, 'yaml');
    const editor = monaco.editor.createDiffEditor(box.current, {
      theme: themeName(),
      readOnly: true,
      originalEditable: false,
      automaticLayout: true,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      ...typeNow(),
      minimap: { enabled: false },
      glyphMargin: false,
      folding: false,
      lineNumbersMinChars: 3,
      renderMarginRevertIcon: false,
      guides: { indentation: false },
      links: false,
      scrollBeyondLastLine: false,
      renderOverviewRuler: false,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: true,
      renderSideBySideInlineBreakpoint: 700,
      hideUnchangedRegions: { enabled: true, contextLineCount: 4, minimumLineCount: 8 },
    });
    editor.setModel({ original, modified });
    keepNamed(editor.getOriginalEditor(), inCluster);
    keepNamed(editor.getModifiedEditor(), asManifestSays);
    return () => {
      editor.dispose();
      // What is still being compared needs its texts to the end: without them Monaco throws.
      setTimeout(() => {
        original.dispose();
        modified.dispose();
      }, LONGEST_COMPARISON_MILLISECONDS);
    };
  }, [live, merged, inCluster, asManifestSays]);
  return <div ref={box} className="compare-difference own-scale" />;
}

/** Monaco takes the names of a comparison's panes away again whenever it sets other options of theirs. */
function keepNamed(pane: monaco.editor.ICodeEditor, name: string): void {
  const give = () => {
    if (pane.getOption(monaco.editor.EditorOption.ariaLabel) !== name) pane.updateOptions({ ariaLabel: name });
  };
  pane.onDidChangeConfiguration(give);
  give();
}
