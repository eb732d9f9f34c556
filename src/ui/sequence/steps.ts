import '../text/later-english';
import type { HopView } from '../../session/protocol';
import { type Text, text } from '../text/language';

/** Messages that belong together and are told as one, until somebody wants to see each. */
export interface Group {
  readonly id: number;
  /** What etcd's members said to each other for one request; who was told of a write; a whole exchange that records an event. */
  readonly kind: 'raft' | 'watch' | 'event';
  readonly title: string;
  /** What its box says, where its lane says the rest. */
  readonly short: string;
  readonly hops: readonly HopView[];
}

/** One place on the axis of time: a message, or a folded group of them. */
export type Step =
  | { readonly kind: 'hop'; readonly id: number; readonly hop: HopView }
  | { readonly kind: 'group'; readonly id: number; readonly group: Group };

interface Membership {
  readonly outer: number;
  readonly inner: number;
}

const NOBODY: Membership = { outer: 0, inner: 0 };

/**
 * The story of an act in steps: requests and answers one by one; Raft's talk, what watchers were told in vain, and events
 * folded. A watch item that led to something is a step of its own, with what carried it there.
 * @param hops in order of sending. @param open groups to be told message by message; a watch group's id is the negative
 * number of the write it tells of.
 */
export function stepsOf(hops: readonly HopView[], open: ReadonlySet<number>, words: Text = text): readonly Step[] {
  const byId = new Map(hops.map((hop) => [hop.id, hop]));
  const loud = itemsThatLedOn(hops, byId);
  const memberships = new Map<number, Membership>();
  const groups = new Map<number, HopView[]>();
  const steps: Step[] = [];
  for (const hop of hops) {
    const mine = membership(hop, byId, memberships, loud);
    memberships.set(hop.id, mine);
    const group =
      mine.outer && !open.has(mine.outer) ? mine.outer : mine.inner && !open.has(mine.inner) ? mine.inner : 0;
    const members = groups.get(group);
    if (group === 0) steps.push({ kind: 'hop', id: hop.id, hop });
    else if (members) members.push(hop);
    else {
      const fresh = [hop];
      groups.set(group, fresh);
      steps.push({ kind: 'group', id: hop.id, group: groupOf(group, fresh, byId, words) });
    }
  }
  // Titles count, and what is counted is known only now.
  return steps.map((step) =>
    step.kind === 'hop' ? step : { ...step, group: groupOf(step.group.id, step.group.hops, byId, words) },
  );
}

function membership(
  hop: HopView,
  byId: ReadonlyMap<number, HopView>,
  known: ReadonlyMap<number, Membership>,
  loud: ReadonlySet<number>,
): Membership {
  const cause = byId.get(hop.cause);
  const above = known.get(hop.cause) ?? NOBODY;
  const outer = above.outer || (hop.does === 'records-event' ? hop.id : 0);
  if (hop.protocol === 'raft')
    return { outer, inner: cause?.protocol === 'raft' ? above.inner : (cause?.id ?? hop.cause) };
  if (hop.does === 'tells-of-write' && !loud.has(hop.id)) {
    const inner = cause?.kind === 'item' && !loud.has(cause.id) ? above.inner : -writeBehind(hop, byId);
    return { outer, inner };
  }
  return outer ? { outer, inner: 0 } : NOBODY;
}

/** The write that a watch item tells of. */
function writeBehind(item: HopView, byId: ReadonlyMap<number, HopView>): number {
  let hop: HopView | undefined = item;
  while (hop && hop.kind === 'item') hop = byId.get(hop.cause);
  return hop?.id ?? item.id;
}

function itemsThatLedOn(hops: readonly HopView[], byId: ReadonlyMap<number, HopView>): ReadonlySet<number> {
  const loud = new Set<number>();
  for (const hop of hops) {
    if (hop.kind === 'item' || hop.does === 'records-event') continue;
    let cause = byId.get(hop.cause);
    while (cause && cause.kind === 'item' && !loud.has(cause.id)) {
      loud.add(cause.id);
      cause = byId.get(cause.cause);
    }
  }
  return loud;
}

function groupOf(id: number, hops: readonly HopView[], byId: ReadonlyMap<number, HopView>, words: Text): Group {
  const count = hops.length;
  const told = words('sequence.told', { shown: count });
  if (id < 0) return { id, kind: 'watch', title: told, short: told, hops };
  const head = byId.get(id);
  const short = words('sequence.messages', { count });
  if (head?.protocol === 'https')
    return { id, kind: 'event', title: words('sequence.recordsEvent', { count }), short, hops };
  const title =
    head?.does === 'reads' ? words('sequence.readFromEtcd', { count }) : words('sequence.writeToEtcd', { count });
  return { id, kind: 'raft', title, short, hops };
}

/** The step that shows a hop, alone or in its group; -1 for none. */
export function stepWith(steps: readonly Step[], hop: number): number {
  const found = lastAtOrBefore(steps, hop);
  if (steps[found]?.id === hop) return found;
  for (let index = found; index >= 0; index--) {
    const step = steps[index];
    if (step?.kind === 'group' && step.group.hops.some(({ id }) => id === hop)) return index;
  }
  return -1;
}

/** The same; of a hop that came too fast to be told, the last step before it. */
export function stepAtOrBefore(steps: readonly Step[], hop: number): number {
  const found = stepWith(steps, hop);
  return found >= 0 ? found : lastAtOrBefore(steps, hop);
}

function lastAtOrBefore(steps: readonly Step[], hop: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.id ?? 0) <= hop) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
