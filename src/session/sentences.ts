import type { ApiRequest, KubeObject } from '../apimachinery';
import type { Hop, Trace } from '../simulation';
import { hopTitle } from './hop-titles';
import type { CauseLine } from './protocol';
import { type Phrase, phrase, type Words } from './phrases';
import { raftSentence } from './raft-words';
import { isTraffic, trafficSentence } from './traffic-words';
import { isWatch, readPath, type RequestPath, singular } from './request-words';

/** Who a component is to people. */
export function actorOf(component: string, request?: ApiRequest): Words {
  const name = component.split('/')[1] ?? component;
  const machine = component.split('/')[0]!;
  if (name === 'kube-controller-manager') return controllerOf(request);
  if (name === 'kubelet') return phrase('actors.kubelet', { machine });
  if (name === 'kube-scheduler') return phrase('actors.scheduler');
  if (name === 'kube-apiserver') return phrase('actors.apiServer', { machine });
  if (name === 'etcd') return phrase('actors.etcd', { machine });
  if (name === 'kube-proxy') return phrase('actors.kubeProxy', { machine });
  if (name === 'load-balancer') return phrase('actors.loadBalancer');
  if (name === 'containerd') return phrase('actors.runtime', { machine });
  return name;
}

/** The controller in whose name the manager sends: its user agent ends with the service account. */
function controllerOf(request?: ApiRequest): Phrase {
  const agent = request?.headers?.['user-agent'] ?? '';
  const account = /system:serviceaccount:kube-system:([\w-]+)$/.exec(agent)?.[1];
  return account
    ? phrase('actors.controller', { name: account.replace(/-/g, ' ') })
    : phrase('actors.controllerManager');
}

const DEEDS: Readonly<
  Record<
    ApiRequest['method'],
    'stories.reads' | 'stories.creates' | 'stories.updates' | 'stories.changes' | 'stories.deletes'
  >
> = {
  POST: 'stories.creates',
  PUT: 'stories.updates',
  PATCH: 'stories.changes',
  DELETE: 'stories.deletes',
  GET: 'stories.reads',
  HEAD: 'stories.reads',
  OPTIONS: 'stories.reads',
};

/** "The scheduler binds web-7d4f…x2k to worker-2." */
export function requestSentence(from: string, request: ApiRequest): Phrase {
  const path = readPath(request.path);
  const actor = actorOf(from, request);
  if (!path) return phrase('stories.asksFor', { actor, path: request.path.split('?', 1)[0]! });
  const body = request.body as Record<string, any> | undefined;
  return subresourceSentence(actor, path, body) ?? resourceSentence(actor, path, request, body);
}

function subresourceSentence(actor: Words, path: RequestPath, body?: Record<string, any>): Phrase | undefined {
  const { name } = path;
  switch (path.subresource) {
    case 'binding':
      return phrase('stories.binds', { actor, pod: name, node: body?.['target']?.name ?? phrase('stories.aNode') });
    case 'token':
      return phrase('stories.asksToken', { actor, account: name });
    case 'status':
      return phrase('stories.reportsStatus', { actor, what: named(path.resource, name) });
    default:
      return undefined;
  }
}

function resourceSentence(actor: Words, path: RequestPath, request: ApiRequest, body?: Record<string, any>): Phrase {
  const { resource } = path;
  if (resource === 'events')
    return phrase('stories.recordsEvent', { actor, message: body?.['message'] ?? body?.['note'] ?? path.name });
  if (isWatch(request)) return phrase('stories.watches', { actor, resource });
  if (!path.name && request.method === 'GET') return phrase('stories.lists', { actor, resource });
  const prefix = body?.['metadata']?.generateName;
  const name = path.name || body?.['metadata']?.name || (prefix ? `${prefix}…` : '');
  return phrase(DEEDS[request.method], { actor, what: scaled(resource, name, body) });
}

function named(resource: string, name: string): Phrase {
  return phrase('stories.named', { kind: singular(resource), name });
}

function scaled(resource: string, name: string, body?: Record<string, any>): Phrase {
  const count = body?.['spec']?.replicas;
  const sized = resource === 'deployments' || resource === 'replicasets';
  return sized && typeof count === 'number'
    ? phrase('stories.scaled', { kind: singular(resource), name, count })
    : named(resource, name);
}

