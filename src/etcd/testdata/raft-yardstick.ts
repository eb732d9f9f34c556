/**
 * Puts our Raft where a trace of commands (propose, tick, deliver, process one Ready, crash …) expects one: each member's disk, the messages in
 * flight, and nothing that Raft itself decides.
 */
import { RaftNode } from '../raft';
import type { Entry, HardState, Message, NodeId, ReadState } from '../raft';

interface Options {
  readonly voters: readonly NodeId[];
  readonly index: number;
  readonly prevote: boolean;
  readonly checkquorum: boolean;
  readonly inflight: number;
}

interface Member {
  node: RaftNode;
  hardState: HardState;
  base: { index: number; term: number };
  entries: Entry[];
  applied: number;
}

const kinds: Record<Message['kind'], string> = {
  vote: 'MsgVote',
  'vote-answer': 'MsgVoteResp',
  'pre-vote': 'MsgPreVote',
  'pre-vote-answer': 'MsgPreVoteResp',
  append: 'MsgApp',
  'append-answer': 'MsgAppResp',
  heartbeat: 'MsgHeartbeat',
  'heartbeat-answer': 'MsgHeartbeatResp',
  snapshot: 'MsgSnap',
  propose: 'MsgProp',
  'transfer-leadership': 'MsgTransferLeader',
  'timeout-now': 'MsgTimeoutNow',
  'read-index': 'MsgReadIndex',
  'read-index-answer': 'MsgReadIndexResp',
};
const roles = {
  follower: 'StateFollower',
  'pre-candidate': 'StatePreCandidate',
  candidate: 'StateCandidate',
  leader: 'StateLeader',
};

const entryOut = ({ term, index, data }: Entry) => [term, index, 'EntryNormal', data ?? ''];

function messageOut(message: Message): Record<string, unknown> {
  const fields = message as unknown as Record<string, unknown>;
  const entries =
    message.kind === 'propose'
      ? message.data.map((data) => [0, 0, 'EntryNormal', data])
      : message.kind === 'append'
        ? message.entries.map(entryOut)
        : [];
  const out: Record<string, unknown> = {
    commit: fields['commit'],
    context: fields['transfer'] ? 'CampaignTransfer' : undefined,
    entries: entries.length > 0 ? entries : undefined,
    from: message.from,
    index: fields['index'],
    logTerm: fields['logTerm'],
    reject: fields['reject'] || undefined,
    rejectHint: fields['reject'] ? (fields['rejectHint'] ?? 0) : undefined,
    term: message.term,
    to: message.to,
    type: kinds[message.kind],
  };
  for (const name of ['commit', 'index', 'logTerm']) if (out[name] === 0) out[name] = undefined;
  return out;
}

class Harness {
  private readonly options: Options;
  private readonly members = new Map<NodeId, Member>();
  flying: Message[] = [];
  /** Reads that were confirmed, in order. */
  readonly served: ({ id: NodeId } & ReadState)[] = [];

  constructor(options: Options) {
    this.options = options;
    const base = { index: options.index, term: 1 };
    const hardState = { term: 0, vote: 0, commit: 0 };
    for (const id of options.voters) {
      this.members.set(id, { node: this.boot(id, { hardState, base, entries: [], applied: base.index }), hardState, base, entries: [], applied: base.index });
    }
  }

  private boot(id: NodeId, persisted: Omit<Member, 'node'>): RaftNode {
    const { voters, prevote: preVote, checkquorum: checkQuorum, inflight: maxInFlight } = this.options;
    return new RaftNode({ id, voters, electionTicks: 3, heartbeatTicks: 1, preVote, checkQuorum, maxInFlight, maxEntries: Infinity, random: () => 0 }, persisted);
  }

