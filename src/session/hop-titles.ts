import type { ApiAnswer, ApiRequest, KubeObject, WatchEvent } from '../apimachinery';
import type { Hop } from '../simulation';
import { faultDeed } from './fault-deeds';
import { phrase, type Words } from './phrases';
import type { Fault, HopDeed, HopView } from './protocol';
import { raftTitle } from './raft-words';
import { answerTitle, readPath, requestTitle } from './request-words';
import { trafficTitle } from './traffic-words';

type Plain = Readonly<Record<string, any>>;

/** What a message says, in a few words, whatever its protocol. */
export function hopTitle(hop: Hop): Words {
  if (hop.kind === 'act') return actTitle(hop.payload as Plain);
  if (hop.kind === 'reset') return hop.payload === 'refused' ? REFUSED : CLOSED;
  if (hop.kind === 'end') return END_OF_STREAM;
  const words = TITLES[hop.protocol] ?? plainTitle;
  return words(hop, (hop.payload ?? {}) as Plain);
}

const REFUSED = phrase('titles.connectionRefused');
const CLOSED = phrase('titles.connectionClosed');
const END_OF_STREAM = phrase('titles.endOfStream');
const ANSWER = phrase('titles.answer');
const PROGRESS = phrase('titles.progress');
const DONE = phrase('titles.done');

/** A line for kubectl is what the user wrote; a fault is told by what it does. */
function actTitle(act: Plain): Words {
  const about = act['payload'] as Fault | undefined;
  return about && typeof about === 'object' && 'action' in about ? faultDeed(about) : (act['title'] as string);
}

export function hopView(hop: Hop): HopView {
  const { id, kind, from, to, protocol, sentAt, arrivesAt, outcome, cause, root, exchange } = hop;
  const view = {
    id,
    kind,
    from,
    to,
    protocol,
    title: hopTitle(hop),
    sentAt,
    arrivesAt,
    outcome,
    cause,
    root,
    exchange,
  };
  const agent = kind === 'request' ? agentOf(hop.payload) : undefined;
  const does = deedOf(hop);
  return { ...view, ...(agent && { agent }), ...(does && { does }) };
}

function deedOf({ kind, protocol, payload }: Hop): HopDeed | undefined {
  const said = (payload ?? {}) as Plain;
  if (protocol === 'grpc') {
    if (kind === 'item') return 'tells-of-write';
    return kind === 'request' && said['kind'] === 'range' ? 'reads' : undefined;
  }
  if (protocol !== 'https') return undefined;
  // Logs and what commands print come as items, too, and are for whoever asked.
  if (kind === 'item') return typeof said['type'] === 'string' ? 'tells-of-write' : undefined;
  if (kind === 'response') return Number(said['status']) >= 400 ? 'refuses' : undefined;
  return kind === 'request' && recordsEvent(said) ? 'records-event' : undefined;
}

const WRITES: ReadonlySet<unknown> = new Set(['POST', 'PATCH', 'PUT']);

function recordsEvent({ method, path }: Plain): boolean {
  // Most paths have no such word in them.
  return WRITES.has(method) && String(path).includes('/events') && readPath(String(path))?.resource === 'events';
}

/** `kube-controller-manager/v1.36.0 (…) kubernetes/…/system:serviceaccount:kube-system:deployment-controller` → deployment-controller. */
function agentOf(payload: unknown): string | undefined {
  const agent = (payload as { headers?: Readonly<Record<string, string>> } | undefined)?.headers?.['user-agent'];
  const part = agent?.startsWith('kube-controller-manager/') ? agent.slice(agent.lastIndexOf('/') + 1) : undefined;
  return part?.slice(part.lastIndexOf(':') + 1);
}

const TITLES: Readonly<Record<string, (hop: Hop, payload: Plain) => Words>> = {
  https: httpsTitle,
  grpc: grpcTitle,
  raft: (_hop, payload) => raftTitle(payload as never),
  cri: plainTitle,
  http: trafficTitle,
  tcp: trafficTitle,
  dns: trafficTitle,
};

