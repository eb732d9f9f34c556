/**
 * What the page and the worker say to each other. Commands go in; batches of changes come out, at most one a frame, never
 * the whole state (but for the first batch after a start). Instants are simulated milliseconds.
 */

import type { DocumentOutcome, DocumentResult as ComparedDocument } from '../kubectl';
import type { Selection } from './commands';
import type { EtcdView } from './etcd-views';
import type { History, JournalEntry, Standing } from './journal';
import type { Words } from './phrases';

export type { Fault } from '../cluster';
export type { DocumentOutcome } from '../kubectl';
export type { EtcdView, KeyHistory, KeyVersion } from './etcd-views';
export type { Breakpoint, Command, Moment, Selection, StepHow } from './commands';
export type { History, JournalEntry, Standing, Story } from './journal';
export type { Phrase, Words } from './phrases';

// ---- what the worker tells ----------------------------------------------------------------------------------------

export type Mode = 'booting' | 'playing' | 'paused' | 'running-until-quiet' | 'running-to' | 'stopped';

export interface ClockView {
  readonly now: number;
  readonly mode: Mode;
  readonly speed: number;
  readonly autoPace: boolean;
  /** Why the clock stands or stopped, when there is something to say ("quiet after 214 messages", "still waiting: …", a bug's message). */
  readonly notice?: Words;
  /** Counts notices: what is said again is news. */
  readonly noticeNumber?: number;
  /** Everything before this instant has been dropped from the trace. */
  readonly recordedSince: number;
  readonly seed: string;
  /** While a moment of the past is looked at: where the history ends, and what was done after that moment. */
  readonly present?: { readonly now: number; readonly acts: number };
}

/** A step of the cluster's coming up, in order; `at` when it was reached. */
export interface BootStep {
  readonly title: Words;
  readonly at?: number;
}

export interface MachineView {
  readonly name: string;
  readonly role: 'laptop' | 'balancer' | 'control-plane' | 'worker' | 'registry';
  readonly address: string;
  readonly up: boolean;
  /** Of a worker that is registered as a Node. */
  readonly node?: {
    readonly ready: 'Ready' | 'NotReady' | 'Unknown';
    readonly schedulable: boolean;
    readonly cpuPercent: number;
    readonly memoryPercent: number;
    readonly podCapacity: number;
  };
}