  run(command: string): string | undefined {
    const [name = '', ...words] = command.split(' ');
    const numbers = words.filter((word) => /^\d+$/.test(word)).map(Number);
    const named = (key: string) => [...(command.match(new RegExp(`${key}=\\(?([\\d,]+)`))?.[1] ?? '').split(',').filter(Boolean)].map(Number);
    const member = this.members.get(numbers[0] ?? named('from')[0] ?? 0)!;
    switch (name) {
      case 'propose':
        return member.node.propose([words[1]]) ? undefined : 'raft proposal dropped';
      case 'campaign':
        return void member.node.campaign();
      case 'tick-election':
      case 'tick-heartbeat':
        member.node.raft.electionTimeout = named('timeout')[0]!;
        for (let i = name === 'tick-election' ? 3 : 1; i > 0; i--) member.node.tick();
        return undefined;
      case 'process-ready':
        return void this.processReady(numbers[0]!);
      case 'deliver-msgs':
        return void this.deliver(numbers, named('drop'));
      case 'stabilize':
        return void this.stabilize(numbers.length > 0 ? numbers : [...this.members.keys()]);
      case 'compact':
        return void this.compact(member, numbers[1]!);
      case 'report-unreachable':
        return void member.node.reportUnreachable(numbers[1]!);
      case 'transfer-leadership':
        return void member.node.transferLeadership(named('to')[0]!);
      case 'read-index':
        return void member.node.readIndex(numbers[1]!);
      case 'crash-restart':
        member.node = this.boot(numbers[0]!, member);
        return undefined;
      default:
        throw new Error(`unknown command: ${command}`);
    }
  }

  private processReady(id: NodeId): void {
    const member = this.members.get(id)!;
    const ready = member.node.ready();
    if (ready.hardState) member.hardState = ready.hardState;
    if (ready.snapshot) {
      member.base = ready.snapshot;
      member.entries = [];
      member.applied = ready.snapshot.index;
    }
    const first = ready.entries[0]?.index ?? Infinity;
    member.entries = [...member.entries.filter((entry) => entry.index < first), ...ready.entries];
    member.applied = ready.committed.at(-1)?.index ?? member.applied;
    for (const { message } of [...ready.messages, ...ready.messagesAfterSave]) this.flying.push(message);
    for (const read of ready.reads) this.served.push({ id, ...read });
    member.node.advance(ready);
  }

  private deliver(to: readonly NodeId[], drop: readonly NodeId[]): void {
    const mine = this.flying.filter((message) => to.includes(message.to));
    this.flying = this.flying.filter((message) => !to.includes(message.to) && !drop.includes(message.to));
    for (const id of to) for (const message of mine) if (message.to === id) this.members.get(id)!.node.step(message);
  }

  private stabilize(ids: readonly NodeId[]): void {
    for (let busy = true; busy; ) {
      busy = false;
      for (const id of ids) {
        if (!this.members.get(id)!.node.hasReady) continue;
        this.processReady(id);
        busy = true;
      }
      for (const id of ids) {
        if (!this.flying.some((message) => message.to === id)) continue;
        this.deliver([id], []);
        busy = true;
      }
    }
  }

  private compact(member: Member, index: number): void {
    const last = member.entries.find((entry) => entry.index === index);
    if (last) member.base = { index, term: last.term };
    member.entries = member.entries.filter((entry) => entry.index > index);
    member.node.compact(index);
  }

  nodes(): unknown[] {
    return [...this.members].map(([id, { node, hardState, base, entries }]) => ({
      id,
      role: roles[node.status.role],
      term: node.status.term,
      vote: node.status.vote,
      lead: node.status.leader,
      commit: node.status.commitIndex,
      applied: node.status.appliedIndex,
      first: base.index + 1,
      log: entries.map(entryOut),
      voters: this.options.voters,
      pterm: hardState.term,
      pvote: hardState.vote,
      pcommit: hardState.commit,
    }));
  }

  inflight(): unknown[] {
    return this.flying.map(messageOut);
  }
}

export type { Harness };

export function create(options: Options): Harness {
  return new Harness(options);
}
