import { type ComponentType, useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { LineProblem } from './answers';
import { activeFile, useFiles, writeText } from './files';
import type { MonacoPaneProps } from './monaco-pane';
import { useScreen } from '../state/screen';
import { PlainText } from './plain-text';

interface TextAreaProps {
  readonly problems: readonly LineProblem[];
  /** Is given the function that shows a line. */
  readonly onReveal: (reveal: (line: number) => void) => void;
}

interface Loaded {
  readonly Pane: ComponentType<MonacoPaneProps>;
  /** Where the plain text's caret stood, if it had the focus. */
  readonly caret: number | undefined;
}

/** Plain text at once, Monaco when the browser has time for it or the text is first touched. Should it not load, plain text stays. */
export function TextArea({ problems, onReveal }: TextAreaProps) {
  const file = useFiles(activeFile);
  const area = useRef<HTMLTextAreaElement>(null);
  const [loaded, setLoaded] = useState<Loaded>();
  const load = useCallback(async () => {
    try {
      const { MonacoPane } = await import('./monaco-pane');
      const focused = document.activeElement === area.current;
      // At once, focus and all: a key pressed in between would go to the page.
      flushSync(() => setLoaded({ Pane: MonacoPane, caret: focused ? area.current?.selectionStart : undefined }));
    } catch (error) {
      console.warn('The editor could not be loaded; plain text goes on working.', error);
    }
  }, []);
  // The cluster comes up first: both want the processor, and Apply needs the cluster, not Monaco.
  useIdle(
    useScreen((screen) => screen.clock.mode !== 'booting' || screen.crash !== null),
    load,
  );
  useEffect(() => {
    if (!loaded) onReveal((line) => revealPlain(area.current, line));
  }, [loaded, onReveal]);
  if (loaded) return <loaded.Pane file={file.name} problems={problems} caret={loaded.caret} onReady={onReveal} />;
  return (
    <PlainText
      text={file.text}
      area={area}
      onChange={(text) => writeText(file.name, text)}
      onFocus={() => void load()}
    />
  );
}

const MOST_PATIENCE_MILLISECONDS = 4000;

function useIdle(may: boolean, load: () => Promise<void>): void {
  useEffect(() => {
    if (!may) return;
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(() => void load(), 800);
      return () => clearTimeout(timer);
    }
    const waiting = requestIdleCallback(() => void load(), { timeout: MOST_PATIENCE_MILLISECONDS });
    return () => cancelIdleCallback(waiting);
  }, [may, load]);
}

function revealPlain(area: HTMLTextAreaElement | null, line: number): void {
  if (!area) return;
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  area.scrollTop = Math.max(0, (line - 4) * 20);
}
