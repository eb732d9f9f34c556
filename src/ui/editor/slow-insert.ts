import type { monaco } from './monaco';
import { beginPaste, isPasting } from './paste-in-progress';

/** A text longer than this is put into the editor piece by piece, so that the page goes on answering. */
const LARGE_PASTE = 100_000;
const PIECE = 200_000;
/** What can be undone is written down when a step ends, all of it at once: a longer step would keep the page from answering. */
const UNDO_STEP = 600_000;

type CodeEditor = monaco.editor.IStandaloneCodeEditor;

const nextTask = async () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** Where a piece may end: behind a line, if there is one. */
function pieceEnd(text: string, from: number): number {
  const end = Math.min(text.length, from + PIECE);
  const line = text.lastIndexOf('\n', end);
  return end < text.length && line > from ? line + 1 : end;
}

/** Puts a text in place of what is selected; it is one step to undo, or one for each 600,000 characters. */
async function insertPieces(editor: CodeEditor, text: string): Promise<void> {
  // To read a large text off the clipboard takes the browser a while already.
  await nextTask();
  editor.pushUndoStop();
  for (let from = 0, step = 0; from < text.length; ) {
    const end = pieceEnd(text, from);
    const range = editor.getSelection();
    if (!range) break;
    editor.executeEdits('paste', [{ range, text: text.slice(from, end), forceMoveMarkers: true }]);
    const caret = editor.getSelection()?.getEndPosition();
    if (caret) editor.setPosition(caret);
    step += end - from;
    from = end;
    if (step >= UNDO_STEP) {
      editor.pushUndoStop();
      step = 0;
    }
    await nextTask();
  }
  editor.pushUndoStop();
}

/** Takes large pastes over from Monaco; keys have no effect until the text is there. Returns the function that ends it. */
export function takeLargePastes(box: HTMLElement, editor: CodeEditor): () => void {
  const swallow = (event: Event) => {
    if (!isPasting()) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const hear = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text.length < LARGE_PASTE) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    beginPaste(insertPieces(editor, text));
  };
  box.addEventListener('paste', hear, true);
  box.addEventListener('keydown', swallow, true);
  return () => {
    box.removeEventListener('paste', hear, true);
    box.removeEventListener('keydown', swallow, true);
  };
}

/** A model with a text that is put in piece by piece. */
export async function fillModel(model: monaco.editor.ITextModel, text: string): Promise<void> {
  for (let from = 0; from < text.length && !model.isDisposed(); ) {
    const end = pieceEnd(text, from);
    const { endLineNumber: line, endColumn: column } = model.getFullModelRange();
    const range = { startLineNumber: line, startColumn: column, endLineNumber: line, endColumn: column };
    model.applyEdits([{ range, text: text.slice(from, end) }]);
    from = end;
    await nextTask();
  }
}
