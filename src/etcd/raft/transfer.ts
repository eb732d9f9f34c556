import { NOBODY } from './messages';
import type { NodeId } from './messages';
import type { Progress } from './progress';
import type { Raft } from './raft';
import { sendAppend } from './sending';

/** Dissertation §3.10: no more proposals; bring the successor's log up to date; tell it to campaign. Given up after an election timeout. */
export function transferLeadership(raft: Raft, to: NodeId): void {
  const progress = raft.progress.get(to);
  if (!progress || raft.transferee === to) return;
  raft.transferee = NOBODY;
  if (to === raft.id) return;
  raft.electionElapsed = 0;
  raft.transferee = to;
  if (progress.match === raft.log.lastIndex) sayTimeoutNow(raft, to);
  else sendAppend(raft, to, true);
}

export function transferIfCaughtUp(raft: Raft, from: NodeId, progress: Progress): void {
  if (from === raft.transferee && progress.match === raft.log.lastIndex) sayTimeoutNow(raft, from);
}

function sayTimeoutNow(raft: Raft, to: NodeId): void {
  raft.send({ kind: 'timeout-now', from: raft.id, to, term: raft.term });
}
