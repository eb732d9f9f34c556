import { useEffect, useRef } from 'react';
import { isDark, onThemeChange } from '../state/preferences';
import type { LineProblem } from './answers';
import { useFiles, writeText } from './files';
import { monaco } from './monaco';

type CodeEditor = monaco.editor.IStandaloneCodeEditor;

export interface MonacoPaneProps {
  readonly file: string;
  readonly problems: readonly LineProblem[];
  readonly onApply: () => void;
  /** Where the plain text's caret stood, if it had the focus. */
  readonly caret: number | undefined;
  /** Takes over the job of showing a line. */
  readonly onReady: (reveal: (line: number) => void) => void;
}

/** Monaco with a model for each file, so that every file keeps its undo history and its place. */
export function MonacoPane(props: MonacoPaneProps) {
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | undefined>(undefined);
  const { onApply, onReady } = props;
  useEffect(() => {
    if (!box.current) return;
    const mine = createEditor(box.current, onApply);
    editor.current = mine;
    onReady((line) => reveal(mine, line));
    const stop = onThemeChange(() => monaco.editor.setTheme(themeName()));
    return () => {
      stop();
      mine.dispose();
    };
  }, [onApply, onReady]);
  useEffect(() => showFile(editor.current, props.file), [props.file]);
  useEffect(() => {
    if (props.caret !== undefined) takeOver(editor.current, props.caret);
  }, [props.caret]);
  useEffect(() => mark(props.file, props.problems), [props.file, props.problems]);
  return <div ref={box} className="monaco" />;
}

function themeName(): string {
  return isDark() ? 'wheelhouse-dark' : 'wheelhouse-light';
}

function createEditor(box: HTMLElement, apply: () => void): CodeEditor {
  const editor = monaco.editor.create(box, {
    model: null,
    theme: themeName(),
    language: 'yaml',
    automaticLayout: true,
    ariaLabel: 'Manifest. Press Control and M to let Tab leave the editor.',
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    fontSize: 12.5,
    lineHeight: 20,
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 8,
    minimap: { enabled: false },
    folding: false,
    scrollBeyondLastLine: false,
    fixedOverflowWidgets: true,
    occurrencesHighlight: 'off',
    overviewRulerLanes: 0,
    hideCursorInOverviewRuler: true,
    overviewRulerBorder: false,
    renderLineHighlight: 'line',
    guides: { indentation: false },
    scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8 },
    padding: { top: 8, bottom: 8 },
  });
  editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, apply);
  return editor;
}

function modelOf(file: string): monaco.editor.ITextModel {
  const uri = monaco.Uri.parse(`manifest:///${encodeURIComponent(file)}`);
  const known = monaco.editor.getModel(uri);
  if (known) return known;
  const text = useFiles.getState().files.find((candidate) => candidate.name === file)?.text ?? '';
  const model = monaco.editor.createModel(text, 'yaml', uri);
  model.updateOptions({ tabSize: 2, insertSpaces: true });
  model.onDidChangeContent(() => writeText(file, model.getValue()));
  return model;
}

function showFile(editor: CodeEditor | undefined, file: string): void {
  const model = modelOf(file);
  const text = useFiles.getState().files.find((candidate) => candidate.name === file)?.text ?? '';
  if (model.getValue() !== text) model.setValue(text);
  editor?.setModel(model);
}

function takeOver(editor: CodeEditor | undefined, caret: number): void {
  const model = editor?.getModel();
  if (!editor || !model) return;
  const position = model.getPositionAt(caret);
  editor.setPosition(position);
  editor.revealPositionInCenterIfOutsideViewport(position);
  editor.focus();
}

function reveal(editor: CodeEditor, line: number): void {
  editor.revealLineInCenterIfOutsideViewport(line);
  editor.setPosition({ lineNumber: line, column: editor.getModel()?.getLineFirstNonWhitespaceColumn(line) || 1 });
  editor.focus();
}

function mark(file: string, problems: readonly LineProblem[]): void {
  const model = modelOf(file);
  const markers = problems.map((problem) => {
    const line = Math.max(1, Math.min(model.getLineCount(), problem.line));
    const column = problem.column ?? model.getLineFirstNonWhitespaceColumn(line);
    return {
      severity: monaco.MarkerSeverity.Error,
      message: problem.message,
      startLineNumber: line,
      endLineNumber: line,
      startColumn: Math.max(1, column),
      endColumn: model.getLineMaxColumn(line),
    };
  });
  monaco.editor.setModelMarkers(model, 'wheelhouse', markers);
}
