import type { Cause, HopId, Simulation } from '../simulation';
import { NO_CAUSE } from '../simulation';
import type { Proposal } from './calls';
import type { Message, Outgoing } from './raft';

/** Where several requests meet in one message: one that a user set in motion comes first, the others are listed. */
export function causeOfHops(simulation: Simulation, hops: readonly HopId[]): Cause {
  const { hops: log } = simulation.trace;
  if (hops.length === 1) return { first: hops[0]!, others: NO_CAUSE.others, root: log.rootOf(hops[0]!) };
  const distinct = [...new Set(hops)].filter((hop) => hop !== 0);
  if (distinct.length === 0) return NO_CAUSE;
  const first = distinct.find((hop) => log.rootOf(hop) !== 0) ?? distinct[0]!;
  return { first, others: distinct.filter((hop) => hop !== first), root: log.rootOf(first) };
}

/** An append is sent for the requests whose entries it carries; any other message for what arrived before it. */
export function causeOfMessage(simulation: Simulation, { message, cause }: Outgoing): Cause {
  if (message.kind === 'append' && message.entries.length > 0) {
    const hops: HopId[] = [];
    for (const { data } of message.entries) if (data !== undefined) hops.push((data as Proposal).hop);
    if (hops.length > 0) return causeOfHops(simulation, hops);
  }
  return (cause as Cause | undefined) ?? NO_CAUSE;
}

/**
 * Acknowledgements that became due by the same sync say the same but for the index: the highest says it all. The messages that the
 * others would have answered become further causes of it.
 */
export function mergeAcknowledgements(outgoing: readonly Outgoing[]): readonly Outgoing[] {
  if (outgoing.length < 2) return outgoing;
  const merged: Outgoing[] = [];
  for (const next of outgoing) {
    const last = merged.at(-1);
    if (last && acknowledgesMore(last.message, next.message))
      merged[merged.length - 1] = { message: next.message, cause: both(last.cause, next.cause) };
    else merged.push(next);
  }
  return merged;
}

function acknowledgesMore(last: Message, next: Message): boolean {
  if (last.kind !== 'append-answer' || next.kind !== 'append-answer' || last.reject || next.reject) return false;
  return last.to === next.to && last.term === next.term && last.index <= next.index;
}

function both(earlier: unknown, later: unknown): Cause {
  const a = (earlier as Cause | undefined) ?? NO_CAUSE;
  const b = (later as Cause | undefined) ?? NO_CAUSE;
  if (a.first === 0 || a.first === b.first) return b;
  if (b.first === 0) return a;
  return { first: a.first, others: [...a.others, b.first, ...b.others], root: a.root || b.root || 0 };
}
