import type { Cluster } from '../cluster';
import type { Note } from '../simulation';
import { ActRecorder } from './act-recorder';
import { BootProgress } from './boot-progress';
import { ClusterRecorder } from './cluster-recorder';
import { EtcdRecorder } from './etcd-recorder';
import { HistoryRecorder } from './history-recorder';
import { HopRecorder } from './hop-recorder';
import type { Batch } from './protocol';
import { StateRecorder } from './state-recorder';
import { TrafficRecorder } from './traffic-recorder';

/** Notes of so many pods are kept in any case. */
const NOTES_AT_LEAST = 256;

/** What is new of one part, under its name; nothing where nothing is. */
function part<Name extends keyof Batch>(name: Name, value: Batch[Name] | undefined): Partial<Batch> {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return {};
  return { [name]: value };
}

/** All that watches a cluster for one session: what is recorded, and what of it the page has not been told yet. */
export class Recorders {
  readonly state: StateRecorder;
  readonly hops: HopRecorder;
  readonly machines: ClusterRecorder;
  readonly history: HistoryRecorder;
  readonly traffic: TrafficRecorder;
  readonly acts: ActRecorder;
  readonly etcd: EtcdRecorder;
  readonly boot = new BootProgress();
  /** The scheduler's last word on each pod. */
  readonly schedulingNotes = new Map<string, Note>();
  readonly #cluster: Cluster;
  #nextNote = 0;
  /** How many notes there were about pods that exist, when that was last looked at. */
  #podsLeft = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.state = new StateRecorder(cluster);
    this.hops = new HopRecorder(cluster.simulation);
    this.machines = new ClusterRecorder(cluster, this.state);
    this.history = new HistoryRecorder(cluster, this.state);
    this.traffic = new TrafficRecorder(cluster.simulation, this.state);
    this.acts = new ActRecorder(cluster, this.history);
    this.etcd = new EtcdRecorder(cluster, this.state);
  }

  /** Takes in what has been recorded since the last look. */
  look(): void {
    this.state.look();
    this.hops.look();
    this.traffic.look();
    this.boot.look(this.#cluster, this.state);
    this.history.look();
    const { trace } = this.#cluster.simulation;
    for (const note of trace.notesSince(this.#nextNote)) {
      const pod = note.kind === 'scheduling' ? (note.data as { pod?: string }).pod : undefined;
      if (pod) this.schedulingNotes.set(pod, note);
    }
    this.#nextNote = trace.nextNote;
    if (this.schedulingNotes.size > 2 * this.#podsLeft + NOTES_AT_LEAST) this.#forgetGone();
  }

  /** Pods come and go: where most are gone, what was said of them is too. */
  #forgetGone(): void {
    for (const pod of this.schedulingNotes.keys())
      if (!this.state.state.has(`/registry/pods/${pod}`)) this.schedulingNotes.delete(pod);
    this.#podsLeft = this.schedulingNotes.size;
  }

  /** All of it counts as new. @param sameHistory messages, acts and milestones told before still hold. */
  tellAgain(sameHistory: boolean): void {
    this.state.tellAgain();
    this.machines.tellAgain();
    this.boot.tellAgain();
    this.traffic.tellAgain();
    this.acts.tellAgain();
    this.etcd.tellAgain();
    if (sameHistory) return;
    this.history.tellAgain();
    this.hops.follow(this.hops.followedAct);
  }

  /** What is new since the last call. @param inPast milestones of the whole history are known. */
  take(inPast: boolean, standing: boolean): Partial<Batch> {
    const { objects, objectsGone, keys, keysGone } = this.state.take();
    const { machines, components, links, cuts } = this.machines.take();
    const { hops, leftOut } = this.hops.take();
    const traffic = this.traffic.take();
    const gone = objectsGone.length > 0;
    return {
      ...part('boot', this.boot.take()),
      ...part('machines', machines),
      ...part('components', components),
      ...(links ? { links } : {}),
      ...(cuts ? { cuts } : {}),
      ...part('marks', inPast ? undefined : this.history.take()),
      ...part('objects', objects),
      ...(gone ? { objectsGone, keysGone } : {}),
      ...part('keys', keys),
      ...part('hops', hops),
      ...(leftOut > 0 ? { hopsLeftOut: leftOut } : {}),
      ...part('acts', this.acts.take(this.hops)),
      ...part('comparison', this.acts.takeComparison()),
      ...part('traffic', traffic.rows),
      ...part('trafficGone', traffic.gone),
      ...part('etcd', this.etcd.take(standing)),
      ...part('terminal', this.acts.terminal.take()),
    };
  }
}