export interface ComponentView {
  /** `cp-1/etcd` */
  readonly id: string;
  readonly machine: string;
  readonly name: string;
  readonly up: boolean;
  /** Kind-specific, published by the component itself: {role, term, commitIndex, lastIndex, appliedIndex} of etcd, {leads} of managers and scheduler, {watches} of an API server … */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** Two machines or components that the network really connects. */
export interface LinkView {
  readonly from: string;
  readonly to: string;
}

/** Two machines between which nothing passes, by name. */
export type CutView = readonly [string, string];

export type ObjectState = 'running' | 'pending' | 'failing' | 'done' | 'terminating';

/** A countdown that an object states: a lease runs out, a crashed container is started again. Instants are simulated. */
export interface TimerView {
  readonly kind: 'lease' | 'back-off';
  /** What it is about: a machine's name, a component's id, a pod's key. */
  readonly of: string;
  readonly since: number;
  readonly until: number;
}

/** Other objects that one names, and where it does. */
export interface ReferenceView {
  /** Of what is named. */
  readonly kind: string;
  /** In the words of the manifest: "selector app=web", "envFrom", "volume settings". */
  readonly why: string;
  readonly keys: readonly string[];
}

/** A small view of an object; the whole one only for what is selected. */
export interface ObjectView {
  /** Its key in etcd: /registry/pods/default/web-7d4f… */
  readonly key: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: number;
  readonly state: ObjectState;
  /** What kubectl's STATUS column says: Running, ContainerCreating, ErrImagePull, 2/3 ready … */
  readonly word: string;
  /** Of a pod: the machine it is bound to. */
  readonly node?: string;
  /** "1/2" containers of a pod, replicas of a set. */
  readonly ready?: string;
  /** Key of the controlling owner. */
  readonly owner?: string;
  /** Of what selects pods: `app=web`. */
  readonly selector?: string;
  /** Something that will happen unless something else does. */
  readonly timer?: TimerView;
  /** What it names that is not its owner: a slice its service and pods, a pod its configuration. */
  readonly refers?: readonly ReferenceView[];
  /** The last write belongs to the tree of this act (0: none). */
  readonly root: number;
}

/** A row of the etcd pane. */
export interface KeyView {
  readonly key: string;
  readonly createRevision: number;
  readonly revision: number;
  readonly version: number;
  readonly lease: string;
  /** Rough size of the value in bytes, for the eye. */
  readonly size: number;
  /** The hop that asked for the write. */
  readonly hop: number;
  /** The component whose request it was (`cp-2/kube-scheduler`), where it is known: background hops are not sent to the page. */
  readonly writer?: string;
}

export interface HopView {
  readonly id: number;
  readonly kind: 'act' | 'request' | 'response' | 'item' | 'end' | 'message' | 'reset' | 'input';
  /** Component ids. */
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  /** "POST pods/binding", "201 Created", "MODIFIED pod web-7d…"; "append 3 entries" is a phrase. */
  readonly title: Words;
  readonly sentAt: number;
  readonly arrivesAt: number;
  readonly outcome: 'flying' | 'delivered' | 'lost' | 'refused';
  readonly cause: number;
  /** The act it belongs to; 0 is background (heartbeats, leases, refreshes). */
  readonly root: number;
  /** The request that this answers or belongs to (itself for a request). */
  readonly exchange: number;
  /** Of a request: who within the component asks, as its user agent says ("deployment-controller"). */
  readonly agent?: string;
  /** What it comes to, where a story tells it apart. */
  readonly does?: HopDeed;
}

/**
 * A watch's news of a write; a request that records an event; a request to etcd that only reads; an answer that says no.
 */
export type HopDeed = 'tells-of-write' | 'records-event' | 'reads' | 'refuses';

/**
 * Who called whom: a row of the traffic view, counted from the messages that were sent. A row is told again, whole, when
 * something of it changed, at most once a frame; `Batch.trafficGone` names rows that were dropped (one of the two is gone
 * for a minute, or there are too many rows and this one is the oldest).
 */
export interface TrafficView {
  /** Stays the same for the same two, service, port and protocol. */
  readonly id: string;
  /** Who called: the key of a pod (`/registry/pods/default/client`), or a component (`worker-1/kubelet` probes, `laptop/kubectl`). */
  readonly from: string;
  /** The key of the service whose name or address was dialled (`/registry/services/specs/default/web`); absent for pods' own addresses. */
  readonly service?: string;
  /**
   * Who was reached: the key of a pod, or a component. Absent where nobody was: an address nobody has, a service without
   * endpoints. A pod that is gone stays named as long as nobody else has its address.
   */
  readonly to?: string;
  /** What was dialled: "10.96.12.7:80". */
  readonly dialled: string;
  readonly protocol: 'http' | 'tcp' | 'dns';
  readonly requests: number;
  /** Of these: refused, timed out, cut off, HTTP 500 and above, or names that do not exist. */
  readonly failures: number;
  /** Under way, without an answer so far. */
  readonly waiting: number;
  /** "200", "open", "NXDOMAIN", "connection refused", "timed out", "no answer" (nobody has the address), "reset". Absent until the first answer. */
  readonly lastStatus?: string;
  readonly lastFailed: boolean;
  /** Of the last answer, and the mean over all answers, in simulated milliseconds. */
  readonly lastMilliseconds: number;
  readonly meanMilliseconds: number;
  readonly firstAt: number;
  /** When the newest request was sent. */
  readonly lastAt: number;
  /** The newest request's hop. */
  readonly lastHop: number;
}

/** What became of one document of a manifest; what a comparison found travels by itself. */
export type DocumentResult = Omit<ComparedDocument, 'comparison'>;

export interface ActView {
  /** The act's hop: the root of all it set in motion. */
  readonly id: number;
  readonly at: number;
  /** "kubectl apply -f web.yaml"; a fault's is a phrase. */
  readonly title: Words;
  /** The file it was about, as its command named it. */
  readonly file?: string;
  /** What was done with a manifest of the editor. */
  readonly deed?: 'apply' | 'delete' | 'dry-run' | 'compare';
  readonly done: boolean;
  /** Of thousands a hundred: those first that went wrong. */
  readonly documents: readonly DocumentResult[];
  /** Where not all are listed: how many came to what. */
  readonly tally?: Readonly<Partial<Record<DocumentOutcome, number>>>;
  /** What was said with it and belongs to no document: warnings of the server, or why nothing was done at all. */
  readonly said?: readonly string[];
  /** Messages so far in its tree. */
  readonly hops: number;
}

/** Live objects beside what the server would make of a manifest, as YAML; an empty text where there is none. */
export interface ComparisonView {
  readonly act: number;
  readonly documents: readonly { readonly name: string; readonly live: string; readonly merged: string }[];
}

/** A milestone of the history: what the user did or broke, an election, a node that was lost or found. */
export interface MarkView {
  /** From 1, in order. */
  readonly number: number;
  readonly at: number;
  readonly kind: 'act' | 'fault' | 'election' | 'failure' | 'recovery';
  readonly title: Words;
  /** The act's own hop, else the newest one at that moment: where going back leads. */
  readonly hop: number;
  readonly about: Selection;
}

/** One link of the chain from a message back to the act, newest first. */
export interface CauseLine {
  readonly hop: number;
  readonly at: number;
  /** A plain sentence: "ReplicaSet web-7d4f wanted 3 pods and saw 2". */
  readonly sentence: Words;
}

export interface DecisionTable {
  readonly title: Words;
  readonly columns: readonly Words[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly winner?: boolean; readonly refused?: string }[];
}

/** Everything the inspector shows of what is selected; sent again when it changes. */
export type Inspection =
  | {
      readonly kind: 'hop';
      readonly hop: HopView;
      /** "The scheduler binds web-7d4f…x2k to worker-2." */
      readonly sentence: Words;
      /** Place in its act's tree, 1-based, and how many there are. */
      readonly place?: { readonly number: number; readonly of: number };
      readonly request?: {
        readonly line: Words;
        readonly headers: Readonly<Record<string, string>>;
        readonly body: string;
      };
      readonly answer?: {
        readonly line: Words;
        /** It says no. */
        readonly refuses: boolean;
        readonly headers: Readonly<Record<string, string>>;
        readonly body: string;
        readonly milliseconds: number;
      };
      /** A Raft message, a watch event: YAML of the payload. */
      readonly payload?: string;
      readonly stages: readonly { readonly title: string; readonly verdict: Words }[];
      readonly decision?: DecisionTable;
      readonly why: readonly CauseLine[];
      readonly otherCauses: readonly CauseLine[];
    }
  | {
      readonly kind: 'object';
      readonly key: string;
      readonly view: ObjectView | null;
      readonly sentence: Words;
      readonly yaml: string;
      readonly revision: number;
      readonly events: readonly {
        readonly at: number;
        readonly type: string;
        readonly reason: string;
        readonly message: string;
        readonly from: string;
        readonly count: number;
      }[];
      readonly logs: readonly { readonly container: string; readonly lines: readonly string[] }[];
      /** Where it waits for something: the scheduler's reasons per node. */
      readonly decision?: DecisionTable;
      readonly why: readonly CauseLine[];
    }
  | {
      readonly kind: 'component';
      readonly component: ComponentView;
      readonly sentence: Words;
      readonly facts: readonly { readonly name: string; readonly value: string }[];
      readonly log: readonly { readonly at: number; readonly line: string }[];
      readonly recent: readonly HopView[];
    }
  | {
      readonly kind: 'machine';
      readonly machine: MachineView;
      readonly sentence: Words;
      readonly components: readonly ComponentView[];
    };

/** Something that a line in the terminal printed; with `code`, that it ended. */
export interface TerminalOutput {
  readonly act: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  readonly code?: number;
  /** Files that it left in its folder, told with its end. */
  readonly written?: Readonly<Record<string, string>>;
  /** Which of them the editor shows now. */
  readonly opened?: string;
  /** Of a line that runs in the background: its number. */
  readonly job?: number;
}

/** What the terminal printed since the last batch, and whether its line still runs. */
export interface TerminalView {
  readonly running: boolean;
  /** The line that runs. */
  readonly line?: string;
  /** The line reads what is typed: a container's terminal does (which shows it, too), or lines are taken as they are entered. */
  readonly reading?: 'terminal' | 'lines';
  readonly output: readonly TerminalOutput[];
  /** Lines that run in the background, by their numbers. */
  readonly jobs: readonly { readonly job: number; readonly line: string }[];
}

/** Changes since the last batch. Lists hold what is new or changed; `gone` what is no more. */
export interface Batch {
  readonly kind: 'batch';
  /** How many commands the worker had heard since its start. */
  readonly heard?: number;
  /** True in the first batch after a start or of another moment: forget everything shown before. */
  readonly fresh?: boolean;
  /** With `fresh`: another moment of the same history. Its messages, acts and milestones told before still hold. */
  readonly sameHistory?: boolean;
  readonly clock: ClockView;
  readonly boot?: readonly BootStep[];
  readonly machines?: readonly MachineView[];
  readonly components?: readonly ComponentView[];
  readonly links?: readonly LinkView[];
  /** All links that are cut now. */
  readonly cuts?: readonly CutView[];
  /** Milestones since the last batch. */
  readonly marks?: readonly MarkView[];
  /** With `fresh`, after going back: what is selected there. */
  readonly selection?: Selection;
  readonly objects?: readonly ObjectView[];
  readonly objectsGone?: readonly string[];
  readonly keys?: readonly KeyView[];
  readonly keysGone?: readonly string[];
  readonly revision?: number;
  /** Hops of acts that were sent or delivered or lost since the last batch. */
  readonly hops?: readonly HopView[];
  /** How many hops of the followed act were too many for this batch and are not told one by one. */
  readonly hopsLeftOut?: number;
  /** While paused or slow: every hop in the air now, background included. */
  readonly flying?: readonly HopView[];
  /** Background messages: how many per simulated second lately. */
  readonly backgroundPerSecond?: number;
  readonly acts?: readonly ActView[];
  /** Rows of the traffic view that are new or changed. */
  readonly traffic?: readonly TrafficView[];
  /** Ids of rows that are no more. */
  readonly trafficGone?: readonly string[];
  readonly terminal?: TerminalView;
  /** While somebody looks at etcd, when something of it changed. */
  readonly etcd?: EtcdView;
  /** A comparison that has come to its end. */
  readonly comparison?: ComparisonView;
  readonly following?: number;
  /** Entries of etcd's log (Raft indexes) that the followed act wrote: the newest few, whole each time. */
  readonly followedEntries?: readonly number[];
  /** The hop that the last "next" or auto pace stands at. */
  readonly cursor?: number;
  readonly inspection?: Inspection | null;
}

/** The worker stopped on a bug: seed and event number reproduce it. */
export interface Crash {
  readonly kind: 'crash';
  readonly message: string;
  readonly seed: string;
  readonly event: number;
}

/** The answer to `history`: the seed, what the user did, and a hash over all that came of it. */
export interface HistoryMessage {
  readonly kind: 'history';
  readonly history: History;
}

/** On the way to another moment; at its end a fresh batch comes, and a share of 1. */
export interface Seeking {
  readonly kind: 'seeking';
  readonly why: 'looking' | 'restoring';
  /** The simulated instant it goes to. */
  readonly to: number;
  /** 0 to 1; 1 also when it was called off. */
  readonly share: number;
}

/**
 * The history as it grows, for whoever keeps it: with it the session can be had again when the worker or the page is gone.
 * Told when the user did something, and now and then while the clock runs.
 */
export interface RecordMessage {
  readonly kind: 'record';
  readonly seed: string;
  readonly workers?: number;
  /** So many entries told before still hold; `entries` follow them. */
  readonly keep: number;
  readonly entries: readonly JournalEntry[];
  readonly events: number;
  readonly now: number;
  readonly standing: Standing;
}

/** The worker holds its lock: who gets it knows that the worker is no more. */
export interface Alive {
  readonly kind: 'alive';
  readonly life: string;
}

/** The answer to `complete`: what may stand where the caret is. */
export interface CompletedMessage {
  readonly kind: 'completed';
  readonly line: string;
  /** What has been typed of the word. */
  readonly typed: string;
  readonly candidates: readonly string[];
  /** Where an object's name may stand: of this kind, behind this prefix, in this namespace, and none of those that are given already. */
  readonly namesOf?: {
    readonly kind: string;
    readonly prefix: string;
    readonly namespace?: string;
    readonly given?: readonly string[];
  };
}

/** The answer to `peek`; null where the message is no longer kept. */
export interface Peeked {
  readonly kind: 'peeked';
  readonly hop: number;
  readonly inspection: Extract<Inspection, { kind: 'hop' }> | null;
}

export type WorkerMessage =
  | Batch
  | Crash
  | HistoryMessage
  | Seeking
  | Peeked
  | CompletedMessage
  | RecordMessage
  | Alive;
