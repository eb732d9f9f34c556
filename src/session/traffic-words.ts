import type { DnsReply, HttpReply, PodTraffic } from '../cluster';
import type { Hop } from '../simulation';

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
