import type { NodeId } from './messages';
import type { Progress } from './progress';
import type { Raft } from './raft';

export function sendAppends(raft: Raft): void {
  for (const id of raft.voters) if (id !== raft.id) sendAppend(raft, id, true);
}

/** Sends what the follower lacks, as far as its progress allows. False when nothing left. */
export function sendAppend(raft: Raft, to: NodeId, evenEmpty: boolean): boolean {
  const progress = raft.progress.get(to)!;
  if (progress.blocked) return false;
  const index = progress.next - 1;
  const logTerm = raft.log.term(index);
  if (logTerm < 0) return sendSnapshot(raft, to, progress);
  const throttled = progress.state === 'replicate' && progress.full;
  const entries = throttled ? [] : raft.log.from(progress.next, raft.options.maxEntries);
  if (entries.length === 0 && !evenEmpty) return false;
  const commit = raft.log.committed;
  raft.send({ kind: 'append', from: raft.id, to, term: raft.term, index, logTerm, entries, commit });
  progress.sent(entries.length, commit);
  return true;
}

/** The entries are compacted away (paper §7). The driver fills in the state machine's data. */
function sendSnapshot(raft: Raft, to: NodeId, progress: Progress): boolean {
  if (!progress.recentlyActive) return false;
  const index = raft.log.applied;
  const snapshot = { index, term: raft.log.term(index), data: undefined };
  progress.awaitSnapshot(index);
  raft.send({ kind: 'snapshot', from: raft.id, to, term: raft.term, snapshot });
  return true;
}

export function sendHeartbeats(raft: Raft): void {
  const read = raft.reads.newest;
  for (const to of raft.voters) {
    if (to === raft.id) continue;
    // A follower must not commit what it is not known to have: it may hold something else there.
    const commit = Math.min(raft.progress.get(to)!.match, raft.log.committed);
    raft.send({ kind: 'heartbeat', from: raft.id, to, term: raft.term, commit, read });
  }
}
