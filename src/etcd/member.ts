import { attempt, NO_CAUSE } from '../simulation';
import type { Component, Facts, Process, Program, ServerCall } from '../simulation';
import { PEER_PROTOCOL } from './calls';
import type { EtcdRequest, Proposal } from './calls';
import { causeOfEntries, causeOfHop, causeOfHops, causeOfMessage, mergeAcknowledgements } from './causes';
import { answerRead, serve } from './calls-served';
import { Lessor } from './lessor';
import { LinearizableReads } from './linearizable-reads';
import { apply, refusal, Store } from './mvcc';
import type { Change, Command, EtcdError, StoreSnapshot } from './mvcc';
import { Proposals } from './proposals';
import { NOBODY, RaftNode } from './raft';
import type { Entry, Message, NodeId, Outgoing, RaftStatus, Ready, Snapshot } from './raft';
import { WatchStreams } from './watch-streams';
import { WriteAheadLog } from './write-ahead-log';

export interface EtcdMemberOptions {
  /** For people: `cp-1`. */
  readonly name: string;
  /** Addresses of all members, this one's too, in the same order on every member. */
  readonly peers: readonly string[];
  /** etcd's --heartbeat-interval and --election-timeout. */
  readonly heartbeatMilliseconds?: number;
  readonly electionMilliseconds?: number;
  /** A snapshot every so many entries, and so many kept behind it for members that lag (etcd: 10,000 and 5,000). */
  readonly snapshotEntries?: number;
  readonly catchUpEntries?: number;
  /** How often idle watches that ask for it are told the revision (--watch-progress-notify-interval). */
  readonly progressNotifyMilliseconds?: number;
}

const DEFAULTS = {
  heartbeatMilliseconds: 100,
  electionMilliseconds: 1_000,
  snapshotEntries: 10_000,
  catchUpEntries: 5_000,
  progressNotifyMilliseconds: 600_000,
};
const LEASE_CHECK_MILLISECONDS = 500;
/** So many heartbeats may be late before a member's election timer is worth telling. */
const SILENT_TICKS = 3;
/** etcd's most unanswered appends to one follower; and how much one append carries (etcd counts bytes). */
const MAX_IN_FLIGHT = 512;

const MAX_ENTRIES = 256;
const TO_PEERS = { protocol: PEER_PROTOCOL };
const TIMED_OUT = refusal('timeout').response;

const members = new WeakMap<Component, EtcdMember>();

/** The member that runs in a component, to look at: its store and what it has applied. Undefined until it first started. */
export function memberOf(component: Component): EtcdMember | undefined {
  return members.get(component);
}

/** The program of one etcd member. */
export function etcdMember(options: EtcdMemberOptions): Program {
  return (component) => {
    const member = new EtcdMember(component, options);
    members.set(component, member);
    member.start();
  };
}

/**
 * Drives Raft and the key space on a machine: what arrives is stepped, what is committed applied, what is new saved and
 * synced, and only then promised to others. While a sync is under way, what arrives piles up and goes out together after it.
 */
export class EtcdMember {
  readonly component: Component;
  readonly options: Required<EtcdMemberOptions>;
  readonly lessor = new Lessor();
  readonly watchStreams = new WatchStreams();
  readonly proposals: Proposals;
  readonly reads: LinearizableReads;
  store: Store;
  private readonly raft: RaftNode;
  private readonly log: WriteAheadLog;
  private readonly id: NodeId;
  private appliedIndex: number;
  private snapshotIndex: number;
  private syncing = false;
  private leading = false;
  private ticks = 0;
  private tickedAt = 0;
  private readonly sendingSnapshot = new Set<NodeId>();

