import type { DnsReply, HttpReply, PodTraffic } from '../cluster';
import type { Hop, Trace } from '../simulation';
import { type Phrase, phrase, type Words } from './phrases';

/** A message between programs, in a few words: "GET http://web:8080/", "200", "A web.default.svc.cluster.local?", "NXDOMAIN". */
export function trafficTitle(hop: Hop): string {
  return hop.kind === 'request' ? requestTitle(hop.payload as PodTraffic) : answerTitle(hop);
}

function requestTitle(traffic: PodTraffic): string {
  const { host, port } = traffic;
  if (traffic.kind === 'dns') return `${traffic.question.type} ${traffic.question.name}?`;
  if (traffic.kind === 'tcp') return `connect to ${host}:${port}`;
  const name = traffic.headers['host'] ?? `${host}:${port}`;
  return `${traffic.method} http://${name}${traffic.path}`;
}

function answerTitle({ protocol, payload }: Hop): string {
  if (protocol === 'tcp') return 'connected';
  if (protocol === 'http') return String((payload as HttpReply).status);
  const { code, records } = payload as DnsReply;
  return records.length > 0 ? records.map(({ data }) => data).join(', ') : code;
}

const PROTOCOLS: ReadonlySet<string> = new Set(['http', 'tcp', 'dns']);

/** Whether programs in pods (or machines and pods) say this to each other. */
export function isTraffic({ protocol, kind }: Hop): boolean {
  return PROTOCOLS.has(protocol) && (kind === 'request' || kind === 'response');
}

/** "Pod client calls service default/web: GET http://web/. The rules of its machine lead to 10.244.1.2:80." */
export function trafficSentence(trace: Trace, hop: Hop, component: Words, what: Words): Phrase {
  if (hop.kind === 'response') return answerSentence(trace, hop, component, what);
  const { sender, via, host, port } = hop.payload as PodTraffic;
  const actor = sender === undefined ? component : podOf(sender);
  const target = `${host}:${port}`;
  if (!via) return phrase('stories.calls', { actor, what, target });
  const { service } = via;
  if (host === via.address) return phrase('stories.callsInVain', { actor, what, service });
  return phrase('stories.callsThrough', { actor, what, service, target });
}

function answerSentence(trace: Trace, hop: Hop, component: Words, answer: Words): Phrase {
  const asked = trace.hop(hop.exchange);
  const { answeredBy } = hop.payload as { readonly answeredBy?: string };
  const actor = answeredBy === undefined ? component : podOf(answeredBy);
  return phrase('stories.repliesWith', { actor, what: asked ? trafficTitle(asked) : '', answer });
}

function podOf(name: string): Phrase {
  return phrase('actors.pod', { name: name.replace(/^.*\//, '') });
}
