import type { HopView } from '../../session/protocol';

/** A hop in its place in the followed act's tree. */
export interface HopRow {
  readonly hop: HopView;
  /** How far it is indented: how many causes lie between it and the act, answers not counted. */
  readonly depth: number;
}

/**
 * The hops of users' acts, by number and by act. Numbers rise with time of sending, so each act's list stays in order by
 * appending; a hop that is heard of again (it arrived, it was lost) replaces its earlier self.
 */
export class HopLog {
  private readonly byId = new Map<number, HopView>();
  private readonly byAct = new Map<number, number[]>();
  private readonly depths = new Map<number, number>();

  get(id: number): HopView | undefined {
    return this.byId.get(id);
  }

  get size(): number {
    return this.byId.size;
  }

  ofAct(act: number): readonly number[] {
    return this.byAct.get(act) ?? [];
  }

  row(id: number): HopRow | undefined {
    const hop = this.byId.get(id);
    return hop && { hop, depth: this.depths.get(id) ?? 0 };
  }

  put(hop: HopView): void {
    const known = this.byId.has(hop.id);
    this.byId.set(hop.id, hop);
    if (known) return;
    this.depths.set(hop.id, this.depthOf(hop));
    const act = hop.root === 0 ? hop.id : hop.root;
    const list = this.byAct.get(act);
    if (list) insertInOrder(list, hop.id);
    else this.byAct.set(act, [hop.id]);
  }

  /** An answer stands where its request does; all else one deeper than what caused it. */
  private depthOf(hop: HopView): number {
    if (hop.cause === 0) return 0;
    const isAnswer = hop.kind === 'response' || hop.kind === 'end' || hop.kind === 'reset';
    const asked = isAnswer ? this.depths.get(hop.exchange) : undefined;
    return asked ?? (this.depths.get(hop.cause) ?? 0) + 1;
  }

  /** Forgets hops that were sent before the instant, one by one: the worker has dropped them too. What comes later of their acts stays. */
  forgetBefore(instant: number): void {
    for (const [act, ids] of this.byAct) {
      const first = this.byId.get(ids[0] ?? 0);
      if (first && first.sentAt >= instant) continue;
      const kept = ids.findIndex((id) => (this.byId.get(id)?.sentAt ?? 0) >= instant);
      // The list is the act's own, and handed out: it is cut in place.
      for (const id of ids.splice(0, kept < 0 ? ids.length : kept)) {
        this.byId.delete(id);
        this.depths.delete(id);
      }
      if (ids.length === 0) this.byAct.delete(act);
    }
  }
}

function insertInOrder(ids: number[], id: number): void {
  let at = ids.length;
  while (at > 0 && (ids[at - 1] ?? 0) > id) at -= 1;
  ids.splice(at, 0, id);
}
