import type { Entry, EntryGroup } from './entries';

/** So many of a group are shown; who looks for more types more. */
const MOST_OF_GROUP = 12;

interface Found {
  readonly title: EntryGroup['title'];
  readonly entries: readonly Entry[];
}

/** Pure: what answers a query, group by group; the group with the best answer first, and in each the best answers first. */
export function findEntries(groups: readonly EntryGroup[], query: string): readonly Found[] {
  const wanted = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return groups.filter(({ onDemand }) => !onDemand);
  return groups
    .map(({ title, entries }) => {
      const ranked = entries
        .map((entry, index) => ({ entry, index, rank: rankOf(entry, wanted) }))
        .filter(({ rank }) => rank > 0)
        .sort((a, b) => b.rank - a.rank || a.index - b.index);
      return { title, best: ranked[0]?.rank ?? 0, entries: ranked.slice(0, MOST_OF_GROUP).map(({ entry }) => entry) };
    })
    .filter(({ entries }) => entries.length > 0)
    .sort((a, b) => b.best - a.best);
}

/** Each word has to be found: best where the title begins with it, then where a word of it does, then anywhere. */
function rankOf(entry: Entry, wanted: readonly string[]): number {
  const title = entry.title.toLowerCase();
  const rest = `${entry.aside ?? ''} ${entry.words ?? ''}`.toLowerCase();
  let sum = 0;
  for (const word of wanted) {
    const rank = rankIn(title, word) * 2 || rankIn(rest, word);
    if (rank === 0) return 0;
    sum += rank;
  }
  return sum / wanted.length;
}

function rankIn(text: string, word: string): number {
  if (text === word) return 4;
  if (text.startsWith(word)) return 3;
  const at = text.indexOf(word);
  if (at < 0) return 0;
  return /[\s/.:(-]/.test(text[at - 1] ?? '') ? 2 : 1;
}
