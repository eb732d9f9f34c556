interface RaftPayload {
  readonly kind: string;
  readonly index?: number;
  readonly commit?: number;
  readonly term?: number;
  readonly reject?: boolean;
  readonly entries?: readonly unknown[];
  readonly data?: readonly unknown[];
}

interface Words {
  /** A few words: the pill on the wire. */
  readonly title: (message: RaftPayload) => string;
  /** What the sender says to its peer, after "etcd on cp-1 …". */
  readonly says: (message: RaftPayload) => string;
}

function count(list: readonly unknown[] | undefined, one: string, more: string): string {
  const number = list?.length ?? 0;
  return `${number} ${number === 1 ? one : more}`;
}

const APPEND: Words = {
  title: ({ entries }) => `append ${count(entries, 'entry', 'entries')}`,
  says: ({ entries }) => `leads, and asks its peer to append ${count(entries, 'entry', 'entries')} to its log.`,
};
const COMMIT: Words = {
  title: ({ commit }) => `commit ${commit}`,
  says: ({ commit }) => `leads, and tells its peer that everything up to entry ${commit} is committed.`,
};

/** Raft's messages by kind (Ongaro's dissertation, chapters 3, 6.4 and 9.6). */
const WORDS: Readonly<Record<string, Words>> = {
  propose: {
    title: ({ data }) => `propose ${count(data, 'write', 'writes')}`,
    says: ({ data }) => `passes ${count(data, 'write', 'writes')} on to the leader: only the leader appends.`,
  },
  'append-answer': {
    title: ({ index, reject }) => (reject ? `no match at ${index}` : `stored up to ${index}`),
    says: ({ index, reject }) =>
      reject ? `has no matching entry ${index}, and says so.` : `has everything up to entry ${index} on its disk.`,
  },
  heartbeat: { title: () => 'heartbeat', says: () => 'leads, and asks whether its peer still follows.' },
  'heartbeat-answer': { title: () => 'still following', says: () => 'still follows.' },
  'read-index': { title: () => 'how far?', says: () => 'asks the leader up to which entry a read must wait.' },
  'read-index-answer': {
    title: ({ index }) => `read from ${index}`,
    says: ({ index }) => `leads, which a majority just confirmed: a read is up to date from entry ${index} on.`,
  },
  'pre-vote': {
    title: ({ term }) => `would you vote? (term ${term})`,
    says: () => 'asks whether it could win an election.',
  },
  'pre-vote-answer': {
    title: ({ reject }) => (reject ? 'would not vote' : 'would vote'),
    says: ({ reject }) => (reject ? 'would not vote for its peer.' : 'would vote for its peer.'),
  },
  vote: {
    title: ({ term }) => `vote for me (term ${term})`,
    says: ({ term }) => `stands for election in term ${term}.`,
  },
  'vote-answer': {
    title: ({ reject }) => (reject ? 'no vote' : 'you have my vote'),
    says: ({ reject }) => (reject ? 'refuses its vote.' : 'votes for its peer.'),
  },
  snapshot: { title: () => 'snapshot', says: () => 'sends its whole state to a peer that lags too far behind.' },
};

function wordsOf(message: RaftPayload): Words {
  if (message.kind === 'append') return message.entries?.length ? APPEND : COMMIT;
  const plain = message.kind.replace(/-/g, ' ');
  return WORDS[message.kind] ?? { title: () => plain, says: () => `sends “${plain}”.` };
}

export function raftTitle(message: RaftPayload): string {
  return wordsOf(message).title(message);
}

/** "etcd on cp-1 leads, and asks its peer to append 1 entry to its log." */
export function raftSentence(from: string, message: RaftPayload): string {
  return `${from} ${wordsOf(message).says(message)}`;
}
