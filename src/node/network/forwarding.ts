import type { Component, Process, ServerCall } from '../../simulation';
import { send } from './dialer';
import type { Verdict } from './machine-network';
import { MachineNetwork } from './machine-network';
import type { PodTraffic } from './traffic';

/** What was forwarded is answered within this time, or the client has given up by itself. */
const PATIENCE_SECONDS = 900;

/**
 * Packets that reached a machine at one of its own addresses, for a node port: handed on to a pod, perhaps on another
 * machine. What no rule is about is refused, what a rule drops is never answered.
 */
export function forward(component: Component, call: ServerCall<PodTraffic>): Process<void> | void {
  const verdict = MachineNetwork.of(component.host).route(call.payload, true);
  if (verdict?.kind === 'forward') return handOn(component, call, handedOn(call, verdict));
  if (verdict?.kind !== 'drop') call.refuse();
}

function handedOn(
  { payload: traffic, from }: ServerCall<PodTraffic>,
  { target, via, keepsSource }: Extract<Verdict, { kind: 'forward' }>,
): PodTraffic {
  const forwardedFor = traffic.sender === undefined ? (traffic.forwardedFor ?? from) : undefined;
  return {
    ...traffic,
    host: target.address,
    port: target.port,
    via,
    source: keepsSource ? traffic.source : traffic.host,
    ...(forwardedFor && { forwardedFor }),
  };
}

function* handOn(component: Component, call: ServerCall<PodTraffic>, traffic: PodTraffic): Process<void> {
  const reached = yield* send<unknown>(component, traffic.host, traffic, PATIENCE_SECONDS);
  if ('answer' in reached) call.respond(reached.answer);
  else if (reached.problem === 'refused') call.refuse();
  else call.reset();
}
