/** So many messages are laid out at once: what a reader scrolls through, whatever the length of the story. */
const CHUNK = 1500;
/** A flood runs past faster than anybody scrolls: while it does, only its end is laid out. */
const CHUNK_OF_FLOOD = 160;
/** A story of more messages grows faster than anybody follows. */
export const FLOOD = 3000;

/** Indexes into an act's messages, the end not included. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of a long story that is laid out: around the message that is read, else its end. It moves in chunks, so that
 * going on by a message changes nothing of it.
 * @param ids of the act's messages, rising. @param chosen the message that is read; 0 for none. @param running whether it grows.
 */
export function stretchOf(ids: readonly number[], chosen: number, running = false): Stretch {
  const chunk = running && !chosen && ids.length > FLOOD ? CHUNK_OF_FLOOD : CHUNK;
  const at = chosen ? indexOf(ids, chosen) : ids.length - 1;
  const start = Math.max(0, Math.floor(at / chunk) * chunk - chunk / 2);
  return { start, end: Math.min(ids.length, start + 2 * chunk) };
}

/** The last message at or before this one. */
function indexOf(ids: readonly number[], id: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? 0) <= id) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
