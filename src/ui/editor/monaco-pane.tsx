import { useEffect, useRef } from 'react';
import { isDark, onThemeChange, onTypeChange, pageScale } from '../state/preferences';
import type { LineProblem } from './answers';
import { text } from '../text/language';
import { useFiles, writeLater, writeText } from './files';
import { monaco } from './monaco';
import './monaco-language';
import { problemWords } from './problem-words';
import { fillModel, takeLargePastes } from './slow-insert';
import { useTypingProblems, watchTyping } from './typing-problems';

type CodeEditor = monaco.editor.IStandaloneCodeEditor;

export interface MonacoPaneProps {
  readonly file: string;
  readonly problems: readonly LineProblem[];
  /** Where the plain text's caret stood, if it had the focus. */
  readonly caret: number | undefined;
  /** Takes over the job of showing a line. */
  readonly onReady: (reveal: (line: number) => void) => void;
}

/** Monaco with a model for each file, so that every file keeps its undo history and its place. */
export function MonacoPane(props: MonacoPaneProps) {
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | undefined>(undefined);
  const { onReady } = props;
  useEffect(() => {
    if (!box.current) return;
    const mine = createEditor(box.current);
    editor.current = mine;
    onReady((line) => reveal(mine, line));
    const stop = onThemeChange(() => monaco.editor.setTheme(themeName()));
    const stopType = onTypeChange(() => mine.updateOptions(typeNow()));
    const stopWatching = watchTyping();
    const stopPastes = takeLargePastes(box.current, mine);
    return () => {
      stop();
      stopType();
      stopWatching();
      stopPastes();
      mine.dispose();
    };
  }, [onReady]);
  useEffect(() => showFile(editor.current, props.file), [props.file]);
  useEffect(() => {
    if (props.caret !== undefined) takeOver(editor.current, props.caret);
  }, [props.caret]);
  const found = useTypingProblems();
  useEffect(() => {
    const typed = found.file === props.file ? found.problems : nothing;
    mark(props.file, 'typing', typed);
    // What the server said is not said twice where the text still has the same problem.
    const told = new Set(typed.map(({ line }) => line));
    mark(
      props.file,
      'server',
      props.problems.filter(({ line }) => !told.has(line)),
    );
  }, [props.file, props.problems, found]);
  return <div ref={box} className="monaco own-scale" />;
}

const nothing: readonly LineProblem[] = [];

export function themeName(): string {
  return isDark() ? 'wheelhouse-dark' : 'wheelhouse-light';
}

/** The editor measures the pointer itself, so it is enlarged by its type and not with the page. */
export function typeNow() {
  return { fontSize: 12.5 * pageScale(), lineHeight: Math.round(20 * pageScale()) };
}

function createEditor(box: HTMLElement): CodeEditor {
  return monaco.editor.create(box, {
    model: null,
    theme: themeName(),
    language: 'yaml',
    automaticLayout: true,
    ariaLabel: text('editor.manifestHint'),
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    ...typeNow(),
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 8,
    minimap: { enabled: false },
    folding: false,
    scrollBeyondLastLine: false,
    scrollBeyondLastColumn: 1,
    fixedOverflowWidgets: true,
    occurrencesHighlight: 'off',
    overviewRulerLanes: 0,
    hideCursorInOverviewRuler: true,
    overviewRulerBorder: false,
    renderLineHighlight: 'line',
    renderFinalNewline: 'on',
    guides: { indentation: false },
    scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8 },
    padding: { top: 8, bottom: 8 },
    quickSuggestions: { other: true, strings: true, comments: false },
    quickSuggestionsDelay: 60,
    acceptSuggestionOnEnter: 'smart',
    wordBasedSuggestions: 'off',
    suggest: { showWords: false, showStatusBar: false, preview: false },
    hover: { delay: 350 },
    // What a pasted text could bring: none of it is followed, drawn as a link, or measured to its end.
    links: false,
    colorDecorators: false,
    // Brackets are found by reading the whole text at once: a large one would stand still for it.
    bracketPairColorization: { enabled: false },
    matchBrackets: 'never',
    unicodeHighlight: { ambiguousCharacters: false },
    stopRenderingLineAfter: 5000,
    maxTokenizationLineLength: 5000,
    largeFileOptimizations: true,
  });
}

/** Longer texts are not copied at every key. */
const LONG_TEXT = 200_000;

/** Models that are being filled: what is in them is not the file's text yet. */
const filling = new Set<string>();

function modelOf(file: string): monaco.editor.ITextModel {
  const uri = monaco.Uri.parse(`manifest:///${encodeURIComponent(file)}`);
  const known = monaco.editor.getModel(uri);
  if (known) return known;
  const words = textOf(file);
  const isLarge = words.length > LONG_TEXT;
  const model = monaco.editor.createModel(isLarge ? '' : words, 'yaml', uri);
  const bracketColorizationOptions = { enabled: false, independentColorPoolPerBracketType: false };
  model.updateOptions({ tabSize: 2, insertSpaces: true, bracketColorizationOptions });
  if (isLarge) fill(file, model, words);
  model.onDidChangeContent(() => {
    if (filling.has(file)) return;
    if (model.getValueLength() > LONG_TEXT) writeLater(file, () => model.getValue());
    else writeText(file, model.getValue());
  });
  return model;
}

function fill(file: string, model: monaco.editor.ITextModel, words: string): void {
  filling.add(file);
  void fillModel(model, words).finally(() => filling.delete(file));
}

function textOf(file: string): string {
  return useFiles.getState().files.find((candidate) => candidate.name === file)?.text ?? '';
}

function showFile(editor: CodeEditor | undefined, file: string): void {
  const model = modelOf(file);
  const words = textOf(file);
  if (!filling.has(file) && model.getValue() !== words) model.setValue(words);
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

function mark(file: string, owner: string, problems: readonly LineProblem[]): void {
  const model = modelOf(file);
  const markers = problems.map((problem) => {
    const line = Math.max(1, Math.min(model.getLineCount(), problem.line));
    const column = problem.column ?? model.getLineFirstNonWhitespaceColumn(line);
    return {
      severity: problem.severity === 'warning' ? monaco.MarkerSeverity.Warning : monaco.MarkerSeverity.Error,
      message: problemWords(problem.message).slice(0, 1000),
      startLineNumber: line,
      endLineNumber: line,
      startColumn: Math.max(1, column),
      endColumn: model.getLineMaxColumn(line),
    };
  });
  monaco.editor.setModelMarkers(model, owner, markers);
}
