import type { Component, NetworkFailure, Process } from '../../simulation';
import { NetworkError } from '../../simulation';
import { MachineNetwork } from './machine-network';
import type { PodTraffic } from './traffic';

/** How an attempt to reach another program ended. */
export type Reached<T> = { readonly answer: T } | { readonly problem: NetworkFailure };

/** Where pods' addresses come from: a machine there finds out that nobody has one, elsewhere packets vanish. */
const POD_RANGE = /^10\.244\./;
/** Three questions who has an address, a second each. */
const UNREACHABLE_SECONDS = 3;

/**
 * Sends what a program on a machine has to say: through the machine's rules to whoever they lead to. What they refuse
 * comes back from the machine's own network end, what they drop never does.
 * @param local the component that is the machine's end of the pods' network
 */
export function* dial<T>(
  component: Component,
  local: string,
  traffic: PodTraffic,
  seconds: number,
): Process<Reached<T>> {
  const verdict = MachineNetwork.of(component.host).route(traffic, false);
  if (!verdict) return yield* send<T>(component, traffic.host, traffic, seconds);
  const { via } = verdict;
  if (verdict.kind === 'reject') return yield* send<T>(component, local, { ...traffic, via }, seconds);
  if (verdict.kind === 'drop') return yield* send<T>(component, traffic.host, { ...traffic, via }, seconds);
  const { address: host, port } = verdict.target;
  return yield* send<T>(component, host, { ...traffic, host, port, via }, seconds);
}

/** Sends it to a component, or to whoever has the address. */
export function* send<T>(component: Component, to: string, traffic: PodTraffic, seconds: number): Process<Reached<T>> {
  const nobody = POD_RANGE.test(to) && !component.simulation.network.component(to) && seconds > UNREACHABLE_SECONDS;
  const timeoutMilliseconds = (nobody ? UNREACHABLE_SECONDS : seconds) * 1000;
  const options = { protocol: traffic.kind, timeoutMilliseconds, silent: true };
  try {
    return { answer: yield* component.request<PodTraffic, T>(to, traffic, options) };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { problem: nobody ? 'unreachable' : error.reason };
  }
}
