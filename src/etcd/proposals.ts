import type { ServerCall } from '../simulation';
import type { EtcdResponse, Proposal } from './calls';
import type { Command } from './mvcc';

interface Pending {
  readonly call: ServerCall;
  readonly deadline: number;
}

/**
 * Writes on their way: from a client's request until the entry that carries it is applied here. What waits for a leader, or for
 * a sync under way, goes out together afterwards.
 */
export class Proposals {
  private readonly pending = new Map<number, Pending>();
  private waiting: Proposal[] = [];
  private lastId: number;

  /** `firstId` differs from start to start, so answers meant for an earlier life of this member find nobody. */
  constructor(firstId: number) {
    this.lastId = firstId;
  }

  add(command: Command, call: ServerCall, deadline: number): void {
    this.pending.set(this.addQuietly(command, call.hop), { call, deadline });
  }

  /** Nobody waits for the outcome. */
  addQuietly(command: Command, hop: number): number {
    const id = ++this.lastId;
    this.waiting.push({ id, command, hop });
    return id;
  }

  /** Another member's, passed on to the leader while it can't take more. */
  addForeign(proposals: readonly Proposal[]): void {
    this.waiting.push(...proposals);
  }

  get anyWaiting(): boolean {
    return this.waiting.length > 0;
  }

  takeWaiting(): Proposal[] {
    const taken = this.waiting;
    this.waiting = [];
    return taken;
  }

  /** The entry is applied: whoever asked for it, if it was here, hears so. */
  settle(id: number, response: EtcdResponse): void {
    const pending = this.pending.get(id);
    if (!pending) return;
    this.pending.delete(id);
    pending.call.respond(response);
  }

  /** Those who waited too long; whether their write happens is unknown. */
  expire(now: number, response: EtcdResponse): void {
    for (const [id, { call, deadline }] of this.pending) {
      if (deadline > now) return;
      this.pending.delete(id);
      this.waiting = this.waiting.filter((proposal) => proposal.id !== id);
      call.respond(response);
    }
  }
}
