import type { Endpoint, EndpointSlice } from '../../api';

/** An endpoint of a service's port, with what decides whether it is used. */
export interface Candidate {
  readonly address: string;
  readonly port: number;
  readonly node?: string;
  readonly ready: boolean;
  /** Takes requests although it is being stopped. */
  readonly lastResort: boolean;
  readonly zones?: readonly string[];
  readonly nodes?: readonly string[];
}

/** The machine that asks. */
export interface Place {
  readonly node: string;
  readonly zone?: string;
}

/** All endpoints behind a port, each once, in the order of their addresses. */
export function candidatesOf(
  slices: readonly EndpointSlice[],
  port: { readonly name?: string; readonly protocol?: string },
): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const slice of slices) {
    if (slice.addressType !== 'IPv4') continue;
    for (const own of slice.ports ?? []) {
      if ((own.name ?? '') !== (port.name ?? '') || own.protocol !== (port.protocol ?? 'TCP') || !own.port) continue;
      for (const endpoint of slice.endpoints ?? []) add(found, endpoint, own.port);
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key)!);
}

function add(found: Map<string, Candidate>, endpoint: Endpoint, port: number): void {
  const [address] = endpoint.addresses;
  if (!address) return;
  const { ready, serving, terminating } = endpoint.conditions ?? {};
  const key = `${address}:${port}`;
  const known = found.get(key);
  const candidate: Candidate = {
    address,
    port,
    node: endpoint.nodeName,
    ready: ready !== false,
    lastResort: serving !== false && terminating === true,
    zones: endpoint.hints?.forZones?.map(({ name }) => name),
    nodes: endpoint.hints?.forNodes?.map(({ name }) => name),
  };
  if (!known || (!known.ready && candidate.ready)) found.set(key, candidate);
}

/** Who may be sent to from anywhere: those that are ready, and near where hints say so; else those that are being stopped and still serve. */
export function chooseCluster(candidates: readonly Candidate[], place?: Place): readonly Candidate[] {
  const ready = candidates.filter((each) => each.ready);
  if (ready.length === 0) return candidates.filter((each) => each.lastResort);
  return place ? near(ready, place) : ready;
}

/** Who may be sent to on this machine alone. */
export function chooseLocal(candidates: readonly Candidate[], { node }: Place): readonly Candidate[] {
  return chooseCluster(candidates.filter((each) => each.node === node));
}

/** Hints count when each endpoint has one, and some are for this place; the machine's own go before its zone's. */
function near(ready: readonly Candidate[], { node, zone }: Place): readonly Candidate[] {
  const forNode = ready.filter(({ nodes }) => nodes?.includes(node));
  if (forNode.length > 0 && ready.every(({ nodes }) => nodes?.length)) return forNode;
  if (zone === undefined || !ready.every(({ zones }) => zones?.length)) return ready;
  const forZone = ready.filter(({ zones }) => zones!.includes(zone));
  return forZone.length > 0 ? forZone : ready;
}
