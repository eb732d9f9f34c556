import type { ApiRequest, KubeObject } from '../apimachinery';
import type { Hop, Trace } from '../simulation';
import { hopTitle } from './hop-titles';
import type { CauseLine } from './protocol';
import { raftSentence } from './raft-words';
import { isWatch, readPath, singular } from './request-words';

/** Who a component is to people. */
export function actorOf(component: string, request?: ApiRequest): string {
  const name = component.split('/')[1] ?? component;
  const host = component.split('/')[0]!;
  if (name === 'kube-controller-manager') return `The ${controllerOf(request)}`;
  if (name === 'kubelet') return `The kubelet of ${host}`;
  if (name === 'kube-scheduler') return 'The scheduler';
  if (name === 'kube-apiserver') return `The API server of ${host}`;
  if (name === 'etcd') return `etcd on ${host}`;
  if (name === 'kubectl') return 'kubectl';
  if (name === 'containerd') return `The container runtime of ${host}`;
  return name;
}

/** The controller in whose name the manager sends: its user agent ends with the service account. */
function controllerOf(request?: ApiRequest): string {
  const agent = request?.headers?.['user-agent'] ?? '';
  const account = /system:serviceaccount:kube-system:([\w-]+)$/.exec(agent)?.[1];
  return account ? account.replace(/-/g, ' ') : 'controller manager';
}

const DEEDS: Readonly<Record<string, string>> = {
  POST: 'creates',
  PUT: 'updates',
  PATCH: 'changes',
  DELETE: 'deletes',
  GET: 'reads',
};

/** "The scheduler binds web-7d4f…x2k to worker-2." */
export function requestSentence(from: string, request: ApiRequest): string {
  const path = readPath(request.path);
  const actor = actorOf(from, request);
  if (!path) return `${actor} asks for ${request.path.split('?', 1)[0]}.`;
  const body = request.body as (KubeObject & Record<string, any>) | undefined;
  if (path.subresource === 'binding') return `${actor} binds ${path.name} to ${body?.['target']?.name ?? 'a node'}.`;
  if (path.subresource === 'token') return `${actor} asks for a token of service account ${path.name}.`;
  if (path.subresource === 'status') return `${actor} reports the status of ${singular(path.resource)} ${path.name}.`;
  if (path.resource === 'events')
    return `${actor} records an event: ${body?.['message'] ?? body?.['note'] ?? path.name}`;
  if (isWatch(request)) return `${actor} watches ${path.resource}.`;
  if (!path.name && request.method === 'GET') return `${actor} lists ${path.resource}.`;
  const prefix = body?.metadata?.generateName;
  const name = path.name || body?.metadata?.name || (prefix ? `${prefix}…` : '');
  return `${actor} ${DEEDS[request.method]} ${singular(path.resource)} ${name}${scaleWords(path.resource, body)}.`;
}

function scaleWords(resource: string, body?: Record<string, any>): string {
  const replicas = body?.['spec']?.replicas;
  const sized = resource === 'deployments' || resource === 'replicasets';
  return sized && typeof replicas === 'number' ? `, ${replicas} replica${replicas === 1 ? '' : 's'}` : '';
}

/** What a hop means, in one sentence. */
export function hopSentence(trace: Trace, hop: Hop): string {
  const payload = hop.payload as any;
  if (hop.kind === 'act') return `You ${hopTitle(hop).startsWith('kubectl') ? 'ran' : 'chose to'} ${hopTitle(hop)}.`;
  if (hop.protocol === 'https' && hop.kind === 'request' && payload?.path) return requestSentence(hop.from, payload);
  if (hop.protocol === 'https' && hop.kind === 'response') return answerSentence(trace, hop);
  if (hop.protocol === 'https' && hop.kind === 'item') return watchSentence(hop);
  if (hop.protocol === 'raft') return raftSentence(actorOf(hop.from), payload);
  if (hop.protocol === 'grpc') return grpcSentence(trace, hop);
  if (hop.protocol === 'cri' && hop.kind === 'request')
    return `The kubelet of ${hop.from.split('/')[0]} asks its runtime: ${hopTitle(hop)}.`;
  return `${actorOf(hop.from)} to ${actorOf(hop.to).replace(/^The/, 'the')}: ${hopTitle(hop)}.`;
}

function answerSentence(trace: Trace, hop: Hop): string {
  const request = trace.hop(hop.exchange)?.payload as ApiRequest | undefined;
  const status = (hop.payload as { status?: number; body?: { message?: string } }) ?? {};
  const refused = (status.status ?? 200) >= 400;
  const what = request?.path ? hopTitle(trace.hop(hop.exchange)!) : 'the request';
  const message = refused && status.body?.message ? `: ${status.body.message}` : '';
  return `${actorOf(hop.from)} ${refused ? 'refuses' : 'answers'} ${what} with ${hopTitle(hop)}${message}.`;
}

const NEWS: Readonly<Record<string, string>> = { ADDED: 'is there', MODIFIED: 'changed', DELETED: 'is gone' };

function watchSentence(hop: Hop): string {
  const event = hop.payload as { type: string; object?: KubeObject };
  const news = NEWS[event.type];
  if (!news || !event.object?.metadata) return `${actorOf(hop.to)} hears: ${hopTitle(hop)}.`;
  return `${actorOf(hop.to)} hears that ${event.object.kind} ${event.object.metadata.name} ${news}.`;
}

function grpcSentence(trace: Trace, hop: Hop): string {
  if (hop.kind === 'request') return `${actorOf(hop.from)} asks ${actorOf(hop.to)}: ${hopTitle(hop)}.`;
  if (hop.kind === 'item')
    return `${actorOf(hop.from)} tells ${actorOf(hop.to).replace(/^The/, 'the')}: ${hopTitle(hop)}.`;
  const request = trace.hop(hop.exchange);
  return `${actorOf(hop.from)} answers ${request ? hopTitle(request) : 'the request'}: ${hopTitle(hop)}.`;
}

/** A hop that is a step of the story: a write that somebody asked an API server for, first hand, or the user's act. */
function tells(hop: Hop): boolean {
  if (hop.kind === 'act') return true;
  if (hop.kind !== 'request' || hop.protocol !== 'https' || hop.from.startsWith('balancer/')) return false;
  const request = hop.payload as ApiRequest;
  return request.method !== 'GET' && Boolean(readPath(request.path));
}

const LONGEST_CHAIN = 400;

/** The chain from a hop back to the act, newest first: the steps that tell the story, and the hop itself. */
export function whyChain(trace: Trace, from: number): readonly CauseLine[] {
  const lines: CauseLine[] = [];
  let hop = trace.hop(from);
  for (let count = 0; hop && count < LONGEST_CHAIN; count++) {
    if (hop.id === from || tells(hop)) lines.push({ hop: hop.id, at: hop.sentAt, sentence: hopSentence(trace, hop) });
    hop = causeTowardsRoot(trace, hop);
  }
  return lines;
}

/** The same for an object: from the request that wrote it last, whatever carried that into etcd. */
export function whyWritten(trace: Trace, hop: number): readonly CauseLine[] {
  const lines = whyChain(trace, hop);
  return lines.length > 1 && trace.hop(hop)?.protocol === 'grpc' ? lines.slice(1) : lines;
}

/** Of several causes the one that leads to the act this hop belongs to. */
function causeTowardsRoot(trace: Trace, hop: Hop): Hop | undefined {
  const first = trace.hop(hop.cause);
  if (!hop.root || first?.root === hop.root) return first;
  const other = hop.others.find((id) => trace.hop(id)?.root === hop.root);
  return other === undefined ? first : trace.hop(other);
}
