import type { Cause, HopId, Simulation } from '../simulation';
import { NO_CAUSE } from '../simulation';
import type { Proposal } from './calls';
import type { Entry, Message, Outgoing } from './raft';

export function causeOfHop(simulation: Simulation, hop: HopId): Cause {
  return { first: hop, others: NO_CAUSE.others, root: simulation.trace.hops.rootOf(hop) };
}

/** Where several requests meet in one message: one that a user set in motion comes first, the others are listed. */
export function causeOfHops(simulation: Simulation, hops: readonly HopId[]): Cause {
  const { hops: log } = simulation.trace;
  if (hops.length === 1) return causeOfHop(simulation, hops[0]!);
  const distinct = [...new Set(hops)].filter((hop) => hop !== 0);
  if (distinct.length === 0) return NO_CAUSE;
  const first = distinct.find((hop) => log.rootOf(hop) !== 0) ?? distinct[0]!;
  return { first, others: distinct.filter((hop) => hop !== first), root: log.rootOf(first) };
}

/** Entries are written, sent and counted for the requests they carry; undefined when they carry none. */
export function causeOfEntries(simulation: Simulation, entries: readonly Entry[]): Cause | undefined {
  if (entries.length === 0) return undefined;
  if (entries.length === 1) {
    const data = entries[0]!.data as Proposal | undefined;
    return data && causeOfHop(simulation, data.hop);
  }
  const hops: HopId[] = [];
  for (const { data } of entries) if (data !== undefined) hops.push((data as Proposal).hop);
  return hops.length === 0 ? undefined : causeOfHops(simulation, hops);
}

/** An append is sent for the requests whose entries it carries; any other message for what arrived before it. */
export function causeOfMessage(simulation: Simulation, { message, cause }: Outgoing): Cause {
  const carried = message.kind === 'append' ? causeOfEntries(simulation, message.entries) : undefined;
  return carried ?? (cause as Cause | undefined) ?? NO_CAUSE;
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
