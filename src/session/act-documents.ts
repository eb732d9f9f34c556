import type { CommandProgress } from '../cluster';
import type { ActView, ComparisonView, DocumentOutcome, DocumentResult } from './protocol';

/** So many documents of one act are listed one by one. */
const MOST_LISTED = 100;
const MOST_BAD_LISTED = 60;

/** The texts that a comparison put side by side, but for those that are the same. */
export function comparisonOf(act: number, documents: CommandProgress['documents']): ComparisonView {
  const compared = documents.flatMap(({ name, outcome, comparison }) =>
    comparison && outcome !== 'same' ? [{ name, ...comparison }] : [],
  );
  return { act, documents: compared.slice(0, MOST_LISTED) };
}

/** The texts that were compared travel once, by themselves. */
function withoutComparison(document: CommandProgress['documents'][number]): DocumentResult {
  const { index, name, outcome, message, line, problems } = document;
  return { index, name, outcome, line, problems, ...(message !== undefined && { message }) };
}

const MOST_SAID = 20;

/** What was said of no document: the server's warnings, and all of it where no document was found. */
export function saidBeside({ documents, result }: CommandProgress): readonly string[] {
  const { stdout = [], stderr = [] } = result ?? {};
  const isBeside = (line: string) => documents.length === 0 || line.startsWith('Warning: ');
  return [...stderr, ...stdout].filter(isBeside).slice(0, MOST_SAID);
}

const isBad = ({ outcome }: DocumentResult) => outcome === 'refused';

/** All of a few documents; of many those that went wrong, some of the others, and how many came to what. */
export function listed(all: CommandProgress['documents']): Pick<ActView, 'documents' | 'tally'> {
  const documents = all.map(withoutComparison);
  if (documents.length <= MOST_LISTED) return { documents };
  const tally: Partial<Record<DocumentOutcome, number>> = {};
  for (const { outcome } of documents) tally[outcome] = (tally[outcome] ?? 0) + 1;
  const bad = documents.filter(isBad).slice(0, MOST_BAD_LISTED);
  const good = documents.filter((document) => !isBad(document)).slice(0, MOST_LISTED - bad.length);
  return { documents: [...bad, ...good].sort((a, b) => a.index - b.index), tally };
}
