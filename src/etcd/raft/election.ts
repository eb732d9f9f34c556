import { NOBODY } from './messages';
import type { VoteAnswer, VoteRequest } from './messages';
import type { Raft } from './raft';

/** Asks everybody for a vote (paper §5.2), or whether they would give one (dissertation §9.6). */
export function campaign(raft: Raft, kind: VoteRequest['kind'], transfer: boolean): void {
  if (kind === 'pre-vote') raft.becomePreCandidate();
  else raft.becomeCandidate();
  const term = kind === 'pre-vote' ? raft.term + 1 : raft.term;
  for (const to of raft.voters) {
    if (to === raft.id) raft.sendAfterSave({ kind: answerKind(kind), from: to, to, term, reject: false });
    else raft.send({ kind, from: raft.id, to, term, index: raft.log.lastIndex, logTerm: raft.log.lastTerm, transfer });
  }
}

function answerKind(kind: VoteRequest['kind']): VoteAnswer['kind'] {
  return kind === 'vote' ? 'vote-answer' : 'pre-vote-answer';
}

/** Gives the vote to whoever asks first in a term and has all that may be committed (paper §5.4.1). A pre-vote promises nothing, so several may have one. */
export function answerVoteRequest(raft: Raft, message: VoteRequest): void {
  const free = raft.vote === message.from || (raft.vote === NOBODY && raft.leader === NOBODY);
  const mayVote = free || (message.kind === 'pre-vote' && message.term > raft.term);
  const grant = mayVote && raft.log.isUpToDate(message.index, message.logTerm);
  const term = grant ? message.term : raft.term;
  raft.sendAfterSave({ kind: answerKind(message.kind), from: raft.id, to: message.from, term, reject: !grant });
  if (!grant || message.kind !== 'vote') return;
  raft.electionElapsed = 0;
  raft.vote = message.from;
}

/** A majority of yes leads on; a majority of no ends the campaign. */
export function countVote(raft: Raft, message: VoteAnswer): void {
  if (message.kind !== (raft.role === 'candidate' ? 'vote-answer' : 'pre-vote-answer')) return;
  if (!raft.votes.has(message.from)) raft.votes.set(message.from, !message.reject);
  let yes = 0;
  for (const granted of raft.votes.values()) if (granted) yes++;
  if (yes >= raft.quorum) {
    if (raft.role === 'candidate') raft.becomeLeader();
    else campaign(raft, 'vote', false);
  } else if (raft.votes.size - yes >= raft.quorum) {
    raft.becomeFollower(raft.term, NOBODY);
  }
}