  constructor(component: Component, options: EtcdMemberOptions) {
    this.component = component;
    this.options = { ...DEFAULTS, ...options };
    this.id = options.peers.indexOf(component.id) + 1;
    if (this.id === NOBODY) throw new Error(`${component.id} is not among its peers ${options.peers.join(', ')}`);
    this.log = new WriteAheadLog(component.disk);
    const { persisted, store } = this.log.recover();
    this.store = store;
    this.appliedIndex = this.snapshotIndex = persisted.base.index;
    const { heartbeatMilliseconds, electionMilliseconds } = this.options;
    this.raft = new RaftNode(
      {
        id: this.id,
        voters: options.peers.map((_, position) => position + 1),
        electionTicks: Math.round(electionMilliseconds / heartbeatMilliseconds),
        heartbeatTicks: 1,
        preVote: true,
        checkQuorum: true,
        maxInFlight: MAX_IN_FLIGHT,
        maxEntries: MAX_ENTRIES,
        random: (below) => component.random.integer(below),
      },
      persisted,
    );
    const first = component.random.integer(2 ** 31) * 2 ** 20;
    this.proposals = new Proposals(first);
    this.reads = new LinearizableReads(first);
  }

  get now(): number {
    return this.component.now;
  }

  get status(): RaftStatus {
    return this.raft.status;
  }

  /** The leader's address; empty when this member knows none. */
  get leaderAddress(): string {
    const { leader } = this.raft.raft;
    return leader === NOBODY ? '' : this.options.peers[leader - 1]!;
  }

  get isLeader(): boolean {
    return this.leading;
  }

  /** What this member applied after a revision, for observers. */
  changesSince(revision: number): Change[] {
    return this.store.changesSince(revision);
  }

  /** The newest entries of this member's log, and the request each came of (0: none, a leader's first entry). */
  newestEntries(count: number): readonly { readonly index: number; readonly hop: number }[] {
    const { log } = this.raft.raft;
    const entries = log.from(Math.max(log.firstIndex, log.lastIndex - count + 1));
    return entries.map(({ index, data }) => ({ index, hop: (data as Proposal | undefined)?.hop ?? 0 }));
  }

  start(): void {
    const { component } = this;
    component.listen({
      request: (call: ServerCall) => this.receiveCall(call),
      message: (message: Message) => this.receive(message),
    });
    component.publishFrom(() => this.facts());
    const offset = component.random.integer(this.options.heartbeatMilliseconds);
    component.simulation.withCause(NO_CAUSE, () => component.after(offset, this.tick));
    this.syncing = true;
    component.run('sync what was found', this.beginWhenSynced());
  }

  /** An earlier life of this process may have died between writing and syncing: what was read is not on disk for sure. */
  private *beginWhenSynced(): Process<void> {
    yield* this.component.disk.sync();
    this.syncing = false;
    this.work();
  }

  // ---- what comes in --------------------------------------------------------------------------------------------------

  private receiveCall(call: ServerCall): Process<void> | void {
    const request = call.payload as EtcdRequest | Extract<Message, { kind: 'snapshot' }>;
    if (request.kind !== 'snapshot') return serve(this, request, call);
    this.receive(request);
    call.respond({ kind: 'snapshot-received' });
  }

  private receive(message: Message): void {
    if (message.kind === 'propose' && this.leading && this.syncing) {
      this.proposals.addForeign(message.data as Proposal[]);
      return;
    }
    this.raft.setCause(this.component.simulation.context);
    this.raft.step(message);
    this.work();
  }

  /** A client's write: answered when it is applied here, or when that takes too long. */
  propose(command: Command, call: ServerCall): void {
    this.proposals.add(command, call, this.requestDeadline);
    this.work();
  }

  /** Begins to hand leadership to another member; answers why it can't. */
  handOver(target: string): EtcdError | undefined {
    const to = this.options.peers.indexOf(target) + 1;
    if (!this.leading) return refusal('notLeader');
    if (to === NOBODY) return refusal('badTransferee');
    this.raft.transferLeadership(to);
    this.work();
    return undefined;
  }

  /** How long etcd lets a request take: five seconds and two election timeouts. */
  get requestDeadline(): number {
    return this.now + 5_000 + 2 * this.options.electionMilliseconds;
  }

  private readonly tick = (): void => {
    const { heartbeatMilliseconds, progressNotifyMilliseconds } = this.options;
    this.component.after(heartbeatMilliseconds, this.tick);
    this.ticks++;
    this.tickedAt = this.now;
    this.raft.setCause(NO_CAUSE);
    this.raft.tick();
    this.proposals.expire(this.now, TIMED_OUT);
    this.reads.expire(this.now, TIMED_OUT);
    if (this.leading && this.isTimeFor(LEASE_CHECK_MILLISECONDS)) this.revokeExpired();
    if (this.isTimeFor(progressNotifyMilliseconds)) this.watchStreams.notifyIdle(this.store);
    this.work();
  };

