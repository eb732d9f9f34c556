import type { Cause, HopId } from './cause';
import { Names } from './names';

export type HopKind = 'act' | 'request' | 'response' | 'item' | 'end' | 'message' | 'reset' | 'input';
export type HopOutcome = 'flying' | 'delivered' | 'lost' | 'refused';

/** A message from one component to another: what is drawn, stepped through and asked about. */
export interface Hop {
  readonly id: HopId;
  readonly kind: HopKind;
  /** Component ids. */
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly payload: unknown;
  readonly sentAt: number;
  /** When it arrives, or arrived; Infinity while a cut link holds it, or when it was lost. */
  readonly arrivesAt: number;
  readonly outcome: HopOutcome;
  readonly cause: HopId;
  readonly others: readonly HopId[];
  /** The user's act at the end of the chain of causes; 0 is background. */
  readonly root: HopId;
  /** The request this belongs to; itself for a request. */
  readonly exchange: HopId;
}

const KINDS: readonly HopKind[] = ['act', 'request', 'response', 'item', 'end', 'message', 'reset', 'input'];
const OUTCOMES: readonly HopOutcome[] = ['flying', 'delivered', 'lost', 'refused'];
const KIND_NUMBERS = Object.fromEntries(KINDS.map((kind, number) => [kind, number])) as Record<HopKind, number>;
const OUTCOME_NUMBERS = Object.fromEntries(OUTCOMES.map((word, number) => [word, number])) as Record<
  HopOutcome,
  number
>;
const NO_OTHERS: readonly HopId[] = [];
const CHUNK_BITS = 12;
const CHUNK_SIZE = 1 << CHUNK_BITS;

/** Some thousand hops, a column a field: nothing for the garbage collector to copy. */
class Chunk {
  readonly kinds = new Uint8Array(CHUNK_SIZE);
  readonly outcomes = new Uint8Array(CHUNK_SIZE);
  readonly protocols = new Uint8Array(CHUNK_SIZE);
  readonly froms = new Uint16Array(CHUNK_SIZE);
  readonly tos = new Uint16Array(CHUNK_SIZE);
  readonly sentAts = new Float64Array(CHUNK_SIZE);
  readonly arrivesAts = new Float64Array(CHUNK_SIZE);
  readonly causes = new Float64Array(CHUNK_SIZE);
  readonly roots = new Float64Array(CHUNK_SIZE);
  readonly exchanges = new Float64Array(CHUNK_SIZE);
  readonly payloads: unknown[] = [];
  readonly others = new Map<HopId, readonly HopId[]>();
}

/** All hops in the order they were sent, in chunks; whole chunks are dropped from the beginning. Numbers begin with 1. */
export class HopLog {
  readonly #chunks: Chunk[] = [];
  #firstChunk = 0;
  #next = 1;
  readonly #components = new Names();
  readonly #protocols = new Names();

  get next(): HopId {
    return this.#next;
  }

  /** The first hop still held. */
  get first(): HopId {
    return Math.max(1, this.#firstChunk << CHUNK_BITS);
  }

  componentNumber(id: string): number {
    return this.#components.number(id);
  }

  add(
    kind: HopKind,
    from: number,
    to: number,
    protocol: string,
    payload: unknown,
    now: number,
    cause: Cause,
    exchange: HopId,
  ): HopId {
    const id = this.#next++;
    const at = id & (CHUNK_SIZE - 1);
    const chunk = this.#chunkFor(id);
    chunk.kinds[at] = KIND_NUMBERS[kind];
    chunk.froms[at] = from;
    chunk.tos[at] = to;
    chunk.protocols[at] = this.#protocols.number(protocol);
    chunk.payloads[at] = payload;
    chunk.sentAts[at] = now;
    chunk.arrivesAts[at] = now;
    chunk.causes[at] = cause.first;
    chunk.roots[at] = kind === 'act' ? id : (cause.root ?? 0);
    chunk.exchanges[at] = exchange === 0 ? id : exchange;
    if (cause.others.length > 0) chunk.others.set(id, cause.others);
    return id;
  }

  setArrival(id: HopId, instant: number): void {
    const chunk = this.#chunkOf(id);
    if (chunk) chunk.arrivesAts[id & (CHUNK_SIZE - 1)] = instant;
  }

  setOutcome(id: HopId, outcome: HopOutcome): void {
    const chunk = this.#chunkOf(id);
    if (chunk) chunk.outcomes[id & (CHUNK_SIZE - 1)] = OUTCOME_NUMBERS[outcome];
  }

  kindOf(id: HopId): HopKind | undefined {
    const chunk = this.#chunkOf(id);
    return chunk && KINDS[chunk.kinds[id & (CHUNK_SIZE - 1)]!];
  }

  protocolOf(id: HopId): string | undefined {
    const chunk = this.#chunkOf(id);
    return chunk && this.#protocols.name(chunk.protocols[id & (CHUNK_SIZE - 1)]!);
  }

  payloadOf(id: HopId): unknown {
    return this.#chunkOf(id)?.payloads[id & (CHUNK_SIZE - 1)];
  }

  rootOf(id: HopId): HopId {
    return this.#chunkOf(id)?.roots[id & (CHUNK_SIZE - 1)] ?? 0;
  }

  arrivalOf(id: HopId): number {
    return this.#chunkOf(id)?.arrivesAts[id & (CHUNK_SIZE - 1)] ?? Number.NaN;
  }

  /** Undefined when it was dropped, or has not been yet. */
  get(id: HopId): Hop | undefined {
    const chunk = this.#chunkOf(id);
    if (!chunk) return undefined;
    const at = id & (CHUNK_SIZE - 1);
    return {
      id,
      kind: KINDS[chunk.kinds[at]!]!,
      from: this.#components.name(chunk.froms[at]!),
      to: this.#components.name(chunk.tos[at]!),
      protocol: this.#protocols.name(chunk.protocols[at]!),
      payload: chunk.payloads[at],
      sentAt: chunk.sentAts[at]!,
      arrivesAt: chunk.arrivesAts[at]!,
      outcome: OUTCOMES[chunk.outcomes[at]!]!,
      cause: chunk.causes[at]!,
      others: chunk.others.get(id) ?? NO_OTHERS,
      root: chunk.roots[at]!,
      exchange: chunk.exchanges[at]!,
    };
  }

  /** Drops the chunks whose hops were all sent before the instant; each hop is shown to `see` first, if anybody wants to. */
  dropBefore(instant: number, see: ((hop: Hop) => void) | undefined): void {
    for (;;) {
      const chunk = this.#chunks[0];
      const end = (this.#firstChunk + 1) << CHUNK_BITS;
      if (!chunk || end > this.#next || chunk.sentAts[CHUNK_SIZE - 1]! >= instant) return;
      for (let id = this.first; see && id < end; id++) see(this.get(id)!);
      this.#chunks.shift();
      this.#firstChunk++;
    }
  }

  #chunkFor(id: HopId): Chunk {
    const index = (id >>> CHUNK_BITS) - this.#firstChunk;
    let chunk = this.#chunks[index];
    if (!chunk) this.#chunks.push((chunk = new Chunk()));
    return chunk;
  }

  #chunkOf(id: HopId): Chunk | undefined {
    return id > 0 && id < this.#next ? this.#chunks[(id >>> CHUNK_BITS) - this.#firstChunk] : undefined;
  }
}
