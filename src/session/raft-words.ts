import { type Phrase, phrase, type Words } from './phrases';

interface RaftPayload {
  readonly kind: string;
  readonly index?: number;
  readonly commit?: number;
  readonly term?: number;
  readonly reject?: boolean;
  readonly entries?: readonly unknown[];
  readonly data?: readonly unknown[];
}

interface Sayings {
  /** A few words: the pill on the wire. */
  readonly title: (message: RaftPayload) => Words;
  /** What the sender says to its peer. */
  readonly says: (actor: Words, message: RaftPayload) => Phrase;
}

const APPEND: Sayings = {
  title: ({ entries }) => phrase('raft.append', { count: entries?.length ?? 0 }),
  says: (actor, { entries }) => phrase('raft.appendSays', { actor, count: entries?.length ?? 0 }),
};
const COMMIT: Sayings = {
  title: ({ commit = 0 }) => phrase('raft.commit', { index: commit }),
  says: (actor, { commit = 0 }) => phrase('raft.commitSays', { actor, index: commit }),
};
const STORED: Sayings = {
  title: ({ index = 0 }) => phrase('raft.stored', { index }),
  says: (actor, { index = 0 }) => phrase('raft.storedSays', { actor, index }),
};
const NO_MATCH: Sayings = {
  title: ({ index = 0 }) => phrase('raft.noMatch', { index }),
  says: (actor, { index = 0 }) => phrase('raft.noMatchSays', { actor, index }),
};
const WOULD: Sayings = { title: () => phrase('raft.would'), says: (actor) => phrase('raft.wouldSays', { actor }) };
const WOULD_NOT: Sayings = {
  title: () => phrase('raft.wouldNot'),
  says: (actor) => phrase('raft.wouldNotSays', { actor }),
};
const GRANTED: Sayings = {
  title: () => phrase('raft.granted'),
  says: (actor) => phrase('raft.grantedSays', { actor }),
};
const REFUSED: Sayings = {
  title: () => phrase('raft.refused'),
  says: (actor) => phrase('raft.refusedSays', { actor }),
};

/** Raft's messages by kind (Ongaro's dissertation, chapters 3, 6.4 and 9.6). */
const SAYINGS: Readonly<Record<string, Sayings>> = {
  propose: {
    title: ({ data }) => phrase('raft.propose', { count: data?.length ?? 0 }),
    says: (actor, { data }) => phrase('raft.proposeSays', { actor, count: data?.length ?? 0 }),
  },
  heartbeat: { title: () => phrase('raft.heartbeat'), says: (actor) => phrase('raft.heartbeatSays', { actor }) },
  'heartbeat-answer': {
    title: () => phrase('raft.following'),
    says: (actor) => phrase('raft.followingSays', { actor }),
  },
  'read-index': { title: () => phrase('raft.howFar'), says: (actor) => phrase('raft.howFarSays', { actor }) },
  'read-index-answer': {
    title: ({ index = 0 }) => phrase('raft.readFrom', { index }),
    says: (actor, { index = 0 }) => phrase('raft.readFromSays', { actor, index }),
  },
  'pre-vote': {
    title: ({ term = 0 }) => phrase('raft.wouldYou', { term }),
    says: (actor) => phrase('raft.wouldYouSays', { actor }),
  },
  vote: {
    title: ({ term = 0 }) => phrase('raft.vote', { term }),
    says: (actor, { term = 0 }) => phrase('raft.voteSays', { actor, term }),
  },
  snapshot: { title: () => phrase('raft.snapshot'), says: (actor) => phrase('raft.snapshotSays', { actor }) },
};

function sayingsOf(message: RaftPayload): Sayings {
  switch (message.kind) {
    case 'append':
      return message.entries?.length ? APPEND : COMMIT;
    case 'append-answer':
      return message.reject ? NO_MATCH : STORED;
    case 'pre-vote-answer':
      return message.reject ? WOULD_NOT : WOULD;
    case 'vote-answer':
      return message.reject ? REFUSED : GRANTED;
    default:
      return SAYINGS[message.kind] ?? plain(message.kind.replace(/-/g, ' '));
  }
}

function plain(what: string): Sayings {
  return { title: () => what, says: (actor) => phrase('raft.plainSays', { actor, what }) };
}

export function raftTitle(message: RaftPayload): Words {
  return sayingsOf(message).title(message);
}

/** "etcd on cp-1 leads, and asks its peer to append 1 entry to its log." */
export function raftSentence(actor: Words, message: RaftPayload): Phrase {
  return sayingsOf(message).says(actor, message);
}
