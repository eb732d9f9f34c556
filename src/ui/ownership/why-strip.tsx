import { useMemo } from 'react';
import { useScreen } from '../state/screen';
import { useText } from '../text/language';
import { edgeWords } from './edges';
import type { Forest } from './forest';

/** More reasons than these are counted. */
const MOST_REASONS = 4;

/** Why is this here? Of what is selected: who owns, names or selects it, and what it names, in sentences. */
export function WhyStrip({ forest }: { readonly forest: Forest }) {
  const text = useText();
  const chosen = useScreen((screen) => (screen.selection?.kind === 'object' ? screen.selection.key : ''));
  const reasons = useMemo(() => reasonsFor(chosen, forest), [chosen, forest]);
  if (reasons.length === 0) return null;
  const more = reasons.length - MOST_REASONS;
  return (
    <ul className="ownership-reasons" aria-label={text('ownership.why')}>
      {reasons.slice(0, MOST_REASONS).map(({ words, broken }) => (
        <li key={words} className={broken ? 'broken' : ''}>
          {broken && <span aria-hidden="true">▲ </span>}
          {words}
        </li>
      ))}
      {more > 0 && <li>{text('ownership.moreReasons', { count: more })}</li>}
    </ul>
  );
}

interface Reason {
  readonly words: string;
  readonly broken: boolean;
}

/** Where it comes from before what it leads to, what is broken first of all. */
function reasonsFor(key: string, forest: Forest): readonly Reason[] {
  const cards = new Map(forest.cards.map((card) => [card.key, card]));
  const mine = forest.edges.filter((edge) => edge.to === key || edge.from === key);
  const sorted = mine.sort(
    (a, b) => Number(b.broken) - Number(a.broken) || Number(b.to === key) - Number(a.to === key),
  );
  return sorted.flatMap((edge) => {
    const [from, to] = [cards.get(edge.from), cards.get(edge.to)];
    return from && to ? [{ words: edgeWords(from, to, edge), broken: edge.broken }] : [];
  });
}
