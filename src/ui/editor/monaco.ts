import 'monaco-editor/esm/vs/editor/browser/coreCommands.js';
import 'monaco-editor/esm/vs/editor/browser/widget/codeEditor/codeEditorWidget.js';
import 'monaco-editor/esm/vs/editor/browser/widget/diffEditor/diffEditor.contribution.js';
import 'monaco-editor/esm/vs/editor/contrib/caretOperations/browser/caretOperations.js';
import 'monaco-editor/esm/vs/editor/contrib/clipboard/browser/clipboard.js';
import 'monaco-editor/esm/vs/editor/contrib/comment/browser/comment.js';
import 'monaco-editor/esm/vs/editor/contrib/cursorUndo/browser/cursorUndo.js';
import 'monaco-editor/esm/vs/editor/contrib/find/browser/findController.js';
import 'monaco-editor/esm/vs/editor/contrib/folding/browser/folding.js';
import 'monaco-editor/esm/vs/editor/contrib/gotoError/browser/gotoError.js';
import 'monaco-editor/esm/vs/editor/contrib/hover/browser/hoverContribution.js';
import 'monaco-editor/esm/vs/editor/contrib/indentation/browser/indentation.js';
import 'monaco-editor/esm/vs/editor/contrib/linesOperations/browser/linesOperations.js';
import 'monaco-editor/esm/vs/editor/contrib/multicursor/browser/multicursor.js';
import 'monaco-editor/esm/vs/editor/contrib/snippet/browser/snippetController2.js';
import 'monaco-editor/esm/vs/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/esm/vs/editor/contrib/toggleTabFocusMode/browser/toggleTabFocusMode.js';
import 'monaco-editor/esm/vs/editor/contrib/wordOperations/browser/wordOperations.js';
import 'monaco-editor/esm/vs/editor/common/standaloneStrings.js';
import 'monaco-editor/esm/vs/base/browser/ui/codicons/codiconStyles.js';
import 'monaco-editor/esm/vs/basic-languages/yaml/yaml.contribution.js';
import * as monaco from 'monaco-editor/esm/vs/editor/editor.api.js';

/** Monaco, the parts a YAML pane needs, served by ourselves. Loaded with a dynamic import only: it outweighs all the rest. */
export { monaco };

(self as unknown as { MonacoEnvironment: monaco.Environment }).MonacoEnvironment = {
  getWorker: () => new Worker(new URL('./monaco-worker.ts', import.meta.url), { type: 'module', name: 'editor' }),
};

interface Colours {
  readonly ground: string;
  readonly ink: string;
  readonly faint: string;
  readonly key: string;
  readonly text: string;
  readonly line: string;
  readonly raised: string;
  readonly act: string;
  readonly wash: string;
  readonly added: string;
  readonly addedText: string;
  readonly removed: string;
  readonly removedText: string;
}

/** The same tokens as `style/tokens.css`; Monaco wants them as hexadecimal figures. */
const colours: { readonly light: Colours; readonly dark: Colours } = {
  light: {
    ground: '#ffffff',
    ink: '#18212c',
    faint: '#667280',
    key: '#0b6e75',
    text: '#7a3e9d',
    line: '#dde3ea',
    raised: '#f4f6f8',
    act: '#2454d6',
    wash: '#eaf0ff',
    added: '#e6f4ea',
    addedText: '#b7dfc2',
    removed: '#fdf0ef',
    removedText: '#f5c4c1',
  },
  dark: {
    ground: '#161d25',
    ink: '#e8edf3',
    faint: '#8896a4',
    key: '#7fd6d8',
    text: '#d5a6f0',
    line: '#2a3541',
    raised: '#1b232c',
    act: '#8fb0ff',
    wash: '#1c2947',
    added: '#16301f',
    addedText: '#24583a',
    removed: '#3a1d1e',
    removedText: '#6b2e2d',
  },
};

function define(name: string, base: 'vs' | 'vs-dark', palette: Colours): void {
  const rule = (token: string, colour: string) => ({ token, foreground: colour.slice(1) });
  monaco.editor.defineTheme(name, {
    base,
    inherit: true,
    rules: [
      rule('', palette.ink),
      rule('type', palette.key),
      rule('string', palette.text),
      rule('string.yaml', palette.text),
      rule('number', palette.text),
      rule('keyword', palette.text),
      rule('comment', palette.faint),
      rule('operators', palette.ink),
    ],
    colors: {
      'editor.background': palette.ground,
      'editor.foreground': palette.ink,
      'editorLineNumber.foreground': palette.faint,
      'editorLineNumber.activeForeground': palette.ink,
      'editor.lineHighlightBackground': palette.raised,
      'editor.lineHighlightBorder': '#00000000',
      'editorIndentGuide.background1': palette.line,
      'editorWidget.background': palette.ground,
      'editorWidget.border': palette.line,
      'editorHoverWidget.background': palette.ground,
      focusBorder: palette.act,
      'editorSuggestWidget.background': palette.ground,
      'editorSuggestWidget.foreground': palette.ink,
      'editorSuggestWidget.border': palette.line,
      'editorSuggestWidget.selectedBackground': palette.wash,
      'editorSuggestWidget.selectedForeground': palette.ink,
      'editorSuggestWidget.selectedIconForeground': palette.ink,
      'editorSuggestWidget.highlightForeground': palette.act,
      'editorSuggestWidget.focusHighlightForeground': palette.act,
      'diffEditor.insertedLineBackground': palette.added,
      'diffEditor.insertedTextBackground': palette.addedText,
      'diffEditor.removedLineBackground': palette.removed,
      'diffEditor.removedTextBackground': palette.removedText,
    },
  });
}

define('wheelhouse-light', 'vs', colours.light);
define('wheelhouse-dark', 'vs-dark', colours.dark);