/** What a hop means, in one sentence. */
export function hopSentence(trace: Trace, hop: Hop): Phrase {
  const payload = hop.payload as any;
  if (hop.kind === 'act') return actSentence(hopTitle(hop));
  if (hop.protocol === 'https' && hop.kind === 'request' && payload?.path)
    return passedOn(trace, hop) ?? requestSentence(hop.from, payload);
  if (hop.protocol === 'https' && hop.kind === 'response') return answerSentence(trace, hop);
  if (hop.protocol === 'https' && hop.kind === 'item' && payload?.type) return watchSentence(hop);
  const actor = actorOf(hop.from);
  if (hop.protocol === 'raft') return raftSentence(actor, payload);
  if (hop.protocol === 'grpc') return grpcSentence(trace, hop);
  const what = hopTitle(hop);
  if (isTraffic(hop)) return trafficSentence(trace, hop, actor, what);
  if (hop.protocol === 'cri' && hop.kind === 'request') return phrase('stories.asksRuntime', { actor, what });
  return phrase('stories.tells', { actor, peer: actorOf(hop.to), what });
}

/** What somebody was asked and asks another for in turn, as the balancer does, is another's wish. */
function passedOn(trace: Trace, hop: Hop): Phrase | undefined {
  const asked = trace.hop(hop.cause);
  if (asked?.kind !== 'request' || asked.to !== hop.from || !hop.from.startsWith('balancer/')) return undefined;
  return phrase('stories.passesOn', { actor: actorOf(hop.from), what: hopTitle(hop), peer: actorOf(hop.to) });
}

function actSentence(title: Words): Phrase {
  return typeof title === 'string'
    ? phrase('stories.youRan', { line: title })
    : phrase('stories.youChose', { deed: title });
}

function answerSentence(trace: Trace, hop: Hop): Phrase {
  const asked = trace.hop(hop.exchange);
  const request = asked?.payload as ApiRequest | undefined;
  const status = (hop.payload as { status?: number; body?: { message?: string } }) ?? {};
  const said = {
    actor: actorOf(hop.from),
    what: asked && request?.path ? hopTitle(asked) : phrase('stories.theRequest'),
    answer: hopTitle(hop),
  };
  if ((status.status ?? 200) < 400) return phrase('stories.answers', said);
  const message = status.body?.message;
  return message ? phrase('stories.refusesBecause', { ...said, message }) : phrase('stories.refuses', said);
}

const NEWS = {
  ADDED: 'stories.hearsAdded',
  MODIFIED: 'stories.hearsModified',
  DELETED: 'stories.hearsDeleted',
} as const;

function watchSentence(hop: Hop): Phrase {
  const event = hop.payload as { type: string; object?: KubeObject };
  const news = NEWS[event.type as keyof typeof NEWS];
  const actor = actorOf(hop.to);
  if (!news || !event.object?.metadata) return phrase('stories.hears', { actor, what: hopTitle(hop) });
  return phrase(news, { actor, what: `${event.object.kind} ${event.object.metadata.name}` });
}

function grpcSentence(trace: Trace, hop: Hop): Phrase {
  const said = { actor: actorOf(hop.from), peer: actorOf(hop.to), what: hopTitle(hop) };
  if (hop.kind === 'request') return phrase('stories.asks', said);
  if (hop.kind === 'item') return phrase('stories.tells', said);
  const request = trace.hop(hop.exchange);
  const what = request ? hopTitle(request) : phrase('stories.theRequest');
  return phrase('stories.repliesWith', { actor: said.actor, what, answer: said.what });
}

/** A hop that is a step of the story: a write that somebody asked an API server for, first hand, or the user's act. */
function tells(hop: Hop): boolean {
  if (hop.kind === 'act') return true;
  if (hop.kind !== 'request' || hop.protocol !== 'https' || hop.from.startsWith('balancer/')) return false;
  const request = hop.payload as ApiRequest;
  return request.method !== 'GET' && Boolean(readPath(request.path));
}

const LONGEST_CHAIN = 4000;

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
