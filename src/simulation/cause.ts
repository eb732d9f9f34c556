/** Number of a hop in the trace; 0 is none. */
export type HopId = number;

/**
 * Why something happens: the hop that set it in motion, and others where several met in one act (a work-queue key that
 * coalesced, a Raft message that carries many entries). `root` is the user's act they descend from, 0 for background.
 */
export interface Cause {
  readonly first: HopId;
  readonly others: readonly HopId[];
  readonly root?: HopId;
  /** Who works for this cause may take as long as it likes (a program in a container): nobody waits for it to come to rest. */
  readonly patient?: boolean;
}

const NO_OTHERS: readonly HopId[] = [];

export const NO_CAUSE: Cause = { first: 0, others: NO_OTHERS, root: 0 };

export function causeOf(hop: HopId, root: HopId): Cause {
  return { first: hop, others: NO_OTHERS, root };
}

/**
 * Both causes in one. The first stays first, unless it is background and the second belongs to a user's act: what a
 * person set in motion is the better answer to "why".
 */
export function joinCauses(a: Cause, b: Cause): Cause {
  if (b.first === 0 || b.first === a.first) return a;
  if (a.first === 0) return b;
  if (!a.root && b.root) return { first: b.first, others: [...b.others, a.first, ...a.others], root: b.root };
  return { first: a.first, others: [...a.others, b.first, ...b.others], root: a.root || b.root || 0 };
}