function httpsTitle(hop: Hop, payload: Plain): Words {
  if (hop.kind === 'request')
    return typeof payload['path'] === 'string'
      ? requestTitle(payload as unknown as ApiRequest)
      : plainTitle(hop, payload);
  if (hop.kind === 'response')
    return typeof payload['status'] === 'number'
      ? answerTitle(payload as unknown as ApiAnswer)
      : plainTitle(hop, payload);
  return typeof payload['type'] === 'string' ? watchEventTitle(payload as unknown as WatchEvent) : streamTitle(hop);
}

const LONGEST_SAID = 40;
const KEYS: Readonly<Record<string, string>> = { '\u0003': '^C', '\u0004': '^D' };

/** What is said on an open stream into a container, or out of it: a log, a command's output, what somebody types. */
function streamTitle({ payload, kind }: Hop): Words {
  if (typeof payload === 'string') return quoted(payload);
  const { stdin, stdout, stderr, lines, status, exitCode, closed } = (payload ?? {}) as Plain;
  const said = stdin ?? stdout ?? stderr ?? lines?.[0]?.line;
  if (typeof said === 'string') return quoted(said);
  if (closed) return END_OF_STREAM;
  if (typeof status?.status === 'string') return status.status;
  return exitCode === undefined ? kind : `exit ${exitCode}`;
}

function quoted(text: string): string {
  if (KEYS[text]) return KEYS[text];
  const line = text.trim().split(/[\r\n]/, 1)[0] ?? '';
  return JSON.stringify(line.length > LONGEST_SAID ? `${line.slice(0, LONGEST_SAID)}…` : line);
}

function watchEventTitle(event: WatchEvent): string {
  const object = event.object as KubeObject | undefined;
  if (!object?.kind) return event.type;
  if (event.type === 'BOOKMARK') return 'BOOKMARK';
  const kind = object.kind === 'Pod' || object.kind === 'Node' ? object.kind.toLowerCase() : object.kind;
  return `${event.type} ${kind} ${object.metadata?.name ?? ''}`.trim();
}

function grpcTitle(hop: Hop, payload: Plain): Words {
  if (hop.kind === 'request') return etcdRequestTitle(payload);
  if (hop.kind === 'item') return etcdEventsTitle(payload);
  if (payload['error']) return phrase('titles.refused', { message: errorWords(payload['error']) });
  const revision = payload['revision'] ?? payload['header']?.revision;
  return revision === undefined ? ANSWER : phrase('titles.revision', { revision: Number(revision) });
}

function etcdRequestTitle(payload: Plain): string {
  const kind = String(payload['kind'] ?? payload['type'] ?? 'request');
  const key = keyIn(payload);
  return key ? `${kind} ${shortKey(key)}` : kind;
}

/** The first key that a request names, however deep it lies. */
function keyIn(payload: unknown, depth = 0): string {
  if (typeof payload !== 'object' || payload === null || depth > 4) return '';
  const fields = payload as Plain;
  if (typeof fields['key'] === 'string') return fields['key'];
  for (const field of ['put', 'success', 'then', 'compare', 'request', 'range', 'operations']) {
    const inner = fields[field];
    const found = keyIn(Array.isArray(inner) ? inner[0] : inner, depth + 1);
    if (found) return found;
  }
  return '';
}

function etcdEventsTitle(payload: Plain): Words {
  const events = payload['events'] as readonly Plain[] | undefined;
  if (!events?.length) return PROGRESS;
  const first = events[0]!;
  const key = shortKey(String(first['kv']?.key ?? first['key'] ?? ''));
  return events.length === 1
    ? phrase('titles.changed', { key })
    : phrase('titles.changedMore', { key, count: events.length - 1 });
}

function shortKey(key: string): string {
  return key.replace(/^\/registry\//, '').replace(/\0$/, '');
}

function plainTitle(hop: Hop, payload: Plain): Words {
  if (hop.kind === 'response')
    return payload['error'] ? phrase('titles.failed', { message: errorWords(payload['error']) }) : DONE;
  if (hop.kind === 'item' || hop.kind === 'input') return streamTitle(hop);
  const name = payload['method'] ?? payload['call'] ?? payload['kind'] ?? payload['type'] ?? hop.kind;
  const subject = payload['image'] ?? payload['reference'] ?? payload['name'] ?? '';
  return `${String(name)} ${typeof subject === 'string' ? subject : ''}`.trim();
}

function errorWords(error: unknown): string {
  if (typeof error === 'string') return error;
  return String((error as Plain)['message'] ?? (error as Plain)['code'] ?? 'error');
}
