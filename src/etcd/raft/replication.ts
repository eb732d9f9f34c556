import { NOBODY } from './messages';
import type { Append, AppendAnswer, Heartbeat, HeartbeatAnswer, InstallSnapshot, NodeId } from './messages';
import type { Progress } from './progress';
import type { Raft } from './raft';
import { releaseWaitingReads } from './reads';
import { sendAppend, sendAppends } from './sending';
import { transferIfCaughtUp } from './transfer';

// ---- the leader's side ------------------------------------------------------------------------------------------------

export function propose(raft: Raft, data: readonly unknown[]): boolean {
  if (raft.transferee !== NOBODY) return false;
  raft.appendOwn(data);
  sendAppends(raft);
  return true;
}

export function appendAnswered(raft: Raft, message: AppendAnswer): void {
  const progress = raft.progress.get(message.from);
  if (!progress) return;
  progress.recentlyActive = true;
  if (message.reject) appendRefused(raft, message, progress);
  else appendAccepted(raft, message, progress);
}

function appendRefused(raft: Raft, message: AppendAnswer, progress: Progress): void {
  let hint = message.rejectHint;
  if (message.logTerm > 0) hint = raft.log.lastPossibleMatch(hint, message.logTerm).index;
  if (!progress.refused(message.index, hint)) return;
  if (progress.state === 'replicate') progress.probe();
  sendAppend(raft, message.from, true);
}

function appendAccepted(raft: Raft, message: AppendAnswer, progress: Progress): void {
  const wasBlocked = progress.blocked;
  const news = progress.accepted(message.index);
  if (!news && !(progress.match === message.index && progress.state === 'probe')) return;
  follow(raft, progress, message.index);
  if (advanceCommit(raft)) {
    releaseWaitingReads(raft);
    sendAppends(raft);
  } else if (wasBlocked || (message.from !== raft.id && progress.wantsCommit(raft.log.committed))) {
    sendAppend(raft, message.from, true);
  }
  if (message.from === raft.id) return;
  while (sendAppend(raft, message.from, false));
  transferIfCaughtUp(raft, message.from, progress);
}

/** A follower that matches is sent to ahead; one that was given a snapshot when our log reaches back to it. */
function follow(raft: Raft, progress: Progress, index: number): void {
  if (progress.state === 'replicate') progress.freeUpTo(index);
  else if (progress.state === 'probe' || progress.match + 1 >= raft.log.firstIndex) progress.replicate();
}

/** Paper §5.3 and §5.4.2: what a majority has is committed, if it is of the leader's own term. */
function advanceCommit(raft: Raft): boolean {
  const index = majorityMatch(raft);
  if (index <= raft.log.committed || raft.log.term(index) !== raft.term) return false;
  raft.log.commitTo(index);
  return true;
}

/** The highest index that a majority has; asked with every answer, so without a sorted copy. */
function majorityMatch(raft: Raft): number {
  let highest = 0;
  for (const candidate of raft.progress.values()) {
    if (candidate.match <= highest) continue;
    let have = 0;
    for (const progress of raft.progress.values()) if (progress.match >= candidate.match) have++;
    if (have >= raft.quorum) highest = candidate.match;
  }
  return highest;
}

export function heartbeatAnswered(raft: Raft, message: HeartbeatAnswer): void {
  const progress = raft.progress.get(message.from);
  if (!progress) return;
  progress.recentlyActive = true;
  progress.paused = false;
  if (progress.match < raft.log.lastIndex || progress.state === 'probe') sendAppend(raft, message.from, true);
}

/** Whether a snapshot that was sent arrived; after a failure the leader asks again before it sends another. */
export function snapshotReported(raft: Raft, to: NodeId, arrived: boolean): void {
  const progress = raft.progress.get(to);
  if (raft.role !== 'leader' || progress?.state !== 'snapshot') return;
  if (!arrived) progress.snapshotIndex = 0;
  progress.probe();
  progress.paused = true;
}

/** The link to a follower broke: what was sent ahead may be lost. */
export function unreachableReported(raft: Raft, to: NodeId): void {
  const progress = raft.progress.get(to);
  if (raft.role === 'leader' && progress?.state === 'replicate') progress.probe();
}

// ---- the follower's side ----------------------------------------------------------------------------------------------

export function acceptAppend(raft: Raft, message: Append): void {
  const { log } = raft;
  if (message.index < log.committed) return answer(raft, message.from, log.committed);
  const last = log.accept(message.index, message.logTerm, message.commit, message.entries);
  if (last !== undefined) return answer(raft, message.from, last);
  const hint = log.lastPossibleMatch(Math.min(message.index, log.lastIndex), message.logTerm);
  raft.sendAfterSave({
    kind: 'append-answer',
    from: raft.id,
    to: message.from,
    term: raft.term,
    index: message.index,
    reject: true,
    rejectHint: hint.index,
    logTerm: hint.term,
  });
}

function answer(raft: Raft, to: NodeId, index: number): void {
  raft.sendAfterSave({
    kind: 'append-answer',
    from: raft.id,
    to,
    term: raft.term,
    index,
    reject: false,
    rejectHint: 0,
    logTerm: 0,
  });
}

export function acceptHeartbeat(raft: Raft, message: Heartbeat): void {
  raft.log.commitTo(message.commit);
  raft.send({ kind: 'heartbeat-answer', from: raft.id, to: message.from, term: raft.term, read: message.read });
}

/** Paper figure 13; a snapshot whose last entry the log already has only moves the commit index. */
export function acceptSnapshot(raft: Raft, message: InstallSnapshot): void {
  const { log } = raft;
  const { snapshot } = message;
  if (snapshot.index > log.committed) {
    if (log.term(snapshot.index) === snapshot.term) log.commitTo(snapshot.index);
    else log.restore(snapshot);
  }
  answer(raft, message.from, log.committed);
}
