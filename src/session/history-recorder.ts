import type { Node } from '../api';
import type { Cluster } from '../cluster';
import type { Component } from '../simulation';
import { nodeReadiness } from './object-views';
import { phrase, type Words } from './phrases';
import type { Fault, MarkView } from './protocol';
import type { StateRecorder } from './state-recorder';

const LEADERS: ReadonlySet<string> = new Set(['etcd', 'kube-controller-manager', 'kube-scheduler']);

/** Who leads what since when. */
function leads(name: string, machine: string, term: string): Words {
  if (name === 'etcd') return phrase('notices.leadsEtcd', { machine, term });
  return name === 'kube-scheduler'
    ? phrase('notices.leadsScheduler', { machine })
    : phrase('notices.leadsControllers', { machine });
}

/**
 * The milestones of a history: what the user did and broke, who came to lead, which nodes were lost and found. Elections and
 * nodes are seen when somebody looks, so their instants are as fine as the looks.
 */
export class HistoryRecorder {
  readonly #cluster: Cluster;
  readonly #state: StateRecorder;
  readonly #leaders = new Map<string, string>();
  readonly #nodes = new Map<string, string>();
  readonly #marks: MarkView[] = [];
  #fresh: MarkView[] = [];
  #watched: readonly Component[] = [];
  #machinesSeen = -1;
  #seen = '';
  #revisionSeen = -1;

  constructor(cluster: Cluster, state: StateRecorder) {
    this.#cluster = cluster;
    this.#state = state;
  }

  act(hop: number, title: Words, fault?: Fault): void {
    this.#add(fault ? 'fault' : 'act', title, hop, fault ? aboutFault(fault) : { kind: 'hop', id: hop });
  }

  look(): void {
    const { factsVersion } = this.#cluster.simulation;
    const seen = `${factsVersion} ${this.#state.revision}`;
    if (seen === this.#seen) return;
    this.#seen = seen;
    for (const { id, name, host, up, facts } of this.#candidates()) {
      if (!up || (facts['role'] !== 'leader' && facts['leads'] !== true)) continue;
      const term = name === 'etcd' ? String(facts['term']) : '';
      if (this.#leaders.get(name) === `${id} ${term}`) continue;
      this.#leaders.set(name, `${id} ${term}`);
      this.#happened('election', leads(name, host.name, term), { kind: 'component', id });
    }
    if (this.#state.revision === this.#revisionSeen) return;
    this.#revisionSeen = this.#state.revision;
    for (const { name, role } of this.#cluster.machines) if (role === 'worker') this.#lookAtNode(name);
  }

  /** Those of whom one leads: they are installed when the cluster is made. */
  #candidates(): readonly Component[] {
    const { machinesVersion } = this.#cluster.simulation;
    if (machinesVersion !== this.#machinesSeen || this.#watched.length === 0)
      this.#watched = this.#cluster.components.filter(({ name }) => LEADERS.has(name));
    this.#machinesSeen = machinesVersion;
    return this.#watched;
  }

  /** All marks are told again. */
  tellAgain(): void {
    this.#fresh = [...this.#marks];
  }

  /** Marks since the last call. */
  take(): readonly MarkView[] {
    const marks = this.#fresh;
    this.#fresh = [];
    return marks;
  }

  #lookAtNode(name: string): void {
    const node = this.#state.object(`/registry/minions/${name}`) as Node | undefined;
    const word = node ? nodeReadiness(node) : '';
    const before = this.#nodes.get(name) ?? '';
    if (word === before) return;
    this.#nodes.set(name, word);
    const kind = word === 'Ready' ? 'recovery' : 'failure';
    // A node that has just registered is not Ready yet, which is no failure.
    if (before === '' && word !== 'Ready') return;
    const title = word ? phrase('notices.nodeIs', { node: name, word }) : phrase('notices.nodeGone', { node: name });
    this.#happened(kind, title, { kind: 'machine', name });
  }

  #happened(kind: MarkView['kind'], title: Words, about: MarkView['about']): void {
    this.#add(kind, title, this.#cluster.simulation.trace.nextHop - 1, about);
  }

  #add(kind: MarkView['kind'], title: Words, hop: number, about: MarkView['about']): void {
    const mark = { number: this.#marks.length + 1, at: this.#cluster.simulation.now, kind, title, hop, about };
    this.#marks.push(mark);
    this.#fresh.push(mark);
  }
}

function aboutFault(fault: Fault): MarkView['about'] {
  if ('component' in fault) return { kind: 'component', id: fault.component };
  return { kind: 'machine', name: 'machines' in fault ? fault.machines[0] : fault.machine };
}
