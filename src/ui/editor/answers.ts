import type { ActView, DocumentOutcome, DocumentResult } from '../../session/protocol';
import { plainWord } from '../text/language';

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

/** Nothing is applied by halves without saying so: which part was done. Empty where all was, or all is still under way. */
export function partialWords(documents: readonly DocumentResult[]): string {
  const done = documents.filter((document) => isGood(document.outcome)).length;
  const failed = documents.filter(
    (document) => document.outcome === 'refused' || document.outcome === 'not sent',
  ).length;
  if (failed === 0 || documents.some((document) => document.outcome === 'waiting')) return '';
  if (done === 0) return documents.length === 1 ? 'Nothing was changed.' : 'Nothing was changed by any document.';
  return `${done} of ${documents.length} documents took effect; ${failed === 1 ? 'the other did' : 'the others did'} not.`;
}
