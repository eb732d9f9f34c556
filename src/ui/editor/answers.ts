import type { ActView, DocumentOutcome, DocumentResult } from '../../session/protocol';
import { plainWord, type Text } from '../text/language';
import type { PlainKey } from '../text/translation';

/** The newest act about a file. An older worker may not name the file; then its command line does. */
export function lastActOn(acts: readonly ActView[], file: string): ActView | undefined {
  return acts.findLast((act) =>
    act.file === undefined ? plainWord(act.title).endsWith(` ${file}`) : act.file === file,
  );
}

export interface LineProblem {
  readonly line: number;
  readonly column?: number;
  readonly message: string;
  readonly severity?: 'error' | 'warning';
}

/** What is to be marked in the text: each document's problems, or its first line where no problem names a line. */
export function lineProblems(documents: readonly DocumentResult[]): LineProblem[] {
  return documents.flatMap((document) => {
    if (document.problems.length > 0) return document.problems;
    return document.outcome === 'refused' ? [{ line: document.line, message: document.message ?? 'refused' }] : [];
  });
}

const good: readonly DocumentOutcome[] = ['created', 'configured', 'unchanged', 'deleted'];

export function isGood(outcome: DocumentOutcome): boolean {
  return good.includes(outcome);
}

type Tally = Readonly<Partial<Record<DocumentOutcome, number>>>;

/** How many documents came to what. */
export function tallyOf({ documents, tally }: Pick<ActView, 'documents' | 'tally'>): Tally {
  if (tally) return tally;
  const counted: Partial<Record<DocumentOutcome, number>> = {};
  for (const { outcome } of documents) counted[outcome] = (counted[outcome] ?? 0) + 1;
  return counted;
}

export function totalOf(tally: Tally): number {
  return Object.values(tally).reduce((sum, count) => sum + count, 0);
}

/** Nothing is applied by halves without saying so: which part was done. Empty where all was, or all is still under way. */
export function partialWords(act: Pick<ActView, 'documents' | 'tally' | 'deed'>, text: Text): string {
  const tally = tallyOf(act);
  const failed = (tally.refused ?? 0) + (tally['not sent'] ?? 0);
  if (act.deed === 'dry-run' && !tally.waiting) return text('editor.dryRunDone');
  if (act.deed === 'compare' || failed === 0 || tally.waiting) return '';
  const all = totalOf(tally);
  const done = good.reduce((sum, outcome) => sum + (tally[outcome] ?? 0), 0);
  if (done === 0) return text(all === 1 ? 'editor.nothingChanged' : 'editor.nothingChangedByAny');
  return text('editor.halves', { count: failed, done, all });
}

/** kubectl's own words stay as they are; ours are the page's. */
export const outcomeKeys: Readonly<Partial<Record<DocumentOutcome, PlainKey>>> = {
  refused: 'editor.refused',
  'not sent': 'editor.notSent',
  waiting: 'editor.waiting',
  new: 'editor.isNew',
  differs: 'editor.differs',
  same: 'editor.isSame',
};
