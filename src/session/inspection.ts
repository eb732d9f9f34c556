import type { Pod } from '../api';
import type { KubeObject } from '../apimachinery';
import { instantOf, writeYaml } from '../apimachinery';
import type { Cluster, StageVerdict } from '../cluster';
import type { Hop, Note } from '../simulation';
import { componentView } from './cluster-recorder';
import { decisionTable } from './decision-table';
import { hopTitle, hopView } from './hop-titles';
import { objectView } from './object-views';
import { type Phrase, phrase, type Words } from './phrases';
import type { Inspection, MachineView, Selection } from './protocol';
import { actorOf, hopSentence, whyChain, whyWritten } from './sentences';
import { verdictWords } from './stage-words';
import type { StateRecorder } from './state-recorder';

/** How far after a request its answer is looked for. */
const ANSWER_LOOK_AHEAD = 20_000;
const RECENT_HOPS = 40;
const RECENT_LOOK_BACK = 4000;
const LOG_LINES = 200;
const LONGEST_BODY = 200_000;

/** What an inspector needs to look into things. */
export interface Sight {
  readonly cluster: Cluster;
  readonly state: StateRecorder;
  /** The scheduler's latest word on a pod, by namespace/name. */
  readonly schedulingNotes: ReadonlyMap<string, Note>;
  readonly machines: readonly MachineView[];
}

/** Everything the inspector shows of what is selected; null when it is no more and nothing is known of it. */
export function inspect(sight: Sight, selection: Selection): Inspection | null {
  switch (selection.kind) {
    case 'hop':
      return inspectHop(sight, selection.id);
    case 'object':
      return inspectObject(sight, selection.key);
    case 'component':
      return inspectComponent(sight, selection.id);
    case 'machine':
      return inspectMachine(sight, selection.name);
  }
}

function inspectHop(sight: Sight, id: number): Inspection | null {
  const { trace } = sight.cluster.simulation;
  const hop = trace.hop(id);
  if (!hop) return null;
  const request = trace.hop(hop.exchange);
  const answer = request && answerOf(sight, request);
  const place = placeOf(sight, hop);
  const decision = decisionOf(sight, request ?? hop);
  return {
    kind: 'hop',
    hop: hopView(hop),
    sentence: hopSentence(trace, hop),
    ...(place ? { place } : {}),
    ...(request?.kind === 'request' ? { request: { line: hopTitleLine(request), ...bytesOf(request.payload) } } : {}),
    ...(request && answer
      ? {
          answer: {
            line: hopTitle(answer),
            refuses: hopView(answer).does === 'refuses',
            ...bytesOf(answer.payload),
            milliseconds: answer.arrivesAt - request.sentAt,
          },
        }
      : {}),
    ...(hop.kind === 'item' || hop.kind === 'message' || hop.kind === 'act' ? { payload: yamlOf(hop.payload) } : {}),
    stages: stagesOf(sight, hop),
    ...(decision ? { decision } : {}),
    why: whyChain(trace, id),
    otherCauses: hop.others.slice(0, 20).flatMap((other) => whyChain(trace, other).slice(0, 1)),
  };
}

function hopTitleLine(request: Hop): Words {
  const payload = request.payload as { method?: string; path?: string } | null;
  return payload?.path ? `${payload.method ?? ''} ${payload.path}`.trim() : hopTitle(request);
}

function bytesOf(payload: unknown): { headers: Readonly<Record<string, string>>; body: string } {
  const message = payload as {
    headers?: Record<string, string>;
    body?: unknown;
    path?: string;
    status?: number;
  } | null;
  if (message && (message.path !== undefined || typeof message.status === 'number')) {
    return { headers: message.headers ?? {}, body: message.body === undefined ? '' : yamlOf(message.body) };
  }
  return { headers: {}, body: yamlOf(payload) };
}

export function yamlOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : writeYaml(value);
  return text.length > LONGEST_BODY
    ? `${text.slice(0, LONGEST_BODY)}\n… ${text.length - LONGEST_BODY} more characters`
    : text;
}

function answerOf(sight: Sight, request: Hop): Hop | undefined {
  const { trace } = sight.cluster.simulation;
  const end = Math.min(trace.nextHop, request.id + ANSWER_LOOK_AHEAD);
  for (let id = request.id + 1; id < end; id++) {
    const hop = trace.hop(id);
    if (hop && hop.exchange === request.id && hop.kind === 'response') return hop;
  }
  return undefined;
}

function placeOf(sight: Sight, hop: Hop): { readonly number: number; readonly of: number } | undefined {
  if (!hop.root) return undefined;
  const { hops } = sight.cluster.simulation.trace;
  let number = 0;
  let of = 0;
  for (let id = Math.max(hops.first, hop.root); id < hops.next; id++) {
    if (hops.rootOf(id) !== hop.root) continue;
    of++;
    if (id <= hop.id) number++;
  }
  return { number, of };
}

/** What the API server noted of its stages for this request. */
function stagesOf(sight: Sight, hop: Hop): readonly { readonly title: string; readonly verdict: Words }[] {
  const notes = sight.cluster.simulation.trace.notesSince(0);
  const found = notes.find((note) => note.kind === 'stages' && note.cause === hop.exchange)?.data;
  const stages = (found ?? []) as readonly { readonly title: string; readonly verdict: StageVerdict }[];
  return stages.map(({ title, verdict }) => ({ title, verdict: verdictWords(verdict) }));
}

