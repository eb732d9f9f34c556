import type { Caret, FieldFacts, Suggestion } from '../../language';
import { useScreen } from '../state/screen';
import { text } from '../text/language';
import { manifestLanguage } from './language-client';
import { monaco } from './monaco';

type Model = monaco.editor.ITextModel;
type Position = monaco.Position;

/** A document further away is another matter; nobody writes one so long by hand. */
const SIGHT_LINES = 4000;
const LONGEST_LINE = 5000;

interface Window {
  readonly lines: readonly string[];
  readonly caret: Caret;
}

/** The lines of the document around a position: what the worker needs to answer, and no more. */
function windowAt(model: Model, { lineNumber, column }: Position): Window {
  const least = Math.max(1, lineNumber - SIGHT_LINES);
  const most = Math.min(model.getLineCount(), lineNumber + SIGHT_LINES);
  const lineAt = (line: number) => model.getLineContent(line).slice(0, LONGEST_LINE);
  let from = lineNumber;
  while (from > least && !model.getLineContent(from - 1).startsWith('---')) from--;
  let to = lineNumber;
  while (to < most && !model.getLineContent(to + 1).startsWith('---')) to++;
  const lines = Array.from({ length: to - from + 1 }, (_, index) => lineAt(from + index));
  return { lines, caret: { line: lineNumber - from, column: Math.min(column - 1, LONGEST_LINE) } };
}

const kindsOfItems: Readonly<Record<Suggestion['sort'], monaco.languages.CompletionItemKind>> = {
  kind: monaco.languages.CompletionItemKind.Class,
  field: monaco.languages.CompletionItemKind.Property,
  value: monaco.languages.CompletionItemKind.EnumMember,
};

/** Names that the page has heard of. */
function namesOf(kind: string): readonly string[] {
  const objects = [...useScreen.getState().world.objects.values()];
  return [...new Set(objects.filter((one) => one.kind === kind).map(({ name }) => name))].sort();
}

function itemOf(suggestion: Suggestion, index: number, range: monaco.IRange): monaco.languages.CompletionItem {
  const { label, sort, detail, insert, required } = suggestion;
  return {
    label: { label, description: detail },
    kind: kindsOfItems[sort],
    ...(required && { detail: text('editor.required') }),
    insertText: insert.replaceAll('}', '\\}'),
    insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
    range,
    sortText: String(index).padStart(4, '0'),
    ...(insert.endsWith(': $0') && { command: { id: 'editor.action.triggerSuggest', title: '' } }),
  };
}

async function complete(
  model: Model,
  position: Position,
  { triggerKind }: monaco.languages.CompletionContext,
): Promise<monaco.languages.CompletionList> {
  const { lines, caret } = windowAt(model, position);
  const found = await manifestLanguage.complete(lines, caret);
  if (!found) return { suggestions: [] };
  const line = position.lineNumber;
  const range = new monaco.Range(line, found.from + 1, line, position.column);
  const named = found.namesOf ? namesOf(found.namesOf) : [];
  const names = named.map((name): Suggestion => {
    return { label: name, sort: 'value', detail: found.namesOf ?? '', insert: name, required: false };
  });
  // A blank behind a colon asks for values; a blank that indents a line asks for nothing.
  const bySpace = triggerKind === monaco.languages.CompletionTriggerKind.TriggerCharacter;
  const all = [...names, ...found.suggestions].filter(({ sort }) => !bySpace || sort !== 'field');
  const wanted = bySpace && lines[caret.line]!.slice(0, caret.column).trim() === '' ? [] : all;
  return { suggestions: wanted.map((one, index) => itemOf(one, index, range)) };
}

/** Text between backticks that nothing in it can end. */
const code = (words: string) => `\`${words.replaceAll('`', "'").replaceAll('\n', ' ').slice(0, 300)}\``;

function factLines(facts: FieldFacts): readonly string[] {
  const { path, type, required, defaultValue, allowed, listKeys, isSet } = facts;
  return [
    code(path),
    `${text('editor.factType')}: ${code(type)}${required ? ` · **${text('editor.required')}**` : ''}`,
    ...(defaultValue === undefined ? [] : [`${text('editor.factDefault')}: ${code(defaultValue)}`]),
    ...(allowed.length === 0 ? [] : [`${text('editor.factAllowed')}: ${allowed.map(code).join(', ')}`]),
    ...(listKeys.length === 0 ? [] : [`${text('editor.factListKey')}: ${listKeys.map(code).join(', ')}`]),
    ...(isSet ? [text('editor.factSet')] : []),
  ];
}

async function hover(model: Model, position: Position): Promise<monaco.languages.Hover | null> {
  const { lines, caret } = windowAt(model, position);
  const facts = await manifestLanguage.facts(lines, caret);
  if (!facts) return null;
  const { lineNumber } = position;
  return {
    range: new monaco.Range(lineNumber, facts.from + 1, lineNumber, facts.to + 1),
    contents: factLines(facts).map((value) => ({ value, supportHtml: false, isTrusted: false })),
  };
}

monaco.languages.registerCompletionItemProvider('yaml', {
  triggerCharacters: [' '],
  provideCompletionItems: complete,
});
monaco.languages.registerHoverProvider('yaml', { provideHover: hover });
