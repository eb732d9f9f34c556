import type { Peeked } from '../../session/protocol';

/** Who waits for a look into a message; only the last question matters. */
let waiting: { readonly hop: number; readonly hear: (answer: Peeked) => void } | undefined;

/** Calls back with what is in the message, unless somebody asks about another before. */
export function awaitPeek(hop: number, hear: (answer: Peeked) => void): () => void {
  const mine = { hop, hear };
  waiting = mine;
  return () => {
    if (waiting === mine) waiting = undefined;
  };
}

export function hearPeeked(answer: Peeked): void {
  if (waiting?.hop === answer.hop) waiting.hear(answer);
}
