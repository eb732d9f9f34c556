import type { MarkView, ObjectView } from '../session/protocol';
import { say, text } from './text/language';

/** What was last said of each pod and node: what it is, and where. */
export type Known = ReadonlyMap<string, string>;

const TOLD: ReadonlySet<string> = new Set(['Pod', 'Node']);
/** More than these in one breath nobody listens to. */
const MOST_SAID = 3;

export function knownOf(objects: Iterable<ObjectView>): Known {
  const known = new Map<string, string>();
  for (const object of objects) if (TOLD.has(object.kind)) known.set(object.key, `${object.word} ${object.node ?? ''}`);
  return known;
}

/** Pure: what changed, in sentences, newest marks last; the rest is counted. */
export function newsOf(before: Known, objects: ReadonlyMap<string, ObjectView>, marks: readonly MarkView[]): string {
  const said = marks.filter(({ kind }) => kind !== 'act').map(({ title }) => `${say(title)}.`);
  for (const object of objects.values()) {
    if (!TOLD.has(object.kind) || before.get(object.key) === `${object.word} ${object.node ?? ''}`) continue;
    said.unshift(sentenceOf(object));
  }
  for (const key of before.keys()) {
    if (!objects.has(key)) said.unshift(text('page.newsGone', { name: key.slice(key.lastIndexOf('/') + 1) }));
  }
  const rest = said.length - MOST_SAID;
  const last = said.slice(-MOST_SAID).join(' ');
  return rest > 0 ? `${last} ${text('page.newsMore', { count: rest })}` : last;
}

function sentenceOf({ kind, name, word, node }: ObjectView): string {
  return node ? text('page.newsOn', { kind, name, word, node }) : text('page.news', { kind, name, word });
}
