import './editor.css';
import { type ComponentType, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useScreen } from '../state/screen';
import { useText } from '../text/language';
import type { PlainKey } from '../text/translation';
import { lastActOn, lineProblems } from './answers';
import { Answers, TooLong } from './answers-view';
import { type Deed, doWithFile, useIsSending, useIsTooLong } from './deeds';
import { DropZone } from './drop-zone';
import { FileNotices } from './file-notices';
import { FileTabs } from './file-tabs';
import { keepFiles, useFiles } from './files';
import { ProblemStrip } from './problem-strip';
import { TextArea } from './text-area';
import { useTypingProblems } from './typing-problems';

const noProblems: ReturnType<typeof lineProblems> = [];

/** The manifest, what is done with it, and what came of it. */
export function EditorPane() {
  const text = useText();
  const file = useFiles((state) => state.active);
  const acts = useScreen((screen) => screen.acts);
  const act = useMemo(() => lastActOn(acts, file), [acts, file]);
  const answered = useMemo(() => (act ? lineProblems(act.documents) : noProblems), [act]);
  const found = useTypingProblems();
  const [refused, setRefused] = useState<readonly string[]>([]);
  const reveal = useRef<(line: number) => void>(() => undefined);
  const sending = useIsSending();
  const tooLong = useIsTooLong();
  useEffect(() => keepFiles(), []);
  const { comparison, compare } = useComparison(act?.id);
  const takeReveal = useCallback((how: (line: number) => void) => {
    reveal.current = how;
  }, []);
  const toLine = (line: number) => reveal.current(line);
  return (
    <section
      className="pane editor"
      id="editor"
      aria-label={text('editor.title')}
      tabIndex={-1}
      onKeyDownCapture={hearDeeds}
    >
      <DropZone onSay={setRefused}>
        <FileTabs onSay={setRefused} />
        {file === '' ? <NoFile /> : <TextArea problems={answered} onReveal={takeReveal} />}
        {found.file === file && <ProblemStrip key={file} found={found} onLine={toLine} />}
        <FileNotices refused={refused} onDismiss={() => setRefused([])} />
        {tooLong && <TooLong />}
        {!tooLong && (act || sending) && <Answers act={act} sending={sending} onLine={toLine} onCompare={compare} />}
        <Buttons enabled={file !== ''} />
        {comparison}
      </DropZone>
    </section>
  );
}

function NoFile() {
  const text = useText();
  return (
    <div className="empty">
      <h2>{text('editor.noFile')}</h2>
      <p>{text('editor.noFileWords')}</p>
    </div>
  );
}

type Shown = ComponentType<{ readonly onClose: () => void }>;

/** The comparison opens by itself when it is there, and again when it is asked for; Monaco comes with it. */
function useComparison(act: number | undefined) {
  const comparison = useScreen((screen) => screen.comparison);
  const [Shown, setShown] = useState<Shown>();
  const [closed, setClosed] = useState<number>();
  const isNews = comparison !== null && comparison.act === act && comparison.documents.length > 0;
  useEffect(() => {
    if (isNews && !Shown) void import('./compare-dialog').then(({ CompareDialog }) => setShown(() => CompareDialog));
  }, [isNews, Shown]);
  const isOpen = isNews && closed !== comparison.act;
  return {
    comparison: isOpen && Shown ? <Shown onClose={() => setClosed(comparison.act)} /> : null,
    compare: () => setClosed(undefined),
  };
}

/** Keys of what can be done, wherever in the pane they are pressed: before Monaco has them. */
function hearDeeds(event: KeyboardEvent): void {
  const deed = deedOf(event);
  if (!deed) return;
  event.preventDefault();
  event.stopPropagation();
  void doWithFile(deed);
}

function deedOf({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): Deed | undefined {
  const control = ctrlKey || metaKey;
  if (key === 'Enter' && control) return shiftKey ? 'compare' : 'apply';
  if (key === 'Enter' && altKey) return 'dry-run';
  return key === 'Backspace' && control && shiftKey ? 'delete' : undefined;
}

const deeds: readonly (readonly [deed: Deed, name: PlainKey, hint: PlainKey])[] = [
  ['apply', 'editor.apply', 'editor.applyHint'],
  ['compare', 'editor.compare', 'editor.compareHint'],
  ['dry-run', 'editor.dryRun', 'editor.dryRunHint'],
  ['delete', 'editor.delete', 'editor.deleteHint'],
];

function Buttons({ enabled }: { readonly enabled: boolean }) {
  const text = useText();
  const booting = useScreen((screen) => screen.clock.mode === 'booting');
  const crashed = useScreen((screen) => screen.crash !== null);
  const usable = enabled && !crashed;
  return (
    <div className="editor-buttons">
      {deeds.map(([deed, name, hint]) => (
        <button
          key={deed}
          type="button"
          className={deed === 'apply' ? 'button primary' : 'button lined'}
          disabled={!usable}
          title={booting ? text('editor.whenUp') : text(hint)}
          onClick={() => void doWithFile(deed)}
        >
          {text(name)}
        </button>
      ))}
    </div>
  );
}
