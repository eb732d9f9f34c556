import type { ServerCall } from '../simulation';
import type { EtcdResponse } from './calls';
import type { RangeRequest, TxnRequest } from './mvcc';
import type { ReadState } from './raft';

export type ReadRequest = RangeRequest | TxnRequest;

export interface WaitingRead {
  readonly call: ServerCall;
  readonly request: ReadRequest;
  readonly deadline: number;
}

const RETRY_MILLISECONDS = 500;

/**
 * Reads that must see everything acknowledged before they began. One question to the leader ("up to where?") serves all that came
 * before it was asked; the answers go out when this member has applied that far.
 */
export class LinearizableReads {
  private queue: WaitingRead[] = [];
  private asked: WaitingRead[] = [];
  private askedAt = 0;
  private number: number;
  private readonly confirmed: { readonly index: number; readonly reads: readonly WaitingRead[] }[] = [];

  constructor(firstNumber: number) {
    this.number = firstNumber;
  }

  add(read: WaitingRead): void {
    this.queue.push(read);
  }

  /** A question to ask now: what waits, when none is under way, or the same again when its answer is overdue. */
  takeQuestion(now: number): { readonly number: number; readonly hops: readonly number[] } | undefined {
    const overdue = this.asked.length > 0 && now - this.askedAt >= RETRY_MILLISECONDS;
    if (this.asked.length > 0 ? !overdue : this.queue.length === 0) return undefined;
    this.asked = this.asked.concat(this.queue);
    this.queue = [];
    this.askedAt = now;
    return { number: ++this.number, hops: this.asked.map(({ call }) => call.hop) };
  }

  /** There was nobody to ask: ask again at once when there is. */
  putBack(): void {
    this.queue = this.asked.concat(this.queue);
    this.asked = [];
  }

  get anyQueued(): boolean {
    return this.queue.length > 0 && this.asked.length === 0;
  }

  confirm({ read, index }: ReadState): void {
    if (read !== this.number || this.asked.length === 0) return;
    this.confirmed.push({ index, reads: this.asked });
    this.asked = [];
  }

  /** Reads that may be served now. */
  takeServable(appliedIndex: number): readonly WaitingRead[] {
    if (this.confirmed.length === 0) return [];
    const servable: WaitingRead[] = [];
    while (this.confirmed.length > 0 && this.confirmed[0]!.index <= appliedIndex)
      servable.push(...this.confirmed.shift()!.reads);
    return servable;
  }

  expire(now: number, response: EtcdResponse): void {
    const stays = (read: WaitingRead) => read.deadline > now || void read.call.respond(response);
    if (this.queue.length > 0) this.queue = this.queue.filter(stays);
    if (this.asked.length > 0) this.asked = this.asked.filter(stays);
  }
}