function decisionOf(sight: Sight, hop: Hop) {
  const path = (hop.payload as { path?: string } | null)?.path ?? '';
  const binding = /namespaces\/([^/]+)\/pods\/([^/]+)\/binding/.exec(path);
  if (!binding) return undefined;
  const note = sight.schedulingNotes.get(`${binding[1]}/${binding[2]}`);
  return note && decisionTable(note);
}

function inspectObject(sight: Sight, key: string): Inspection | null {
  const { cluster, state } = sight;
  const stored = state.state.get(key);
  const object = state.object(key);
  if (!stored || !object)
    return {
      kind: 'object',
      key,
      view: null,
      sentence: phrase('objects.gone', { name: key.split('/').at(-1) ?? key }),
      yaml: stored ? yamlOf(stored.value) : '',
      revision: stored?.revision ?? 0,
      events: [],
      logs: [],
      why: [],
    };
  const view = objectView(key, object, stored.revision, stored.root);
  const note =
    object.kind === 'Pod'
      ? sight.schedulingNotes.get(`${object.metadata.namespace}/${object.metadata.name}`)
      : undefined;
  return {
    kind: 'object',
    key,
    view,
    sentence: objectSentence(object, view.word, view.node),
    yaml: yamlOf(withRevision(object, stored.revision)),
    revision: stored.revision,
    events: eventsOf(state, object),
    logs: object.kind === 'Pod' ? logsOf(cluster, object as Pod) : [],
    ...(note ? { decision: decisionTable(note) } : {}),
    why: whyWritten(cluster.simulation.trace, stored.hop),
  };
}

function logsOf(cluster: Cluster, pod: Pod) {
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ name }) => name);
  const logs = cluster.logsOf(pod.spec.nodeName ?? '', pod.metadata.uid ?? '', containers);
  return logs.map(({ container, lines }) => ({ container, lines: lines.slice(-LOG_LINES) }));
}

function withRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

function objectSentence(object: KubeObject, word: string, node?: string): Phrase {
  const deleted = Boolean(object.metadata.deletionTimestamp);
  const what = `${object.kind} ${object.metadata.name}`;
  if (object.kind === 'Pod' && !node) return phrase(deleted ? 'objects.waitsDeleted' : 'objects.waits', { what });
  if (node) return phrase(deleted ? 'objects.isOnDeleted' : 'objects.isOn', { what, word, node });
  if (word) return phrase(deleted ? 'objects.isDeleted' : 'objects.is', { what, word });
  return phrase(deleted ? 'objects.standsDeleted' : 'objects.stands', { what });
}

function eventsOf(state: StateRecorder, object: KubeObject) {
  const keys = [...(state.eventsByUid.get(object.metadata.uid ?? '') ?? [])];
  const rows = keys.map((key) => eventRow(state.state.get(key)?.value as Record<string, any>));
  return rows.sort((a, b) => a.at - b.at);
}

function eventRow(event: Record<string, any>) {
  const when =
    event['lastTimestamp'] ??
    event['eventTime'] ??
    event['series']?.lastObservedTime ??
    event['metadata']?.creationTimestamp;
  return {
    at: (when && instantOf(when)) || 0,
    type: String(event['type'] ?? ''),
    reason: String(event['reason'] ?? ''),
    message: String(event['message'] ?? event['note'] ?? ''),
    from: String(event['source']?.component || event['reportingComponent'] || event['reportingController'] || ''),
    count: Number(event['count'] ?? event['series']?.count ?? 1),
  };
}

function inspectComponent(sight: Sight, id: string): Inspection | null {
  const component = sight.cluster.components.find((each) => each.id === id);
  if (!component) return null;
  const view = componentView(component);
  return {
    kind: 'component',
    component: view,
    sentence: phrase(component.up ? 'objects.running' : 'objects.down', { actor: actorOf(id) }),
    facts: Object.entries(view.facts).map(([name, value]) => ({ name, value: String(value) })),
    log: component.logLines.slice(-100),
    recent: recentHops(sight, id),
  };
}

function recentHops(sight: Sight, component: string) {
  const { trace } = sight.cluster.simulation;
  const recent = [];
  const end = Math.max(trace.hops.first, trace.nextHop - RECENT_LOOK_BACK);
  for (let id = trace.nextHop - 1; id >= end && recent.length < RECENT_HOPS; id--) {
    const hop = trace.hop(id);
    if (hop && (hop.from === component || hop.to === component)) recent.push(hopView(hop));
  }
  return recent;
}

function inspectMachine(sight: Sight, name: string): Inspection | null {
  const machine = sight.machines.find((each) => each.name === name);
  if (!machine) return null;
  const host = sight.cluster.simulation.host(name);
  const components = host.components.map(componentView);
  const running = components.filter((component) => component.up).length;
  return {
    kind: 'machine',
    machine,
    sentence: phrase(host.up ? 'objects.machineUp' : 'objects.machineDown', {
      machine: name,
      running,
      count: components.length,
    }),
    components,
  };
}