  private isTimeFor(periodMilliseconds: number): boolean {
    return this.ticks % Math.max(1, Math.round(periodMilliseconds / this.options.heartbeatMilliseconds)) === 0;
  }

  private revokeExpired(): void {
    for (const id of this.lessor.takeExpired(this.now)) this.proposals.addQuietly({ kind: 'leaseRevoke', id }, 0);
  }

  // ---- what goes out --------------------------------------------------------------------------------------------------

  /** Does all that can be done now; a sync puts off the rest. */
  work(): void {
    while (!this.syncing) {
      this.proposeWaiting();
      this.askForReads();
      if (!this.raft.hasReady) break;
      const ready = this.raft.ready();
      const { simulation } = this.component;
      const outer = simulation.context;
      simulation.context = causeOfEntries(simulation, ready.entries) ?? outer;
      this.handle(ready);
      simulation.context = outer;
    }
    this.component.factsChanged();
  }

  private proposeWaiting(): void {
    if (!this.proposals.anyWaiting || this.raft.raft.leader === NOBODY) return;
    const waiting = this.proposals.takeWaiting();
    this.raft.setCause(
      causeOfHops(
        this.component.simulation,
        waiting.map(({ hop }) => hop),
      ),
    );
    if (!this.raft.propose(waiting)) this.proposals.addForeign(waiting);
  }

  private askForReads(): void {
    if (this.raft.raft.leader === NOBODY) return;
    const question = this.reads.takeQuestion(this.now);
    if (!question) return;
    this.raft.setCause(causeOfHops(this.component.simulation, question.hops));
    if (!this.raft.readIndex(question.number)) this.reads.putBack();
  }

  /** A leader's messages leave before its own disk has synced: followers write at the same time (dissertation §10.2.1). */
  private handle(ready: Ready): void {
    this.noticeLeadership();
    this.log.save(ready);
    if (ready.snapshot) this.install(ready.snapshot);
    for (const outgoing of ready.messages) this.send(outgoing);
    for (const entry of ready.committed) this.applyEntry(entry);
    for (const read of ready.reads) this.reads.confirm(read);
    this.serveReads();
    if (!ready.mustSync) return this.finish(ready);
    this.syncing = true;
    this.component.run('sync the log', this.finishWhenSynced(ready));
  }

  private *finishWhenSynced(ready: Ready): Process<void> {
    yield* this.component.disk.sync();
    this.syncing = false;
    this.finish(ready);
    this.work();
  }

  private finish(ready: Ready): void {
    for (const outgoing of mergeAcknowledgements(ready.messagesAfterSave)) this.send(outgoing);
    this.raft.setCause(this.component.simulation.context);
    this.raft.advance(ready);
    this.noticeLeadership();
    this.compactIfLong();
  }

  private send(outgoing: Outgoing): void {
    const { message } = outgoing;
    const { simulation } = this.component;
    const outer = simulation.context;
    simulation.context = causeOfMessage(simulation, outgoing);
    if (message.kind === 'snapshot') this.sendSnapshot(message);
    else this.component.send(this.options.peers[message.to - 1]!, message, TO_PEERS);
    simulation.context = outer;
  }

  // ---- applying -------------------------------------------------------------------------------------------------------

  /** Under the cause of the request that the entry came from, on every member: so watches tell why. */
  private applyEntry(entry: Entry): void {
    this.appliedIndex = entry.index;
    const proposal = entry.data as Proposal | undefined;
    if (proposal === undefined) return;
    const { simulation } = this.component;
    const outer = simulation.context;
    simulation.context = causeOfHop(simulation, proposal.hop);
    const response = apply(this.store, proposal.command, proposal.hop);
    if (response.kind === 'leaseGrant') this.lessor.renew(response.id, response.ttlSeconds, this.now);
    if (proposal.command.kind === 'leaseRevoke') this.lessor.forget(proposal.command.id);
    this.proposals.settle(proposal.id, response);
    simulation.context = outer;
  }

  private serveReads(): void {
    for (const { call, request } of this.reads.takeServable(this.appliedIndex)) answerRead(this, request, call);
  }

  private noticeLeadership(): void {
    const leads = this.raft.raft.role === 'leader';
    if (leads === this.leading) return;
    this.leading = leads;
    if (leads) this.lessor.lead(this.store.leases, this.now, this.options.electionMilliseconds);
    else this.lessor.follow();
  }

  // ---- snapshots ------------------------------------------------------------------------------------------------------

  private snapshot(): Snapshot {
    const index = this.appliedIndex;
    return { index, term: this.raft.raft.log.term(index), data: this.store.snapshot() };
  }

  private compactIfLong(): void {
    const { snapshotEntries, catchUpEntries } = this.options;
    if (this.appliedIndex - this.snapshotIndex < snapshotEntries) return;
    const dropTo = Math.max(0, this.appliedIndex - catchUpEntries);
    this.snapshotIndex = this.appliedIndex;
    this.log.compact(this.snapshot(), dropTo);
    this.raft.compact(dropTo);
  }

  /** Asked for an answer, unlike other messages, so that a lost one is noticed. */
  private sendSnapshot(message: Extract<Message, { kind: 'snapshot' }>): void {
    if (this.sendingSnapshot.has(message.to)) return;
    this.sendingSnapshot.add(message.to);
    this.component.run('send a snapshot', this.deliverSnapshot({ ...message, snapshot: this.snapshot() }));
  }

  private *deliverSnapshot(message: Extract<Message, { kind: 'snapshot' }>): Process<void> {
    const to = this.options.peers[message.to - 1]!;
    const options = { protocol: PEER_PROTOCOL, timeoutMilliseconds: 5_000 };
    const { ok } = yield* attempt(this.component.request(to, message, options));
    this.sendingSnapshot.delete(message.to);
    this.raft.reportSnapshot(message.to, ok);
    this.work();
  }

  /** The leader's key space replaces this one; watches can't be told what happened between, so they end. */
  private install(snapshot: Snapshot): void {
    this.watchStreams.endAll();
    this.store = Store.restore(snapshot.data as StoreSnapshot);
    this.appliedIndex = this.snapshotIndex = snapshot.index;
  }

  private facts(): Facts {
    const { role, term, lastIndex, commitIndex } = this.raft.status;
    const { appliedIndex, leaderAddress: leader } = this;
    const { revision, keyCount: keys } = this.store;
    return { role, term, leader, lastIndex, commitIndex, appliedIndex, revision, keys, ...this.electionTimer() };
  }

  /** What runs out next, for observers: a leader's pause between heartbeats, or how long another waits for one. */
  get timer(): { readonly kind: 'heartbeat' | 'election'; readonly since: number; readonly until: number } {
    const { role, electionElapsed, electionTimeout } = this.raft.raft;
    const tick = this.options.heartbeatMilliseconds;
    if (role === 'leader') return { kind: 'heartbeat', since: this.tickedAt, until: this.tickedAt + tick };
    const since = this.tickedAt - electionElapsed * tick;
    return { kind: 'election', since, until: since + electionTimeout * tick };
  }

  /** Leases that this member holds; when they run out only a leader knows. */
  leases(): readonly {
    readonly id: string;
    readonly ttlSeconds: number;
    readonly keys: number;
    readonly until?: number;
  }[] {
    return this.store.leases.records().map(({ id, ttlSeconds }) => {
      const until = this.lessor.expiryOf(id);
      return {
        id: String(id),
        ttlSeconds,
        keys: this.store.leases.keyCount(id),
        ...(until === undefined ? {} : { until }),
      };
    });
  }

  /** When it will ask for votes, once no leader has been heard of for some heartbeats. */
  private electionTimer(): Facts {
    const { role, electionElapsed, electionTimeout } = this.raft.raft;
    if (role === 'leader' || electionElapsed < SILENT_TICKS) return {};
    const tick = this.options.heartbeatMilliseconds;
    const heardAt = Math.round(this.tickedAt - electionElapsed * tick);
    return { electionSince: heardAt, electionDue: Math.round(heardAt + electionTimeout * tick) };
  }
}
